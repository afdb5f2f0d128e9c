import type { MixedInstancesPolicy, AutoScalingGroup as SdkGroup } from '@aws-sdk/client-auto-scaling';
import { describeAutoScalingGroups, describePolicies, describeScheduledActions } from '../aws/operations/index.js';
import type { AutoScalingGroup, ScalingPolicy, ScheduledAction } from '../model/resource/index.js';
import { begun } from './begun.js';
import type { RegionContext } from './region.js';
import { scalingPolicyRecord } from './scaling-policy.js';
import { tagsFrom } from './sdk-values.js';

/** Auto Scaling groups with their policies and schedules, which are only asked for where there is a group. */
export async function collectAutoScalingGroups(context: RegionContext): Promise<void> {
  const { steps, sink } = context;
  const step = steps.resources(describeAutoScalingGroups);
  const groups = new Map<string, AutoScalingGroup>();
  let facts: Promise<[ByGroup<ScalingPolicy> | null, ByGroup<ScheduledAction> | null]> | null = null;
  for await (const page of step.pages(describeAutoScalingGroups, { MaxRecords: 100 })) {
    for (const group of page.AutoScalingGroups ?? []) {
      const record = groupRecord(group, context);
      if (record === null) step.missing('groups without a name or size');
      else groups.set(record.id, record);
    }
    if (groups.size > 0) facts ??= begun(Promise.all([scalingPolicies(context), scheduledActions(context)]));
  }
  step.gave(groups.size);
  const [policies, schedules] = (await facts) ?? [null, null];
  for (const group of groups.values()) {
    sink.resource({
      ...group,
      scalingPolicies: policies === null ? null : (policies.get(group.id) ?? []),
      scheduledActions: schedules === null ? null : (schedules.get(group.id) ?? []),
    });
  }
}

type ByGroup<T> = Map<string, T[]>;

function append<T>(lists: ByGroup<T>, group: string, item: T): void {
  const list = lists.get(group);
  if (list === undefined) lists.set(group, [item]);
  else list.push(item);
}

async function scalingPolicies({ steps }: RegionContext): Promise<ByGroup<ScalingPolicy> | null> {
  const step = steps.facts(describePolicies);
  const policies: ByGroup<ScalingPolicy> = new Map();
  const seen = new Set<string>();
  for await (const page of step.pages(describePolicies, { MaxRecords: 100 })) {
    for (const { AutoScalingGroupName = '', PolicyName = '', PolicyType, TargetTrackingConfiguration } of page.ScalingPolicies ?? []) {
      const key = `${AutoScalingGroupName}/${PolicyName}`;
      if (seen.has(key)) continue;
      seen.add(key);
      append(policies, AutoScalingGroupName, scalingPolicyRecord(PolicyName, PolicyType, TargetTrackingConfiguration));
    }
  }
  return step.complete ? policies : null;
}

async function scheduledActions({ steps }: RegionContext): Promise<ByGroup<ScheduledAction> | null> {
  const step = steps.facts(describeScheduledActions);
  const actions: ByGroup<ScheduledAction> = new Map();
  const seen = new Set<string>();
  for await (const page of step.pages(describeScheduledActions, { MaxRecords: 100 })) {
    for (const action of page.ScheduledUpdateGroupActions ?? []) {
      const { AutoScalingGroupName = '', ScheduledActionName = '' } = action;
      const key = `${AutoScalingGroupName}/${ScheduledActionName}`;
      if (seen.has(key)) continue;
      seen.add(key);
      append(actions, AutoScalingGroupName, {
        name: ScheduledActionName,
        schedule: action.Recurrence ?? null,
        timeZone: action.TimeZone ?? null,
        minimum: action.MinSize ?? null,
        maximum: action.MaxSize ?? null,
        desired: action.DesiredCapacity ?? null,
      });
    }
  }
  return step.complete ? actions : null;
}

function groupRecord(group: SdkGroup, { accountId, region }: RegionContext): AutoScalingGroup | null {
  const { AutoScalingGroupName: id, MinSize: minSize, MaxSize: maxSize, DesiredCapacity: desiredCapacity } = group;
  if (id === undefined || minSize === undefined || maxSize === undefined || desiredCapacity === undefined) return null;
  return {
    kind: 'auto-scaling-group',
    accountId,
    region,
    id,
    arn: group.AutoScalingGroupARN ?? null,
    name: id,
    tags: tagsFrom(group.Tags),
    minSize,
    maxSize,
    desiredCapacity,
    instanceIds: (group.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? []).sort(),
    instanceTypes: (group.MixedInstancesPolicy?.LaunchTemplate?.Overrides ?? []).flatMap(({ InstanceType }) => InstanceType ?? []),
    scalingPolicies: null,
    scheduledActions: null,
    suspendedProcesses: (group.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []).sort(),
    launch: launchOf(group),
  };
}

/** A group names its template's default version by leaving the version out. Names of templates are free text and stay behind. */
function launchOf({ LaunchTemplate, MixedInstancesPolicy, LaunchConfigurationName }: SdkGroup): AutoScalingGroup['launch'] {
  const mixed = MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification;
  const template = LaunchTemplate ?? mixed;
  if (template === undefined) {
    return LaunchConfigurationName === undefined ? null : { source: 'launch-configuration', templateId: null, version: null };
  }
  return {
    source: LaunchTemplate === undefined ? 'mixed-instances' : 'launch-template',
    templateId: template.LaunchTemplateId ?? null,
    version: template.Version ?? '$Default',
    ...(LaunchTemplate === undefined ? overridesOf(MixedInstancesPolicy) : {}),
  };
}

/** The overrides, where each is a type and its weight: one with a template or requirements of its own cannot be written again from what is kept. */
function overridesOf(policy: MixedInstancesPolicy | undefined): Pick<NonNullable<AutoScalingGroup['launch']>, 'overrides'> {
  const overrides = (policy?.LaunchTemplate?.Overrides ?? []).map(({ InstanceType, WeightedCapacity, ...more }) =>
    InstanceType === undefined || Object.values(more).some((value) => value !== undefined)
      ? null
      : { instanceType: InstanceType, weight: WeightedCapacity ?? null },
  );
  const plain = overrides.filter((one) => one !== null);
  return plain.length === overrides.length ? { overrides: plain } : {};
}
