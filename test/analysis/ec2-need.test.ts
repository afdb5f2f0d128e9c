import { describe, expect, it } from 'vitest';
import { firstNeed, type InstanceNeed, largestNeed, type SizingSubject, secondNeed, sizeChangedAt } from '../../src/analysis/ec2-need.js';
import type { MetricView, PresentMetric } from '../../src/model/metric.js';
import type { Ec2Instance } from '../../src/model/resource/index.js';
import { instance, missingMetric, presentMetric, SCALAR_WINDOW, seriesFrom, typeSpec, WINDOW } from '../support/policy-fixtures.js';

const EIGHT = typeSpec({ vcpus: 8, memoryMib: 16_384 });
const none = missingMetric('ec2.networkIn');

function subject(memory: MetricView = missingMetric('ec2.memory')): SizingSubject {
  const bandwidth = {
    networkIn: none,
    networkOut: none,
    ebsReadBytes: none,
    ebsWriteBytes: none,
    ebsReadOps: none,
    ebsWriteOps: none,
    samples: none,
  };
  return {
    instance: instance(),
    metrics: { cpu: missingMetric('ec2.cpu'), memory, ...bandwidth },
    series: { cpu: null },
    cost: { monthly: null, lines: [], unpricedBecause: null, hoursPerMonth: null },
  };
}

/** The longer window: a p99.5 of 40 %, a maximum of 75 %, and days of so many percent on average. */
const cpu = (averages: number | readonly (number | null)[] = 10): PresentMetric =>
  presentMetric('ec2.cpu', { daily: { Average: averages, Maximum: 75 }, percentiles: { 'p99.5': 40 } });

const UNCHANGED = { changedAt: null, window: WINDOW };
const changedAt = (at: number) => ({ changedAt: at, window: WINDOW });

const fine = (percent: (index: number) => number | null) => seriesFrom(({ index }) => percent(index), { periodSeconds: 300 });
const DAY = 288;
const startOfDay = (day: number) => Date.parse(WINDOW.start) / 1000 + day * 86_400;
const evidenceOf = (need: InstanceNeed | null, name: string) => need?.evidence.find((line) => line.name === name)?.value;

describe('the need of an instance by its long window', () => {
  it('is a share of its vCPUs: percentile, highest daily mean of the verdict window, and maximum', () => {
    const days = [90, ...new Array<number | null>(17).fill(5), null, 20, 25, ...new Array<number>(11).fill(15)];
    const need = firstNeed(subject(), cpu(days), EIGHT, UNCHANGED);
    expect(need.demand.cpu).toBeCloseTo(3.2, 12);
    // The day at 90 % lies before the verdict window.
    expect(need.cpu).toEqual({ sustained: 2, hour: null, toppedHour: null, ahead: null, peak: 6 });
    expect(need).toMatchObject({ p995: 40, substituted: false, busiestHour: null, hours: null, coverage: null, evidence: [] });
  });

  it('is not known to be sustained where the verdict window has no day', () => {
    const before = [...new Array<number>(18).fill(50), ...new Array<null>(14).fill(null)];
    expect(firstNeed(subject(), cpu(before), EIGHT, UNCHANGED).cpu.sustained).toBeNull();
  });
});

