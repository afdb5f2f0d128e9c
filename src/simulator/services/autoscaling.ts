import * as z from 'zod';
import { hex, nameOf, type Place } from '../fleet/ids.js';
import { instanceView } from '../fleet/instance-view.js';
import type { RegionWorld } from '../fleet/region-world.js';
import type { AutoScalingGroupSpec } from '../fleet/schema-ec2.js';
import { type Caller, type Operation, ServiceError } from '../world.js';
import { listScope, pageOf } from './paging.js';
import { at, type Paging, parseInput, type Service, type Site, textList } from './service.js';

const invalidToken = () => new ServiceError('InvalidNextToken', 'The token provided is invalid.');
const pageInput = { MaxRecords: z.coerce.number().int().min(1).max(100).optional(), NextToken: z.string().optional() };

interface GroupView {
  spec: AutoScalingGroupSpec;
  name: string;
  arn: string;
}

function groupView(world: RegionWorld, place: Place): GroupView {
  const spec = world.autoScalingGroups.groups[place.group];
  if (spec === undefined) throw new RangeError(`no Auto Scaling group ${place.group}`);
  const name = nameOf(spec, place.index);
  const digest = hex(world.seedOf('asg', name), 8);
  return {
    spec,
    name,
    arn: world.arn('autoscaling', `autoScalingGroup:${digest}-0000-4000-8000-000000000000:autoScalingGroupName/${name}`),
  };
}

function groupsNamed(world: RegionWorld, names: readonly string[]): GroupView[] {
  const all = [...world.autoScalingGroups.places()].map((place) => groupView(world, place));
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

function overrideElement(listed: GroupView['spec']['types'][number]): Record<string, string> {
  return typeof listed === 'string' ? { InstanceType: listed } : { InstanceType: listed.type, WeightedCapacity: String(listed.weight) };
}

function groupElement(world: RegionWorld, { spec, name, arn }: GroupView): Record<string, unknown> {
  const members = [...world.instancesWhere((instance) => instance.autoScalingGroup === name)].map((place) => instanceView(world, place));
  const template = {
    LaunchTemplateId: `lt-0${hex(world.seedOf(name), 8)}00000000`,
    LaunchTemplateName: world.facts.canary ?? name,
    Version: '$Default',
  };
  return {
    AutoScalingGroupName: name,
    AutoScalingGroupARN: arn,
    ...(spec.types.length > 0
      ? {
          MixedInstancesPolicy: {
            LaunchTemplate: { LaunchTemplateSpecification: template, Overrides: spec.types.map(overrideElement) },
            InstancesDistribution: {
              OnDemandAllocationStrategy: 'prioritized',
              OnDemandBaseCapacity: 0,
              OnDemandPercentageAboveBaseCapacity: 100,
              SpotAllocationStrategy: 'price-capacity-optimized',
            },
          },
        }
      : { LaunchTemplate: template }),
    MinSize: spec.minimum,
    MaxSize: spec.maximum,
    DesiredCapacity: spec.desired,
    DefaultCooldown: 300,
    AvailabilityZones: ['a', 'b', 'c'].map((zone) => `${world.region}${zone}`),
    LoadBalancerNames: [],
    TargetGroupARNs: [],
    HealthCheckType: 'EC2',
    HealthCheckGracePeriod: 300,
    Instances: members
      .filter(({ spec: { state } }) => state === 'running' || state === 'pending')
      .map(({ id, instanceType, place }) => ({
        InstanceId: id,
        InstanceType: instanceType,
        AvailabilityZone: `${world.region}${'abc'[place.index % 3] ?? 'a'}`,
        LifecycleState: 'InService',
        HealthStatus: 'Healthy',
        ProtectedFromScaleIn: false,
      })),
    CreatedTime: at(world.daysAgo(spec.createdDaysAgo)),
    SuspendedProcesses: spec.suspendedProcesses.map((ProcessName) => ({
      ProcessName,
      SuspensionReason: world.facts.canary ?? 'User suspended',
    })),
    VPCZoneIdentifier: 'subnet-0a1b2c3d,subnet-1a1b2c3d',
    EnabledMetrics: [],
    Tags: Object.entries(spec.tags).map(([Key, Value]) => ({
      ResourceId: name,
      ResourceType: 'auto-scaling-group',
      Key,
      Value,
      PropagateAtLaunch: true,
    })),
    TerminationPolicies: ['Default'],
    NewInstancesProtectedFromScaleIn: false,
    ServiceLinkedRoleARN: `arn:${world.facts.partition}:iam::${world.accountId}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling`,
  };
}

const POLICY_TYPES = {
  'target-tracking': 'TargetTrackingScaling',
  step: 'StepScaling',
  simple: 'SimpleScaling',
  predictive: 'PredictiveScaling',
} as const;

function policyElements(world: RegionWorld, { spec, name }: GroupView): Record<string, unknown>[] {
  return spec.policies.map((policy) => {
    const custom = policy.metric?.startsWith('custom:') === true ? policy.metric.slice(7) : undefined;
    const tracking = {
      ...(custom === undefined
        ? { PredefinedMetricSpecification: { PredefinedMetricType: policy.metric ?? 'ASGAverageCPUUtilization' } }
        : { CustomizedMetricSpecification: { MetricName: custom, Namespace: 'App', Statistic: 'Average' } }),
      TargetValue: policy.target,
      DisableScaleIn: false,
    };
    return {
      AutoScalingGroupName: name,
      PolicyName: policy.name,
      PolicyARN: world.arn(
        'autoscaling',
        `scalingPolicy:${hex(world.seedOf(name, policy.name), 8)}:autoScalingGroupName/${name}:policyName/${policy.name}`,
      ),
      PolicyType: POLICY_TYPES[policy.type],
      Enabled: true,
      Alarms: [],
      ...(policy.type === 'target-tracking' ? { TargetTrackingConfiguration: tracking } : {}),
      ...(policy.type === 'step'
        ? { AdjustmentType: 'ChangeInCapacity', StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }] }
        : {}),
      ...(policy.type === 'simple' ? { AdjustmentType: 'ChangeInCapacity', ScalingAdjustment: 1, Cooldown: 300 } : {}),
      ...(policy.type === 'predictive'
        ? {
            PredictiveScalingConfiguration: {
              Mode: 'ForecastOnly',
              MetricSpecifications: [
                { TargetValue: policy.target, PredefinedMetricPairSpecification: { PredefinedMetricType: 'ASGCPUUtilization' } },
              ],
            },
          }
        : {}),
    };
  });
}

