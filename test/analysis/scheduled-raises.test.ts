import { describe, expect, it } from 'vitest';
import { raisesText, raisingAgain } from '../../src/analysis/scheduled-raises.js';
import type { ScheduledAction } from '../../src/model/resource/index.js';

const action = (over: Partial<ScheduledAction> = {}): ScheduledAction => ({
  name: 'morning',
  schedule: '0 7 * * 1-5',
  timeZone: null,
  minimum: null,
  maximum: null,
  desired: null,
  ...over,
});

describe('scheduled actions that raise again', () => {
  it.each<[string, Partial<ScheduledAction>, boolean]>([
    ['a minimum of one', { minimum: 1 }, true],
    ['a desired number of one', { desired: 1 }, true],
    ['none', { minimum: 0, desired: 0, maximum: 0 }, false],
    ['a maximum alone', { maximum: 5 }, false],
  ])('name %s', (_, over, expected) => {
    expect(raisingAgain([action(over)])).toHaveLength(expected ? 1 : 0);
  });

  it('are told by what they raise to and when, three at most', () => {
    expect(raisesText([action({ minimum: 2, desired: 3 })])).toBe('to 3 at 0 7 * * 1-5 UTC');
    expect(raisesText([action({ minimum: 2, schedule: null })])).toBe('to 2 once');
    expect(raisesText([action({ minimum: 1, timeZone: 'Asia/Tokyo' })])).toBe('to 1 at 0 7 * * 1-5 Asia/Tokyo');
    const four = [1, 2, 3, 4].map((minimum) => action({ minimum }));
    expect(raisesText(four.slice(0, 3))).toBe('to 1 at 0 7 * * 1-5 UTC, to 2 at 0 7 * * 1-5 UTC, to 3 at 0 7 * * 1-5 UTC');
    expect(raisesText(four)).toMatch(/, 1 more$/);
  });
});
