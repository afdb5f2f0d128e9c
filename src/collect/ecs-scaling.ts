import type { SuspendedState } from '@aws-sdk/client-application-auto-scaling';
import { describeApplicationScheduledActions, describeScalableTargets, describeScalingPolicies } from '../aws/operations/index.js';
import type { EcsService, ScalingPolicy, ScheduledAction } from '../model/resource/index.js';
import { begun } from './begun.js';
import type { RegionContext } from './region.js';
import { scalingPolicyRecord } from './scaling-policy.js';

type Scaling = NonNullable<EcsService['scaling']>;

/** Scaling of every ECS service of a region, by `cluster/service`; no entry means that there is none. */
export type ServiceScaling = ReadonlyMap<string, Scaling>;

const NAMESPACE = { ServiceNamespace: 'ecs' as const };

/** `service/cluster/name`, as Application Auto Scaling names a service; null for other resources. */
function serviceKey(resourceId: string | undefined): string | null {
  return resourceId?.startsWith('service/') === true ? resourceId.slice('service/'.length) : null;
}

/**
 * Scalable targets, policies and scheduled actions of the whole ECS namespace: a few pages, where a call per service
 * would take minutes. Policies and actions hang on targets and are not asked for where there is none. Null when any of
 * it could not be read, since a policy that is not seen would read as a fixed size.
 */
export async function readServiceScaling(context: RegionContext): Promise<ServiceScaling | null> {
  const { steps } = context;
  const step = steps.facts(describeScalableTargets);
  const targets = new Map<string, NonNullable<Scaling['target']>>();
  let hanging: Promise<[Map<string, Map<string, ScalingPolicy>> | null, Map<string, Map<string, ScheduledAction>> | null]> | null = null;
  for await (const page of step.pages(describeScalableTargets, { ...NAMESPACE, MaxResults: 50 })) {
    for (const { ResourceId, MinCapacity = 0, MaxCapacity = 0, SuspendedState: off } of page.ScalableTargets ?? []) {
      const key = serviceKey(ResourceId);
      if (key === null) continue;
      const suspendedKinds = suspendedOf(off);
      targets.set(key, { minimum: MinCapacity, maximum: MaxCapacity, suspended: suspendedKinds.length > 0, suspendedKinds });
    }
    if (targets.size > 0) hanging ??= begun(Promise.all([readPolicies(context), readScheduledActions(context)]));
  }
  const [policies, actions] = hanging === null ? [new Map(), new Map()] : await hanging;
  if (!step.complete || policies === null || actions === null) return null;
  const keys = new Set([...targets.keys(), ...policies.keys(), ...actions.keys()]);
  return new Map(
    [...keys].map((key) => [
      key,
      { target: targets.get(key) ?? null, policies: byName(policies.get(key)), scheduledActions: byName(actions.get(key)) },
    ]),
  );
}

function suspendedOf(off: SuspendedState | undefined): NonNullable<NonNullable<Scaling['target']>['suspendedKinds']> {
  return [
    ...(off?.DynamicScalingInSuspended === true ? (['in'] as const) : []),
    ...(off?.DynamicScalingOutSuspended === true ? (['out'] as const) : []),
    ...(off?.ScheduledScalingSuspended === true ? (['scheduled'] as const) : []),
  ];
}

function byName<T extends { name: string }>(items: ReadonlyMap<string, T> | undefined): T[] {
  return [...(items?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function put<T extends { name: string }>(lists: Map<string, Map<string, T>>, key: string, item: T): void {
  const list = lists.get(key) ?? new Map<string, T>();
  lists.set(key, list.set(item.name, item));
}

async function readPolicies({ steps }: RegionContext): Promise<Map<string, Map<string, ScalingPolicy>> | null> {
  const step = steps.facts(describeScalingPolicies);
  const policies = new Map<string, Map<string, ScalingPolicy>>();
  // Ten a page is all that this operation gives.
  for await (const page of step.pages(describeScalingPolicies, { ...NAMESPACE, MaxResults: 10 })) {
    for (const policy of page.ScalingPolicies ?? []) {
      const key = serviceKey(policy.ResourceId);
      if (key === null) continue;
      put(policies, key, scalingPolicyRecord(policy.PolicyName ?? '', policy.PolicyType, policy.TargetTrackingScalingPolicyConfiguration));
    }
  }
  return step.complete ? policies : null;
}

async function readScheduledActions({ steps }: RegionContext): Promise<Map<string, Map<string, ScheduledAction>> | null> {
  const step = steps.facts(describeApplicationScheduledActions);
  const actions = new Map<string, Map<string, ScheduledAction>>();
  for await (const page of step.pages(describeApplicationScheduledActions, { ...NAMESPACE, MaxResults: 50 })) {
    for (const action of page.ScheduledActions ?? []) {
      const key = serviceKey(action.ResourceId);
      if (key === null) continue;
      put(actions, key, {
        name: action.ScheduledActionName ?? '',
        schedule: action.Schedule ?? null,
        timeZone: action.Timezone ?? null,
        minimum: action.ScalableTargetAction?.MinCapacity ?? null,
        maximum: action.ScalableTargetAction?.MaxCapacity ?? null,
        desired: null,
      });
    }
  }
  return step.complete ? actions : null;
}
