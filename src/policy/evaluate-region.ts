import type { Usage, UsagePlace } from '../model/commitments.js';
import type { Config } from '../model/config.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { EcsChoices } from '../model/ecs-choices.js';
import type { Finding, InventoryRow, NotAssessed, PolicyDescription } from '../model/judgement.js';
import type { LoadedPolicy, RegionFleet } from '../model/policy.js';
import type { MeasuredBlock } from '../model/region-block.js';
import type { ResourceKind } from '../model/resource/index.js';
import { usageOf, usagePlaceOf } from './commitments.js';
import { ecsChoicesOf } from './ecs-choices.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { findingId } from './finding-id.js';
import { inventoryOf } from './inventory.js';
import { effectiveSettings } from './options.js';
import { type RegionWork, regionWork } from './region-work.js';
import type { JudgeSettings } from './settings.js';
import type { RegionObserver } from './track.js';

type Counts = PolicyDescription['counts'];

/** All that is kept of a region once it is judged. */
export interface RegionJudgement {
  fleet: RegionFleet;
  evaluated: { policyId: string; counts: Counts }[];
  findings: Finding[];
  notAssessed: NotAssessed[];
  inventory: InventoryRow[];
  ecsChoices: EcsChoices[];
  coverage: readonly CoverageEntry[];
  percentilesUnsupported: boolean;
  /** Use that commitments may cover, and where each finding's saving is, by its id. */
  usage: Usage[];
  places: ReadonlyMap<string, UsagePlace>;
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

/** Whose a group is that does not say so itself: its members', where all of them are one owner's. Their cost is counted as that owner's. */
function ownerOfMembers(
  { outcome: { members } }: Extract<Evaluation, { verdict: 'fail' }>,
  { resources, settingsOf }: RegionWork,
): string | null {
  const ids = new Set(members.map(({ id }) => id));
  const owners = new Set(resources.flatMap((one) => (ids.has(settingsOf(one).ref.id) ? [settingsOf(one).owner] : [])));
  const [owner = null] = owners;
  return owners.size === 1 ? owner : null;
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
    owner: owner ?? (outcome.members.length === 0 ? null : ownerOfMembers(evaluation, work)),
    summary,
    outcome,
    sentences,
  };
}

function notAssessedOf(
  { policy, resource, code, values, sentence }: Exclude<Evaluation, { verdict: 'fail' }>,
  work: RegionWork,
): NotAssessed {
  return {
    policyId: policy.meta.id,
    resource: work.settingsOf(resource).ref,
    resourceKind: resource.kind,
    code,
    values,
    reason: sentence(),
  };
}

/** Policies by the kind of resource that they judge. */
export function byKind(policies: readonly LoadedPolicy[]): ReadonlyMap<ResourceKind, readonly LoadedPolicy[]> {
  const map = new Map<ResourceKind, LoadedPolicy[]>();
  for (const policy of policies) {
    for (const kind of new Set(policy.requires.kinds)) map.set(kind, [...(map.get(kind) ?? []), policy]);
  }
  return map;
}

/**
 * Judges one region: every policy on every resource of its kinds gives exactly one evaluation. Findings are active and none is
 * primary yet: that follows once suppressions are known.
 */
export function evaluateRegion(
  block: MeasuredBlock,
  policies: readonly LoadedPolicy[],
  settings: JudgeSettings,
  observer?: RegionObserver,
): RegionJudgement {
  const work = regionWork(block, settings);
  observer?.region(work);
  const findings: Finding[] = [];
  const notAssessed: NotAssessed[] = [];
  const enabled = enabledPolicies(policies, settings.config);
  const judging = byKind(enabled);
  const places = new Map<string, UsagePlace>();
  const counts = new Map(enabled.map(({ meta }): [string, Counts] => [meta.id, { fail: 0, pass: 0, notApplicable: 0, notAssessed: 0 }]));
  // Resource by resource, so that what is worked out of its metrics serves all policies and is then let go.
  for (const resource of work.resources) {
    for (const policy of judging.get(resource.kind) ?? []) {
      const evaluation = evaluate(policy, resource, work, settings);
      observer?.evaluated(evaluation, work);
      const counted = counts.get(policy.meta.id);
      if (counted !== undefined) counted[COUNTED[evaluation.verdict]] += 1;
      if (evaluation.verdict === 'fail') {
        const finding = findingOf(evaluation, work);
        findings.push(finding);
        const place = usagePlaceOf(resource, work.fleet, work.costOf(resource));
        if (place !== null) places.set(finding.id, place);
      } else if (evaluation.verdict === 'not-assessed') notAssessed.push(notAssessedOf(evaluation, work));
    }
  }
  const { percentilesUnsupported } = work.metrics;
  return {
    fleet: work.fleet,
    evaluated: [...counts].map(([policyId, inRegion]) => ({ policyId, counts: inRegion })),
    findings,
    notAssessed,
    inventory: inventoryOf(work),
    ecsChoices: ecsChoicesOf(work, policies),
    coverage: block.coverage,
    percentilesUnsupported,
    usage: usageOf(work),
    places,
  };
}
