import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, savingsAfterCommitments } from '../../src/analysis/commitments.js';
import type { Commitment, PromisedSaving, Usage, UsagePlace } from '../../src/model/commitments.js';

const usd = (amount: number) => ({ usd: amount, basis: 'list' as const, asOf: '2026-07-20' });
const instances = (instanceType: string | null, more: Partial<UsagePlace> = {}): UsagePlace => ({
  accountId: '1',
  region: 'us-east-1',
  generation: 'instances',
  instanceType,
  platform: 'Linux/UNIX',
  ...more,
});
const M5 = instances('m5.large');
const SPOT = instances('m5.large', { spot: true });
const FUNCTIONS: UsagePlace = { ...M5, generation: 'functions', instanceType: null, platform: null };
const use = (place: UsagePlace, amount: number): Usage => ({ place, monthly: usd(amount) });
const saving = (id: string, place: UsagePlace, amount: number, counted = true): PromisedSaving => ({
  id,
  place,
  savings: usd(amount),
  move: null,
  counted,
});

function commitment(amount: number, more: Partial<Commitment> = {}): Commitment {
  return {
    id: 'ri',
    type: 'reserved-instance',
    accountId: '1',
    region: 'us-east-1',
    instanceFamily: 'm5',
    instanceType: null,
    platform: 'Linux/UNIX',
    covers: usd(amount),
    until: '2027-03-01',
    ...more,
  };
}
const plan = (amount: number, more: Partial<Commitment> = {}): Commitment =>
  commitment(amount, { id: 'sp', type: 'compute-savings-plan', region: null, instanceFamily: null, platform: null, ...more });

const left = (usage: Usage[], savings: PromisedSaving[], commitments: Commitment[]) =>
  Object.fromEntries([...savingsAfterCommitments(usage, savings, commitments)].map(([id, { savings: money }]) => [id, money.usd]));

describe('what is left of a saving', () => {
  test('is all of it without a commitment, and where other use fills what is given up', () => {
    expect(left([use(M5, 100)], [saving('a', M5, 40)], [])).toEqual({ a: 40 });
    // 100 run, 60 are covered: 40 can go before the commitment lies idle.
    const exact = savingsAfterCommitments([use(M5, 100)], [saving('a', M5, 40)], [commitment(60)]);
    expect(exact.get('a')).toEqual({ savings: usd(40), until: null, commitments: [] });
  });

  test('is what lies beyond the commitment, until it ends', () => {
    const result = savingsAfterCommitments([use(M5, 100)], [saving('a', M5, 40)], [commitment(61)]);
    expect(result.get('a')).toEqual({ savings: usd(39), until: '2027-03-01', commitments: ['ri'] });
    expect(left([use(M5, 100)], [saving('a', M5, 40)], [commitment(100)])).toEqual({ a: 0 });
    expect(left([use(M5, 100)], [saving('a', M5, 40)], [commitment(500)])).toEqual({ a: 0 });
  });

  test('is shared in proportion by the findings that a commitment meets', () => {
    const other = instances('m5.4xlarge');
    expect(left([use(M5, 50), use(other, 50)], [saving('a', M5, 30), saving('b', other, 10)], [commitment(80)])).toEqual({ a: 15, b: 5 });
  });

  test('of one that is not counted is cut as those of its place, and adds nothing', () => {
    const savings = [saving('a', M5, 40), saving('b', M5, 20, false)];
    expect(left([use(M5, 100)], savings, [commitment(80)])).toEqual({ a: 20, b: 10 });
  });

  test('ends when the last of the commitments that take from it ends', () => {
    const result = savingsAfterCommitments(
      [use(M5, 100)],
      [saving('a', M5, 50)],
      [commitment(60), plan(20, { until: '2028-01-31' }), plan(0, { id: 'unused', until: '2030-01-01' })],
    );
    expect(result.get('a')).toMatchObject({ savings: { usd: 20 }, until: '2028-01-31', commitments: ['ri', 'sp'] });
  });

  test('goes by Reserved Instances first, then by plans, over instances, tasks and functions', () => {
    const usage = [use(M5, 100), use(FUNCTIONS, 100)];
    const savings = [saving('a', M5, 50), saving('b', FUNCTIONS, 50)];
    // 100 of m5 fall under the reserved ones; of the functions' 100 the plan takes 60.
    expect(left(usage, savings, [plan(60), commitment(100)])).toEqual({ a: 0, b: 40 });
  });

  test('is as uncertain as the least certain commitment that takes from it', () => {
    const assumed = plan(80, { covers: { ...usd(80), basis: 'assumed' } });
    expect(savingsAfterCommitments([use(M5, 100)], [saving('a', M5, 40)], [assumed]).get('a')?.savings.basis).toBe('assumed');
  });

  test('of work that moves to another family is what use beyond the commitment gives, less what is paid there', () => {
    const moved = (to: string): PromisedSaving => ({
      ...saving('a', M5, 10),
      move: { to: instances(to), current: usd(70), projected: usd(60) },
    });
    // All 100 are covered: the reserved instances are paid on, and 60 come on top.
    expect(left([use(M5, 100)], [moved('m7g.large')], [commitment(100)])).toEqual({ a: -60 });
    expect(left([use(M5, 100)], [moved('m7g.large')], [commitment(50)])).toEqual({ a: -10 });
    expect(left([use(M5, 100)], [moved('m7g.large')], [commitment(30)])).toEqual({ a: 10 });
    // Within the family, or under a plan for all of it, the work stays covered.
    expect(left([use(M5, 100)], [moved('m5.medium')], [commitment(95)])).toEqual({ a: 5 });
    expect(left([use(M5, 100)], [moved('m7g.large')], [plan(95)])).toEqual({ a: 5 });
  });

  test('cannot be told of several types where a commitment covers some of them', () => {
    const mixed = instances(null);
    expect(left([use(M5, 100)], [saving('group', mixed, 40)], [commitment(60)])).toEqual({});
    expect(left([use(M5, 100)], [saving('group', mixed, 40)], [plan(60)])).toEqual({ group: 40 });
  });
});

