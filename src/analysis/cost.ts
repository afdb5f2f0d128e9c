import type { ResourceCost } from '../model/evaluation.js';
import { type MetricNeeds, optional } from '../model/policy.js';
import type { Resource, ResourceKind } from '../model/resource/index.js';
import { groupCost, instanceCost } from './cost-ec2.js';
import { serviceCost, taskCost } from './cost-ecs.js';
import { functionCost } from './cost-lambda.js';
import { type CostInputs, freeOf } from './cost-lines.js';

export type { CostInputs } from './cost-lines.js';

/** What the cost of each kind needs to be read, beside what the policies ask for. All of it is optional: without it the cost is less certain. */
export const COST_NEEDS: Readonly<Partial<Record<ResourceKind, MetricNeeds>>> = {
  'ec2-instance': {
    cpu: optional('ec2.cpu', { daily: ['SampleCount'] }),
    surplus: optional('ec2.cpuSurplusCreditsCharged', { daily: ['Sum'] }),
  },
  'ecs-service': { cpu: optional('ecs.cpu', { daily: ['SampleCount'] }) },
  'lambda-function': {
    invocations: optional('lambda.invocations', { daily: ['Sum'] }),
    duration: optional('lambda.duration', { daily: ['Average', 'SampleCount'] }),
    provisionedUtilization: optional('lambda.provisionedUtilization', { daily: ['Average'] }),
  },
};

/**
 * What a resource costs a month at the use seen in the window: compute only, list price, before any commitment and before the
 * free tier. `monthly` is null with a code in `unpricedBecause` where a price or a size is not known.
 * What only holds or schedules compute (clusters, capacity providers, tasks on the account's own instances) costs 0 itself:
 * the instances beneath carry the amount.
 */
export function resourceCost(resource: Resource, inputs: CostInputs): ResourceCost {
  switch (resource.kind) {
    case 'ec2-instance':
      return instanceCost(resource, inputs);
    case 'instance-group':
      return groupCost(resource, inputs);
    case 'ecs-service':
      return serviceCost(resource, inputs);
    case 'ecs-task':
      return taskCost(resource, inputs);
    case 'lambda-function':
      return functionCost(resource, inputs);
    case 'ecs-cluster':
    case 'ecs-container-instance':
    case 'ecs-capacity-provider':
      return freeOf(inputs.prices.asOf);
  }
}
