import type { ResourceState, TrackedResources } from '../model/diff.js';
import { cloudFormationType, type Resource, type ResourceRef, type TaskShape } from '../model/resource/index.js';
import type { Evaluation } from './evaluate.js';
import { findingId } from './finding-id.js';
import type { RegionWork } from './region-work.js';

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

function sizeOfShape(shape: TaskShape | null): string | null {
  if (shape === null || shape.cpuUnits === null || shape.memoryMib === null) return null;
  const architecture = shape.architecture === null ? '' : `, ${shape.architecture}`;
  return `${shape.cpuUnits / 1024} vCPU, ${shape.memoryMib} MiB${architecture}`;
}

/** The size of a resource in words; null for what has none of its own. */
function sizeOf(resource: Resource, work: Pick<RegionWork, 'fleet'>): string | null {
  switch (resource.kind) {
    case 'ec2-instance':
      return resource.instanceType;
    case 'instance-group': {
      const types = resource.instanceIds.flatMap((id) => work.fleet.instances.get(id)?.instanceType ?? []);
      return types.length === 0 ? null : `${types.length} x ${[...new Set(types)].sort().join(', ')}`;
    }
    case 'ecs-service':
      return sizeOfShape(resource.shape);
    case 'ecs-task':
      return sizeOfShape(resource.shape);
    case 'lambda-function':
      return `${resource.memoryMib} MB, ${resource.architecture}`;
    default:
      return null;
  }
}

function isRunning(resource: Resource, { fleet }: Pick<RegionWork, 'fleet'>): boolean {
  switch (resource.kind) {
    case 'ec2-instance':
      return resource.state === 'running' || resource.state === 'pending';
    case 'instance-group':
      return resource.instanceIds.some((id) => fleet.instances.get(id)?.state === 'running');
    case 'ecs-service':
      return resource.desired > 0 || resource.running > 0;
    default:
      return true;
  }
}

/** Keeps of each judged region what a comparison with another snapshot needs. */
export interface ResourceTracker extends RegionObserver {
  result(): TrackedResources;
}

/** @param watched Keys of resources whose evaluations are kept whatever they say: those that the other snapshot has findings on. */
export function resourceTracker(watched: ReadonlySet<string> = new Set()): ResourceTracker {
  const present = new Set<string>();
  const states = new Map<string, ResourceState>();
  const cleared = new Map<string, { verdict: 'pass' | 'not-applicable'; sentence: string }>();
  const keep = (key: string, resource: Resource, work: RegionWork): void => {
    if (states.has(key)) return;
    states.set(key, { size: sizeOf(resource, work), running: isRunning(resource, work), monthly: work.costOf(resource).monthly });
  };
  return {
    region(work) {
      for (const resource of work.resources) {
        const key = keyOf(resource);
        present.add(key);
        if (watched.has(key)) keep(key, resource, work);
      }
    },
    evaluated(evaluation, work) {
      const { resource, policy, verdict } = evaluation;
      if (verdict === 'fail') keep(keyOf(resource), resource, work);
      else if (verdict !== 'not-assessed' && watched.size > 0 && watched.has(keyOf(resource))) {
        cleared.set(findingId(policy.meta.id, work.settingsOf(resource).ref), { verdict, sentence: evaluation.sentence() });
      }
    },
    result: () => ({ present, states, cleared }),
  };
}
