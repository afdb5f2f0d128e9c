import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { DescribeServicesCommand, ListClustersCommand, paginateListServices } from '@aws-sdk/client-ecs';
import { ListFunctionsCommand, ListProvisionedConcurrencyConfigsCommand } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it } from 'vitest';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { clients, errorNameOf } from './clients.js';
import { fixtureFleet } from './fixture-fleet.js';

let simulator: Simulator;
afterEach(() => simulator.close());

async function struckBy(...faults: FaultInput[]) {
  simulator = await startSimulator({ fleet: fixtureFleet, quotas: 'off', faults });
  return clients(simulator.url, { requestTimeout: 300 });
}

type Aws = ReturnType<typeof clients>;
const probes = {
  ec2: (aws: Aws) => errorNameOf(aws.ec2.send(new DescribeInstancesCommand({}))),
  ecs: (aws: Aws) => errorNameOf(aws.ecs.send(new ListClustersCommand({}))),
  lambda: (aws: Aws) => errorNameOf(aws.lambda.send(new ListFunctionsCommand({}))),
  autoscaling: (aws: Aws) => errorNameOf(aws.autoscaling.send(new DescribeAutoScalingGroupsCommand({}))),
  sts: (aws: Aws) => errorNameOf(aws.sts.send(new GetCallerIdentityCommand({}))),
};

async function all(aws: Aws): Promise<Record<string, string>> {
  const names = await Promise.all(Object.entries(probes).map(async ([name, probe]) => [name, await probe(aws)] as const));
  return Object.fromEntries(names);
}

describe('errors of the services', () => {
  it.each([
    [
      'access-denied',
      {
        ec2: 'UnauthorizedOperation',
        ecs: 'AccessDeniedException',
        lambda: 'AccessDeniedException',
        autoscaling: 'AccessDenied',
        sts: 'AccessDenied',
      },
    ],
    [
      'region-off',
      {
        ec2: 'AuthFailure',
        ecs: 'UnrecognizedClientException',
        lambda: 'UnrecognizedClientException',
        autoscaling: 'InvalidClientTokenId',
        sts: 'InvalidClientTokenId',
      },
    ],
    [
      'expired-token',
      {
        ec2: 'RequestExpired',
        ecs: 'ExpiredTokenException',
        lambda: 'ExpiredTokenException',
        autoscaling: 'ExpiredToken',
        sts: 'ExpiredToken',
      },
    ],
    [
      'throttle',
      {
        ec2: 'RequestLimitExceeded',
        ecs: 'ThrottlingException',
        lambda: 'TooManyRequestsException',
        autoscaling: 'Throttling',
        sts: 'Throttling',
      },
    ],
    [
      'internal-error',
      {
        ec2: 'InternalError',
        ecs: 'InternalServerError',
        lambda: 'ServiceException',
        autoscaling: 'InternalFailure',
        sts: 'InternalFailure',
      },
    ],
  ] as const)('%s is spelt by each in its own way', async (kind, expected) => {
    expect(await all(await struckBy({ kind }))).toMatchObject(expected);
  });

  it('tell an SCP from a missing permission', async () => {
    const aws = await struckBy({ kind: 'scp-denied', service: 'ecs', region: 'us-east-1' });
    await expect(aws.ecs.send(new ListClustersCommand({}))).rejects.toThrow('explicit deny in a service control policy');
    expect(await errorNameOf(clients(simulator.url, { region: 'eu-west-1' }).ecs.send(new ListClustersCommand({})))).toBe('answered');
  });

  it('let a token expire in the middle', async () => {
    const aws = await struckBy({ kind: 'expired-token', skip: 2 });
    expect([await probes.ecs(aws), await probes.ecs(aws), await probes.ecs(aws)]).toEqual([
      'answered',
      'answered',
      'ExpiredTokenException',
    ]);
  });

  it('refuse a clock that is half an hour off, until the SDK has corrected it', async () => {
    await struckBy({ kind: 'clock-skew' });
    expect(await probes.lambda(clients(simulator.url))).toBe('InvalidSignatureException');
    expect(await probes.lambda(clients(simulator.url, { maxAttempts: 2 }))).toBe('answered');
  });
});

