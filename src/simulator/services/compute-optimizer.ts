import * as z from 'zod';
import type { RegionWorld } from '../fleet/region-world.js';
import type { OpinionSpec } from '../fleet/schema-commitments.js';
import { type Operation, ServiceError } from '../world.js';
import { listScope, pageOf } from './paging.js';
import { parseInput, type Service, type Site } from './service.js';

const input = z.object({ maxResults: z.number().int().min(0).max(1_000).optional(), nextToken: z.string().optional() });

/** EC2's recommendations spell findings in capitals on the wire: https://docs.aws.amazon.com/compute-optimizer/latest/APIReference/API_InstanceRecommendation.html */
const capitals = (finding: string) => finding.replace('provisioned', '_provisioned').replace('NotOpt', 'Not_Opt').toUpperCase();

function instanceElement(world: RegionWorld, { id, finding, idle, sizes }: OpinionSpec) {
  return {
    instanceArn: world.arn('ec2', `instance/${id}`),
    accountId: world.accountId,
    finding: capitals(finding),
    ...(idle === undefined ? {} : { idle: idle ? 'True' : 'False' }),
    // The order of options says nothing, their rank does.
    recommendationOptions: sizes.map((instanceType, index) => ({ instanceType, rank: index + 1, performanceRisk: 1 })).reverse(),
    lookBackPeriodInDays: 14,
  };
}

function serviceElement(world: RegionWorld, { id, finding, sizes }: OpinionSpec) {
  return {
    serviceArn: world.arn('ecs', `service/${id}`),
    accountId: world.accountId,
    finding,
    launchType: 'Fargate',
    serviceRecommendationOptions: sizes.map((size) => {
      const [cpu, memory] = size.split('/').map(Number);
      return { cpu, memory };
    }),
    lookbackPeriodInDays: 14,
  };
}

function functionElement(world: RegionWorld, { id, finding, sizes }: OpinionSpec) {
  return {
    functionArn: `${world.arn('lambda', `function:${id}`)}:$LATEST`,
    functionVersion: '$LATEST',
    accountId: world.accountId,
    finding,
    memorySizeRecommendationOptions: sizes.map((size, index) => ({ rank: index + 1, memorySize: Number(size) })).reverse(),
    lookbackPeriodInDays: 14,
  };
}

function list(
  site: Site,
  kind: OpinionSpec['kind'],
  name: string,
  element: (world: RegionWorld, opinion: OpinionSpec) => Record<string, unknown>,
): Operation {
  return (given, caller) => {
    const { maxResults, nextToken } = parseInput(input, given, 'InvalidParameterValueException');
    const account = site.world.account(caller.accountId);
    if (account?.computeOptimizer === false) {
      throw new ServiceError('OptInRequiredException', 'Aws account is not registered for recommendations.', 403);
    }
    const world = site.here(caller);
    const opinions = (account?.regions[caller.region]?.opinions ?? []).filter((opinion) => opinion.kind === kind);
    const invalid = () => new ServiceError('InvalidParameterValueException', 'The pagination token is invalid.');
    const page = pageOf(nextToken, maxResults ?? 100, opinions.length, listScope(caller, name), invalid);
    return { [name]: opinions.slice(page.from, page.to).map((opinion) => element(world, opinion)), nextToken: page.next, errors: [] };
  };
}

export function computeOptimizer(site: Site): Service {
  const operation = (kind: OpinionSpec['kind'], name: string, element: Parameters<typeof list>[3]) => ({
    run: list(site, kind, name, element),
    paging: { tokenIn: 'nextToken', tokenOut: 'nextToken', list: name },
  });
  return {
    prefix: 'compute-optimizer',
    signingName: 'compute-optimizer',
    protocol: 'json',
    target: 'ComputeOptimizerService',
    throttle: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDeniedException', status: 400 },
    operations: {
      GetEC2InstanceRecommendations: operation('instance', 'instanceRecommendations', instanceElement),
      GetECSServiceRecommendations: operation('service', 'ecsServiceRecommendations', serviceElement),
      GetLambdaFunctionRecommendations: operation('function', 'lambdaFunctionRecommendations', functionElement),
    },
  };
}
