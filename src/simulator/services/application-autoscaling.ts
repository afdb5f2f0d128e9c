import * as z from 'zod';
import { hex, nameOf } from '../fleet/ids.js';
import type { RegionWorld } from '../fleet/region-world.js';
import type { ServiceGroupSpec } from '../fleet/schema-ecs.js';
import { type Operation, ServiceError } from '../world.js';
import { listScope, pageOf } from './paging.js';
import { at, type Paging, parseInput, type Service, type Site } from './service.js';

const NAMESPACES = [
  'ecs',
  'elasticmapreduce',
  'ec2',
  'appstream',
  'dynamodb',
  'rds',
  'sagemaker',
  'custom-resource',
  'comprehend',
  'lambda',
  'cassandra',
  'kafka',
  'elasticache',
  'neptune',
  'workspaces',
] as const;

const listInput = z.object({
  ServiceNamespace: z.enum(NAMESPACES),
  ResourceId: z.string().optional(),
  ResourceIds: z.array(z.string()).max(50).default([]),
  ScalableDimension: z.string().optional(),
  MaxResults: z.number().int().min(1).max(50).optional(),
  NextToken: z.string().optional(),
});

type Scaling = NonNullable<ServiceGroupSpec['scaling']>;

/** One service that scales. */
interface ScaledService {
  world: RegionWorld;
  scaling: Scaling;
  spec: ServiceGroupSpec;
  resourceId: string;
}

const DIMENSION = 'ecs:service:DesiredCount';

function* scaledServices(world: RegionWorld): Iterable<ScaledService> {
  for (const cluster of world.clusters.places()) {
    const clusterName = world.clusterName(cluster);
    for (const spec of world.layout(cluster).spec.services) {
      const { scaling } = spec;
      if (scaling === undefined) continue;
      for (let index = 0; index < spec.count; index++)
        yield { world, scaling, spec, resourceId: `service/${clusterName}/${nameOf(spec, index)}` };
    }
  }
}

