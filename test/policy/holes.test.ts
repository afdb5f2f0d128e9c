import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { packSeries } from '../../src/metrics/series.js';
import { DAILY_STATISTICS, type DailyStatistic, type MetricRecord, PERCENTILES, type StatisticValues } from '../../src/model/metric.js';
import { METRICS, type MetricId } from '../../src/model/metric-catalog.js';
import type { LoadedPolicy } from '../../src/model/policy.js';
import type { Resource } from '../../src/model/resource/index.js';
import { epochSeconds } from '../../src/model/time.js';
import { BUILT_IN_POLICIES } from '../../src/package.js';
import { createJudge } from '../../src/policy/judge.js';
import { loadPolicies } from '../../src/policy/load.js';
import { instance, lambdaFunction, service, typeSpec } from '../support/resources.js';
import { block, header, SCALAR_WINDOW, settingsOf, WINDOW } from './fixtures.js';

/** Load of one hour, 0 to 1, from the hour of the window and the UTC hour of day and weekday (0 is Monday). */
type Shape = (at: { hour: number; weekday: number; index: number }) => number;
const SHAPES: Readonly<Record<string, Shape>> = {
  silent: () => 0,
  quiet: ({ index }) => 0.005 + (index % 7) * 0.0005,
  low: ({ index }) => 0.08 + (index % 5) * 0.01,
  steady: ({ index }) => 0.55 + (index % 5) * 0.01,
  office: ({ hour, weekday }) => (weekday < 5 && hour >= 8 && hour < 18 ? 0.6 : 0.003),
  batch: ({ hour, weekday }) => (weekday === 6 && hour === 3 ? 0.95 : 0.004),
};

/** What a metric reads at a load of 0 to 1. */
const SCALE: Readonly<Partial<Record<MetricId, number>>> = {
  'ec2.cpu': 100,
  'ec2.networkIn': 5e9,
  'ec2.networkOut': 5e9,
  'ec2.networkPacketsIn': 1e6,
  'ec2.networkPacketsOut': 1e6,
  'ecs.cpu': 100,
  'ecs.memory': 100,
  'ecs.requestsPerTarget': 10_000,
  'lambda.invocations': 40_000,
  'lambda.errors': 0,
  'lambda.throttles': 0,
  'lambda.duration': 29_900,
  'lambda.concurrentExecutions': 50,
};

const HOURS = SCALAR_WINDOW.days * 24;
const START = epochSeconds(SCALAR_WINDOW.start);

/** The record of a metric whose every hour is one datapoint of the shape's load, with every statistic and series that there can be. */
function measured(resource: Resource, metric: MetricId, shape: Shape): MetricRecord {
  const scale = SCALE[metric] ?? 100;
  const hours = Array.from({ length: HOURS }, (_, index) => {
    const hour = Math.floor((START + index * 3600) / 3600);
    return scale * shape({ index, hour: hour % 24, weekday: (Math.floor(hour / 24) + 3) % 7 });
  });
  const day = (index: number) => hours.slice(index * 24, index * 24 + 24);
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
  const of: Record<DailyStatistic, (values: number[]) => number> = {
    Average: (values) => sum(values) / values.length,
    Maximum: (values) => Math.max(...values),
    Minimum: (values) => Math.min(...values),
    Sum: sum,
    SampleCount: () => 1440,
  };
  const statistics: Record<string, StatisticValues> = {};
  for (const statistic of DAILY_STATISTICS) {
    statistics[statistic] = {
      periodSeconds: 86_400,
      start: START,
      values: Array.from({ length: SCALAR_WINDOW.days }, (_, index) => of[statistic](day(index))),
    };
  }
  const ordered = [...hours].sort((a, b) => a - b);
  for (const p of PERCENTILES) {
    const rank = Math.ceil((Number(p.slice(1)) / 100) * ordered.length) - 1;
    statistics[p] = { periodSeconds: 86_400 * SCALAR_WINDOW.days, start: START, values: [ordered[rank] ?? 0] };
  }
  const inWindow = hours.slice(-WINDOW.days * 24);
  const series = [3600, 300].flatMap((periodSeconds) =>
    DAILY_STATISTICS.map((statistic) => {
      const repeat = 3600 / periodSeconds;
      const values = Float64Array.from({ length: inWindow.length * repeat }, (_, index) => inWindow[Math.floor(index / repeat)] ?? 0);
      return packSeries({ statistic, periodSeconds, start: epochSeconds(WINDOW.start), values }, METRICS[metric].unit === 'percent');
    }),
  );
  const base = {
    kind: 'metric' as const,
    accountId: resource.accountId,
    region: resource.region,
    resourceKind: resource.kind,
    id: resource.id,
    metric,
    variant: '',
  };
  return { ...base, status: 'ok', detail: null, statistics, percentilesUnsupported: false, series };
}

