import pLimit from 'p-limit';
import type { AuditScope } from '../aws/scope.js';
import { addPlans } from '../metrics/plan.js';
import { type AccountPlan, requireBelowCap } from './account-plan.js';
import { commitmentsOf } from './extras.js';
import { MetricRelease } from './metric-release.js';
import { RegionDraft } from './region-draft.js';
import type { RunContext } from './run-context.js';

/** Regions of one account under way at once; what bounds them is the quota of each, not this. */
const REGIONS_AT_ONCE = 20;

/**
 * Audits one account: the inventory of its regions, and their metrics as soon as it is sure that all of them together cost no more than
 * allowed. Failures of AWS are coverage entries. Throws a UserError where the cap is exceeded, before the first metric.
 */
export async function auditAccount(scope: AuditScope, regions: readonly string[], run: RunContext): Promise<AccountPlan> {
  const { accountId } = scope.account;
  const open = regions.filter((region) => run.earlier?.has(accountId, region) !== true);
  const release = new MetricRelease(open.length, run.planOnly ? Number.NEGATIVE_INFINITY : run.maxMetricCostUsd);
  const commitments = commitmentsOf(scope.api, run.extras, run.settings.config);
  const progress = metricProgress(accountId, run);
  const drafts = open.map(
    (region) => new RegionDraft({ scope, region, run, commitments, release, onMetrics: (counts) => progress(region, counts) }),
  );
  const reading = pLimit(REGIONS_AT_ONCE);
  const inventories = drafts.map((draft) => reading(() => draft.inventory()));
  if (run.planOnly) {
    await Promise.all(inventories);
    // What the inventory could not see, the plan lacks.
    for (const draft of drafts) await run.onRegion(draft.records());
    return planOf(accountId, drafts);
  }
  const measuring = pLimit(REGIONS_AT_ONCE);
  const finish = async (draft: RegionDraft, inventory: Promise<void> | undefined): Promise<void> => {
    await inventory;
    await release.granted;
    await measuring(async () => {
      await draft.measure();
      await run.onRegion(draft.records());
      scope.api.release(draft.region);
      run.onProgress({ type: 'region-done', accountId, region: draft.region, resources: draft.resources.size });
      draft.close();
    });
  };
  const planned = async (): Promise<AccountPlan> => {
    try {
      await Promise.all(inventories);
      const plan = await planOf(accountId, drafts);
      requireBelowCap(plan, run.maxMetricCostUsd);
      release.grant();
      return plan;
    } catch (error) {
      release.refuse(error);
      throw error;
    }
  };
  const [plan] = await Promise.all([planned(), ...drafts.map((draft, index) => finish(draft, inventories[index]))]);
  return plan;
}

async function planOf(accountId: string, drafts: readonly RegionDraft[]): Promise<AccountPlan> {
  const plans = await Promise.all(drafts.map((draft) => draft.plan()));
  const known = plans.filter((plan) => plan !== null);
  return { accountId, first: addPlans(known.map(({ first }) => first)), second: addPlans(known.map(({ second }) => second)) };
}

/** Adds up what the regions of an account have planned and answered. */
function metricProgress(accountId: string, run: RunContext) {
  const measured = new Map<string, { planned: number; answered: number }>();
  return (region: string, progress: { planned: number; answered: number }): void => {
    measured.set(region, progress);
    let [planned, answered] = [0, 0];
    for (const one of measured.values()) {
      planned += one.planned;
      answered += one.answered;
    }
    run.onProgress({ type: 'metrics', accountId, planned, answered });
  };
}
