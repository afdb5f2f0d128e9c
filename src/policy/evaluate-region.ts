import type { Config } from '../model/config.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { Finding, InventoryRow, NotAssessed, PolicyDescription } from '../model/judgement.js';
import type { LoadedPolicy, RegionFleet } from '../model/policy.js';
import type { RegionBlock } from '../model/region-block.js';
import { type RegionWork, regionWork } from './context.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { findingId } from './finding-id.js';
import { inventoryOf } from './inventory.js';
import { effectiveSettings } from './options.js';
import type { JudgeSettings } from './settings.js';

type Counts = PolicyDescription['counts'];

/** All that is kept of a region once it is judged. */
export interface RegionJudgement {
  fleet: RegionFleet;
  evaluated: { policyId: string; counts: Counts }[];
  findings: Finding[];
  notAssessed: NotAssessed[];
  inventory: InventoryRow[];
  coverage: readonly CoverageEntry[];
  percentilesUnsupported: boolean;
}

const COUNTED = { fail: 'fail', pass: 'pass', 'not-applicable': 'notApplicable', 'not-assessed': 'notAssessed' } as const;

/** True where the config leaves a policy out as a whole and no override brings it back for some resources. */
function leftOut(policy: LoadedPolicy, config: Config): boolean {
  if (effectiveSettings(policy, config, []).enabled.value) return false;
  return !config.overrides.some(({ policies }) => Object.hasOwn(policies, policy.meta.id) && policies[policy.meta.id]?.enabled === true);
}

/** The policies that the config leaves in: those that ask for metrics and judge. */
export function enabledPolicies(policies: readonly LoadedPolicy[], config: Config): LoadedPolicy[] {
  return policies.filter((policy) => !leftOut(policy, config));
}

function findingOf(evaluation: Extract<Evaluation, { verdict: 'fail' }>, work: RegionWork): Finding {
  const { policy, resource, outcome, severity, summary, sentences } = evaluation;
  const { ref, environment, owner } = work.settingsOf(resource);
  return {
    id: findingId(policy.meta.id, ref),
    policyId: policy.meta.id,
    title: policy.meta.title,
    severity,
    status: 'active',
    primary: false,
    resource: ref,
    resourceKind: resource.kind,
    environment,
    owner,
    summary,
    outcome,
    sentences,
  };
}

/**
 * Judges one region: every policy on every resource of its kinds gives exactly one evaluation. Findings are active and none is
 * primary yet: that follows once suppressions are known.
 */
export function evaluateRegion(block: RegionBlock, policies: readonly LoadedPolicy[], settings: JudgeSettings): RegionJudgement {
  const work = regionWork(block, settings);
  const findings: Finding[] = [];
  const notAssessed: NotAssessed[] = [];
  const evaluated = enabledPolicies(policies, settings.config).map((policy) => {
    const counts: Counts = { fail: 0, pass: 0, notApplicable: 0, notAssessed: 0 };
    const kinds = new Set(policy.requires.kinds);
    for (const resource of work.resources) {
      if (!kinds.has(resource.kind)) continue;
      const evaluation = evaluate(policy, resource, work, settings);
      counts[COUNTED[evaluation.verdict]] += 1;
      if (evaluation.verdict === 'fail') findings.push(findingOf(evaluation, work));
      if (evaluation.verdict === 'not-assessed') {
        const { code, values, sentence: reason } = evaluation;
        notAssessed.push({
          policyId: policy.meta.id,
          resource: work.settingsOf(resource).ref,
          resourceKind: resource.kind,
          code,
          values,
          reason,
        });
      }
    }
    return { policyId: policy.meta.id, counts };
  });
  const { percentilesUnsupported } = work.metrics;
  return {
    fleet: work.fleet,
    evaluated,
    findings,
    notAssessed,
    inventory: inventoryOf(work),
    coverage: block.coverage,
    percentilesUnsupported,
  };
}
