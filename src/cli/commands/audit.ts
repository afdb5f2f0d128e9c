import { requireReports } from '../../index.js';
import { runCollection } from '../collecting.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { type Extras, extrasOf, hidesNames, judgeAndReport, rulesOf, tellPlan } from '../judging.js';
import { delivered, withSnapshot } from '../output.js';
import { withTemporaryFolder } from '../temporary-folder.js';

/** `audit`: collect, judge and render in one go. */
export const run = delivered(async ({ options, log, told }): Promise<ExitCode> => {
  const rules = await rulesOf(options);
  const extras: Extras = options.plan === true ? {} : await extrasOf(options, rules);
  // A run whose report cannot be written is not begun.
  if (options.plan !== true)
    await requireReports({ formats: options.format, output: options.output, templates: options.templates }, extras.before !== undefined);
  const work = async (folder: string): Promise<ExitCode> => {
    const { result, ended } = await runCollection(options, rules, folder, log);
    if (result === null) return ended() ?? EXIT.interrupted;
    if (result.snapshot === null) {
      const code = await tellPlan(result, options, log);
      return ended() ?? code;
    }
    const code = await judgeAndReport(result.snapshot, rules, options, log, extras, (written) =>
      told(hidesNames(options) ? written : withSnapshot(written, result.snapshot)),
    );
    return ended() ?? code;
  };
  // Pseudonyms would be worth nothing beside the snapshot that they hide.
  return hidesNames(options) ? withTemporaryFolder(work) : work(options.output);
});
