import { describe, expect, it } from 'vitest';
import overProvisioned from '../../../policies/ec2/over-provisioned.js';
import type { MetricId } from '../../../src/model/metric-catalog.js';
import type { Ec2Instance } from '../../../src/model/resource/index.js';
import type { Load } from '../../support/loads.js';
import {
  codesOf,
  contextFor,
  END,
  fleetOf,
  instance,
  metricFromSeries,
  missingMetric,
  PRICES,
  presentMetric,
} from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { FEW_TYPES, fine, flat, judge, measured, NO_MEMORY, peak, type Spec, seen } from './over-provisioned-fixtures.js';

/** Level before the verdict window, and 1 % more a day in it. */
const risingMemory = (from: number) =>
  presentMetric('ec2.memory', { daily: { Maximum: Array.from({ length: 32 }, (_, day) => from + Math.max(0, day - 18)) } });
/** So high on one day before the verdict window, and at 20 % since. */
const peakBefore = (metric: MetricId, value: number) =>
  presentMetric(metric, { daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day === 10 ? value : 20)) } });

describe('ec2-over-provisioned: the verdict is on need', () => {
  const cases: [string, Load, Spec, string, string][] = [
    ['flat 2 %', flat(2), {}, 'fail', 'over-provisioned'],
    // Half of 16 vCPU with 20 % headroom is 40 %.
    ['exactly what half the size gives', flat(40), { metrics: { memory: peak('ec2.memory', 70) } }, 'fail', 'over-provisioned'],
    ['a little more than half the size gives', flat(40.01), { metrics: { memory: peak('ec2.memory', 70) } }, 'pass', 'needs-its-size'],
    ['memory at exactly half, CPU not', flat(60), { metrics: { memory: peak('ec2.memory', 40) } }, 'fail', 'over-provisioned'],
    ['neither at half', flat(60), { metrics: { memory: peak('ec2.memory', 41) } }, 'pass', 'needs-its-size'],
    // Half a size without headroom is 50 %: 23 % and 1 % more on each of 27 further days.
    ['memory that will just fit half', flat(60), { metrics: { memory: risingMemory(23) } }, 'fail', 'over-provisioned'],
    ['memory that will not', flat(60), { metrics: { memory: risingMemory(23.1) } }, 'pass', 'needs-its-size-memory-ahead'],
    [
      'memory that was at half before the window',
      flat(60),
      { metrics: { memory: peakBefore('ec2.memory', 41) } },
      'pass',
      'needs-its-size',
    ],
    ['memory that was short before the window', flat(2), { metrics: { memory: peakBefore('ec2.memory', 81) } }, 'pass', 'short'],
    ['CPU short', flat(85), {}, 'pass', 'short'],
    ['CPU at exactly its headroom, memory low', flat(80), {}, 'fail', 'over-provisioned'],
    ['memory short', flat(2), { metrics: { memory: peak('ec2.memory', 81) } }, 'pass', 'short'],
    ['network short', flat(2), { metrics: { networkOut: peak('ec2.networkOut', (5e9 / 8) * 300) } }, 'pass', 'short'],
    ['EBS short', flat(2), { metrics: { ebsReadOps: peak('ec2.ebsReadOps', 18_750 * 300) } }, 'pass', 'short'],
    ['no CPU datapoints', flat(2), { metrics: { cpu: missingMetric('ec2.cpu') } }, 'not-assessed', 'metric-unknown'],
    ['no fine series', flat(2), { series: { cpu: null } }, 'not-assessed', 'series-missing'],
    [
      '29 hours of data',
      flat(2),
      { series: { cpu: fine(({ index }) => (index < 29 * 12 ? 2 : null)) } },
      'not-assessed',
      'too-little-data',
    ],
    ['30 hours of data', flat(2), { series: { cpu: fine(({ index }) => (index < 30 * 12 ? 2 : null)) } }, 'fail', 'over-provisioned'],
    [
      'less headroom asked for',
      flat(45),
      { options: { headroomPercent: 10 }, metrics: { memory: peak('ec2.memory', 70) } },
      'fail',
      'over-provisioned',
    ],
  ];
  it.each(cases)('%s', (_, load, spec, verdict, code) => {
    expect(judge(load, spec)).toMatchObject({ verdict, code });
  });

  it('says all of this', async () => {
    const judgeFew = (load: Load, spec: Spec = {}, machine: Ec2Instance = instance()) =>
      judge(load, { fleet: fleetOf(FEW_TYPES), ...spec }, machine);
    const outcomes = outcomesOf(cases, ([, load, spec]) => judgeFew(load, spec));
    const more = {
      'nothing measured but CPU': judgeFew(flat(2), {
        metrics: Object.fromEntries(Object.keys(measured).map((name) => [name, missingMetric('ec2.memory')])),
      }),
      'without a price': judgeFew(flat(2), {}, instance({ region: 'xx-north-9' })),
      'from Xen': judgeFew(flat(2), {}, instance({ instanceType: 'm4.4xlarge', enaSupport: false })),
      burstable: judgeFew(flat(2), {}, instance({ instanceType: 't3.2xlarge' })),
      'started two days ago': judgeFew(flat(2), {}, instance({ launchTime: '2026-11-14T00:00:00Z' })),
      'an offer that was not read': judgeFew(flat(2), { fleet: fleetOf({ instanceTypes: null }) }),
      'varying, with gaps': judgeFew(({ hour, weekday }) => (weekday < 2 ? null : hour === 3 ? 30 : 0.5)),
      'a peak of the longer window beyond the target': judgeFew(flat(2), {
        metrics: {
          cpu: presentMetric('ec2.cpu', {
            daily: { Average: 2, Maximum: [...new Array<number>(10).fill(90), ...new Array<number>(22).fill(2)] },
            percentiles: { 'p99.5': 2 },
          }),
        },
      }),
      'results of CPU missing': judgeFew(flat(2), {
        metrics: { cpu: presentMetric('ec2.cpu', { status: 'partial', daily: { Average: 2, Maximum: 2 }, percentiles: { 'p99.5': 2 } }) },
      }),
      'network not known': judgeFew(flat(2), { metrics: { networkIn: missingMetric('ec2.networkIn') } }),
      'throughput of disks not known': judgeFew(flat(2), { metrics: { ebsReadBytes: missingMetric('ec2.ebsReadBytes') } }),
      'operations of disks not known': judgeFew(flat(2), { metrics: { ebsWriteOps: missingMetric('ec2.ebsWriteOps') } }),
      'a third of the data': judgeFew(flat(2), {
        series: { cpu: fine(({ index }) => (index % 3 === 0 && index < 4000 ? 2 : index < 2700 ? null : 2)) },
      }),
      'little data': judgeFew(flat(2), { series: { cpu: fine(({ index }) => (index < 100 * 12 ? 2 : null)) } }),
      'on arm64': judgeFew(flat(2), {}, instance({ instanceType: 'm6g.4xlarge', architecture: 'arm64' })),
      stopped: judgeFew(flat(2), {}, instance({ state: 'stopped' })),
      'stopped for the night': judgeFew(
        flat(2),
        { cost: { monthly: { usd: 230.4, basis: 'list', asOf: PRICES.asOf }, lines: [], unpricedBecause: null, hoursPerMonth: 300 } },
        instance({ state: 'stopped' }),
      ),
      'stopped, nothing measured': judgeFew(flat(2), { metrics: { cpu: missingMetric('ec2.cpu') } }, instance({ state: 'stopped' })),
      'no percentiles': judgeFew(flat(2), {
        metrics: {
          cpu: presentMetric('ec2.cpu', { daily: { Maximum: 39, Average: 1 }, substituted: true }),
          memory: peak('ec2.memory', 70),
        },
      }),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/over-provisioned.txt');
  });

  it('leaves a batch machine alone: median 0.1 %, p95 90 %', () => {
    const batch: Load = ({ hour }) => (hour < 2 ? 90 : 0.1);
    expect(metricFromSeries('ec2.cpu', fine(batch)).percentile('p95').value).toBe(90);
    expect(judge(batch)).toMatchObject({ verdict: 'pass', code: 'short' });
  });

  it('looks at burst hours on their own: rare enough for p99.5, too long for the target', () => {
    // One hour in fourteen days is 12 of 4,032 values, beyond the 99.5th percentile.
    const burst: Load = ({ index, epoch }) => (epoch % (14 * 86_400) < 3600 && index >= 0 ? 60 : 2);
    const spec = { metrics: { memory: peak('ec2.memory', 70) } };
    expect(judge(burst, spec)).toMatchObject({ verdict: 'pass', code: 'needs-its-size' });
    const short: Load = ({ epoch }) => (epoch % (14 * 86_400) < 600 ? 60 : 2);
    expect(judge(short, spec).verdict).toBe('fail');
  });

  it('reckons with what lies ahead: a trend that goes on, an hour that may be topped', () => {
    const spec = { metrics: { memory: peak('ec2.memory', 70) } };
    // From 10 to 38 percent in 14 days: within half the size today, and over it in a fortnight.
    const growing: Load = ({ index }) => 10 + (28 * index) / (32 * 288);
    const steep: Load = ({ epoch }) => 10 + Math.max(0, 28 - (28 * (Date.parse(END) / 1000 - epoch)) / (14 * 86_400));
    expect(judge(steep, spec)).toMatchObject({ verdict: 'pass', code: 'needs-its-size-ahead' });
    // Twelve more in the fortnight to come still fit.
    expect(judge(growing, spec).verdict).toBe('fail');
    // It rose once and stayed: that is no trend.
    const step: Load = ({ epoch }) => (epoch < Date.parse(END) / 1000 - 8 * 86_400 ? 10 : 38);
    expect(judge(step, spec).verdict).toBe('fail');
    // One hour of 41 among hours of 2 is within half the size; the next of its kind, by as much again above it, is not.
    const spike =
      (height: number): Load =>
      ({ epoch }) =>
        epoch % (14 * 86_400) < 3600 ? height : 2;
    expect(judge(spike(41), spec)).toMatchObject({ verdict: 'pass', code: 'needs-its-size-ahead' });
    // Half the size carries 40 with its headroom: that is enough, whatever comes.
    expect(judge(spike(40), spec).verdict).toBe('fail');
  });

  it('asks for the series only where the first pass leaves it open', () => {
    const wants = (load: Load, machine = instance()) =>
      overProvisioned.requires.wantsSeries?.(
        machine,
        contextFor(overProvisioned, machine, { metrics: { ...measured, memory: peak('ec2.memory', 70), ...seen(load).metrics } }),
      );
    expect(wants(flat(2))).toBe(true);
    expect(wants(flat(40.01))).toBe(false);
    // A start inside the 32 days can have changed the size.
    expect(wants(flat(40.01), instance({ launchTime: '2026-10-20T00:00:00Z' }))).toBe(true);
    expect(wants(flat(40.01), instance({ launchTime: '2026-11-17T00:00:00Z' }))).toBe(false);
  });

  it('is gated by the p99.5 of the longer window', () => {
    const monthEnd = metricFromSeries(
      'ec2.cpu',
      fine(({ index }) => (index < 24 * 12 ? 70 : 2), 32),
    );
    expect(judge(flat(2), { metrics: { cpu: monthEnd, memory: peak('ec2.memory', 70) } })).toMatchObject({
      verdict: 'pass',
      code: 'needs-its-size',
    });
  });

  it('uses the maximum where there are no percentiles, with low confidence, and says so', () => {
    const spec = (maximum: number) => ({
      metrics: {
        cpu: presentMetric('ec2.cpu', { daily: { Maximum: maximum, Average: 1 }, substituted: true }),
        memory: peak('ec2.memory', 70),
      },
    });
    expect(judge(flat(2), spec(41))).toMatchObject({ verdict: 'pass', code: 'needs-its-size-by-maximum' });
    expect(judge(flat(2), spec(39))).toMatchObject({ verdict: 'fail', confidence: 'low', confidenceReasons: ['percentile-substituted'] });
  });
});

it('ec2-over-provisioned has a sentence for every code', () => {
  const outcomes = [
    judge(flat(2)),
    judge(flat(2), {}, instance({ region: 'xx-north-9' })),
    judge(flat(2), { metrics: NO_MEMORY, fleet: fleetOf({ instanceTypes: null }) }),
  ];
  for (const code of outcomes.flatMap(codesOf)) expect(overProvisioned.messages).toHaveProperty(code);
});
