import { type MergeResult, merge } from '../../index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { delivered } from '../output.js';

function textOf({ snapshot, header: { accounts, regions, merged, run } }: MergeResult, inputs: number): string {
  const { present = [], missing = [] } = merged ?? {};
  const places = Object.values(regions).reduce((sum, names) => sum + names.length, 0);
  const shards = present.length === 0 ? '' : `shards ${present.join(', ')} of ${present.length + missing.length}; `;
  return [
    `wrote ${snapshot}`,
    `joined ${inputs} snapshots: ${shards}${accounts.length} accounts, ${places} regions`,
    `${run.apiCalls} calls, ${run.metricsRequested} metrics (${run.estimatedCostUsd.toFixed(4)} USD) in all`,
    '',
  ].join('\n');
}

/** `merge`: join the snapshots of shards into one. Shards that never arrived are named, and are no error: the rest stands. */
export const run = delivered(async (options, log, _told, folders): Promise<ExitCode> => {
  const result = await merge(folders, options.output);
  process.stdout.write(textOf(result, folders.length));
  const { missing = [] } = result.header.merged ?? {};
  if (missing.length > 0)
    log.warn(`never arrived: ${missing.map((index) => `shard ${index}`).join(', ')}; what they hold is not in this snapshot`);
  if (result.header.interrupted) log.warn('at least one of these collections was interrupted: see the coverage, or resume it');
  return EXIT.done;
});