test('a commitment covers its account, region, family, size and platform, and nothing else', () => {
  const ri = commitment(1);
  expect(covers(ri, M5)).toBe(true);
  expect(covers(ri, instances('m5.24xlarge'))).toBe(true);
  for (const other of [
    instances('m5a.large'),
    instances('m5.large', { region: 'eu-west-1' }),
    instances('m5.large', { accountId: '2' }),
    instances('m5.large', { platform: 'Windows' }),
    FUNCTIONS,
  ]) {
    expect(covers(ri, other), JSON.stringify(other)).toBe(false);
  }
  expect(covers(commitment(1, { instanceFamily: null, instanceType: 'm5.large' }), instances('m5.xlarge'))).toBe(false);
  expect(covers(plan(1), instances('x8g.large', { region: 'eu-west-1', platform: 'Windows' }))).toBe(true);
  expect(covers(plan(1, { accountId: null }), instances('m5.large', { accountId: '2' }))).toBe(true);
});

test('what is left is never more than promised, never negative, and in all what use beyond the commitments gives', () => {
  const amounts = fc.array(fc.record({ use: fc.integer({ min: 0, max: 1_000 }), share: fc.integer({ min: 0, max: 100 }) }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 4_000 }), fc.integer({ min: 0, max: 4_000 }), (rows, reserved, planned) => {
      const places = rows.map((_, index) => instances(index % 2 === 0 ? `m5.${index}xlarge` : `c5.${index}xlarge`));
      const usage = rows.map((row, index) => use(places[index] ?? M5, row.use));
      const savings = rows.map((row, index) => saving(String(index), places[index] ?? M5, (row.use * row.share) / 100));
      const result = left(usage, savings, [commitment(reserved), plan(planned)]);
      for (const { id, savings: promised } of savings) {
        expect(result[id]).toBeGreaterThanOrEqual(0);
        expect(result[id]).toBeLessThanOrEqual(promised.usd + 1e-9);
      }
      // Beside it, what the bill would be before and after, with commitments laid over all use at once.
      const bill = (of: (index: number) => number) => {
        let [m5, rest] = [0, 0];
        rows.forEach((_, index) => {
          if (index % 2 === 0) m5 += of(index);
          else rest += of(index);
        });
        return Math.max(0, Math.max(0, m5 - reserved) + rest - planned);
      };
      const before = bill((index) => rows[index]?.use ?? 0);
      const after = bill((index) => (rows[index]?.use ?? 0) * (1 - (rows[index]?.share ?? 0) / 100));
      expect(Object.values(result).reduce((sum, amount) => sum + amount, 0)).toBeCloseTo(before - after, 6);
    }),
  );
});

test('Spot is covered by nothing: its savings stay, and what moves there is paid beside the commitment', () => {
  expect(covers(plan(100), SPOT)).toBe(false);
  expect(covers(commitment(100), SPOT)).toBe(false);
  const left = savingsAfterCommitments([use(SPOT, 100), use(M5, 100)], [saving('spot', SPOT, 40), saving('m5', M5, 40)], [plan(100)]);
  expect(left.get('spot')?.savings.usd).toBe(40);
  expect(left.get('m5')?.savings.usd).toBe(0);
  const moved = { ...saving('move', M5, 70), move: { to: SPOT, current: usd(100), projected: usd(30) } };
  expect(savingsAfterCommitments([use(M5, 100)], [moved], [plan(100)]).get('move')?.savings.usd).toBe(-30);
});

