import type { Judgement } from '../index.js';
import { coverageVerdict, judge, loadRules, type Rules, writeReports } from '../index.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Log } from './log.js';
import { SEVERITY_NAMES } from './options.js';
import type { Options } from './parsed.js';
import { summaryText } from './summary.js';

export function rulesOf(options: Options): Promise<Rules> {
  return loadRules({ config: options.config, policies: options.policies, prices: options.prices });
}

/** Active findings at or above a severity. */
function severeFindings({ findings }: Judgement, least: (typeof SEVERITY_NAMES)[number]): number {
  const severe = SEVERITY_NAMES.slice(0, SEVERITY_NAMES.indexOf(least) + 1);
  return findings.filter(({ status, severity }) => status === 'active' && severe.includes(severity)).length;
}

/** The exit code that findings and coverage ask for; when both --fail-on and --require-complete hold, stderr names both. */
async function gate(judgement: Judgement, options: Options, log: Log): Promise<ExitCode> {
  const { complete, gaps, nothingAnswered } = await coverageVerdict(judgement.coverage);
  const incomplete = nothingAnswered || (options.requireComplete === true && !(complete && !judgement.header.interrupted));
  if (nothingAnswered) log.warn('not one inventory step answered: this report says nothing about the account');
  else if (incomplete) log.warn(`coverage is incomplete: ${gaps} steps have gaps (--require-complete)`);
  const severe = options.failOn === undefined ? 0 : severeFindings(judgement, options.failOn);
  if (severe > 0) {
    log.warn(`${severe} active findings are ${options.failOn} or more severe (--fail-on)`);
    return EXIT.findings;
  }
  return incomplete ? EXIT.incomplete : EXIT.done;
}

/** Judges a snapshot, writes the reports, prints the summary. */
export async function judgeAndReport(snapshot: string, rules: Rules, options: Options, log: Log): Promise<ExitCode> {
  const judgement = await judge(snapshot, rules);
  const written = await writeReports(judgement, rules, {
    formats: options.format,
    output: options.output,
    templates: options.templates,
    minSavingUsd: options.minSaving,
  });
  process.stdout.write(summaryText(written));
  return gate(judgement, options, log);
}
