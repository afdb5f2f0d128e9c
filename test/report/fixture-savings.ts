import type { Finding, Judgement } from '../../src/model/judgement.js';
import { findingOf } from '../support/fixture-findings.js';
import { POLICY_SEEDS } from '../support/fixture-policies.js';
import { money } from '../support/fixture-resources.js';
import { emptyJudgement } from '../support/judgement-fixtures.js';

const seedOf = (id: string) => {
  const seed = POLICY_SEEDS.find((one) => one.id === id);
  if (seed === undefined) throw new RangeError(id);
  return seed;
};

/** Finding `at` of a policy that saves this much. */
export function saving(at: number, usd: number | null, overrides: Partial<Finding> = {}, policy = 'ec2-idle'): Finding {
  const finding = findingOf(seedOf(policy), at);
  const cost = { ...finding.outcome.cost, current: null, projected: null, savings: usd === null ? null : money(usd) };
  return { ...finding, id: `id-${at}`, outcome: { ...finding.outcome, cost }, ...overrides };
}

/** All of it seen, priced and judged. */
export const complete = (judgement: Judgement): Judgement => ({
  ...judgement,
  notAssessed: [],
  coverage: judgement.coverage.map((entry) => ({ ...entry, status: 'ok' })),
  inventory: judgement.inventory.map((row) => ({ ...row, unpriced: 0 })),
});
export const withFindings = (findings: Finding[], more: Partial<Judgement> = {}): Judgement => ({
  ...complete(emptyJudgement()),
  findings,
  ...more,
});
