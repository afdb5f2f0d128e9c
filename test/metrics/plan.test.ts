import { describe, expect, it } from 'vitest';
import { MetricAccount, planCost } from '../../src/metrics/cost.js';
import { uniteNeeds, uniteSeries } from '../../src/metrics/needs.js';
import { firstPassPacker, firstPassPlanner, packSecondPass, planOf, secondPassBound } from '../../src/metrics/plan.js';
import { METRICS } from '../../src/model/metric-catalog.js';
import { type MetricNeeds, optional, required, type SeriesNeeds } from '../../src/model/policy.js';
import { windowEndingAt } from '../../src/model/time.js';
import { END, instance, lambdaFunction, service } from '../support/resources.js';

const window = windowEndingAt(END, 14);
const scalarWindow = windowEndingAt(END, 32);
const policy = (metrics: MetricNeeds, series: SeriesNeeds = {}) => ({ requires: { metrics, series } });

describe('uniting needs', () => {
  it('asks each metric once, with every statistic that any policy needs', () => {
    const union = uniteNeeds([
      policy({ cpu: required('ec2.cpu', { daily: ['Average', 'Maximum'] }) }),
      policy({ busy: optional('ec2.cpu', { daily: ['SampleCount', 'Maximum'], whole: ['p95'] }) }),
    ]);
    expect([...union]).toEqual([['ec2.cpu', { daily: ['Average', 'Maximum', 'SampleCount'], whole: ['p95'], percentilesWithheld: false }]]);
  });

  it('asks for the maximum beside percentiles, which are held against it', () => {
    const union = uniteNeeds([policy({ duration: required('lambda.duration', { whole: ['p99', 'p50'] }) })]);
    expect(union.get('lambda.duration')).toEqual({ daily: ['Maximum'], whole: ['p50', 'p99'], percentilesWithheld: false });
  });

  it('never asks AWS/ECS for percentiles, and says so', () => {
    const union = uniteNeeds([policy({ cpu: required('ecs.cpu', { daily: ['Average'], whole: ['p95'] }) })]);
    expect(union.get('ecs.cpu')).toEqual({ daily: ['Average', 'Maximum'], whole: [], percentilesWithheld: true });
  });

  it('takes the finer of two periods of one series', () => {
    const series = (periodSeconds: 300 | 3600) => ({ cpu: { metric: 'ec2.cpu' as const, statistic: 'Maximum' as const, periodSeconds } });
    const union = uniteSeries([policy({}, series(3600)), policy({}, series(300)), policy({}, series(3600))]);
    expect(union.get('ec2.cpu')).toEqual(new Map([['Maximum', 300]]));
  });
});

