import { describe, expect, test } from 'vitest';
import { savingsAfterCommitments, savingsAfterOwnAndShared } from '../../src/analysis/commitments.js';
import type { Commitment, PromisedSaving, Usage, UsagePlace } from '../../src/model/commitments.js';
import { commitment, instances, left, M5, plan, saving, usd, use } from './commitments-fixtures.js';

test('of other accounts take from a saving where they may be shared, and give nothing to their own', () => {
  const [own, other] = [instances('m5.large'), instances('m5.large', { accountId: '2' })];
  const leftAtLeast = (...[usage, savings, commitments]: Parameters<typeof savingsAfterOwnAndShared>) =>
    Object.fromEntries([...savingsAfterOwnAndShared(usage, savings, commitments)].map(([id, { savings: money }]) => [id, money.usd]));
  // Nobody uses it in its own account: it serves the other one.
  expect(leftAtLeast([use(other, 100)], [saving('b', other, 100)], [commitment(100)])).toEqual({ b: 0 });
  // Given up in its own account it would serve the other, if it is shared: at least nothing is left.
  expect(leftAtLeast([use(own, 100), use(other, 100)], [saving('a', own, 100)], [commitment(100)])).toEqual({ a: 0 });
  expect(leftAtLeast([use(own, 100)], [saving('a', own, 40)], [commitment(70)])).toEqual({ a: 30 });
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