const METRIC_IDS = Object.keys(SCALE).filter((id): id is MetricId => id in METRICS);
const RESOURCES = Object.keys(SHAPES).flatMap((name) => [
  { shape: name, resource: instance({ id: `i-${name}`, tags: { env: 'dev' } }) },
  {
    shape: name,
    resource: service({ serviceName: name, clusterName: 'dev', targetGroupArns: ['arn:aws:elasticloadbalancing:x:y:targetgroup/a/1'] }),
  },
  { shape: name, resource: lambdaFunction({ functionName: name }) },
]);
const RECORDS = RESOURCES.flatMap(({ shape, resource }) =>
  METRIC_IDS.filter((metric) => METRICS[metric].kind === resource.kind).map((metric) =>
    measured(resource, metric, SHAPES[shape] ?? (() => 0)),
  ),
);
const OFFER = {
  kind: 'instance-type-offer' as const,
  accountId: '111122223333',
  region: 'us-east-1',
  id: 'instance-types' as const,
  types: [
    typeSpec(),
    typeSpec({
      instanceType: 'm5.2xlarge',
      vcpus: 8,
      memoryMib: 32_768,
      networkBaselineGbps: 2.5,
      ebsBaselineMbps: 2300,
      ebsBaselineIops: 12_000,
    }),
    typeSpec({
      instanceType: 'm5.xlarge',
      vcpus: 4,
      memoryMib: 16_384,
      networkBaselineGbps: 1.25,
      ebsBaselineMbps: 1150,
      ebsBaselineIops: 6000,
    }),
  ],
};

function judgeRecords(policies: readonly LoadedPolicy[], records: readonly MetricRecord[]) {
  const judging = createJudge(policies, settingsOf());
  judging.region(block([...RESOURCES.map(({ resource }) => resource), OFFER], records));
  return judging.finish(header());
}

/** What can go missing: a record as a whole, its data with the reason, some results, the fine series. `no-data` is no hole: the service answered. */
const STATUSES = ['refused', 'denied', 'throttled', 'timeout', 'auth-expired', 'failed', 'not-requested'] as const;
const hole = fc.oneof(
  fc.constant({ type: 'gone' as const }),
  fc.constantFrom(...STATUSES).map((status) => ({ type: 'status' as const, status })),
  fc.record({ type: fc.constant('partial' as const), every: fc.integer({ min: 2, max: 6 }), offset: fc.nat(6) }),
  fc.constant({ type: 'no-series' as const }),
);

function punched(record: MetricRecord, made: typeof hole extends fc.Arbitrary<infer T> ? T : never): MetricRecord[] {
  switch (made.type) {
    case 'gone':
      return [];
    case 'status':
      return [{ ...record, status: made.status, detail: 'punched', statistics: {}, series: [] }];
    case 'no-series':
      return [{ ...record, series: [] }];
    case 'partial': {
      const statistics = Object.entries(record.statistics).map(([name, { values, ...grid }]) => [
        name,
        { ...grid, values: values.map((value, index) => ((index + made.offset) % made.every === 0 ? null : value)) },
      ]);
      return [{ ...record, status: 'partial', detail: 'punched', statistics: Object.fromEntries(statistics), series: [] }];
    }
  }
}

describe('holes in a snapshot', () => {
  let policies: LoadedPolicy[] = [];
  beforeAll(async () => {
    policies = await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [] });
  });
  const key = ({ policyId, resource }: { policyId: string; resource: { type: string; id: string } }) =>
    `${policyId} ${resource.type} ${resource.id}`;

  it('make no finding, and no finding disappears without being named as not assessed', () => {
    const full = judgeRecords(policies, RECORDS);
    const found = new Set(full.findings.map(key));
    // The fleet is made so that there is something to lose.
    expect(found.size).toBeGreaterThan(5);
    expect(full.notAssessed.filter(({ code }) => code === 'policy-error')).toEqual([]);
    fc.assert(
      fc.property(fc.array(fc.record({ at: fc.nat(RECORDS.length - 1), made: hole }), { minLength: 1, maxLength: 20 }), (holes) => {
        const byIndex = new Map(holes.map(({ at, made }) => [at, made]));
        const records = RECORDS.flatMap((record, index) => {
          const made = byIndex.get(index);
          return made === undefined ? [record] : punched(record, made);
        });
        const judged = judgeRecords(policies, records);
        const still = new Set(judged.findings.map(key));
        const open = new Set(judged.notAssessed.map(key));
        expect([...still].filter((name) => !found.has(name))).toEqual([]);
        expect([...found].filter((name) => !still.has(name) && !open.has(name))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
