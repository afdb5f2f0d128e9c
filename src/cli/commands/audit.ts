import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planText, runCollection } from '../collecting.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { extrasOf, hidesNames, judgeAndReport, rulesOf } from '../judging.js';
import { delivered } from '../output.js';

/** `audit`: collect, judge and render in one go. */
export const run = delivered(async (options, log, told): Promise<ExitCode> => {
  const rules = await rulesOf(options);
  const extras = options.plan === true ? {} : await extrasOf(options, rules);
  // Pseudonyms would be worth nothing beside the snapshot that they hide.
  const aside = hidesNames(options) ? await mkdtemp(join(tmpdir(), 'fleet-auditor-')) : null;
  try {
    const { result, ended } = await runCollection(options, rules, aside ?? options.output, log);
    if (result === null) return ended ?? EXIT.interrupted;
    if (result.snapshot === null) {
      process.stdout.write(planText(result));
      return EXIT.done;
    }
    const code = await judgeAndReport(result.snapshot, rules, options, log, extras, told);
    return ended ?? code;
  } finally {
    if (aside !== null) await rm(aside, { recursive: true, force: true });
  }
});
