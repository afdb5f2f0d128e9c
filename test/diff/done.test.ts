import { describe, expect, it } from 'vitest';
import { doneTo } from '../../src/diff/done.js';
import type { ResourceState } from '../../src/model/diff.js';
import { switchedRepeatedly } from '../../src/policy/track-pauses.js';

const MONTH = 730;
const RATE = { 'm5.2xlarge': 0.384, 'm5.xlarge': 0.192, 'm5.large': 0.096 } as const;
type Type = keyof typeof RATE;

const money = (usd: number) => ({ usd, basis: 'list' as const, asOf: '2026-07-20' });

function machine(type: Type, hours = MONTH, overrides: Partial<ResourceState> = {}): ResourceState {
  return {
    size: type,
    types: null,
    count: null,
    several: false,
    running: true,
    monthly: money(RATE[type] * hours),
    use: hours,
    pauses: false,
    schedule: null,
    instanceIds: [],
    ...overrides,
  };
}

/** Members of one type; `set`: people alone set their number. */
function group(type: Type, members: number, { set = false, may = [type] }: { set?: boolean; may?: string[] | null } = {}): ResourceState {
  const hours = members * MONTH;
  return machine(type, hours, { types: { has: members === 0 ? [] : [type], may }, count: set ? members : null, several: true });
}

const realised = (before: ResourceState, after: ResourceState, advised = false) => {
  const done = doneTo(before, after, advised);
  return done === null ? null : [done.because, done.realised?.usd ?? null];
};

describe('of one machine', () => {
  it('a resize is worth what it saves at the hours of then, whatever hours there are now', () => {
    expect(realised(machine('m5.2xlarge'), machine('m5.xlarge'))).toEqual(['resized', 140.16]);
    expect(realised(machine('m5.2xlarge'), machine('m5.xlarge', MONTH / 2))).toEqual(['resized', 140.16]);
    expect(realised(machine('m5.xlarge'), machine('m5.2xlarge'))).toEqual(['resized', -140.16]);
    expect(realised(machine('m5.2xlarge'), machine('m5.xlarge', MONTH, { monthly: null }))).toEqual(['resized', null]);
  });

  it('fewer hours alone are nothing that was done', () => {
    expect(realised(machine('m5.2xlarge'), machine('m5.2xlarge', 300))).toBeNull();
    expect(realised(machine('m5.2xlarge'), machine('m5.2xlarge', 300, { pauses: true }))).toBeNull();
    expect(realised(machine('m5.2xlarge'), machine('m5.2xlarge', 300), true)).toBeNull();
  });

  it('a schedule that was advised is worth the hours that it takes, whether it is on or off today', () => {
    const after = machine('m5.2xlarge', 217.25, { pauses: true });
    const saved = Math.round((MONTH - 217.25) * 38.4) / 100;
    expect(realised(machine('m5.2xlarge'), after, true)).toEqual(['scheduled', saved]);
    expect(realised(machine('m5.2xlarge'), { ...after, running: false }, true)).toEqual(['scheduled', saved]);
    expect(realised(machine('m5.2xlarge'), { ...after, running: false }, false)).toBeNull();
  });

  it.each([
    [0.95, null],
    [0.94, 'scheduled'],
  ])('of %d of the hours the reason is %s', (share, because) => {
    expect(doneTo(machine('m5.large'), machine('m5.large', MONTH * share, { pauses: true }), true)?.because ?? null).toBe(because);
  });

  it('stopped for good it costs nothing, and both a schedule and a smaller type count in full', () => {
    expect(realised(machine('m5.2xlarge'), machine('m5.2xlarge', 0, { running: false }))).toEqual(['stopped', 280.32]);
    expect(realised(machine('m5.2xlarge'), machine('m5.2xlarge', 0, { running: false, use: null }))).toEqual(['stopped', null]);
    expect(realised(machine('m5.2xlarge'), machine('m5.xlarge', MONTH / 2, { pauses: true }), true)).toEqual(['resized', 210.24]);
  });
});

