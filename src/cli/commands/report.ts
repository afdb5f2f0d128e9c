import type { ExitCode } from '../exit-codes.js';
import { extrasOf, judgeAndReport, rulesOf } from '../judging.js';
import { delivered } from '../output.js';

/** `report SNAPSHOT`: judge and render; needs no AWS and no network. */
export const run = delivered(async (options, log, told, [snapshot = '']): Promise<ExitCode> => {
  const rules = await rulesOf(options);
  return judgeAndReport(snapshot, rules, options, log, await extrasOf(options, rules), told);
});
