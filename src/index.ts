/**
 * The library: what the command line does, for programs. In the order of the work: rules, collect, judge, report.
 * Everything is imported when it is called, so that a command loads no more than it uses.
 */
import type { AccountList, AccountListOptions } from './audit/account-list.js';
import type { CollectOptions, CollectResult } from './audit/collect.js';
import type { CoverageVerdict } from './audit/coverage-verdict.js';
import type { Diagnosis, DoctorOptions } from './audit/doctor.js';
import type { JudgedFile, JudgeFileOptions } from './audit/judge-file.js';
import type { MergeResult } from './audit/merge-files.js';
import type { PriceRefreshOptions, PriceRefreshResult } from './audit/price-refresh.js';
import type { ReportRules } from './audit/report-settings.js';
import type { PreparedReports, ReportOptions, WrittenReports } from './audit/reports.js';
import type { RuleFiles, Rules } from './audit/rules.js';
import type { TrendOptions, WrittenTrend } from './audit/trend-files.js';
import type { TrendSource } from './audit/trend-sources.js';
import type { Delivery, DeliveryAccess, NotifyTarget, RunSummary } from './deliver/index.js';
import type { CoverageEntry } from './model/coverage.js';
import type { Judgement } from './model/judgement.js';
import type { PermissionSet } from './model/permission-set.js';
import type { ReportModel } from './model/report.js';
import type { PolicyInForce } from './policy/describe-overrides.js';
import type { CheckedFile } from './policy/load.js';

export type { AccountList, AccountListOptions } from './audit/account-list.js';
export type { AccountPlan } from './audit/account-plan.js';
export type { CollectOptions, CollectResult } from './audit/collect.js';
export type { CoverageVerdict } from './audit/coverage-verdict.js';
export type { Diagnosis, DoctorOptions } from './audit/doctor.js';
export type { JudgedFile, JudgeFileOptions } from './audit/judge-file.js';
export type { MergeResult } from './audit/merge-files.js';
export type { PriceRefreshOptions, PriceRefreshResult } from './audit/price-refresh.js';
export type { ReportRules } from './audit/report-settings.js';
export type { PreparedReports, ReportOptions, WrittenReports } from './audit/reports.js';
export type { RuleFiles, Rules } from './audit/rules.js';
export type { TrendFormat, TrendOptions, WrittenTrend } from './audit/trend-files.js';
export type { TrendSource } from './audit/trend-sources.js';
export type { Delivery, DeliveryAccess, Destination, NotifyTarget, RunSummary, StoredSnapshot } from './deliver/index.js';
export type { Judgement } from './model/judgement.js';
export { OutputError } from './model/output-error.js';
export type { Policy, PolicyContext } from './model/policy.js';
export { definePolicy, optional, required } from './model/policy.js';
export type { ReportFormat } from './model/report-format.js';
export { UserError } from './model/user-error.js';
export { toolIdentity } from './package.js';

/** Loads policies, configuration and prices. Throws a UserError for whatever in them is not as it should be. */
export async function loadRules(files: RuleFiles = {}): Promise<Rules> {
  return (await import('./audit/rules.js')).loadRules(files);
}

/** Collects from AWS and writes the snapshot. See `CollectOptions`. */
export async function collect(options: CollectOptions): Promise<CollectResult> {
  return (await import('./audit/collect.js')).collect(options);
}

/** Says what a collection with these options could see, what it would cost and take, and what is missing, asking for no metric. */
export async function diagnose(options: DoctorOptions): Promise<Diagnosis> {
  return (await import('./audit/doctor.js')).diagnose(options);
}

/** Writes the accounts that a run would be about as a file for `--accounts`. See `AccountListOptions`. */
export async function listAccounts(options: AccountListOptions): Promise<AccountList> {
  return (await import('./audit/account-list.js')).writeAccountList(options);
}

/** Joins the snapshots of the shards of one run, named by their files or folders, into one in the output folder. */
export async function merge(snapshots: readonly string[], output: string): Promise<MergeResult> {
  return (await import('./audit/merge-files.js')).mergeFiles(snapshots, output);
}

/** Judges a snapshot file. Needs no AWS and no network. */
export async function judge(snapshot: string, rules: Rules): Promise<Judgement> {
  return (await judgeForReport(snapshot, rules)).judgement;
}

/** Judges a snapshot file and keeps what reports need beside the judgement. */
export async function judgeForReport(snapshot: string, rules: Rules, options: JudgeFileOptions = {}): Promise<JudgedFile> {
  return (await import('./audit/judge-file.js')).judgeFile(snapshot, rules, options);
}

