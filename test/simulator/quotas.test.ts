import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { ListServicesCommand } from '@aws-sdk/client-ecs';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { estimatedPoints, type QuotaOptions, Quotas } from '../../src/simulator/quotas.js';
import type { Service } from '../../src/simulator/services/service.js';
import type { Call } from '../../src/simulator/wire/protocol.js';
import { clients, errorNameOf } from './clients.js';
import { fixtureFleet, MAIN } from './fixture-fleet.js';

const END = Date.parse('2026-11-20T10:00:00Z') / 1000;

function call(prefix: string, operation: string, input: Record<string, unknown> = {}): Call {
  const service: Service = {
    prefix,
    signingName: prefix,
    protocol: 'json',
    throttle: { code: 'Throttling', status: 400, message: '' },
    denied: { code: '', status: 403 },
    operations: {},
  };
  return { service, operation, input, form: 'json', contentType: 'application/json' };
}

/** Calls let through of `tries` at one moment, with a clock that the test moves. */
function bucket(options: QuotaOptions) {
  let now = 0;
  const quotas = new Quotas(options, () => now);
  return {
    wait: (seconds: number) => {
      now += seconds;
    },
    passes: (tries: number, asked: Call, account = MAIN, region = 'us-east-1') => {
      let passed = 0;
      for (let i = 0; i < tries; i++) passed += Number(quotas.admit(asked, account, region, 50, END));
      return passed;
    },
  };
}

describe('token buckets', () => {
  it.each([
    ['ec2', 'DescribeInstances', { MaxResults: '1000' }, 100, 20],
    ['ec2', 'DescribeInstances', {}, 50, 10],
    ['ecs', 'ListServices', {}, 100, 20],
    ['ecs', 'DescribeClusters', {}, 50, 20],
    ['lambda', 'ListFunctions', {}, 15, 15],
    ['cloudwatch', 'ListMetrics', {}, 25, 25],
    ['cloudwatch', 'GetMetricData', {}, 50, 50],
  ])('%s:%s lets a burst through, then its rate', (prefix, operation, input, burst, rate) => {
    const { passes, wait } = bucket('on');
    const asked = call(prefix, operation, input);
    expect(passes(200, asked)).toBe(burst);
    wait(1);
    expect(passes(200, asked)).toBe(rate);
  });

  it('are shared by the operations of a bucket, and by nothing else', () => {
    const { passes } = bucket('on');
    expect(passes(80, call('ecs', 'ListServices'))).toBe(80);
    expect(passes(80, call('ecs', 'DescribeServices'))).toBe(20);
    expect(passes(50, call('ecs', 'ListClusters'))).toBe(50);
    expect(passes(80, call('ecs', 'ListServices'), MAIN, 'eu-west-1')).toBe(80);
    expect(passes(80, call('ecs', 'ListServices'), '999988887777')).toBe(80);
  });

  it('shrink where another caller takes half, and scale', () => {
    expect(bucket({ scale: 1, takenByOthers: 0.5 }).passes(200, call('ecs', 'ListServices'))).toBe(50);
    expect(bucket({ scale: 2, takenByOthers: 0 }).passes(500, call('ecs', 'ListServices'))).toBe(200);
    expect(bucket('off').passes(500, call('lambda', 'ListFunctions'))).toBe(500);
  });

  it('count the estimated datapoints of GetMetricData, whether there are any or not', () => {
    const MetricDataQueries = Array.from({ length: 500 }, (_, i) => ({
      Id: `m${i}`,
      MetricStat: { Period: 3_600, Stat: 'Average', Metric: {} },
    }));
    const asked = { MetricDataQueries, StartTime: END - 14 * 86_400, EndTime: END };
    expect(estimatedPoints(asked)).toBe(500 * 336);
    const { passes, wait } = bucket('on');
    // 396,000 a second, at most 100,800 of them on one page: four pages leave a debt, and a fifth has to wait.
    expect(passes(10, call('cloudwatch', 'GetMetricData', asked))).toBe(4);
    wait(0.1);
    expect(passes(10, call('cloudwatch', 'GetMetricData', asked))).toBe(1);
  });
});

describe('throttling on the wire', () => {
  let simulator: Simulator;
  afterEach(() => simulator.close());

  it('is each service’s own error', async () => {
    simulator = await startSimulator({ fleet: fixtureFleet, quotas: { scale: 0.001 } });
    const aws = clients(simulator.url);
    const twice = async (send: () => Promise<unknown>) => [await errorNameOf(send()), await errorNameOf(send())];
    expect(await twice(() => aws.ec2.send(new DescribeInstancesCommand({})))).toEqual(['answered', 'RequestLimitExceeded']);
    expect(await twice(() => aws.ecs.send(new ListServicesCommand({ cluster: 'shop' })))).toEqual(['answered', 'ThrottlingException']);
    expect(await twice(() => aws.lambda.send(new ListFunctionsCommand({})))).toEqual(['answered', 'TooManyRequestsException']);
    expect(await twice(() => aws.tagging.send(new GetResourcesCommand({})))).toEqual(['answered', 'ThrottledException']);
    expect(simulator.calls()['ec2:DescribeInstances']).toEqual({ RequestLimitExceeded: 1, ok: 1 });
  });

  it('is healed by the SDK’s retries', async () => {
    simulator = await startSimulator({ fleet: fixtureFleet, faults: [{ kind: 'throttle', attempts: 1 }] });
    const aws = clients(simulator.url, { maxAttempts: 3 });
    expect((await aws.lambda.send(new ListFunctionsCommand({}))).Functions).toHaveLength(50);
    expect(simulator.calls()['lambda:ListFunctions']).toEqual({ TooManyRequestsException: 1, ok: 1 });
  });
});
