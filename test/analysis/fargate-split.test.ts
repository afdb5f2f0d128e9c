import { describe, expect, it } from 'vitest';
import { computeOfTasks, meanTasks, spotShareOf } from '../../src/analysis/fargate-split.js';
import { placedByStrategy } from '../../src/model/capacity-strategy.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { service } from '../support/policy-fixtures.js';

type Strategy = EcsService['capacityProviderStrategy'];

describe('the split of tasks between on-demand and Spot', () => {
  const provider = (name: string, weight: number, base = 0): Strategy[number] => ({ provider: name, weight, base });
  const based = [provider('FARGATE', 0, 2), provider('FARGATE_SPOT', 1)];
  const seen = (spot: number): EcsService['compute'] => [
    { compute: 'fargate', share: 1 - spot },
    { compute: 'fargate-spot', share: spot },
  ];
  const of = (capacityProviderStrategy: Strategy, running: number, spot: number) =>
    service({ launchType: null, capacityProviderStrategy, compute: seen(spot), running, desired: running });

  it.each<[string, EcsService, number, number]>([
    ['a base that takes all', of(based, 10, 0.8), 2, 0],
    ['a base and half a task', of(based, 10, 0.8), 2.5, 0.2],
    ['more than run now', of(based, 2, 0), 4, 0.5],
    ['fewer than run now', of(based, 10, 0.8), 4, 0.5],
    ['as many as run now, as they were seen', of(based, 10, 0.7), 10, 0.7],
    ['a tenth fewer, as they were seen', of(based, 10, 0.7), 9, 0.7],
    ['more than a tenth fewer, by the strategy', of(based, 10, 0.7), 8, 0.75],
    // Two of ten are on another provider than the strategy says, which a deployment explains; three are not.
    ['two of ten seen elsewhere', of(based, 10, 0.6), 8, 0.75],
    ['three of ten seen elsewhere: Spot had no room', of(based, 10, 0.5), 8, 0.5],
    ['none on Spot, for Spot had no room', of(based, 10, 0), 4, 0],
    ['by weight alone', of([provider('FARGATE', 3), provider('FARGATE_SPOT', 1)], 4, 0.25), 2, 0.25],
    ['with a provider of instances', of([provider('FARGATE_SPOT', 1), provider('asg', 1)], 4, 0.7), 2, 0.7],
    ['without a strategy', of([], 4, 0), 2, 0],
    ['without any weight', of([provider('FARGATE_SPOT', 0)], 4, 1), 2, 1],
    ['none running', of(based, 0, 0), 4, 0.5],
    ['none running, of one: by the strategy', of(based, 0, 0.5), 1, 0],
    // A single task may be elsewhere by the rounding of weights; two are not.
    ['one of two seen elsewhere', of(based, 2, 0.5), 8, 0.75],
    ['both seen elsewhere', of(based, 2, 1), 8, 1],
  ])('%s', (_, one, tasks, share) => {
    expect(spotShareOf(one, tasks)).toBeCloseTo(share, 9);
  });

  const moving = (minimum: number, maximum: number, one: EcsService): EcsService => ({
    ...one,
    scaling: {
      target: { minimum, maximum, suspended: false },
      policies: [{ name: 'p', type: 'step', trackedMetric: null, targetValue: null }],
      scheduledActions: [],
    },
  });

  it.each<[string, EcsService, number, number]>([
    // Half of the time two tasks, a quarter four, a quarter none: 0.5 x 0 + 0.25 x 2 of 2.
    ['a base between its bounds, all of it the mean', moving(0, 4, of(based, 0, 0)), 2, 0.25],
    // Half of the time four tasks with two on Spot, a sixth ten with eight, a third one.
    ['a base between its bounds, less than the mean', moving(1, 10, of(based, 1, 0)), 4, (1 + 8 / 6) / 4],
    ['a base as small as its least', moving(2, 10, of(based, 2, 0)), 4, 0.5],
    ['a base as large as its most', moving(1, 2, of(based, 1, 0)), 1.5, 0],
    ['a mean at its least', moving(1, 10, of(based, 1, 0)), 1, 0],
    ['a mean at its most', moving(1, 10, of(based, 1, 0)), 10, 0.8],
    ['a mean above its most', moving(1, 10, of(based, 1, 0)), 20, 0.9],
    ['bounds that nothing moves between', { ...moving(0, 4, of(based, 0, 0)), scaling: service().scaling }, 2.5, 0.2],
    ['a strategy that does not explain the tasks', moving(1, 20, of(based, 10, 0)), 4, 0],
  ])('of a count that moves: %s', (_, one, mean, share) => {
    expect(spotShareOf(one, mean)).toBeCloseTo(share, 9);
  });

  it('places the base first, no more of it than there are tasks, and the rest by weight', () => {
    const large = [provider('FARGATE', 1, 8), provider('FARGATE_SPOT', 3)];
    expect(placedByStrategy(large, 3)).toEqual([['FARGATE', 3]]);
    expect(placedByStrategy(large, 8)).toEqual([['FARGATE', 8]]);
    expect(placedByStrategy(large, 12)).toEqual([
      ['FARGATE', 9],
      ['FARGATE_SPOT', 3],
    ]);
    expect(placedByStrategy([provider('FARGATE', 0, 2), provider('FARGATE_SPOT', 0)], 5)).toEqual([['FARGATE', 2]]);
    expect(placedByStrategy([provider('a', 1), provider('b', 1, 1), provider('c', 2)], 5)).toEqual([
      ['a', 1],
      ['b', 2],
      ['c', 2],
    ]);
  });

  it('splits task-hours by the counts that they are spent at', () => {
    const one = of(based, 10, 0.8);
    const onSpot = (counts: [number, number][]) => computeOfTasks(one, counts).find(({ compute }) => compute === 'fargate-spot')?.share;
    expect(onSpot([[10, 1]])).toBe(0.8);
    // 8 of 10 and 0 of 1; three times as long at one.
    expect(
      onSpot([
        [10, 1],
        [1, 1],
      ]),
    ).toBeCloseTo(8 / 11, 9);
    expect(
      onSpot([
        [10, 1],
        [1, 3],
      ]),
    ).toBeCloseTo(8 / 13, 9);
    expect(onSpot([[0, 1]])).toBe(0.8);
  });

  it('keeps tasks elsewhere as they were seen', () => {
    const mixed: EcsService['compute'] = [
      { compute: 'fargate', share: 0.5 },
      { compute: 'ec2', share: 0.5 },
      { compute: 'external', share: 0 },
    ];
    expect(computeOfTasks(service({ compute: mixed }), 1)).toEqual(mixed.slice(0, 2));
    expect(computeOfTasks(service({ compute: null }), 1)).toEqual([]);
    expect(computeOfTasks(of(based, 10, 0.8), 2)).toEqual([{ compute: 'fargate', share: 1 }]);
  });

  it('takes the desired count where no hours are known, or none were run', () => {
    const one = service({ desired: 3 });
    expect([null, 0, 1460].map((hoursPerMonth) => meanTasks(one, { hoursPerMonth }))).toEqual([3, 3, 2]);
  });
});