describe('the need of an instance by its fine series', () => {
  it('is what the busiest hour and the percentile of either window ask for', () => {
    // One hour of the last day at 50 % of 8 vCPUs: 12 of 4,032 values, too few for the percentile.
    const series = fine((index) => (index >= 13 * DAY && index < 13 * DAY + 12 ? 50 : 10));
    const need = secondNeed(subject(), cpu(), series, EIGHT, UNCHANGED);
    expect(need?.p995).toBe(40);
    expect(need?.demand.cpu).toBeCloseTo(3.2, 12);
    expect(need?.busiestHour).toBe(50);
    expect(need?.cpu.hour).toBeCloseTo(4, 12);
    // No other hour comes near it: it may be topped by as much as it tops the next.
    expect(need?.cpu.toppedHour).toBeCloseTo(7.2, 12);
    // A run of 12 is 12 + 1.96 x sqrt(2 x 144) = 45 of 20.16 that may lie above.
    expect(need?.cpu.ahead).toBeCloseTo(4, 12);
    expect([evidenceOf(need, 'p995CpuPercent'), evidenceOf(need, 'p995CpuPercentLongWindow')]).toEqual([10, 40]);
    expect([evidenceOf(need, 'busiestHourCpuPercent'), evidenceOf(need, 'busiestHourCpuPercentAhead')]).toEqual([50, 90]);
    expect(evidenceOf(need, 'p995CpuPercentAhead')).toBe(50);
    expect(need?.evidence.map(({ name }) => name)).not.toContain('maximumMemoryPercent');
  });

  it('reckons with any hour that a trend leads to, not with clock hours alone', () => {
    const need = secondNeed(
      subject(),
      cpu(),
      fine((index) => 10 + index / DAY),
      EIGHT,
      UNCHANGED,
    );
    expect(need?.busiestHour).toBeCloseTo(24, 0);
    expect(need?.cpu.hour).toBeCloseTo((38 / 100) * 8, 1);
  });

  it('is the larger one of the part since the size changed and the whole, and the longer window is of another size', () => {
    const change = startOfDay(7);
    const shrunk = secondNeed(
      subject(),
      cpu(),
      fine((index) => (index < 7 * DAY ? 10 : 30)),
      EIGHT,
      changedAt(change),
    );
    expect(shrunk).toMatchObject({ p995: 30, hours: 168, coverage: 1, changedAt: change });
    const grown = secondNeed(
      subject(),
      cpu(),
      fine((index) => (index < 7 * DAY ? 30 : 10)),
      EIGHT,
      changedAt(change),
    );
    expect(grown?.p995).toBe(30);
    // What lies ahead follows from the part at the present size.
    expect(grown?.ahead).toMatchObject({ p995: 10, hour: 10 });
    expect(grown?.cpu.hour).toBeCloseTo(2.4, 12);
  });

  it('is not known without a datapoint, of the whole or since the change', () => {
    expect(
      secondNeed(
        subject(),
        cpu(),
        fine(() => null),
        EIGHT,
        UNCHANGED,
      ),
    ).toBeNull();
    const stopped = fine((index) => (index < 7 * DAY ? 10 : null));
    expect(secondNeed(subject(), cpu(), stopped, EIGHT, changedAt(startOfDay(7)))).toBeNull();
    expect(secondNeed(subject(), cpu(), stopped, EIGHT, UNCHANGED)).toMatchObject({ hours: 168, coverage: 0.5 });
  });

  it('shows the memory where it is known', () => {
    const memory = presentMetric('ec2.memory', { daily: { Maximum: 25 } });
    const need = secondNeed(
      subject(memory),
      cpu(),
      fine(() => 10),
      EIGHT,
      UNCHANGED,
    );
    expect(need?.demand.memory).toBe(4096);
    expect(evidenceOf(need, 'maximumMemoryPercent')).toBe(25);
  });

  it('counts memory as far back as it is known of the size', () => {
    // 90 % lies 20 days back, outside the verdict window.
    const memory = presentMetric('ec2.memory', { daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day === 12 ? 90 : 25)) } });
    expect(firstNeed(subject(memory), cpu(), EIGHT, UNCHANGED).demand.memory).toBeCloseTo(0.9 * 16_384, 8);
    expect(firstNeed(subject(memory), cpu(), EIGHT, changedAt(startOfDay(-2))).demand.memory).toBe(4096);
    const steady = fine(() => 10);
    expect(evidenceOf(secondNeed(subject(memory), cpu(), steady, EIGHT, UNCHANGED), 'maximumMemoryPercent')).toBe(90);
    expect(evidenceOf(secondNeed(subject(memory), cpu(), steady, EIGHT, changedAt(startOfDay(-2))), 'maximumMemoryPercent')).toBe(25);
  });

  it('reckons with memory that goes on rising for as long as the window', () => {
    const before = new Array<number>(18).fill(20);
    const rising = presentMetric('ec2.memory', {
      daily: { Maximum: [...before, ...Array.from({ length: 14 }, (_, day) => 20 + 2 * day)] },
    });
    const need = secondNeed(
      subject(rising),
      cpu(),
      fine(() => 10),
      EIGHT,
      UNCHANGED,
    );
    expect(need?.demand.memory).toBeCloseTo(0.46 * 16_384, 8);
    expect(need?.demand.memoryAhead).toBeCloseTo(0.74 * 16_384, 8);
    expect([evidenceOf(need, 'maximumMemoryPercent'), evidenceOf(need, 'maximumMemoryPercentAhead')]).toEqual([46, 74]);
    // At the present size for seven days: they rise by twelve, and by two more to the day after the last.
    const since = firstNeed(subject(rising), cpu(), EIGHT, changedAt(startOfDay(7)));
    expect(since.demand.memoryAhead).toBeCloseTo(0.6 * 16_384, 8);
    const tooFew = firstNeed(subject(rising), cpu(), EIGHT, changedAt(startOfDay(11)));
    expect(tooFew.demand.memoryAhead).toBeCloseTo(0.46 * 16_384, 8);
    // A day on which the size changed is of two sizes.
    expect(firstNeed(subject(rising), cpu(), EIGHT, changedAt(startOfDay(13) + 1)).demand.memoryAhead).toBeNull();
  });

  it('reckons with what was seen where memory does not rise', () => {
    const level = presentMetric('ec2.memory', { daily: { Maximum: 25 } });
    const need = secondNeed(
      subject(level),
      cpu(),
      fine(() => 10),
      EIGHT,
      UNCHANGED,
    );
    expect(need?.demand.memoryAhead).toBe(4096);
    expect(evidenceOf(need, 'maximumMemoryPercentAhead')).toBeUndefined();
    expect(firstNeed(subject({ ...level, status: 'partial' }), cpu(), EIGHT, UNCHANGED).demand.memoryAhead).toBeNull();
    expect(firstNeed(subject(), cpu(), EIGHT, UNCHANGED).demand.memoryAhead).toBeNull();
  });

  it('is, of a group, that of the hour that is busiest in any member', () => {
    const [quiet, busy] = [10, 60].map((percent) =>
      secondNeed(
        subject(),
        cpu(),
        fine(() => percent),
        EIGHT,
        UNCHANGED,
      ),
    );
    if (!quiet || !busy) throw new Error('both have datapoints');
    expect(largestNeed([quiet, busy])?.cpu.hour).toBeCloseTo(4.8, 12);
    expect(largestNeed([busy, quiet])?.cpu.hour).toBeCloseTo(4.8, 12);
  });
});

describe('the moment at which a size can have changed', () => {
  const subjectOf = (of: Partial<Ec2Instance>): SizingSubject => ({ ...subject(), instance: instance(of) });
  const start = '2026-11-01T00:00:00Z';
  const at = Date.parse(start) / 1000;
  it.each<[string, Partial<Ec2Instance>, boolean, number | null]>([
    ['its last start', { launchTime: start }, false, at],
    ['none of a member of a group', { launchTime: start }, true, null],
    ['none where its start is not known', { launchTime: null }, false, null],
    ['none before the longer window', { launchTime: SCALAR_WINDOW.start }, false, null],
    ['none from its end on', { launchTime: SCALAR_WINDOW.end }, false, null],
    ['none where it was started once', { launchTime: start, firstLaunchTime: '2026-10-31T23:55:00Z' }, false, null],
    ['its start a second later than that', { launchTime: start, firstLaunchTime: '2026-10-31T23:54:59Z' }, false, at],
  ])('is %s', (_, of, isMember, expected) => {
    expect(sizeChangedAt(subjectOf(of), SCALAR_WINDOW, isMember)).toBe(expected);
  });
});
