import { describe, expect, it } from 'vitest';
import { resourceCost } from '../../src/analysis/cost.js';
import { fargateArm64Alternative, sizeCommands } from '../../src/analysis/fargate-advice.js';
import { changedCost, costWithout } from '../../src/analysis/fargate-cost.js';
import type { ResourceCost } from '../../src/model/evaluation.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { fleetOf, missingMetric, PRICES, service, taskShape, WINDOW } from '../support/policy-fixtures.js';

describe('the cost of another size', () => {
  const cost: ResourceCost = resourceCost(service(), {
    fleet: fleetOf(),
    prices: PRICES,
    window: WINDOW,
    metrics: (_, metric) => missingMetric(metric),
  });
  const size = { cpuUnits: 512, memoryMib: 1024 };
  const hourly = 0.5 * 0.04048 + 0.004445;

  it('stands on the task-hours that were run', () => {
    const known = { ...cost, hoursPerMonth: 1000, monthly: { usd: 1, basis: 'list' as const, asOf: '2026-07-20' } };
    const { monthly, lines } = changedCost(service(), { size }, known, PRICES);
    expect(monthly).toMatchObject({ usd: expect.closeTo(1000 * hourly, 9), basis: 'list' });
    expect(lines.map(({ quantity }) => quantity)).toEqual([500, 1000]);
    expect(changedCost(service(), { size }, { ...known, monthly: { ...known.monthly, basis: 'assumed' } }, PRICES).monthly?.basis).toBe(
      'assumed',
    );
    expect(changedCost(service(), { size }, { ...known, monthly: null }, PRICES).monthly?.basis).toBe('list');
    const quarter = changedCost(service(), { size, spot: 0.25 }, known, PRICES);
    expect(quarter.lines.map(({ quantity }) => quantity)).toEqual([375, 750, 125, 250]);
    expect(quarter.monthly?.usd).toBeCloseTo(1000 * hourly * (0.75 + 0.25 * 0.3), 6);
  });

  it('is not known where the hours, the shape or a price are not', () => {
    const nothing = { monthly: null, lines: [] };
    expect(changedCost(service(), { size }, { ...cost, hoursPerMonth: null }, PRICES)).toEqual(nothing);
    expect(changedCost(service({ shape: null }), { size }, { ...cost, hoursPerMonth: 10 }, PRICES)).toEqual(nothing);
    expect(changedCost(service({ region: 'nowhere-1' }), { size }, { ...cost, hoursPerMonth: 10 }, PRICES)).toEqual(nothing);
  });

  it('on Graviton is an alternative where it would be one', () => {
    const given = { cost: { ...cost, hoursPerMonth: 10 }, prices: PRICES };
    const labels = (shape: EcsService['shape']) => fargateArm64Alternative(service({ shape }), size, [], given).map(({ label }) => label);
    expect(labels(taskShape())).toEqual(['0.5 vCPU / 1 GB, arm64']);
    expect(labels(taskShape({ architecture: 'arm64' }))).toEqual([]);
    expect(labels(taskShape({ operatingSystem: 'windows' }))).toEqual([]);
    expect(labels(null)).toEqual([]);
    expect(sizeCommands(service({ shape: null }), size).map(({ purpose }) => purpose)).toEqual([
      'inspect',
      'apply',
      'apply',
      'apply',
      'apply',
    ]);
  });
});

describe('the cost without some task-hours', () => {
  const hourly = 0.04048 + 2 * 0.004445;
  const based = (spot: number, of: Partial<EcsService> = {}) =>
    service({
      launchType: null,
      capacityProviderStrategy: [
        { provider: 'FARGATE', weight: 0, base: 2 },
        { provider: 'FARGATE_SPOT', weight: 1, base: 0 },
      ],
      compute: [
        { compute: 'fargate', share: 1 - spot },
        { compute: 'fargate-spot', share: spot },
      ],
      running: 2,
      ...of,
    });
  const cost = (tasks: number | null, usd = 1): ResourceCost => ({
    monthly: { usd, basis: 'list', asOf: null },
    lines: [],
    unpricedBecause: null,
    hoursPerMonth: tasks === null ? null : tasks * 730,
  });
  const left = (of: EcsService, ran: number | null, hours: number, tasks: number) =>
    costWithout(of, { hours, tasks }, cost(ran), PRICES).monthly?.usd ?? null;

  it.each<[string, EcsService, number, number, number, number]>([
    // Of four in the mean two are a base on demand. Where two run, they are that base; where ten run, eight are on Spot.
    ['of the base alone', based(0), 4, 730, 2, 730 * (1 + 2 * 0.3)],
    ['of many, most of them on Spot', based(0), 4, 1000, 10, 2 * 730 - 200 + (2 * 730 - 800) * 0.3],
    ['of more on Spot than there were', based(0), 4, 2000, 10, 920],
    ['of more on demand than there were', based(0), 4, 2000, 2, 920 * 0.3],
    ['all', based(0), 4, 4 * 730, 2, 0],
    ['more than all', based(0), 4, 5 * 730, 2, 0],
    ['of a service without Spot', service({ running: 2 }), 2, 365, 2, 3 * 365],
  ])('%s', (_, of, ran, hours, tasks, hoursPaid) => {
    expect(left(of, ran, hours, tasks)).toBeCloseTo(hoursPaid * hourly, 6);
  });

  it('is not known where it ran none, or its hours or its size are not known', () => {
    expect([left(service(), null, 1, 1), left(service(), 0, 1, 1), left(service({ shape: null }), 1, 1, 1)]).toEqual([null, null, null]);
  });
});
