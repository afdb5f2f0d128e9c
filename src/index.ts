/**
 * The library: what the command line does, for programs. In the order of the work: rules, collect, judge, report.
 * Everything is imported when it is called, so that a command loads no more than it uses.
 */
import type { CollectOptions, CollectResult } from './audit/collect.js';
import type { CoverageVerdict } from './audit/coverage-verdict.js';
import type { MergeResult } from './audit/merge-files.js';
import type { PriceRefreshOptions, PriceRefreshResult } from './audit/price-refresh.js';
import type { ReportOptions, WrittenReports } from './audit/reports.js';
import type { RuleFiles, Rules } from './audit/rules.js';
import type { PermissionSet } from './aws/api.js';
import type { CoverageEntry } from './model/coverage.js';
import type { Judgement, PolicyDescription } from './model/judgement.js';
import type { CheckedFile } from './policy/load.js';

export type { AccountPlan } from './audit/account.js';
export type { CollectOptions, CollectResult } from './audit/collect.js';
export type { CoverageVerdict } from './audit/coverage-verdict.js';
export type { MergeResult } from './audit/merge-files.js';
export type { PriceRefreshOptions, PriceRefreshResult } from './audit/price-refresh.js';
export type { ReportFormat, ReportOptions, WrittenReports } from './audit/reports.js';
export type { RuleFiles, Rules } from './audit/rules.js';
export type { Judgement } from './model/judgement.js';
export type { Policy, PolicyContext } from './model/policy.js';
export { definePolicy, optional, required } from './model/policy.js';
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

/** Joins the snapshots of the shards of one run, named by their files or folders, into one in the output folder. */
export async function merge(snapshots: readonly string[], output: string): Promise<MergeResult> {
  return (await import('./audit/merge-files.js')).mergeFiles(snapshots, output);
}

/** Judges a snapshot file. Needs no AWS and no network. */
export async function judge(snapshot: string, rules: Rules): Promise<Judgement> {
  return (await import('./audit/judge-file.js')).judgeFile(snapshot, rules);
}

/** Renders a judgement and writes the files. */
export async function writeReports(
  judgement: Judgement,
  rules: Pick<Rules, 'config' | 'configFile'>,
  options: ReportOptions,
): Promise<WrittenReports> {
  return (await import('./audit/reports.js')).writeReports(judgement, rules, options);
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

/** Every policy with its options in effect for resources that no override matches. */
export async function describePolicies(rules: Rules): Promise<PolicyDescription[]> {
  const { describePolicy } = await import('./policy/judge.js');
  return rules.policies.map((policy) => describePolicy(policy, rules.config, { fail: 0, pass: 0, notApplicable: 0, notAssessed: 0 }));
}

/** Checks a folder of one's own policies: every file with all of its problems. Their code is run. */
export async function checkPolicies(folder: string): Promise<CheckedFile[]> {
  const [{ loadRules: load }, { checkPolicies: check }] = await Promise.all([import('./audit/rules.js'), import('./policy/load.js')]);
  return check(folder, (await load()).policies);
}