describe('connections', () => {
  it.each([
    ['reset-before', /ECONNRESET|Error/],
    ['reset-within', /aborted|ECONNRESET|Error/],
    ['half-body', /SyntaxError|Error/],
    ['html', /SyntaxError|Error/],
    ['hang', /TimeoutError/],
  ] as const)('%s surfaces as an error', async (kind, expected) => {
    expect(await probes.lambda(await struckBy({ kind }))).toMatch(expected);
    expect(simulator.calls()['lambda:ListFunctions']).toEqual({ [`fault:${kind}`]: 1 });
  });

  it.each(['slow-body', 'latency'] as const)('%s arrives in the end', async (kind) => {
    expect(await probes.ecs(await struckBy({ kind, delayMs: 5 }))).toBe('answered');
  });

  it('strike by seed and request, not by order', async () => {
    const outcomes = async () => {
      const aws = await struckBy({ kind: 'internal-error', chance: 0.5, service: 'ecs' });
      const names = ['shop', 'on-ec2', 'a', 'b', 'c', 'd', 'e', 'f'];
      const result = await Promise.all(
        names.map((name) => errorNameOf(aws.ecs.send(new DescribeServicesCommand({ cluster: name, services: ['x'] })))),
      );
      await simulator.close();
      return result;
    };
    const [one, two] = [await outcomes(), await outcomes()];
    expect(two).toEqual(one);
    expect(new Set(one).has('InternalServerError')).toBe(true);
    expect(one.every((name) => name === 'InternalServerError')).toBe(false);
    simulator = await startSimulator({ fleet: fixtureFleet });
  });
});

describe('answers that look right', () => {
  async function instanceIds(aws: Aws, limit = 20): Promise<{ pages: number; ids: string[] }> {
    const ids: string[] = [];
    let pages = 0;
    for await (const page of paginateDescribeInstances({ client: aws.ec2, pageSize: 5 }, {})) {
      pages += 1;
      ids.push(...(page.Reservations ?? []).map(({ Instances }) => Instances?.[0]?.InstanceId ?? ''));
      if (pages >= limit) break;
    }
    return { pages, ids };
  }

  it('repeated-token gives the same page for ever', async () => {
    const { pages, ids } = await instanceIds(await struckBy({ kind: 'repeated-token', service: 'ec2' }));
    expect(pages).toBe(20);
    expect(new Set(ids).size).toBe(10);
  });

  it('endless-pages ends no list, and its tokens are never the same', async () => {
    const { pages, ids } = await instanceIds(await struckBy({ kind: 'endless-pages' }));
    expect([pages, ids.length]).toEqual([20, 18]);
  });

  it('empty-page is followed by the real ones', async () => {
    const { pages, ids } = await instanceIds(await struckBy({ kind: 'empty-page' }));
    expect([pages, new Set(ids).size]).toEqual([5, 18]);
  });

  it('duplicate names a resource twice, vanish leaves it out', async () => {
    const twice = await instanceIds(await struckBy({ kind: 'duplicate' }));
    expect([twice.ids.length, new Set(twice.ids).size]).toEqual([22, 18]);
    await simulator.close();
    const { ids } = await instanceIds(await struckBy({ kind: 'vanish', chance: 0.4 }));
    expect(ids.length).toBeGreaterThan(3);
    expect(ids.length).toBeLessThan(17);
  });

  it('vanish leaves no function to ask about', async () => {
    const aws = await struckBy({ kind: 'vanish', operation: 'ListProvisionedConcurrencyConfigs' });
    const asked = aws.lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName: 'queue-reader' }));
    expect(await errorNameOf(asked)).toBe('ResourceNotFoundException');
  });

  it('failures are ECS’s own list, with status 200', async () => {
    const aws = await struckBy({ kind: 'failures', operation: 'DescribeServices', chance: 0.5 });
    const arns: string[] = [];
    for await (const page of paginateListServices({ client: aws.ecs, pageSize: 100 }, { cluster: 'shop' }))
      arns.push(...(page.serviceArns ?? []));
    const { services = [], failures = [] } = await aws.ecs.send(
      new DescribeServicesCommand({ cluster: 'shop', services: arns.slice(0, 10) }),
    );
    expect(services.length + failures.length).toBe(10);
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.every(({ arn, reason }) => arn?.includes(':service/shop/') && reason === 'INTERNAL_ERROR')).toBe(true);
  });
});