describe('of several', () => {
  it('a number that follows the load is no saving, up or down', () => {
    expect(realised(group('m5.large', 6), group('m5.large', 3))).toBeNull();
    expect(realised(group('m5.large', 3), group('m5.large', 6))).toBeNull();
  });

  it('a number that people set is', () => {
    expect(doneTo(group('m5.large', 6, { set: true }), group('m5.large', 3, { set: true }), false)).toMatchObject({
      because: 'resized',
      detail: '6 x m5.large to 3 x m5.large',
      realised: { usd: 210.24 },
    });
    // Twice as many of half the size: nothing.
    expect(realised(group('m5.2xlarge', 3, { set: true }), group('m5.xlarge', 6, { set: true }))).toEqual(['resized', 0]);
  });

  it('another type counts for the members that there were both times', () => {
    expect(realised(group('m5.2xlarge', 3), group('m5.large', 3))).toEqual(['resized', 630.72]);
    expect(realised(group('m5.2xlarge', 6), group('m5.large', 3))).toEqual(['resized', 630.72]);
    // What the smaller type gives the larger number takes.
    expect(realised(group('m5.2xlarge', 3), group('m5.xlarge', 6))).toEqual(['resized', 0]);
    expect(realised(group('m5.2xlarge', 3), group('m5.xlarge', 4))).toEqual(['resized', 280.32]);
    expect(realised(group('m5.2xlarge', 3), group('m5.xlarge', 7))).toEqual(['resized', null]);
    expect(realised(group('m5.xlarge', 6), group('m5.2xlarge', 2))).toEqual(['resized', null]);
  });

  it('what Spot chose among the types of the settings is no resize; a type that they did not have is', () => {
    const may = ['m5.2xlarge', 'm5.xlarge'];
    expect(realised(group('m5.2xlarge', 3, { may }), group('m5.xlarge', 3, { may }))).toBeNull();
    expect(realised(group('m5.2xlarge', 3, { may: null }), group('m5.xlarge', 3, { may: null }))).toBeNull();
    expect(realised(group('m5.2xlarge', 3, { may: [...may, 'm5.large'] }), group('m5.large', 3))).toEqual(['resized', 630.72]);
  });

  it('scaled to zero is known to cost nothing only where nothing fills it again', () => {
    const empty = { ...group('m5.large', 0, { set: true }), size: null, running: false };
    expect(realised(group('m5.large', 2), empty)).toEqual(['scaled-to-zero', 140.16]);
    expect(realised(group('m5.large', 2), { ...empty, monthly: null, use: null, count: null })).toEqual(['scaled-to-zero', null]);
  });

  it('of a group that got a schedule as advised the amount is not known', () => {
    const after = { ...group('m5.large', 2), schedule: '[{"minimum":0}]' };
    expect(realised({ ...group('m5.large', 2), schedule: '' }, after, true)).toEqual(['scheduled', null]);
    expect(realised({ ...group('m5.large', 2), schedule: '' }, after, false)).toBeNull();
    expect(realised(after, after, true)).toBeNull();
  });
});

describe('off and on again', () => {
  const whole = (days: number, count = 288) => new Array<number>(days).fill(count);
  it.each<[string, (number | null)[], boolean]>([
    ['never', whole(32), false],
    ['one weekend', [...whole(24), 160, null, null, 90, ...whole(4)], false],
    ['two weekends', [...whole(18), 160, null, null, 90, ...whole(4), 160, null, null, 90, ...whole(2)], true],
    ['three nights', [...whole(29), 120, 120, 120], true],
    ['a restart a day', [...whole(18), ...whole(14, 280)], false],
    ['never, with another density', [...whole(20, 1440), 700, ...whole(11)], false],
    ['not since it was stopped', [...whole(26), 100, null, null, null, null, null], false],
    ['no data', [null, null], false],
  ])('%s', (_, samples, expected) => {
    expect(switchedRepeatedly(samples, 14)).toBe(expected);
  });
});
