import { describe, expect, it } from 'vitest';
import { packSeries } from '../../src/metrics/series.js';
import { metricView, seriesOf } from '../../src/metrics/views.js';
import type { MetricRecord, MetricView, PresentMetric } from '../../src/model/metric.js';
import type { MetricId } from '../../src/model/metric-catalog.js';
import { optional, required } from '../../src/model/policy.js';
import { epochSeconds, windowEndingAt } from '../../src/model/time.js';
import { measuredRegion } from '../../src/policy/region-metrics.js';
import { ACCOUNT, END, instance, lambdaFunction, REGION, service } from '../support/resources.js';

const windows = { window: windowEndingAt(END, 14), scalarWindow: windowEndingAt(END, 32) };
const START = epochSeconds(windows.scalarWindow.start);
const DAY = 86_400;

type Days = readonly (number | null)[];
const daily = (values: Days) => ({ periodSeconds: DAY, start: START, values: [...values] });
const whole = (value: number | null) => ({ periodSeconds: 32 * DAY, start: START, values: [value] });
/** 18 days before the verdict window and its 14. */
const days = (before: number | null, within: number | null): Days => [...Array(18).fill(before), ...Array(14).fill(within)];

function record(metric: MetricId, overrides: Partial<MetricRecord> = {}): MetricRecord {
  const base = {
    kind: 'metric' as const,
    accountId: ACCOUNT,
    region: REGION,
    resourceKind: 'ec2-instance',
    id: instance().id,
    metric,
    variant: '',
  };
  return { ...base, status: 'ok', detail: null, statistics: {}, percentilesUnsupported: false, series: [], ...overrides };
}

function present(view: MetricView): PresentMetric {
  if (!view.present) throw new Error(`${view.metric} is missing: ${view.status}`);
  return view;
}

describe('a metric as a policy sees it', () => {
  const need = required('ec2.cpu', { daily: ['Average', 'Maximum', 'Minimum', 'Sum', 'SampleCount'], whole: ['p95'] });
  const full = record('ec2.cpu', {
    statistics: {
      Average: daily(days(40, 10)),
      Maximum: daily(days(90, 20)),
      Minimum: daily(days(5, 2)),
      Sum: daily(days(100, 10)),
      SampleCount: daily(days(288, 288)),
      p95: whole(77),
    },
  });

  it('folds days over the verdict window and over the scalar window', () => {
    const view = present(metricView(full, need, windows));
    expect([view.maximum('window'), view.maximum('scalar')]).toEqual([20, 90]);
    expect([view.minimum('window'), view.minimum('scalar')]).toEqual([2, 2]);
    expect([view.sum('window'), view.sum('scalar')]).toEqual([140, 140 + 1_800]);
    expect(view.average('window')).toBe(10);
    expect(view.average('scalar')).toBeCloseTo((40 * 18 + 10 * 14) / 32);
    expect(view.sampleCount('window')).toBe(14 * 288);
    expect(view.percentile('p95')).toEqual({ value: 77, substituted: false });
    expect([view.daysWithData('window'), view.daysExpected('window'), view.daysExpected('scalar')]).toEqual([14, 14, 32]);
    expect(view.unit).toBe('percent');
  });

  it('weighs days by their sample counts where those were asked for', () => {
    const uneven = record('ec2.cpu', {
      statistics: {
        Average: daily([...days(null, null).slice(0, 30), 10, 50]),
        SampleCount: daily([...days(null, null).slice(0, 30), 288, 96]),
      },
    });
    const weighted = required('ec2.cpu', { daily: ['Average', 'SampleCount'] });
    expect(present(metricView(uneven, weighted, windows)).average('window')).toBeCloseTo(20);
    expect(present(metricView(uneven, required('ec2.cpu', { daily: ['Average'] }), windows)).average('window')).toBeCloseTo(30);
  });

  it('shows a day without a datapoint as none', () => {
    const gap = record('ec2.cpu', { statistics: { Maximum: daily([...days(9, 7).slice(0, 31), null]) } });
    const view = present(metricView(gap, required('ec2.cpu', { daily: ['Maximum'] }), windows));
    expect(view.daily('Maximum', 'window')).toEqual([...Array(13).fill(7), null]);
    expect(view.daysWithData('window')).toBe(13);
  });

  it('refuses what the policy has not declared', () => {
    const view = present(metricView(full, required('ec2.cpu', { daily: ['Maximum'] }), windows));
    expect(() => view.minimum('window')).toThrow(/Minimum of ec2.cpu is not among the needs/);
    expect(() => view.percentile('p95')).toThrow(/p95/);
  });

  it('puts the maximum in place of percentiles that the endpoint does not know, and says so', () => {
    const without = record('ec2.cpu', { percentilesUnsupported: true, statistics: { Maximum: daily(days(90, 20)) } });
    expect(present(metricView(without, required('ec2.cpu', { whole: ['p95'] }), windows)).percentile('p95')).toEqual({
      value: 90,
      substituted: true,
    });
  });

  it('takes the largest of daily percentiles', () => {
    const byDay = record('ec2.cpu', { statistics: { Maximum: daily(days(90, 20)), p95: daily(days(61, 15)) } });
    expect(present(metricView(byDay, required('ec2.cpu', { whole: ['p95'] }), windows)).percentile('p95')).toEqual({
      value: 61,
      substituted: false,
    });
  });
});

