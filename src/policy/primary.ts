import { savesAtLeast } from '../model/cost-amounts.js';
import type { Action } from '../model/evaluation.js';
import type { Finding } from '../model/judgement.js';
import { toCents } from '../model/money.js';
import type { RegionFleet } from '../model/policy.js';
import { cloudFormationType, type InstanceGroup, type ResourceRef } from '../model/resource/index.js';

/** First of terminate, off-hours, resize, placement; all others stand behind these, equal among themselves. */
const ACTION_ORDER: readonly Action[] = ['terminate', 'off-hours', 'resize', 'placement'];

function rank(action: Action): number {
  const index = ACTION_ORDER.indexOf(action);
  return index < 0 ? ACTION_ORDER.length : index;
}

/** Saving in cents' precision, as it is counted; 0 where there is none or it is not known. */
function savingOf({ outcome }: Finding): number {
  return Math.max(0, toCents(outcome.cost.savings?.usd ?? 0));
}

const SEVERITY_ORDER = { high: 0, medium: 1, low: 2, info: 3 } as const;

function compare(a: Finding, b: Finding): number {
  return (
    rank(a.outcome.recommendation.action) - rank(b.outcome.recommendation.action) ||
    savingOf(b) - savingOf(a) ||
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    (a.policyId < b.policyId ? -1 : a.policyId > b.policyId ? 1 : 0) ||
    (a.id < b.id ? -1 : 1)
  );
}

const keyOf = ({ type, id }: Pick<ResourceRef, 'type' | 'id'>): string => `${type} ${id}`;
const instanceKey = (id: string): string => keyOf({ type: 'AWS::EC2::Instance', id });

/**
 * What a finding's money is about: its resource and its members, each down to the instances beneath. A container instance
 * is an EC2 instance under another name, and a group is its members: neither is counted beside them.
 */
function coveredBy({ resource, outcome }: Finding, fleet: RegionFleet, groups: ReadonlyMap<string, InstanceGroup>): string[] {
  const keys = new Set<string>();
  for (const ref of [resource, ...outcome.members]) {
    keys.add(keyOf(ref));
    if (ref.type === 'AWS::ECS::ContainerInstance') {
      const instance = fleet.containerInstances.get(ref.id)?.ec2InstanceId;
      if (instance) keys.add(instanceKey(instance));
    }
    for (const id of groups.get(keyOf(ref))?.instanceIds ?? []) keys.add(instanceKey(id));
  }
  return [...keys];
}

/**
 * Chooses the findings of one region that are counted, at most one for each resource, and gives their ids. Among active
 * findings with a saving: the first of terminate, off-hours, resize, placement, then the larger saving. One without a saving
 * is counted only where no other speaks of the same resource. Whoever speaks of a group speaks of its members: once a
 * resource is counted in one finding it is counted in no other.
 * @param minimumUsd Findings that save less a month are left out of reports: one that is not shown cannot be counted in place of one that is.
 */
export function primaryFindings(findings: readonly Finding[], fleet: RegionFleet, minimumUsd = 0): Set<string> {
  const active = findings.filter(({ status, outcome }) => status === 'active' && savesAtLeast(outcome.cost, minimumUsd)).sort(compare);
  const groups = new Map(fleet.groups.map((group) => [keyOf({ type: cloudFormationType(group), id: group.id }), group]));
  const counted = new Set<string>();
  const primary = new Set<string>();
  for (const withSaving of [true, false]) {
    for (const finding of active) {
      if (savingOf(finding) > 0 !== withSaving) continue;
      const covered = coveredBy(finding, fleet, groups);
      if (covered.some((key) => counted.has(key))) continue;
      for (const key of covered) counted.add(key);
      primary.add(finding.id);
    }
  }
  return primary;
}