function targetElement({ world, scaling, spec, resourceId }: ScaledService): Record<string, unknown> {
  const { suspended } = scaling;
  const isOff = (kind: 'in' | 'out' | 'scheduled') => (typeof suspended === 'boolean' ? suspended : suspended.includes(kind));
  return {
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: DIMENSION,
    MinCapacity: scaling.minimum,
    MaxCapacity: scaling.maximum,
    RoleARN: `arn:${world.facts.partition}:iam::${world.accountId}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
    CreationTime: at(world.daysAgo(spec.createdDaysAgo)),
    SuspendedState: {
      DynamicScalingInSuspended: isOff('in'),
      DynamicScalingOutSuspended: isOff('out'),
      ScheduledScalingSuspended: isOff('scheduled'),
    },
    ScalableTargetARN: world.arn('application-autoscaling', `scalable-target/${hex(world.seedOf(resourceId), 8)}`),
  };
}

const POLICY_TYPES = {
  'target-tracking': 'TargetTrackingScaling',
  step: 'StepScaling',
  simple: 'StepScaling',
  predictive: 'PredictiveScaling',
} as const;

function policyElement({ world, spec, resourceId }: ScaledService, policy: Scaling['policies'][number]): Record<string, unknown> {
  const custom = policy.metric?.startsWith('custom:') === true ? policy.metric.slice(7) : undefined;
  return {
    PolicyARN: world.arn(
      'autoscaling',
      `scalingPolicy:${hex(world.seedOf(resourceId, policy.name), 8)}:resource/ecs/${resourceId}:policyName/${policy.name}`,
    ),
    PolicyName: policy.name,
    ServiceNamespace: 'ecs',
    ResourceId: resourceId,
    ScalableDimension: DIMENSION,
    PolicyType: POLICY_TYPES[policy.type],
    ...(policy.type === 'target-tracking'
      ? {
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue: policy.target,
            ...(custom === undefined
              ? { PredefinedMetricSpecification: { PredefinedMetricType: policy.metric ?? 'ECSServiceAverageCPUUtilization' } }
              : { CustomizedMetricSpecification: { MetricName: custom, Namespace: 'App', Statistic: 'Average' } }),
            ScaleOutCooldown: 60,
            ScaleInCooldown: 300,
            DisableScaleIn: false,
          },
        }
      : {}),
    ...(policy.type === 'step' || policy.type === 'simple'
      ? {
          StepScalingPolicyConfiguration: {
            AdjustmentType: 'ChangeInCapacity',
            StepAdjustments: [{ MetricIntervalLowerBound: 0, ScalingAdjustment: 1 }],
            Cooldown: 60,
          },
        }
      : {}),
    Alarms: [],
    CreationTime: at(world.daysAgo(spec.createdDaysAgo)),
  };
}

function actionElement({ world, spec, resourceId }: ScaledService, action: Scaling['scheduledActions'][number]): Record<string, unknown> {
  return {
    ScheduledActionName: action.name,
    ScheduledActionARN: world.arn(
      'autoscaling',
      `scheduledAction:${hex(world.seedOf(resourceId, action.name), 8)}:resource/ecs/${resourceId}`,
    ),
    ServiceNamespace: 'ecs',
    Schedule: action.schedule,
    Timezone: action.timeZone,
    ResourceId: resourceId,
    ScalableDimension: DIMENSION,
    ScalableTargetAction: { MinCapacity: action.minimum ?? action.desired, MaxCapacity: action.maximum ?? action.desired },
    CreationTime: at(world.daysAgo(spec.createdDaysAgo)),
  };
}

/** A paged list over what the services of a region have; rendered for the page asked for and no further. */
function scalingList(
  site: Site,
  operation: string,
  list: string,
  size: number,
  entriesOf: (service: ScaledService) => (() => unknown)[],
): Operation {
  return (input, caller) => {
    const parsed = parseInput(listInput, input);
    const { ServiceNamespace, ResourceId, ResourceIds, ScalableDimension, MaxResults, NextToken } = parsed;
    if (ResourceId !== undefined && ScalableDimension === undefined && operation === 'DescribeScalingPolicies') {
      throw new ServiceError('ValidationException', 'The scalable dimension is required when the resource ID is given');
    }
    const wanted = ResourceId === undefined ? ResourceIds : [ResourceId];
    const entries: (() => unknown)[] = [];
    for (const service of ServiceNamespace === 'ecs' ? scaledServices(site.here(caller)) : []) {
      if (wanted.length === 0 || wanted.includes(service.resourceId)) entries.push(...entriesOf(service));
    }
    const invalid = () => new ServiceError('InvalidNextTokenException', 'The next token supplied was invalid');
    const page = pageOf(
      NextToken,
      Math.min(MaxResults ?? size, size),
      entries.length,
      listScope(caller, operation, ServiceNamespace, wanted),
      invalid,
    );
    return { [list]: entries.slice(page.from, page.to).map((render) => render()), NextToken: page.next };
  };
}

const paged = (list: string): Paging => ({ tokenIn: 'NextToken', tokenOut: 'NextToken', list });

export function applicationAutoScaling(site: Site): Service {
  const targets = scalingList(site, 'DescribeScalableTargets', 'ScalableTargets', 50, (service) => [() => targetElement(service)]);
  const policies = scalingList(site, 'DescribeScalingPolicies', 'ScalingPolicies', 10, (service) =>
    service.scaling.policies.map((policy) => () => policyElement(service, policy)),
  );
  const actions = scalingList(site, 'DescribeScheduledActions', 'ScheduledActions', 50, (service) =>
    service.scaling.scheduledActions.map((action) => () => actionElement(service, action)),
  );
  return {
    prefix: 'application-autoscaling',
    signingName: 'application-autoscaling',
    protocol: 'json',
    target: 'AnyScaleFrontendService',
    throttle: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDeniedException', status: 400 },
    operations: {
      DescribeScalableTargets: { run: targets, paging: paged('ScalableTargets') },
      DescribeScalingPolicies: { run: policies, paging: paged('ScalingPolicies') },
      DescribeScheduledActions: { run: actions, paging: paged('ScheduledActions') },
    },
  };
}
