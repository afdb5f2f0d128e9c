import type { ResourceGlance, ResourceState, RoleHolder, TrackedResources } from '../model/diff.js';
import { type AutoScalingGroup, cloudFormationType, type Resource, type ResourceRef } from '../model/resource/index.js';
import type { Evaluation } from './evaluate.js';
import { findingId } from './finding-id.js';
import type { EffectiveSettings } from './options.js';
import type { RegionWork } from './region-work.js';
import { roleKeysOf } from './track-roles.js';
import { emptyState, isRunning, sizeOf, stateOf, typesOf } from './track-state.js';

/** Looks on while a region is judged. */
export interface RegionObserver {
  region(work: RegionWork): void;
  evaluated(evaluation: Evaluation, work: RegionWork): void;
}

/** One text for each resource there can be, in any region of any account. */
export function resourceKey({ accountId, region, type, id }: Pick<ResourceRef, 'accountId' | 'region' | 'type' | 'id'>): string {
  return `${accountId}\0${region}\0${type}\0${id}`;
}

function keyOf(resource: Resource): string {
  const { accountId, region, id } = resource;
  return resourceKey({ accountId, region, type: cloudFormationType(resource), id });
}

/** Keys of what to watch in another snapshot on behalf of a resource: itself, and whatever may stand in its place. */
export const watchKeysOf = (resource: ResourceRef): string[] => [resourceKey(resource), ...roleKeysOf(resource)];

/** Keys under which a group is judged while it has members; without any, what it is part of is told by its tags and by who names it. */
function keysOfGroup(group: AutoScalingGroup, { fleet }: RegionWork): string[] {
  const { accountId, region, id, tags } = group;
  const [cluster, nodegroup] = [tags?.['eks:cluster-name'], tags?.['eks:nodegroup-name']];
  const providers = fleet.capacityProviders.filter(
    ({ autoScalingGroup }) => autoScalingGroup === id || autoScalingGroup?.endsWith(`autoScalingGroupName/${id}`) === true,
  );
  const key = (type: string, of: string): string => resourceKey({ accountId, region, type, id: of });
  return [
    key('AWS::AutoScaling::AutoScalingGroup', id),
    ...(cluster === undefined || nodegroup === undefined ? [] : [key('AWS::EKS::Nodegroup', `${cluster}/${nodegroup}`)]),
    ...providers.map((provider) => key('AWS::ECS::CapacityProvider', provider.id)),
  ];
}

/** Keeps of each judged region what a comparison with another snapshot needs. */
export interface ResourceTracker extends RegionObserver {
  result(): TrackedResources;
}

const NO_OPTIONS: ReadonlyMap<string, string> = new Map();

/** Makes equal glances one object: thousands of resources are alike. */
function glances() {
  const known = new Map<string, ResourceGlance>();
  return (glance: ResourceGlance): ResourceGlance => {
    const { running, size, context, options } = glance;
    const text = JSON.stringify([running, size, context, [...options]]);
    const same = known.get(text) ?? glance;
    known.set(text, same);
    return same;
  };
}

/** The options that an override gave a resource, in one text; null where none did. */
function overridden({ options, sources }: EffectiveSettings): string | null {
  const own = Object.entries(options).filter(([name]) => sources[name]?.startsWith('override') === true);
  return own.length === 0 ? null : JSON.stringify(own);
}

/** @param watched `watchKeysOf` resources whose evaluations are kept whatever they say: those that the other snapshot has findings on. */
export function resourceTracker(watched: ReadonlySet<string> = new Set()): ResourceTracker {
  const present = new Map<string, ResourceGlance>();
  const states = new Map<string, ResourceState>();
  const roles = new Map<string, RoleHolder[]>();
  const cleared = new Map<string, { verdict: 'pass' | 'not-applicable'; sentence: string }>();
  const same = glances();
  const keep = (key: string, resource: Resource, work: RegionWork): void => {
    if (!states.has(key)) states.set(key, stateOf(resource, work));
  };
  const glanceAt = (resource: Resource, work: RegionWork): ResourceGlance => {
    const { environment, timeZone } = work.settingsOf(resource);
    // What Spot chose of a group's types is no size of its own.
    const size = resource.kind === 'instance-group' ? (typesOf(resource, work).may?.join(', ') ?? null) : sizeOf(resource, work);
    const context = `${environment?.name ?? ''} ${timeZone.zone}`;
    return same({ running: isRunning(resource, work), size, context, options: NO_OPTIONS });
  };
  const holds = (key: string, resource: Resource, work: RegionWork): void => {
    for (const role of roleKeysOf(work.settingsOf(resource).ref)) {
      if (!watched.has(role)) continue;
      keep(key, resource, work);
      const state = states.get(key);
      if (state === undefined) continue;
      const holders = roles.get(role) ?? [];
      roles.set(role, holders);
      holders.push({ key, id: resource.id, state });
    }
  };
  return {
    region(work) {
      for (const resource of work.resources) {
        const key = keyOf(resource);
        present.set(key, glanceAt(resource, work));
        if (watched.has(key)) keep(key, resource, work);
        else if (watched.size > 0) holds(key, resource, work);
      }
      for (const group of work.fleet.autoScalingGroups.values()) {
        for (const key of keysOfGroup(group, work)) {
          if (group.instanceIds.length > 0 || present.has(key)) continue;
          present.set(key, same({ running: false, size: null, context: '', options: NO_OPTIONS }));
          if (watched.has(key)) states.set(key, emptyState(group, key.includes('::AutoScaling::')));
        }
      }
    },
    evaluated(evaluation, work) {
      const { resource, policy, verdict } = evaluation;
      const settings = work.settingsOf(resource);
      const own = overridden(settings.settingsOf(policy));
      // Most evaluations clear, and are of no interest.
      if (own === null && verdict !== 'fail' && (watched.size === 0 || verdict === 'not-assessed')) return;
      const key = keyOf(resource);
      const glance = present.get(key);
      if (own !== null && glance !== undefined) {
        present.set(key, same({ ...glance, options: new Map([...glance.options, [policy.meta.id, own]]) }));
      }
      if (verdict === 'fail') keep(key, resource, work);
      else if (verdict !== 'not-assessed' && watched.size > 0 && watched.has(key)) {
        cleared.set(findingId(policy.meta.id, settings.ref), { verdict, sentence: evaluation.sentence() });
      }
    },
    result: () => ({ present, states, roles, cleared }),
  };
}
