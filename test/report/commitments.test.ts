import { describe, expect, it } from 'vitest';
import type { AfterCommitments } from '../../src/model/commitments.js';
import { afterCommitmentsOf } from '../../src/report/build/commitments.js';
import { findingOf } from '../support/fixture-findings.js';
import { POLICY_SEEDS } from '../support/fixture-policies.js';

const [seed] = POLICY_SEEDS;
if (seed === undefined) throw new Error('no policies');
const left = (usd: number, commitments: string[], listUsd: number | null, until: string | null = null) => {
  const afterCommitments: AfterCommitments = { savings: { usd, basis: 'list', asOf: null }, until, commitments };
  return afterCommitmentsOf(findingOf(seed, 1, { afterCommitments }), listUsd)?.monthlySavingsUsd;
};

describe('what commitments leave of a saving', () => {
  it.each<[string, number | undefined, number]>([
    // 370.475 rounds to 370.48, and the difference of its amounts in cents is 370.47.
    ['is the saving itself to the cent, where none takes from it', left(370.475, [], 370.47), 370.47],
    ['or where that is a cent more', left(370.474, [], 370.48), 370.48],
    ['is never a cent more than it', left(370.475, ['plan'], 370.47, '2027-06-30'), 370.47],
    ['is what is left where one takes from it', left(100.004, ['plan'], 370.47, '2027-06-30'), 100],
    ['may be a loss', left(-12.345, ['plan'], 370.47, '2027-06-30'), -12.35],
    ['stands alone where the saving is not known', left(12.344, [], null), 12.34],
  ])('%s', (_, found, expected) => {
    expect(found).toBeCloseTo(expected, 9);
  });

  it('is not told where it was not asked for, or cannot be told', () => {
    expect(afterCommitmentsOf(findingOf(seed, 1), 5)).toBeNull();
    expect(afterCommitmentsOf(findingOf(seed, 1, { afterCommitments: null }), 5)).toBeNull();
  });
});
