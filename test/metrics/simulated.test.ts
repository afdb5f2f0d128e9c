import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QUOTAS } from '../../src/aws/quotas.js';
import { MetricAccount } from '../../src/metrics/cost.js';
import { createMetricPipeline, wantedSeries } from '../../src/metrics/fetch.js';
import { uniteNeeds, uniteSeries } from '../../src/metrics/needs.js';
import type { MetricStore } from '../../src/metrics/record-store.js';
import { unpackSeries } from '../../src/metrics/series.js';
import { metricView } from '../../src/metrics/views.js';
import type { CoverageEntry } from '../../src/model/coverage.js';
import { optional, required } from '../../src/model/policy.js';
import { windowEndingAt } from '../../src/model/time.js';
import { type FleetInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { ACCOUNT, accountApi, fleetWith } from '../aws/session.js';
import { instance } from '../support/resources.js';

const END = '2026-11-16T08:00:00Z';
const REGION = 'us-east-1';
const windows = { window: windowEndingAt(END, 14), scalarWindow: windowEndingAt(END, 32) };
const MACHINES = 260;

const requires = {
  metrics: {
    cpu: required('ec2.cpu', { daily: ['Average', 'Maximum', 'SampleCount'], whole: ['p50', 'p95'] }),
    memory: optional('ec2.memory', { daily: ['Maximum'] }),
  },
  series: { cpu: { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 } },
} as const;

const id = (index: number) => `i-${String(index).padStart(17, '0')}`;
const fleet: FleetInput = fleetWith(
  {
    [REGION]: {
      instances: Array.from({ length: MACHINES }, (_, index) => ({
        name: `m${index}`,
        id: id(index),
        type: 'm5.large',
        metrics:
          index === 7
            ? { CPUUtilization: { kind: 'absent' } }
            : { CPUUtilization: { kind: 'batch', at: '02:00', minutes: 90, busy: 95, idle: 1 }, mem_used_percent: 40 },
      })),
    },
  },
  { end: END, seed: 3 },
);

describe('measuring the simulated endpoint', () => {
  let simulator: Simulator;
  let store: MetricStore;
  const coverage: CoverageEntry[] = [];
  const account = new MetricAccount();
  const union = uniteNeeds([{ requires }]);

  beforeAll(async () => {
    simulator = await startSimulator({ fleet });
    const api = accountApi(simulator.url);
    const pipeline = createMetricPipeline({ api, region: REGION, union, ...windows, account, onCoverage: (entry) => coverage.push(entry) });
    const machines = Array.from({ length: MACHINES }, (_, index) =>
      instance({ id: id(index), accountId: ACCOUNT, region: REGION, instanceType: 'm5.large' }),
    );
    for (const machine of machines) pipeline.add(machine);
    store = await pipeline.finish();
    await pipeline.secondPass(machines.slice(0, 50).flatMap((machine) => wantedSeries(machine, Object.values(requires.series), store)));
    api.release(REGION);
  });
  afterAll(() => simulator.close());

  it('makes no failed call, and counts what the endpoint bills', () => {
    expect(Object.values(simulator.calls()).map((outcomes) => Object.keys(outcomes))).toEqual([['ok'], ['ok']]);
    const { requests, queries, metricsRequested, estimatedCostUsd } = account.spent;
    expect({ requests, queries, metricsBilled: metricsRequested }).toEqual(simulator.metered());
    expect(estimatedCostUsd).toBeCloseTo(metricsRequested / 100_000, 9);
    expect(coverage.map(({ step, status }) => `${step} ${status}`).sort()).toEqual(['GetMetricData ok', 'ListMetrics ok']);
  });

  it('fills its requests', () => {
    const first = MACHINES * 5 + (MACHINES - 1);
    const pages = Math.ceil((49 * 4_032) / 100_800);
    expect(account.spent.requests).toBe(Math.ceil(first / 500) + pages);
  });

  it('reads scalars that are those of the series', () => {
    const record = store.get({ kind: 'ec2-instance', id: id(3) }, 'ec2.cpu');
    const view = metricView(record, requires.metrics.cpu, windows);
    if (!view.present) throw new Error(view.status);
    const [packed] = record?.series ?? [];
    if (packed === undefined) throw new Error('no series');
    const { values } = unpackSeries(packed);
    expect(values).toHaveLength(4_032);
    expect(view.maximum('window')).toBeCloseTo(Math.max(...values), 1);
    expect(view.percentile('p50').value).toBeLessThan(5);
    expect(view.percentile('p95').value).toBeGreaterThan(80);
    expect(view.daysWithData('window')).toBe(14);
    expect(view.sampleCount('window')).toBe(4_032);
  });

  it('knows nothing of a machine without datapoints', () => {
    expect(store.get({ kind: 'ec2-instance', id: id(7) }, 'ec2.cpu')).toMatchObject({ status: 'no-data', statistics: {}, series: [] });
  });

  it('finds the memory that the agent publishes', () => {
    const view = metricView(store.get({ kind: 'ec2-instance', id: id(3) }, 'ec2.memory'), requires.metrics.memory, windows);
    expect(view.present && view.maximum('window')).toBeCloseTo(40, 0);
  });

  it('has the bound of the second pass from the plan', async () => {
    const api = accountApi(simulator.url);
    const pipeline = createMetricPipeline({
      api,
      region: REGION,
      union,
      ...windows,
      onCoverage: () => undefined,
      release: () => new Promise(() => undefined),
    });
    for (let index = 0; index < MACHINES; index += 1) pipeline.add(instance({ id: id(index), instanceType: 'm5.large' }));
    const { first, second } = await pipeline.planned(uniteSeries([{ requires }]));
    expect(first.billedMetrics + 49).toBe(account.spent.metricsRequested);
    expect(second.billedMetrics).toBe(MACHINES);
    expect(QUOTAS['cloudwatch-get-metric-data'].weight?.perSecond).toBeGreaterThan(second.points / second.pages);
    api.release(REGION);
  });
});
