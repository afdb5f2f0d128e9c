import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
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

describe('metric results', () => {
  const START = new Date('2026-10-13T10:00:00Z');
  const END = new Date('2026-10-14T10:00:00Z');
  const METRICS = 60;

  /** One request for many metrics of a fleet with this many functions: the results by id, or the error's name and message. */
  async function asked(faults: FaultInput[], stat = 'Sum'): Promise<Map<string, MetricDataResult> | string> {
    const functions = [{ name: 'f-{n}', count: METRICS }];
    simulator = await startSimulator({
      fleet: { seed: 3, end: '2026-10-14T10:00:00Z', accounts: { '111122223333': { regions: { 'us-east-1': { functions } } } } },
      quotas: 'off',
      faults,
    });
    const MetricDataQueries = Array.from({ length: METRICS }, (_, index) => ({
      Id: `q${index}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName: stat === 'Sum' ? 'Invocations' : 'Duration',
          Dimensions: [{ Name: 'FunctionName', Value: `f-${String(index + 1).padStart(2, '0')}` }],
        },
        Period: 3600,
        Stat: stat,
      },
    }));
    try {
      const { MetricDataResults = [] } = await clients(simulator.url).cloudwatch.send(
        new GetMetricDataCommand({ StartTime: START, EndTime: END, MetricDataQueries }),
      );
      return new Map(MetricDataResults.map((result) => [result.Id ?? '', result]));
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    } finally {
      await simulator.close();
    }
  }
  const resultsOf = async (faults: FaultInput[]): Promise<Map<string, MetricDataResult>> => {
    const results = await asked(faults);
    if (typeof results === 'string') throw new Error(results);
    return results;
  };

  it('some are partial, with half of the points and a message; the others are whole', async () => {
    const whole = await resultsOf([]);
    const results = await resultsOf([{ kind: 'partial-data', chance: 0.3 }]);
    const partial = [...results.values()].filter(({ StatusCode }) => StatusCode === 'PartialData');
    expect(partial.length).toBeGreaterThan(5);
    expect(partial.length).toBeLessThan(METRICS / 2);
    for (const [id, result] of results) {
      const points = whole.get(id)?.Values?.length ?? 0;
      expect(points).toBeGreaterThan(10);
      expect(result.Values).toHaveLength(result.StatusCode === 'PartialData' ? Math.ceil(points / 2) : points);
      expect(result.Messages?.[0]?.Code).toBe(result.StatusCode === 'PartialData' ? 'PartialData' : undefined);
    }
  });

  it('some are internal errors without points, some are not there at all', async () => {
    const failed = await resultsOf([{ kind: 'failed-results', chance: 0.3 }]);
    expect(failed.size).toBe(METRICS);
    const errors = [...failed.values()].filter(({ StatusCode }) => StatusCode === 'InternalError');
    expect(errors.length).toBeGreaterThan(5);
    expect(errors.every(({ Values, Messages }) => Values?.length === 0 && Messages?.[0]?.Code === 'InternalError')).toBe(true);
    const missing = await resultsOf([{ kind: 'missing-results', chance: 0.3 }]);
    expect(missing.size).toBeGreaterThan(METRICS / 2);
    expect(missing.size).toBeLessThan(METRICS - 5);
  });

  it('come in no order, and are the same points', async () => {
    const pairs = (result: MetricDataResult | undefined) =>
      (result?.Timestamps ?? []).map((time, index) => [time.getTime(), result?.Values?.[index]] as const);
    const sorted = pairs((await resultsOf([])).get('q3'));
    const mixed = pairs((await resultsOf([{ kind: 'unordered' }])).get('q3'));
    expect(mixed).not.toEqual(sorted);
    const inOrder = (list: typeof mixed) => [...list].sort(([a], [b]) => a - b);
    expect(inOrder(mixed)).toEqual(inOrder(sorted));
  });

  it('one metric that is refused takes the whole request with it; so does a percentile where there are none', async () => {
    expect(await asked([{ kind: 'refuse-metrics', chance: 0.1 }])).toMatch(
      /^ValidationException: .*MetricDataQueries\.member\.\d+\.MetricStat\.Metric is not supported/,
    );
    expect(await asked([{ kind: 'no-percentiles' }], 'p99')).toMatch(/^Internal/);
    expect(await asked([{ kind: 'no-percentiles' }])).toBeInstanceOf(Map);
  });
});
