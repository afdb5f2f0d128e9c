import { isDone, type JudgementDiff, NEW_BECAUSE, RESOLVED_BECAUSE } from '../../src/model/diff.js';
import type { Finding } from '../../src/model/judgement.js';
import { money } from './fixture-resources.js';
import { richJudgement } from './judgement-fixtures.js';

/** Every reason for which a finding is new, resolved, or no longer assessed. */
export const NEW = NEW_BECAUSE;
export const RESOLVED = RESOLVED_BECAUSE;
export const LOST = ['not-assessed', 'not-covered', 'out-of-scope', 'policy-off'] as const;

/** One finding for every reason that there is. */
export function everyReason(judgement = richJudgement()): JudgementDiff {
  const at = (index: number): Finding => {
    const finding = judgement.findings[index];
    if (finding === undefined) throw new RangeError('too few findings');
    return finding;
  };
  const dearer = (finding: Finding): Finding => ({
    ...finding,
    outcome: { ...finding.outcome, cost: { ...finding.outcome.cost, savings: money(1000) } },
  });
  return {
    old: { ...judgement.header, window: { start: '2026-10-24T08:00:00Z', end: '2026-11-07T08:00:00Z', days: 14 } },
    new: judgement.header,
    newFindings: NEW.map((because, index) => ({ finding: at(index), because })),
    resolved: RESOLVED.map((because, index) => ({
      finding: at(10 + index),
      because,
      detail: because === 'resized' ? 'm5.4xlarge to m5.2xlarge' : null,
      realised: isDone(because) ? money(100 + index) : null,
    })),
    changed: [{ old: dearer(at(22)), new: at(22), difference: money(-12.5), done: 'resized', detail: null, realised: money(40) }],
    lostSight: LOST.map((because, index) => ({ finding: at(25 + index), because, detail: 'AccessDenied' })),
    unchanged: 3,
    totals: { oldSavings: money(5000), newSavings: money(4200.5), realised: money(343), realisedUnknown: 2 },
    warnings: [{ code: 'overlap', text: 'The two windows overlap.' }],
  };
}
