import { judgeForReport, writeChanges } from '../../index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { extrasOf, rulesOf, warnOfSnapshot } from '../judging.js';
import { delivered } from '../output.js';
import { changesText } from '../summary.js';

/** `diff OLD NEW`: judge both by the same rules and say what is new, resolved and why, changed, no longer assessed. */
export const run = delivered(async ({ options, log, told, args: [old = '', now = ''] }): Promise<ExitCode> => {
  const rules = await rulesOf(options);
  const { redact, before } = await extrasOf(options, rules, old);
  if (before === undefined) throw new RangeError('diff needs two snapshots');
  const judged = await judgeForReport(now, rules, { before, keepResources: redact !== undefined });
  const { format: formats, output, templates } = options;
  const written = await writeChanges(judged, rules, { formats, output, templates, redact, before });
  process.stdout.write(changesText(told(written)));
  warnOfSnapshot(options, log);
  return EXIT.done;
});
