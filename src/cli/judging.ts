import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CollectResult, Judgement } from '../index.js';
import {
  coverageVerdict,
  judgeForReport,
  loadRules,
  type PreparedReports,
  prepareReports,
  type ReportOptions,
  type Rules,
  readRedactionKey,
  writePrepared,
} from '../index.js';
import { SEVERITIES, type Severity } from '../model/evaluation.js';
import type { Finding } from '../model/judgement.js';
import { planText } from './collecting.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import type { Log } from './log.js';
import type { Told } from './output.js';
import type { Options } from './parsed.js';
import { summaryText } from './summary.js';

export function rulesOf(options: Options): Promise<Rules> {
  return loadRules({ config: options.config, policies: options.policies, prices: options.prices, minSavingUsd: options.minSaving });
}

/** Active findings at or above a severity. */
function severeFindings({ findings }: Pick<Gated, 'findings'>, least: Severity): number {
  const severe = SEVERITIES.slice(0, SEVERITIES.indexOf(least) + 1);
  return findings.filter(({ status, severity }) => status === 'active' && severe.includes(severity)).length;
}

/** What of a judgement decides the exit code. */
interface Gated {
  findings: readonly Pick<Finding, 'status' | 'severity'>[];
  coverage: Judgement['coverage'];
  header: Pick<Judgement['header'], 'interrupted'>;
}

const gatedOf = ({ findings, coverage, header: { interrupted } }: Judgement): Gated => ({
  findings: findings.map(({ status, severity }) => ({ status, severity })),
  coverage,
  header: { interrupted },
});

/** The exit code that findings and coverage ask for; when both --fail-on and --require-complete hold, stderr names both. */
export async function gate(
  judgement: Gated,
  options: Pick<Options, 'failOn' | 'requireComplete'>,
  log: Pick<Log, 'warn'>,
): Promise<ExitCode> {
  const { complete, gaps, nothingAnswered } = await coverageVerdict(judgement.coverage);
  const incomplete = nothingAnswered || (options.requireComplete === true && !(complete && !judgement.header.interrupted));
  if (nothingAnswered) log.warn('not one inventory step answered: nothing is known of the account');
  else if (incomplete) log.warn(`coverage is incomplete: ${gaps === 1 ? '1 step has' : `${gaps} steps have`} gaps (--require-complete)`);
  const severe = options.failOn === undefined ? 0 : severeFindings(judgement, options.failOn);
  if (severe > 0) {
    log.warn(`${severe === 1 ? '1 active finding is' : `${severe} active findings are`} ${options.failOn} or more severe (--fail-on)`);
    return EXIT.findings;
  }
  return incomplete ? EXIT.incomplete : EXIT.done;
}

/** Prints what `--plan` found; gives the exit code that its coverage asks for, since what the inventory could not see the plan lacks. */
export async function tellPlan(result: CollectResult, options: Options, log: Log): Promise<ExitCode> {
  const { coverage, header } = result;
  const { complete } = await coverageVerdict(coverage);
  process.stdout.write(planText(result, complete));
  return gate({ findings: [], coverage, header }, options, log);
}

/** What a report needs beside the snapshot it is of. */
export type Extras = Pick<ReportOptions, 'redact' | 'before'>;

/** True where names are to be hidden. */
export function hidesNames({ redact, redactKey }: Options): boolean {
  return redact === true || redactKey !== undefined;
}

/** Whether names are to be hidden, and by which key. Throws a UserError for a key that cannot be read. */
export async function redactionOf(options: Options): Promise<ReportOptions['redact']> {
  if (!hidesNames(options)) return undefined;
  return { key: options.redactKey === undefined ? null : await readRedactionKey(options.redactKey) };
}

/**
 * Reads the key, and judges the earlier snapshot: before anything is collected, so that a file at fault costs nothing, and because
 * the earlier snapshot may be the very file that the collection replaces.
 */
export async function extrasOf(options: Options, rules: Rules, earlier = options.compare): Promise<Extras> {
  const redact = await redactionOf(options);
  const before = earlier === undefined ? undefined : await judgeForReport(earlier, rules, { keepResources: redact !== undefined });
  return { redact, before };
}

/** Pseudonyms beside the snapshot that they hide would hide nothing. */
export function warnOfSnapshot(options: Options, log: Log): void {
  const snapshot = join(options.output, 'snapshot.json.gz');
  if (!hidesNames(options) || !existsSync(snapshot)) return;
  log.warn(`${snapshot} was there before and holds the names that the report leaves out: do not pass the folder on as it is`);
}

/** Judges a snapshot, writes the reports, prints the summary. */
export async function judgeAndReport(
  snapshot: string,
  rules: Rules,
  options: Options,
  log: Log,
  extras: Extras,
  told: Told = (written) => written,
): Promise<ExitCode> {
  const { prepared, gated } = await judgedReports(snapshot, rules, options, extras);
  const written = await writePrepared(prepared);
  process.stdout.write(summaryText(told(written)));
  warnOfSnapshot(options, log);
  return gate(gated, options, log);
}

/** A function of its own, so that what was judged is let go when it ends: rendering a large fleet needs the room. */
async function judgedReports(
  snapshot: string,
  rules: Rules,
  { format: formats, output, templates }: Options,
  { before, redact }: Extras,
): Promise<{ prepared: PreparedReports; gated: Gated }> {
  const judged = await judgeForReport(snapshot, rules, { before, keepResources: redact !== undefined });
  const prepared = await prepareReports(judged, rules, { formats, output, templates, redact, before });
  return { prepared, gated: gatedOf(judged.judgement) };
}
