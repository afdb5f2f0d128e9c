import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { planText, runCollection } from '../collecting.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { judgeAndReport, rulesOf } from '../judging.js';
import { logFrom } from '../log.js';
import { parsed } from '../parsed.js';

/** `audit`: collect, judge and render in one go. */
export async function run(raw: Record<string, unknown>): Promise<ExitCode> {
  const options = parsed(raw);
  const log = logFrom(options);
  const rules = await rulesOf(options);
  // Pseudonyms would be worth nothing beside the snapshot that they hide.
  const aside = options.redact === true || options.redactKey !== undefined ? await mkdtemp(join(tmpdir(), 'fleet-auditor-')) : null;
  try {
    const { result, ended } = await runCollection(options, rules, aside ?? options.output, log);
    if (result === null) return ended ?? EXIT.interrupted;
    if (result.snapshot === null) {
      process.stdout.write(planText(result));
      return EXIT.done;
    }
    const code = await judgeAndReport(result.snapshot, rules, options, log);
    return ended ?? code;
  } finally {
    if (aside !== null) await rm(aside, { recursive: true, force: true });
  }
}
