import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSizable, nextSmaller, sustainedCpuPercent } from '../../src/analysis/instance-families.js';
import { type CpuDetail, capacity, type Demand, fitsDemand, project, riskOf, withinHeadroom } from '../../src/analysis/rightsizing.js';
import { PRICES, typeSpec } from '../support/policy-fixtures.js';

const specs = PRICES.specs();
const rules = { headroomPercent: 20, maximumHourPercent: 95 };
const calm: CpuDetail = { sustained: null, hour: null, toppedHour: null, ahead: null, peak: null };
const unknown: Demand = { cpu: null, memory: null, network: null, 'ebs-throughput': null, 'ebs-iops': null };
const spec = (type: string) => {
  const found = PRICES.spec(type);
  if (found === null) throw new Error(`${type} is not in the table`);
  return found;
};

describe('headroom', () => {
  it.each([
    [80, 100, 20, true],
    [80.0001, 100, 20, false],
    [6.4, 8, 20, true],
    [0.8, 1, 20, true],
    [70, 100, 30, true],
    [100, 100, 0, true],
  ])('%d of %d with %d percent free: %s', (need, available, headroom, fits) => {
    expect(withinHeadroom(need, available, headroom)).toBe(fits);
  });

  it('fits at equality whatever the numbers', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), fc.integer({ min: 0, max: 70 }), (available, headroom) => {
        expect(withinHeadroom((available * (100 - headroom)) / 100, available, headroom)).toBe(true);
        expect(withinHeadroom((available * (100 - headroom)) / 100 + available * 1e-6, available, headroom)).toBe(false);
      }),
    );
  });
});

describe('ladders', () => {
  it.each([
    ['m5.4xlarge', 'm5.2xlarge'],
    ['m5.24xlarge', 'm5.16xlarge'],
    ['m5.large', null],
    ['t3.large', 't3.medium'],
    ['t3.nano', null],
  ])('the next smaller of %s is %s', (type, smaller) => {
    expect(nextSmaller(spec(type), specs)?.instanceType ?? null).toBe(smaller);
  });

  it('of every type in the table lead down, within the family, to an end', () => {
    for (const start of specs) {
      let [steps, at] = [0, nextSmaller(start, specs)];
      while (at !== null) {
        expect(at.instanceType.split('.')[0]).toBe(start.instanceType.split('.')[0]);
        expect(at.vcpus).toBeLessThanOrEqual(start.vcpus);
        steps += 1;
        if (steps > 20) throw new Error(`the ladder of ${start.instanceType} has no end`);
        at = nextSmaller(at, specs);
      }
    }
  });

  it.each([
    'g6.xlarge',
    'inf2.xlarge',
    'trn1.2xlarge',
    'vt1.3xlarge',
    'f2.6xlarge',
    'p5.48xlarge',
    'hpc7g.16xlarge',
    'm5.metal',
    'u-6tb1.56xlarge',
  ])('leave out %s', (type) => {
    expect(isSizable(spec(type))).toBe(false);
  });

  it('know what a type may use for long', () => {
    expect(['m5.large', 't3.large', 't4g.nano', 't2.xlarge', 'm7i-flex.large'].map((type) => sustainedCpuPercent(spec(type)))).toEqual([
      100, 30, 5, 22.5, 40,
    ]);
    expect(sustainedCpuPercent(typeSpec({ instanceType: 't99.large', burstable: true }))).toBeNull();
  });
});

describe('fitting', () => {
  it('reduces nothing that is not known', () => {
    fc.assert(
      fc.property(fc.constantFrom(...specs), fc.constantFrom(...specs), (now, candidate) => {
        if (!fitsDemand(now, candidate, unknown, calm, rules)) return;
        for (const dimension of ['cpu', 'memory', 'network', 'ebs-throughput', 'ebs-iops'] as const) {
          expect(capacity(candidate, dimension) ?? 0).toBeGreaterThanOrEqual(capacity(now, dimension) ?? 0);
        }
      }),
    );
  });

  it('never gets easier when more is needed', () => {
    const amount = fc.double({ min: 0, max: 64, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...specs), fc.constantFrom(...specs), amount, amount, (now, candidate, cpu, more) => {
        const detail = { sustained: cpu, hour: cpu, toppedHour: cpu, ahead: cpu, peak: cpu };
        const fitsMore = fitsDemand(now, candidate, { ...unknown, cpu: cpu + more }, detail, rules);
        if (fitsMore) expect(fitsDemand(now, candidate, { ...unknown, cpu }, detail, rules)).toBe(true);
      }),
    );
  });

  it('holds flex to its baseline, T to what it earns, and every type to its busiest hour', () => {
    const cpu = (need: number) => ({ ...unknown, cpu: need, network: 0, 'ebs-throughput': 0, 'ebs-iops': 0, memory: 0 });
    const flex = spec('m7i-flex.large');
    expect(fitsDemand(flex, flex, cpu(0.8), calm, rules)).toBe(true);
    expect(fitsDemand(flex, flex, cpu(0.81), calm, rules)).toBe(false);
    const t3 = spec('t3.large');
    expect(fitsDemand(t3, t3, cpu(1), { ...calm, sustained: 0.6 }, rules)).toBe(true);
    expect(fitsDemand(t3, t3, cpu(1), { ...calm, sustained: 0.61 }, rules)).toBe(false);
    expect(fitsDemand(t3, t3, cpu(1), calm, rules)).toBe(false);
    const m5 = spec('m5.large');
    expect(fitsDemand(m5, m5, cpu(1), { ...calm, hour: 1.9 }, rules)).toBe(true);
    expect(fitsDemand(m5, m5, cpu(1), { ...calm, hour: 1.91 }, rules)).toBe(false);
    expect(fitsDemand(m5, m5, cpu(1), { ...calm, toppedHour: 1.91, peak: 1.61 }, rules)).toBe(false);
    expect(fitsDemand(m5, m5, cpu(1), { ...calm, toppedHour: 1.91, peak: 1.6 }, rules)).toBe(true);
    // What lies ahead may take up the headroom, and no more.
    expect(fitsDemand(m5, m5, cpu(1), { ...calm, ahead: 2 }, rules)).toBe(true);
    expect(fitsDemand(m5, m5, cpu(1), { ...calm, ahead: 2.01 }, rules)).toBe(false);
    expect(fitsDemand(m5, m5, { ...cpu(1), memoryAhead: 8192 }, calm, rules)).toBe(true);
    expect(fitsDemand(m5, m5, { ...cpu(1), memoryAhead: 8193 }, calm, rules)).toBe(false);
    // Nothing is held against memory that scaling follows or that is not known.
    expect(fitsDemand(m5, m5, { ...cpu(1), memory: null, memoryAhead: 8193 }, calm, rules)).toBe(true);
  });
});

describe('risk', () => {
  const at = (cpu: number, memory: number | null = null) =>
    project(typeSpec(), typeSpec({ vcpus: 10, memoryMib: 1000 }), {
      ...unknown,
      cpu: cpu / 10,
      memory: memory === null ? null : memory * 10,
    });

  it.each([
    [40, null, null, 0],
    [41, null, null, 1],
    [60, null, null, 1],
    [80, null, null, 2],
    [81, null, null, 3],
    [101, null, null, 4],
    [10, 75, null, 2],
    [10, 10, 100, 0],
    [10, 10, 101, 3],
  ])('of %s %% CPU, %s %% memory, peak %s %% is %d', (cpu, memory, peak, risk) => {
    expect(riskOf(at(cpu, memory), peak, 20)).toBe(risk);
  });
});
