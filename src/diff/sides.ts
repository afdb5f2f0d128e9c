import { type CoverageEntry, isComplete, type Service } from '../model/coverage.js';
import type { JudgedSnapshot, TrackedResources } from '../model/diff.js';
import type { Finding, NotAssessed, PolicyDescription } from '../model/judgement.js';
import type { ResourceKind } from '../model/resource/index.js';
import { findingId } from '../policy/finding-id.js';
import { resourceKey } from '../policy/track.js';

/** One of the two snapshots, indexed for a comparison. */
export interface Side {
  tracked: TrackedResources;
  findings: ReadonlyMap<string, Finding>;
  /** By the id that the finding would have. */
  notAssessed: ReadonlyMap<string, NotAssessed>;
  policies: ReadonlyMap<string, PolicyDescription>;
  /** Keys of resources of which a finding says that they should be switched off at times. */
  offHours: ReadonlySet<string>;
  /** `account region` of all that was asked for. */
  scope: ReadonlySet<string>;
  /** Incomplete entries by `account region`. */
  gaps: ReadonlyMap<string, readonly CoverageEntry[]>;
}

const placeOf = (accountId: string, region: string): string => `${accountId} ${region}`;

export function sideOf({ judgement, tracked }: JudgedSnapshot): Side {
  const gaps = new Map<string, CoverageEntry[]>();
  for (const entry of judgement.coverage) {
    if (isComplete(entry)) continue;
    const place = placeOf(entry.accountId, entry.region);
    gaps.set(place, [...(gaps.get(place) ?? []), entry]);
  }
  const scope = Object.entries(judgement.header.regions).flatMap(([account, regions]) => regions.map((region) => placeOf(account, region)));
  return {
    tracked,
    findings: new Map(judgement.findings.map((finding) => [finding.id, finding])),
    notAssessed: new Map(judgement.notAssessed.map((entry) => [findingId(entry.policyId, entry.resource), entry])),
    offHours: new Set(
      judgement.findings
        .filter(({ status, outcome }) => status === 'active' && outcome.recommendation.action === 'off-hours')
        .map(({ resource }) => resourceKey(resource)),
    ),
    policies: new Map(judgement.policies.map((policy) => [policy.meta.id, policy])),
    scope: new Set(scope),
    gaps,
  };
}

/** The services whose steps list resources of a kind. A failed step of theirs may hide one. */
const LISTED_BY: Readonly<Record<ResourceKind, readonly Service[]>> = {
  'ec2-instance': ['ec2'],
  'instance-group': ['ec2', 'autoscaling', 'ecs'],
  'ecs-cluster': ['ecs'],
  'ecs-service': ['ecs'],
  'ecs-task': ['ecs'],
  'ecs-container-instance': ['ecs'],
  'ecs-capacity-provider': ['ecs'],
  'lambda-function': ['lambda'],
};

/** Whether a snapshot would show the resource of a finding if it were there. */
export function lookAt({ resource, resourceKind }: Finding, side: Side): 'seen' | 'out-of-scope' | { detail: string } {
  const place = placeOf(resource.accountId, resource.region);
  if (!side.scope.has(place)) return 'out-of-scope';
  const gap = side.gaps.get(place)?.find(({ service }) => service === 'sts' || LISTED_BY[resourceKind].includes(service));
  if (gap === undefined) return 'seen';
  return { detail: `${gap.service}:${gap.step} ${gap.status}${gap.detail === null ? '' : `: ${gap.detail}`}` };
}

/** True where the two were not judged with the same options of a policy; false where either left the policy out. */
export function differentOptions(policyId: string, a: Side, b: Side): boolean {
  const one = a.policies.get(policyId);
  const other = b.policies.get(policyId);
  if (one === undefined || other === undefined) return false;
  const plain = ({ options }: PolicyDescription): string => JSON.stringify(options.map(({ name, value }) => [name, value]));
  return plain(one) !== plain(other);
}

/** True where the two know other settings of a resource: options that an override gave it, its environment, its time zone. */
export function differentSettings(policyId: string, key: string, a: Side, b: Side): boolean {
  const one = a.tracked.present.get(key);
  const other = b.tracked.present.get(key);
  if (one === undefined || other === undefined) return false;
  return one.context !== other.context || one.options.get(policyId) !== other.options.get(policyId);
}