describe('a metric that is not there', () => {
  const need = optional('ec2.cpu', { daily: ['Maximum'] });

  it.each(['no-data', 'refused', 'denied', 'region-disabled', 'throttled', 'timeout', 'auth-expired', 'failed', 'not-requested'] as const)(
    'is missing as %s',
    (status) => {
      expect(metricView(record('ec2.cpu', { status, detail: 'why' }), need, windows)).toEqual({
        present: false,
        metric: 'ec2.cpu',
        status,
        detail: 'why',
      });
    },
  );

  it('was not requested where the snapshot has no record, or lacks a statistic of it', () => {
    expect(metricView(undefined, need, windows)).toMatchObject({ present: false, status: 'not-requested' });
    const other = record('ec2.cpu', { statistics: { Average: daily(days(1, 1)) } });
    expect(metricView(other, need, windows)).toMatchObject({ present: false, status: 'not-requested' });
  });

  it('is not known for the verdict window when all datapoints are older', () => {
    const old = record('ec2.cpu', { statistics: { Maximum: daily(days(3, null)) } });
    expect(metricView(old, need, windows)).toMatchObject({ present: false, status: 'no-data', detail: expect.stringContaining('14 days') });
  });

  it('is not known when the part that came lacks the statistic, or the window', () => {
    const part = record('ec2.cpu', { status: 'partial', detail: 'cut', statistics: { Average: daily(days(1, 1)) } });
    expect(metricView(part, need, windows)).toMatchObject({ present: false, status: 'failed', detail: 'cut' });
    const events = optional('lambda.invocations', { daily: ['Sum'] });
    const before = record('lambda.invocations', { status: 'partial', statistics: { Sum: daily(days(3, null)) } });
    const detail = 'the part that came has no datapoints of the last 14 days';
    expect(metricView(before, events, windows)).toMatchObject({ present: false, status: 'failed', detail });
    const gauge = record('ec2.cpu', { status: 'partial', detail: 'cut', statistics: { Maximum: daily(days(3, null)) } });
    expect(metricView(gauge, need, windows)).toMatchObject({ present: false, status: 'failed', detail: 'cut' });
  });

  it('is present as partial where part of it came', () => {
    const part = record('ec2.cpu', { status: 'partial', statistics: { Maximum: daily([...days(null, null).slice(0, 31), 55]) } });
    const view = present(metricView(part, need, windows));
    expect([view.status, view.maximum('window')]).toEqual(['partial', 55]);
  });
});

describe('a metric that counts events', () => {
  const need = required('lambda.invocations', { daily: ['Sum', 'Maximum'], whole: ['p99'] });

  it('is zero everywhere when the region answered and had no datapoint', () => {
    const view = present(metricView(record('lambda.invocations', { status: 'zero' }), need, windows));
    expect([view.status, view.sum('scalar'), view.maximum('window'), view.percentile('p99').value]).toEqual(['zero', 0, 0, 0]);
    expect(view.daily('Sum', 'window')).toEqual(Array(14).fill(0));
    expect(view.daysWithData('window')).toBe(0);
  });

  it('is zero in a window whose days have no datapoint, though earlier ones have', () => {
    const early = record('lambda.invocations', {
      statistics: { Sum: daily(days(12, null)), Maximum: daily(days(1, null)), p99: whole(1) },
    });
    const view = present(metricView(early, need, windows));
    expect([view.sum('window'), view.sum('scalar')]).toEqual([0, 216]);
  });
});