function scheduleElements(world: RegionWorld, { spec, name }: GroupView): Record<string, unknown>[] {
  return spec.scheduledActions.map((action) => ({
    AutoScalingGroupName: name,
    ScheduledActionName: action.name,
    ScheduledActionARN: world.arn(
      'autoscaling',
      `scheduledUpdateGroupAction:${hex(world.seedOf(name, action.name), 8)}:autoScalingGroupName/${name}:scheduledActionName/${action.name}`,
    ),
    StartTime: at(world.daysAgo(-1)),
    Recurrence: action.schedule,
    TimeZone: action.timeZone,
    MinSize: action.minimum,
    MaxSize: action.maximum,
    DesiredCapacity: action.desired,
  }));
}

/** A paged list over all groups, or those named. */
function groupList(
  site: Site,
  operation: string,
  list: string,
  elements: (world: RegionWorld, group: GroupView) => unknown[],
  defaultPage: number,
): Operation {
  const schema = z.object({ AutoScalingGroupNames: textList, AutoScalingGroupName: z.string().optional(), ...pageInput });
  return (input, caller: Caller) => {
    const { AutoScalingGroupNames, AutoScalingGroupName, MaxRecords, NextToken } = parseInput(schema, input, 'ValidationError');
    const names = AutoScalingGroupName === undefined ? AutoScalingGroupNames : [AutoScalingGroupName];
    const world = site.here(caller);
    const all = groupsNamed(world, names).flatMap((group) => elements(world, group));
    const page = pageOf(NextToken, MaxRecords ?? defaultPage, all.length, listScope(caller, operation, names), invalidToken);
    return { [list]: all.slice(page.from, page.to), NextToken: page.next };
  };
}

const paged = (list: string): Paging => ({ tokenIn: 'NextToken', tokenOut: 'NextToken', list });

export function autoscaling(site: Site): Service {
  const groups = groupList(site, 'DescribeAutoScalingGroups', 'AutoScalingGroups', (world, group) => [groupElement(world, group)], 50);
  return {
    prefix: 'autoscaling',
    signingName: 'autoscaling',
    protocol: 'query',
    xmlns: 'http://autoscaling.amazonaws.com/doc/2011-01-01/',
    throttle: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDenied', status: 403 },
    operations: {
      DescribeAutoScalingGroups: { run: groups, paging: paged('AutoScalingGroups') },
      DescribePolicies: {
        run: groupList(site, 'DescribePolicies', 'ScalingPolicies', policyElements, 50),
        paging: paged('ScalingPolicies'),
      },
      DescribeScheduledActions: {
        run: groupList(site, 'DescribeScheduledActions', 'ScheduledUpdateGroupActions', scheduleElements, 50),
        paging: paged('ScheduledUpdateGroupActions'),
      },
    },
  };
}
