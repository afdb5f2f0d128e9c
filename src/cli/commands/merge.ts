import { type MergeResult, merge } from '../../index.js';
import { counted } from '../../model/quantity.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import type { Log } from '../log.js';
import { delivered } from '../output.js';

function textOf({ header: { accounts, regions, merged, run } }: MergeResult, inputs: number): string {
  const { present = [], missing = [] } = merged ?? {};
  const places = Object.values(regions).reduce((sum, names) => sum + names.length, 0);
  const shards = present.length === 0 ? '' : `shards ${present.join(', ')} of ${present.length + missing.length}; `;
  return [
    `joined ${counted(inputs, 'snapshot')}: ${shards}${counted(accounts.length, 'account')}, ${counted(places, 'region')}`,
    `${run.apiCalls} calls, ${run.metricsRequested} metrics (${run.estimatedCostUsd.toFixed(4)} USD) in all`,
    '',
  ].join('\n');
}

/** `merge`: join the snapshots of shards into one. Shards that never arrived are named, and are no error: the rest stands. */
export const run = delivered(async ({ options, log, wrote, args: folders }): Promise<ExitCode> => {
  const result = await merge(folders, options.output);
  process.stdout.write(`${wrote(result.snapshot)}${textOf(result, folders.length)}`);
  warnOfMerge(result, log);
  return EXIT.done;
});

/** Warns of what never arrived, came twice, or was cut short. */
export function warnOfMerge({ header: { merged, interrupted } }: MergeResult, log: Pick<Log, 'warn'>): void {
  const { missing = [], lost = [], unsettled = [], parts = [] } = merged ?? {};
  if (missing.length > 0)
    log.warn(`never arrived: ${missing.map((index) => `shard ${index}`).join(', ')}; what they hold is not in this snapshot`);
  const accounts = lost.filter(({ region }) => region === null).map(({ accountId }) => accountId);
  if (accounts.length > 0) log.warn(`never arrived: account ${accounts.join(', ')}; what is in them is not in this snapshot`);
  const names = parts.map(({ shard, only }) =>
    only !== null ? `the part of ${only.join(', ')}` : shard === null ? 'all' : `shard ${shard}`,
  );
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  if (twice.length > 0) log.warn(`collected more than once, with the same result: ${twice.join('; ')}`);
  if (unsettled.length > 0) log.warn(`joined or left the organization while the run went on: ${unsettled.join(', ')}`);
  if (interrupted) log.warn('at least one of these collections was interrupted: see the coverage, or resume it');
}
