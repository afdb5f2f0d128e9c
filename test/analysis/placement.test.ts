import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakEven, byCost, placementOptions } from '../../src/analysis/placement.js';
import { packTasks } from '../../src/analysis/placement-packed.js';
import type { MeasuredWork, PlacementSettings } from '../../src/analysis/placement-work.js';
import { PRICES } from '../support/policy-fixtures.js';

const settings: PlacementSettings = { copies: 2, headroomPercent: 20, prices: PRICES, instanceTypes: null };

/** One request of a vCPU-sized function always in flight. */
const work = (overrides: Partial<MeasuredWork> = {}): MeasuredWork => ({
  region: 'us-east-1',
  architecture: 'x86_64',
  vcpus: { low: 0.25, high: 1 },
  memoryMib: { low: 512, high: 1769 },
  leastVcpus: { low: 0, high: 1 },
  leastMemoryMib: 1769,
  requests: 1_000_000,
  requestSeconds: { low: 2_628_000, high: 2_628_000 },
  functionMemoryMib: 1769,
  longestRequestSeconds: 1,
  needsLoadBalancer: false,
  ...overrides,
});
const monthly = (of: MeasuredWork, wanted: string) => placementOptions(of, settings).find(({ placement }) => placement === wanted)?.monthly;

describe('placementOptions', () => {
  it('prices known homes to the cent', () => {
    // 2,628,000 s x 1.7275 GB x 0.0000166667 + 0.20
    expect(monthly(work(), 'lambda-x86_64')?.high?.usd).toBeCloseTo(2_628_000 * (1769 / 1024) * 0.0000166667 + 0.2, 6);
    // Two tasks of 1 vCPU and 2 GB: 1 vCPU / 0.8 over two copies is less than the one that a request needs.
    expect(monthly(work(), 'fargate')?.high?.usd).toBeCloseTo(2 * 730 * (0.04048 + 2 * 0.004445), 6);
    // Hopeful: 0.25 vCPU each, with the memory of one request.
    expect(monthly(work(), 'fargate')?.low?.usd).toBeCloseTo(2 * 730 * (0.25 * 0.04048 + 2 * 0.004445), 6);
    expect(monthly(work({ needsLoadBalancer: true }), 'fargate')?.high?.usd).toBeCloseTo(2 * 730 * (0.04048 + 2 * 0.004445) + 16.43, 1);
  });

  it('finds break-even between 0.82 and 1.12 requests in flight with two tasks, up to 1.57 with a load balancer', () => {
    const byUse = monthly(work(), 'lambda-x86_64')?.high ?? null;
    const two = breakEven(byUse, 1, monthly(work(), 'fargate')?.high ?? null) ?? 0;
    const balanced = breakEven(byUse, 1, monthly(work({ needsLoadBalancer: true }), 'fargate')?.high ?? null) ?? 0;
    expect(two).toBeGreaterThan(0.82);
    expect(two).toBeLessThan(1.12);
    expect(balanced).toBeGreaterThan(1.12);
    expect(balanced).toBeLessThan(1.57);
    expect(breakEven(null, 1, byUse)).toBeNull();
  });

  it('rules out what the known limits rule out, and says which', () => {
    const reasons = (of: MeasuredWork) =>
      new Map(placementOptions(of, settings).map(({ placement, ruledOutBy }) => [placement, ruledOutBy]));
    expect(reasons(work({ longestRequestSeconds: 900 })).get('lambda-x86_64')).toEqual([]);
    expect(reasons(work({ longestRequestSeconds: 901 })).get('lambda-x86_64')).toEqual(['longer-than-900-s']);
    expect(reasons(work({ longestRequestSeconds: 901 })).get('lambda-managed-instances')).toEqual([]);
    expect(reasons(work({ longestRequestSeconds: 5401 })).get('lambda-managed-instances')).toEqual(['longer-than-5400-s']);
    expect(reasons(work({ functionMemoryMib: 10_241 })).get('lambda-arm64')).toEqual(['memory-above-10240-mib']);
    expect(byCost(placementOptions(work({ longestRequestSeconds: 901 }), settings)).map(({ placement }) => placement)).not.toContain(
      'lambda-arm64',
    );
  });

  it('knows no price where there is none, and keeps the option', () => {
    for (const { monthly: cost } of placementOptions(work({ region: 'nowhere-1' }), settings))
      expect(cost).toEqual({ low: null, high: null });
    expect(monthly(work({ requests: null }), 'lambda-x86_64')?.high).toBeNull();
  });

  it('never has a careful end below the hopeful one, and never gets cheaper with more load', () => {
    const amounts = fc.double({ min: 0.01, max: 60, noNaN: true });
    fc.assert(
      fc.property(amounts, amounts, fc.double({ min: 1, max: 8, noNaN: true }), (vcpus, gib, share) => {
        const of = (scale: number) =>
          placementOptions(
            work({
              vcpus: { low: (vcpus * scale) / share, high: vcpus * scale },
              memoryMib: { low: (gib * 1024 * scale) / share, high: gib * 1024 * scale },
              leastVcpus: { low: 0, high: 0.25 },
              leastMemoryMib: 512,
            }),
            settings,
          );
        const [once, twice] = [of(1), of(2)];
        once.forEach((option, index) => {
          const { low, high } = option.monthly;
          if (low !== null && high !== null) expect(low.usd).toBeLessThanOrEqual(high.usd + 1e-9);
          const more = twice[index]?.monthly.high ?? null;
          if (high !== null && more !== null) expect(more.usd).toBeGreaterThanOrEqual(high.usd - 1e-9);
        });
      }),
      { numRuns: 25 },
    );
  });
});

describe('packTasks', () => {
  it('holds every task, on no fewer instances than asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        fc.constantFrom(256, 1024, 4096),
        fc.integer({ min: 512, max: 30_720 }),
        (tasks, cpuUnits, memoryMib) => {
          const packed = packTasks({ cpuUnits, memoryMib }, tasks, { region: 'us-east-1', architecture: 'x86_64' }, settings);
          if (packed === null) throw new Error('some type holds it');
          expect(packed.instances * packed.tasksPerInstance).toBeGreaterThanOrEqual(tasks);
          expect(packed.instances).toBeGreaterThanOrEqual(2);
        },
      ),
      { numRuns: 25 },
    );
  });
});
