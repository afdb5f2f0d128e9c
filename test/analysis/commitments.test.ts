import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covers, savingsAfterCommitments } from '../../src/analysis/commitments.js';
import type { PromisedSaving } from '../../src/model/commitments.js';
import { commitment, FUNCTIONS, instances, left, M5, plan, SPOT, saving, usd, use } from './commitments-fixtures.js';

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