describe('planning the first pass', () => {
  const union = uniteNeeds([
    policy({
      cpu: required('ec2.cpu', { daily: ['Average', 'Maximum', 'SampleCount'], whole: ['p95', 'p99.5'] }),
      memory: optional('ec2.memory', { daily: ['Maximum'] }),
    }),
    policy({ requests: optional('ecs.requestsPerTarget', { daily: ['Sum'] }), rx: optional('ecs.insightsNetworkRx', { daily: ['Sum'] }) }),
    policy({ invocations: required('lambda.invocations', { daily: ['Sum'] }) }),
  ]);
  const planner = firstPassPlanner(union, scalarWindow);

  it('asks days for what composes over days and the whole window for percentiles', () => {
    const [job] = planner.of(instance(), null).jobs;
    expect(job).toMatchObject({ namespace: 'AWS/EC2', metricName: 'CPUUtilization', dimensions: { InstanceId: instance().id } });
    expect(job?.queries).toEqual([
      { statistic: 'Average', periodSeconds: 86_400 },
      { statistic: 'Maximum', periodSeconds: 86_400 },
      { statistic: 'SampleCount', periodSeconds: 86_400 },
      { statistic: 'p95', periodSeconds: 32 * 86_400 },
      { statistic: 'p99.5', periodSeconds: 32 * 86_400 },
    ]);
  });

  it('leaves to ListMetrics what has no predictable dimensions', () => {
    expect(planner.of(instance(), null).discovered).toEqual(['ec2.memory']);
  });

  it.each(['terminated', 'shutting-down'] as const)('asks nothing of an instance that is %s', (state) => {
    expect(planner.of(instance({ state }), null)).toEqual({ jobs: [], discovered: [], unavailable: [] });
  });

  it('asks one series for each target group of a service, and none without', () => {
    const arn = (name: string) => `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${name}/0123456789abcdef`;
    const jobs = planner.of(service({ targetGroupArns: [arn('a'), arn('b')] }), 'disabled').jobs;
    expect(jobs.map(({ variant }) => variant)).toEqual(['targetgroup/a/0123456789abcdef', 'targetgroup/b/0123456789abcdef']);
    expect(planner.of(service({ targetGroupArns: [] }), 'disabled').jobs).toEqual([]);
  });

  it('does not pay for Container Insights metrics where they are off, and asks where that is not known', () => {
    const bare = service({ targetGroupArns: [] });
    expect(planner.of(bare, 'disabled').unavailable).toEqual([
      { metric: 'ecs.insightsNetworkRx', detail: 'Container Insights is off for the cluster' },
    ]);
    for (const insights of ['enabled', 'enhanced', null] as const) {
      expect(planner.of(bare, insights).jobs.map(({ metric }) => metric)).toEqual(['ecs.insightsNetworkRx']);
    }
  });

  it('counts requests, queries and cost as they will be', () => {
    const packer = firstPassPacker(scalarWindow);
    const jobs = [
      ...Array.from({ length: 1_000 }, (_, index) => instance({ id: `i-${index}` })),
      ...Array.from({ length: 1_000 }, (_, index) => lambdaFunction({ functionName: `f-${index}` })),
    ].flatMap((resource) => planner.of(resource, null).jobs);
    const requests = [...jobs.flatMap((job) => packer.add(job)), ...packer.flush()];
    const plan = planOf(requests, scalarWindow);
    expect(plan).toMatchObject({ series: 2_000, billedMetrics: 2_000, queries: 6_000, requests: 12, pages: 12 });
    expect(plan.points).toBe(1_000 * (3 * 32 + 2) + 1_000 * 32);
    expect(plan.costUsd).toBeCloseTo(0.02, 10);
  });

  it('bills a sixth statistic of a metric as a second metric', () => {
    const account = new MetricAccount();
    const day = { statistic: 'Maximum' as const, periodSeconds: 86_400 };
    account.add([Array.from({ length: 5 }, () => day), Array.from({ length: 6 }, () => day)]);
    expect(account.spent).toEqual({ requests: 1, queries: 11, metricsRequested: 3, estimatedCostUsd: planCost(3) });
    expect(planCost(1_000)).toBeCloseTo(0.01, 12);
  });
});

describe('planning the second pass', () => {
  const job = (id: number, periodSeconds: number) => ({
    resource: instance({ id: `i-${id}` }),
    metric: 'ec2.cpu' as const,
    variant: '',
    namespace: METRICS['ec2.cpu'].namespace,
    metricName: METRICS['ec2.cpu'].metricName,
    dimensions: {},
    queries: [{ statistic: 'Maximum' as const, periodSeconds }],
    percentilesWithheld: false,
  });

  it('puts 25 five-minute series of 14 days in a page, 300 hourly ones, and 500 of a single day', () => {
    const many = (periodSeconds: number) => Array.from({ length: 1_000 }, (_, id) => job(id, periodSeconds));
    expect(packSecondPass(many(300), window).map((batch) => batch.length)).toEqual(Array.from({ length: 40 }, () => 25));
    expect(packSecondPass(many(3_600), window)[0]).toHaveLength(300);
    expect(packSecondPass(many(3_600), windowEndingAt(END, 1))[0]).toHaveLength(500);
  });

  it('bounds its cost by every series that a policy may ask for', () => {
    const series = uniteSeries([policy({}, { cpu: { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 } })]);
    const firstPass = new Map([['ec2.cpu', 100] as const]);
    expect(secondPassBound(firstPass, series, window)).toMatchObject({
      series: 100,
      billedMetrics: 100,
      queries: 100,
      points: 403_200,
      pages: 4,
    });
    expect(secondPassBound(firstPass, uniteSeries([]), window)).toMatchObject({ series: 0, requests: 0, costUsd: 0 });
  });
});