describe('what a commitment covers', () => {
  const any = { region: null, instanceFamily: null, platform: null };
  test.each<[string, Partial<Commitment>, UsagePlace, boolean | null]>([
    ['its family', {}, M5, true],
    ['another family', {}, instances('m5a.large'), false],
    ['a family of which it has the first letters', {}, instances('m5n.large'), false],
    ['its type', { instanceType: 'm5.large' }, M5, true],
    ['another size', { instanceType: 'm5.large' }, instances('m5.xlarge'), false],
    ['its size, of no family that is named', { instanceType: 'm5.large', instanceFamily: null }, M5, true],
    ['any type', any, M5, true],
    ['any type of several', any, instances(null), true],
    ['a type that is not one', {}, instances(null), null],
    ['functions, though it is for any type', any, FUNCTIONS, false],
    ['another region', {}, instances('m5.large', { region: 'eu-west-1' }), false],
    ['any region', { region: null }, instances('m5.large', { region: 'eu-west-1' }), true],
    ['another platform', {}, instances('m5.large', { platform: 'Windows' }), false],
    ['a platform that is not known', {}, instances('m5.large', { platform: null }), true],
    ['any platform', { platform: null }, instances('m5.large', { platform: 'Windows' }), true],
    ['another account', {}, instances('m5.large', { accountId: '2' }), false],
    ['all accounts', { accountId: null }, instances('m5.large', { accountId: '2' }), true],
    ['Spot', any, SPOT, false],
  ])('%s', (_name, more, place, expected) => {
    expect(covers(commitment(10, more), place)).toBe(expected);
  });
});

describe('several commitments', () => {
  const takenBy = (usage: Usage[], savings: PromisedSaving[], commitments: Commitment[]) =>
    savingsAfterCommitments(usage, savings, commitments).get('a');

  test('are laid Reserved Instances first, then plans of a family, then the others', () => {
    const all = [
      plan(10, { id: 'z-plan' }),
      commitment(10, { id: 'y-family', type: 'ec2-instance-savings-plan', platform: null }),
      commitment(10, { id: 'x-reserved' }),
    ];
    for (const order of [all, [...all].reverse()]) {
      expect(takenBy([use(M5, 100)], [saving('a', M5, 100)], order)).toEqual({
        savings: usd(70),
        until: '2027-03-01',
        commitments: ['x-reserved', 'y-family', 'z-plan'],
      });
    }
  });

  test('are laid the narrower first, and by their ids', () => {
    const sized = commitment(10, { id: 'z-size', instanceType: 'm5.large' });
    const family = (id: string) => commitment(10, { id });
    for (const order of [
      [sized, family('b'), family('a')],
      [family('a'), sized, family('b')],
      [family('b'), family('a'), sized],
    ]) {
      expect(takenBy([use(M5, 100)], [saving('a', M5, 100)], order)?.commitments).toEqual(['z-size', 'a', 'b']);
    }
    // The size covers 10 of 10 here, so that the family is free for the other place.
    const xlarge = instances('m5.xlarge');
    const both = [use(M5, 10), use(xlarge, 10)];
    expect(left(both, [saving('a', M5, 10), saving('b', xlarge, 10)], [family('a'), sized])).toEqual({ a: 0, b: 0 });
  });

  test('end with the last of those that take from a saving', () => {
    const until = (...dates: (string | null)[]) =>
      takenBy(
        [use(M5, 100)],
        [saving('a', M5, 100)],
        dates.map((date, index) => commitment(10, { id: `ri-${index}`, until: date })),
      )?.until;
    expect(until('2027-03-01', '2028-01-01', '2026-12-01')).toBe('2028-01-01');
    expect(until(null, '2026-12-01')).toBe('2026-12-01');
    expect(until(null)).toBeNull();
  });

  test('make a saving that is not counted as small as its place', () => {
    const beside = (counted: number, commitmentUsd: number) =>
      left([use(M5, 100)], [...(counted === 0 ? [] : [saving('b', M5, counted)]), saving('a', M5, 50, false)], [commitment(commitmentUsd)])
        .a;
    expect([beside(40, 80), beside(0, 100), beside(0, 80)]).toEqual([25, 0, 50]);
  });

  test('are kept by work that stays in them wherever it goes, and left by the rest', () => {
    const to = (place: UsagePlace): PromisedSaving => ({
      ...saving('a', M5, 40),
      move: { to: place, current: usd(100), projected: usd(60) },
    });
    const elsewhere = instances('m5.large', { region: 'eu-west-1' });
    const result = (place: UsagePlace, ...commitments: Commitment[]) => left([use(M5, 100)], [to(place)], commitments).a;
    expect(result(instances('m5.xlarge'), commitment(50))).toBe(40);
    // All 100 are given up, 50 of them were paid for, and 60 are paid elsewhere.
    expect(result(elsewhere, commitment(50))).toBe(-10);
    expect(result(elsewhere, plan(50))).toBe(40);
    expect(result(elsewhere, plan(0), commitment(50))).toBe(-10);
    expect(result(elsewhere, commitment(50, { instanceFamily: 'c5' }))).toBe(40);
    expect(result(elsewhere)).toBe(40);
  });
});