/** Reads a key for pseudonyms that stay the same from one snapshot to the next. Throws a UserError for a file that is none. */
export async function readRedactionKey(file: string): Promise<Uint8Array> {
  return (await import('./audit/redaction-key.js')).readRedactionKey(file);
}

/** Renders a judgement and writes the files. */
export async function writeReports(judged: JudgedFile, rules: ReportRules, options: ReportOptions): Promise<WrittenReports> {
  return writePrepared(await prepareReports(judged, rules, options));
}

/** The first half of `writeReports`, for large fleets: let go of what was judged, and rendering takes half the memory. */
export async function prepareReports(judged: JudgedFile, rules: ReportRules, options: ReportOptions): Promise<PreparedReports> {
  return (await import('./audit/reports.js')).prepareReports(judged, rules, options);
}

/** Throws a UserError where the files of a report cannot be written; `compared`: those that say what changed are among them. */
export async function requireReports(options: Pick<ReportOptions, 'formats' | 'output' | 'templates'>, compared: boolean): Promise<void> {
  return (await import('./audit/reports.js')).requireReports(options, compared);
}

/** The second half of `writeReports`. */
export async function writePrepared(prepared: PreparedReports): Promise<WrittenReports> {
  return (await import('./audit/reports.js')).writePrepared(prepared);
}

/** Writes what changed since an earlier snapshot that was judged by the same rules. */
export async function writeChanges(
  judged: JudgedFile,
  rules: ReportRules,
  options: ReportOptions & { before: JudgedFile },
): Promise<WrittenReports> {
  return (await import('./audit/reports.js')).writeChanges(judged, rules, options);
}

/** The snapshots in a folder and the folders in it. Throws a UserError for a place that cannot be read. */
export async function localSnapshots(place: string): Promise<TrendSource[]> {
  return (await import('./audit/trend-sources.js')).localSnapshots(place);
}

/** Judges snapshots alike and writes what became of cost, savings and coverage over time. */
export async function writeTrend(sources: readonly TrendSource[], rules: Rules, options: TrendOptions): Promise<WrittenTrend> {
  return (await import('./audit/trend-files.js')).writeTrend(sources, rules, options);
}

/** What the coverage of a run comes to: complete or not, and whether anything answered at all. */
export async function coverageVerdict(coverage: readonly CoverageEntry[]): Promise<CoverageVerdict> {
  return (await import('./audit/coverage-verdict.js')).coverageVerdict(coverage);
}

/** The IAM policy document with the actions of the given sets, and no others. */
export async function permissionPolicy(sets: readonly PermissionSet[]): Promise<unknown> {
  return (await import('./aws/permissions.js')).policyDocument(sets);
}

/** Reads list prices from the Price List API and writes the file that `--prices` reads. See `PriceRefreshOptions`. */
export async function refreshPrices(options: PriceRefreshOptions): Promise<PriceRefreshResult> {
  return (await import('./audit/price-refresh.js')).writeRefreshedPrices(options);
}

/** Every policy with its options in effect, for resources that no override matches and under each override, and where each value comes from. */
export async function describePolicies(rules: Rules): Promise<PolicyInForce[]> {
  const { policyInForce } = await import('./policy/describe-overrides.js');
  return rules.policies.map((policy) => policyInForce(policy, rules.config));
}

/** Checks a folder of one's own policies: every file with all of its problems. Their code is run. */
export async function checkPolicies(folder: string): Promise<CheckedFile[]> {
  const [{ loadRules: load }, { checkPolicies: check }] = await Promise.all([import('./audit/rules.js'), import('./policy/load.js')]);
  return check(folder, (await load()).policies);
}

/** Opens the way out: to a bucket, a topic, a webhook. Nothing is sent until one of its functions is called. */
export async function openDelivery(access: DeliveryAccess): Promise<Delivery> {
  return (await import('./deliver/index.js')).openDelivery(access);
}

/** Reads whom to tell: an SNS topic, a Slack webhook, another webhook. Throws a UserError for what is none of them. */
export async function parseNotifyTarget(text: string): Promise<NotifyTarget> {
  return (await import('./deliver/notify.js')).parseNotifyTarget(text);
}

/** The sums of a report, for a message or metrics: nothing in it names a resource. */
export async function runSummary({ document }: ReportModel): Promise<RunSummary> {
  const [{ coverageVerdict: verdict }, { summaryOf }] = await Promise.all([
    import('./audit/coverage-verdict.js'),
    import('./deliver/summary.js'),
  ]);
  return summaryOf(document, verdict(document.coverage));
}

/** A log event from which CloudWatch takes metrics. */
export async function embeddedMetrics(summary: RunSummary, namespace: string, now: Date): Promise<Record<string, unknown>> {
  return (await import('./deliver/embedded-metrics.js')).embeddedMetrics(summary, namespace, now);
}
