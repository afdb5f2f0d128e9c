import { describe, expect, it } from 'vitest';
import type { LoadedPolicy } from '../../src/model/policy.js';
import type { RegionBlock } from '../../src/model/region-block.js';
import { windowEndingAt } from '../../src/model/time.js';
import { createJudge } from '../../src/policy/judge.js';
import { hasMonthEnd, priceAgeDays } from '../../src/policy/warnings.js';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { instance } from '../support/resources.js';
import { block, failing, header, policyOf, record, settingsOf } from './fixtures.js';

describe('warnings', () => {
  const codes = (
    overrides: object,
    policies: readonly LoadedPolicy[] = [],
    blocks: readonly RegionBlock[] = [],
    prices = createPriceBook(),
  ) => {
    const head = header(overrides);
    const judging = createJudge(policies, { ...settingsOf(), prices, window: head.window, scalarWindow: head.scalarWindow });
    for (const one of blocks) judging.region(one);
    return judging.finish(head).warnings.map(({ code }) => code);
  };
  const seen = { window: windowEndingAt('2026-11-05T00:00:00Z', 14), scalarWindow: windowEndingAt('2026-11-05T00:00:00Z', 32) };

  it('are none for a whole run with fresh prices and a month end', () => {
    expect(codes(seen)).toEqual([]);
  });
  it('name each thing a reader must know', () => {
    expect(codes({ ...seen, interrupted: true, merged: { present: [1], missing: [3, 2], parts: [] } })).toEqual([
      'interrupted',
      'missing-shards',
    ]);
    expect(codes({ ...seen, shard: { index: 1, count: 2 } })).toEqual(['part-of-run']);
    expect(codes({})).toEqual(['no-month-end']);
    expect(codes({ window: windowEndingAt('2026-11-25T00:00:00Z', 3), scalarWindow: windowEndingAt('2026-11-25T00:00:00Z', 3) })).toEqual([
      'no-month-end-at-all',
    ]);
  });
  it('tell of prices older than 180 days, and not of those of 180', () => {
    const at = (asOf: string) => codes(seen, [], [], { ...createPriceBook(), asOf });
    expect(priceAgeDays('2026-05-09', seen.window.end)).toBe(180);
    expect(at('2026-05-09')).toEqual([]);
    expect(at('2026-05-08')).toEqual(['old-prices']);
  });
  it('tell of endpoints without percentiles and of policies that fail', () => {
    const web = instance({ id: 'i-1' });
    const broken = policyOf({ id: 'test-broken', evaluate: () => failing({ code: 'unheard' }) });
    const region = block([web], [record(web, 'ec2.cpu', { Maximum: 1 }, { percentilesUnsupported: true })]);
    expect(codes(seen, [broken], [region])).toEqual(['percentiles-unsupported', 'policy-errors']);
  });
  it.each([
    ['2026-11-02T00:00:00Z', 1, false],
    ['2026-11-02T00:00:00Z', 2, true],
    ['2026-11-01T00:00:00Z', 1, true],
    ['2026-10-31T23:00:00Z', 14, false],
    ['2026-03-01T12:00:00Z', 1, false],
    ['2026-03-01T12:00:00Z', 2, true],
    ['2027-01-05T00:00:00Z', 14, true],
  ])('a window that ends at %s after %i days has a month end: %s', (end, days, expected) => {
    expect(hasMonthEnd(windowEndingAt(end, days))).toBe(expected);
  });
});
