import { expect, it } from 'vitest';
import { Claims } from '../../src/diff/claims.js';
import { diffJudgements, resourcesWithFindings } from '../../src/diff/diff.js';
import type { JudgedSnapshot } from '../../src/model/diff.js';
import type { CollectedResource } from '../../src/model/resource/index.js';
import { createJudge } from '../../src/policy/judge.js';
import { resourceTracker } from '../../src/policy/track.js';
import { block, failing, header, policyOf, settingsOf } from '../policy/fixtures.js';
import { instance } from '../support/resources.js';

const LONG_AGO = '2025-01-01T00:00:00Z';
const PRICE = 560.64;
/** Finds something on everything that runs: instances that stand alone, and groups. */
const ANY = policyOf({
  kinds: ['ec2-instance', 'instance-group'],
  metrics: {},
  messages: { found: 'Found.', 'in-group': 'It belongs to a group.', off: 'It is off.', enough: 'Enough room.' },
  evaluate: (resource, { fleet, options }) => {
    if (resource.kind === 'ec2-instance' && fleet.groupOf.has(resource.id))
      return { verdict: 'not-applicable', code: 'in-group', values: {} };
    if (resource.kind === 'ec2-instance' && resource.state !== 'running') return { verdict: 'not-applicable', code: 'off', values: {} };
    return Number(options.limitPercent) > 50 ? { verdict: 'pass', code: 'enough', values: {} } : failing({ savingUsd: 1 });
  },
});

function judged(resources: readonly CollectedResource[], watched?: ReadonlySet<string>): JudgedSnapshot {
  const tracker = resourceTracker(watched);
  const judge = createJudge([ANY], settingsOf(), tracker);
  judge.region(block(resources));
  return { judgement: judge.finish(header()), tracked: tracker.result() };
}

/** What is undone in each snapshot, and what is realised in all, of one snapshot after the other. */
function trendOf(...snapshots: CollectedResource[][]): { undone: number[]; total: number } {
  const claims = new Claims();
  let before: JudgedSnapshot | undefined;
  const undone: number[] = [];
  let total = 0;
  for (const resources of snapshots) {
    const watched = before === undefined ? undefined : new Set([...resourcesWithFindings(before.judgement), ...claims.watched()]);
    const now = judged(resources, watched);
    if (before !== undefined) {
      const changes = diffJudgements(before, now);
      undone.push(claims.next(before, now, changes));
      total += (changes.totals.realised?.usd ?? 0) - (undone.at(-1) ?? 0);
    }
    before = now;
  }
  return { undone, total };
}

const [on, off] = [
  instance({ id: 'i-1', name: 'web' }),
  instance({ id: 'i-1', name: 'web', state: 'stopped', stateTransitionTime: LONG_AGO }),
];

it('what is stopped and started in turn saves once, and nothing while it runs', () => {
  expect(trendOf([on], [off])).toEqual({ undone: [0], total: PRICE });
  expect(trendOf([on], [off], [off])).toEqual({ undone: [0, 0], total: PRICE });
  expect(trendOf([on], [off], [on])).toEqual({ undone: [0, PRICE], total: 0 });
  expect(trendOf([on], [off], [on], [off])).toEqual({ undone: [0, PRICE, 0], total: PRICE });
});

it('what was gone and is made anew later is taken off again', () => {
  const again = instance({ id: 'i-2', name: 'web' });
  expect(trendOf([on], [])).toEqual({ undone: [0], total: PRICE });
  expect(trendOf([on], [], [again])).toEqual({ undone: [0, PRICE], total: 0 });
  expect(trendOf([on], [], [instance({ id: 'i-3', name: 'batch' })])).toEqual({ undone: [0, 0], total: PRICE });
});

it('what is as large as before again is booked once, with a finding on it in between', () => {
  const small = instance({ id: 'i-1', name: 'web', instanceType: 'm5.2xlarge' });
  expect(trendOf([on], [small], [on])).toEqual({ undone: [0, 0], total: 0 });
});