describe('series as a policy needs them', () => {
  const fine = packSeries(
    { statistic: 'Maximum', periodSeconds: 300, start: START, values: Float64Array.from([1, 5, ...Array(22).fill(2)]) },
    true,
  );

  it('unpacks, and folds where another policy asked for it finer', () => {
    const kept = record('ec2.cpu', { series: [fine] });
    expect(seriesOf(kept, { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 })?.values).toHaveLength(24);
    expect([...(seriesOf(kept, { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 3600 })?.values ?? [])]).toEqual([5, 2]);
  });

  it('is null where it was not fetched, is of another statistic, coarser, or without a datapoint', () => {
    const empty = packSeries(
      { statistic: 'Maximum', periodSeconds: 300, start: START, values: new Float64Array(12).fill(Number.NaN) },
      true,
    );
    const need = { metric: 'ec2.cpu', statistic: 'Maximum', periodSeconds: 300 } as const;
    for (const series of [[], [{ ...fine, statistic: 'Average' }], [{ ...fine, periodSeconds: 3600 }], [empty]]) {
      expect(seriesOf(record('ec2.cpu', { series }), need)).toBeNull();
    }
    expect(seriesOf(undefined, need)).toBeNull();
  });
});

describe('views of a policy', () => {
  const requires = {
    metrics: { cpu: required('ecs.cpu', { daily: ['Maximum'] }), requests: optional('ecs.requestsPerTarget', { daily: ['Sum'] }) },
    series: { cpu: { metric: 'ecs.cpu', statistic: 'Maximum', periodSeconds: 3600 } },
  } as const;
  const target = (name: string) => `arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/${name}/1`;
  const of = (metric: MetricId, overrides: Partial<MetricRecord>) =>
    record(metric, { resourceKind: 'ecs-service', id: 'main/web', ...overrides });
  const sums = (value: number | null) => ({ Sum: daily(days(value, value)) });

  function viewsOf(records: MetricRecord[], targets: string[]) {
    const measured = measuredRegion(records, windows);
    const judged = service({ targetGroupArns: targets.map(target) });
    const { metrics, series } = requires;
    return { requests: measured.view(judged, metrics.requests), cpu: measured.series(judged, series.cpu) };
  }

  it('adds up the events of several target groups, whatever their order', () => {
    const a = of('ecs.requestsPerTarget', { variant: 'targetgroup/a/1', statistics: sums(10) });
    const b = of('ecs.requestsPerTarget', { variant: 'targetgroup/b/1', statistics: sums(5) });
    const idle = of('ecs.requestsPerTarget', { variant: 'targetgroup/c/1', status: 'zero' });
    const view = viewsOf([a, b, idle], ['a', 'b', 'c']).requests;
    expect(present(view).sum('window')).toBe(14 * 15);
    expect(viewsOf([idle, b, a], ['a', 'b', 'c'])).toEqual(viewsOf([a, b, idle], ['a', 'b', 'c']));
  });

  it('is partial when one of several could not be read, and missing when none could', () => {
    const a = of('ecs.requestsPerTarget', { variant: 'targetgroup/a/1', statistics: sums(10) });
    const lost = of('ecs.requestsPerTarget', { variant: 'targetgroup/b/1', status: 'throttled' });
    expect(present(viewsOf([a, lost], ['a', 'b']).requests).status).toBe('partial');
    const zero = of('ecs.requestsPerTarget', { variant: 'targetgroup/a/1', status: 'zero' });
    expect(viewsOf([zero, lost], ['a', 'b']).requests).toMatchObject({ present: false, status: 'throttled' });
  });

  it('tells a service without a target group from one that was never asked about', () => {
    expect(viewsOf([], []).requests).toMatchObject({ present: false, status: 'no-data' });
    expect(viewsOf([], ['a']).requests).toMatchObject({ present: false, status: 'not-requested' });
    expect(viewsOf([], []).cpu).toBeNull();
  });

  it('takes the largest of several gauges', () => {
    const alias = (variant: string, value: number) =>
      record('lambda.provisionedUtilization', {
        resourceKind: 'lambda-function',
        id: 'f',
        variant,
        statistics: { Maximum: daily(days(value, value)) },
      });
    const measured = measuredRegion([alias('live', 30), alias('blue', 70)], windows);
    const use = required('lambda.provisionedUtilization', { daily: ['Maximum'] });
    expect(present(measured.view(lambdaFunction({ id: 'f', functionName: 'f' }), use)).maximum('window')).toBe(70);
  });
});
