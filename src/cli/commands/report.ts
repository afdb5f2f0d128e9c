import { merge, requireReports } from '../../index.js';
import type { ExitCode } from '../exit-codes.js';
import { extrasOf, hidesNames, judgeAndReport, rulesOf } from '../judging.js';
import { delivered } from '../output.js';
import { withTemporaryFolder } from '../temporary-folder.js';
import { warnOfMerge } from './merge.js';

/** `report SNAPSHOT...`: judge and render; needs no AWS and no network. Several are the parts of one run, and are merged first. */
export const run = delivered(async ({ options, log, told, args: snapshots, given }): Promise<ExitCode> => {
  const rules = await rulesOf(options);
  const extras = await extrasOf(options, rules);
  await requireReports({ formats: options.format, output: options.output, templates: options.templates }, extras.before !== undefined);
  const [first = ''] = snapshots;
  // All parts that arrived may be one: the others are missing then.
  const isParts = snapshots.length > 1 || given.some((url) => url.endsWith('/*'));
  if (!isParts) return judgeAndReport(first, rules, options, log, extras, told);
  const work = async (folder: string): Promise<ExitCode> => {
    const merged = await merge(snapshots, folder);
    warnOfMerge(merged, log);
    return judgeAndReport(merged.snapshot, rules, options, log, extras, told);
  };
  // Pseudonyms would be worth nothing beside the snapshot that they hide.
  return hidesNames(options) ? withTemporaryFolder(work) : work(options.output);
});
