import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakEven, breakEvenChart, byCost, copiesEvidence, placementOptions, placementTarget } from '../../src/analysis/placement.js';
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

  it('says all of homes, their lines and what was assumed', async () => {
    const usd = (money: { usd: number; basis: string } | null) =>
      money === null ? 'unknown' : `${money.usd.toPrecision(6)} (${money.basis})`;
    const text = (of: MeasuredWork, given: Partial<PlacementSettings> = {}) =>
      placementOptions(of, { ...settings, ...given })
        .map(({ placement, label, monthly: cost, lines, ruledOutBy, assumptions, offerChecked }) =>
          [
            `${placement}: ${label.low} to ${label.high}, ${usd(cost.low)} to ${usd(cost.high)}${offerChecked ? '' : ', offer not checked'}`,
            ...lines.map(
              (line) => `  ${line.label} ${line.quantity.toPrecision(6)} ${line.quantityUnit} = ${line.usd?.toPrecision(6) ?? '?'}`,
            ),
            `  assumes ${assumptions.join(', ')}${ruledOutBy.length === 0 ? '' : `; ruled out by ${ruledOutBy.join(', ')}`}`,
          ].join('\n'),
        )
        .join('\n');
    const types = ['m5.large', 'c7i.large', 'r6i.xlarge', 'm7g.large'].flatMap((type) => PRICES.spec(type) ?? []);
    const cases = {
      'one request in flight': text(work()),
      'behind a load balancer, on arm64': text(work({ needsLoadBalancer: true, architecture: 'arm64' })),
      'large and long': text(
        work({
          vcpus: { low: 20, high: 80 },
          memoryMib: { low: 100_000, high: 400_000 },
          leastMemoryMib: 33_000,
          functionMemoryMib: 33_000,
          longestRequestSeconds: 5401,
        }),
      ),
      'as large and as long as may be': text(work({ functionMemoryMib: 10_240, longestRequestSeconds: 900 })),
      'the longest that instances run': text(work({ functionMemoryMib: 32_768, longestRequestSeconds: 5400 })),
      'more than a task holds': text(work({ leastMemoryMib: 130_000, leastVcpus: { low: 1, high: 17 } })),
      'nothing counts requests': text(work({ requests: null, longestRequestSeconds: null })),
      'in Frankfurt': text(work({ region: 'eu-central-1', needsLoadBalancer: true })),
      'where a few types are offered': text(work(), { instanceTypes: new Map(types.map((spec) => [spec.instanceType, spec])) }),
      'one copy, no headroom': text(work(), { copies: 1, headroomPercent: 0 }),
      'tiny functions': text(work({ functionMemoryMib: 100.5, requestSeconds: { low: 100, high: 1000 } })),
    };
    const all = Object.entries(cases).map(([name, found]) => `# ${name}\n${found}\n`);
    await expect(all.join('\n')).toMatchFileSnapshot('outcomes/placement.txt');
  });

  it('says of copies what losing one leaves, and no more', () => {
    const said = (vcpus: number, of: Partial<PlacementSettings> = {}, memoryMib = 1000) =>
      ['fargate', 'instance', 'lambda-x86_64', 'lambda-managed-instances'].map((wanted) => {
        const high = work({ vcpus: { low: 0.25, high: vcpus }, memoryMib: { low: 512, high: memoryMib }, leastMemoryMib: 512 });
        const option = placementOptions(high, { ...settings, ...of }).find(({ placement }) => placement === wanted);
        if (option === undefined) throw new Error(wanted);
        const shown = placementTarget(option, null).values['leftPercent']?.value ?? null;
        return [option.assumptions.filter((code) => /^copies|^single/.test(code)).join(), shown, copiesEvidence(option).length].join(' ');
      });
    const functions = ['  0', '  0'];
    // Two tasks or two instances of 1 vCPU: the one left has all that is needed, and then not quite.
    expect(said(1)).toEqual(['copies-carry-on 100 0', 'copies-carry-on 100 0', ...functions]);
    expect(said(1.5)).toEqual(['copies-left-overloaded 150 1', 'copies-left-overloaded 150 1', ...functions]);
    // 3,200 MiB: 2,000 each with a fifth to spare, of which 2 GB are one task.
    expect(said(1, {}, 3200)).toEqual(['copies-left-overloaded 156.25 1', expect.stringMatching(/^copies-/), ...functions]);
    expect(said(0.5, { copies: 1 })).toEqual(['single-copy  0', 'single-copy  0', ...functions]);
    const none = placementOptions(work({ leastMemoryMib: 90_000_000 }), settings).flatMap(({ assumptions }) => assumptions);
    expect(none.filter((code) => /^copies|^single/.test(code))).toEqual([]);
  });

  it('orders possible homes by their careful end, and by name where they cost the same', () => {
    const found = byCost(placementOptions(work(), settings));
    const amounts = found.map(({ monthly: cost }) => cost.high?.usd ?? Number.NaN);
    expect(amounts).toEqual([...amounts].sort((a, b) => a - b));
    expect(amounts).not.toContain(Number.NaN);
    const twins = found.filter(({ placement }) => placement === 'ecs-on-ec2' || placement === 'instance');
    expect(twins.map(({ placement }) => placement)).toEqual(['ecs-on-ec2', 'instance']);
  });

  it('draws what use and capacity cost up to twice the load', () => {
    const own = { average: 3, p10: 1, p90: 5, monthly: { usd: 60, basis: 'list' as const, asOf: '2026-07-20' } };
    const chart = breakEvenChart(own, work(), settings);
    if (chart.type !== 'break-even') throw new Error(chart.type);
    const [use, high, low] = chart.curves;
    expect(chart.own).toEqual({ x: 3, low: 1, high: 5, usd: 60 });
    expect(use?.points.map(({ x, usd }) => [x, usd]).filter((_, index) => index % 10 === 0)).toEqual([
      [0, 0],
      [3, 60],
      [6, expect.closeTo(120, 9)],
    ]);
    expect(high?.points).toHaveLength(21);
    const at = (x: number) =>
      monthly(work({ vcpus: { low: 0.25 * (x / 3), high: x / 3 }, memoryMib: { low: 512 * (x / 3), high: 1769 * (x / 3) } }), 'fargate');
    for (const [index, x] of [0, 3, 6].entries()) {
      expect(high?.points[index * 10]?.usd).toBeCloseTo(at(x)?.high?.usd ?? -1, 9);
      expect(low?.points[index * 10]?.usd).toBeCloseTo(at(x)?.low?.usd ?? -1, 9);
    }
    const slow = breakEvenChart({ ...own, average: 0.5, monthly: null }, work({ region: 'nowhere-1' }), settings);
    expect(slow).toMatchObject({ curves: [{ points: [] }, { points: [] }, { points: [] }], own: { usd: null } });
    const small = breakEvenChart({ ...own, average: 0.5 }, work(), settings);
    expect(small.type === 'break-even' && small.curves[0]?.points.at(-1)?.x).toBe(2);
  });

  it('breaks even where use costs as much as capacity', () => {
    const money = (usd: number) => ({ usd, basis: 'list' as const, asOf: null });
    expect(breakEven(money(50), 2, money(100))).toBe(4);
    expect(breakEven(money(0), 2, money(100))).toBeNull();
    expect(breakEven(money(50), 2, null)).toBeNull();
    expect(breakEven(null, 2, money(100))).toBeNull();
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

  it('says of types that they were not checked where the offer of the region could not be read', () => {
    const unchecked = (instanceTypes: PlacementSettings['instanceTypes']) =>
      placementOptions(work(), { ...settings, instanceTypes }).flatMap(({ placement, offerChecked }) => (offerChecked ? [] : [placement]));
    expect(unchecked(null)).toEqual(['lambda-managed-instances', 'ecs-on-ec2', 'ecs-managed-instances', 'instance']);
    expect(unchecked(new Map(PRICES.specs().map((spec) => [spec.instanceType, spec])))).toEqual([]);
    const option = placementOptions(work(), settings).find(({ placement }) => placement === 'instance');
    expect(option && placementTarget(option, null)).toMatchObject({ offerChecked: false });
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
