import type { ExitCode } from '../exit-codes.js';
import { judgeAndReport, rulesOf } from '../judging.js';
import { logFrom } from '../log.js';
import { parsed } from '../parsed.js';

/** `report SNAPSHOT`: judge and render; needs no AWS and no network. */
export async function run(raw: Record<string, unknown>, [snapshot = '']: readonly string[]): Promise<ExitCode> {
  const options = parsed(raw);
  return judgeAndReport(snapshot, await rulesOf(options), options, logFrom(options));
}
