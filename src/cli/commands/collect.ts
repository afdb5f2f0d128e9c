import { coverageVerdict } from '../../index.js';
import { runCollection } from '../collecting.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { rulesOf, tellPlan } from '../judging.js';
import { delivered } from '../output.js';

/** `collect`: write the snapshot, judge nothing. */
export const run = delivered(async ({ options, log, wrote }): Promise<ExitCode> => {
  const { result, ended } = await runCollection(options, await rulesOf(options), options.output, log);
  if (result === null) return ended() ?? EXIT.interrupted;
  if (result.snapshot === null) {
    const code = await tellPlan(result, options, log);
    return ended() ?? code;
  }
  const { apiCalls, metricsRequested, estimatedCostUsd, wallSeconds } = result.header.run;
  process.stdout.write(
    `${wrote(result.snapshot)}${apiCalls} calls, ${metricsRequested} metrics (${estimatedCostUsd.toFixed(4)} USD), ${wallSeconds} s\n`,
  );
  const { nothingAnswered } = await coverageVerdict(result.coverage);
  if (nothingAnswered) log.warn('not one inventory step answered: nothing is known of the account');
  return ended() ?? (nothingAnswered ? EXIT.incomplete : EXIT.done);
});
