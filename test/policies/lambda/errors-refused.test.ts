import { describe, expect, it } from 'vitest';
import type { MetricView } from '../../../src/model/metric.js';
import { verdictOf } from '../../support/judged.js';
import { missingMetric, zeroMetric } from '../../support/policy-fixtures.js';
import { DAYS, failing, invoked, judge, none, onDay, refused } from './error-fixtures.js';

describe('lambda-errors, of invocations that were refused', () => {
  it.each<[string, MetricView, MetricView, string, string | null]>([
    // 12 of 112 are 10.7 %.
    ['more than 10 %', refused(12), invoked(100), 'fail throttled', 'medium'],
    ['exactly 10 %', refused(10), invoked(90), 'pass few-errors', null],
    ['all of them', refused(20), zeroMetric('lambda.invocations'), 'fail throttled', 'high'],
    ['as many as ran', refused(100), invoked(100), 'fail throttled', 'medium'],
    ['of fewer than 20', refused([...onDay().slice(0, 31), 19]), zeroMetric('lambda.invocations'), 'not-assessed few-invocations', null],
    ['of 20', refused([...onDay().slice(0, 31), 20]), zeroMetric('lambda.invocations'), 'fail throttled', 'high'],
    ['half of its last day', refused(onDay([1, 100])), invoked(100), 'fail throttled-on-a-day', 'medium'],
    ['all of its last day', refused(onDay([1, 100])), invoked([...new Array<number>(31).fill(100), 0]), 'fail throttled-on-a-day', 'high'],
    [
      'all of its last two days',
      refused(onDay([1, 100], [2, 100])),
      invoked([...new Array<number>(30).fill(100), 0, 0]),
      'fail throttled-on-a-day',
      'high',
    ],
    [
      'all of a day, and none since',
      refused(onDay([2, 100])),
      invoked([...new Array<number>(30).fill(100), 0, 100]),
      'fail throttled-on-a-day',
      'medium',
    ],
    [
      'half of them until eight days ago',
      refused(Array.from({ length: DAYS }, (_, day) => (day < 25 ? 100 : 0))),
      invoked(100),
      'fail throttled-earlier',
      'low',
    ],
    ['nobody knows how many', missingMetric('lambda.throttles', 'denied'), invoked(100), 'not-assessed metric-unknown', null],
    ['few, with results missing', refused(1, 'partial'), invoked(100), 'not-assessed metric-incomplete', null],
    ['many, with results missing', refused(100, 'partial'), invoked(100), 'fail throttled', 'medium'],
    [
      'all that is known of a day of which it is not known how many ran',
      refused(onDay([1, 100])),
      invoked([...new Array<number>(31).fill(100), null], 'partial'),
      'not-assessed metric-incomplete',
      null,
    ],
    [
      'nobody knows how many, and none ran',
      missingMetric('lambda.throttles', 'denied'),
      zeroMetric('lambda.invocations'),
      'not-assessed metric-unknown',
      null,
    ],
  ])('%s', (_, throttles, invocations, expected, severity) => {
    const outcome = judge(none, invocations, throttles);
    expect(verdictOf(outcome)).toBe(expected);
    expect(outcome.verdict === 'fail' ? outcome.severity : null).toBe(severity);
  });

  it('names what is worse, and errors before refusals that are as bad', () => {
    expect(verdictOf(judge(failing(50), invoked(100), refused(100)))).toBe('fail errors');
    const mended = Array.from({ length: DAYS }, (_, day) => (day < 25 ? 60 : 0));
    expect(verdictOf(judge(failing(mended), invoked(100), refused(100)))).toBe('fail throttled');
    expect(verdictOf(judge(failing(mended), invoked(100), refused(mended)))).toBe('fail errors-earlier');
  });

  it('says of errors what it knows where refusals could not be read, and the other way round', () => {
    const outcome = judge(failing(50), undefined, missingMetric('lambda.throttles', 'denied'));
    expect(outcome).toMatchObject({ code: 'errors', values: { throttles: { value: null } }, evidence: [{}, {}, { name: 'errors' }] });
    const refusals = judge(missingMetric('lambda.errors', 'denied'), undefined, refused(100));
    expect(refusals).toMatchObject({
      code: 'throttled',
      values: { errors: { value: null }, costOfErrors: { value: null } },
      evidence: [{}, {}, { name: 'throttles' }],
    });
  });

  it('asks which limit it is, and reads both', () => {
    const outcome = judge(none, invoked(100), refused(100));
    expect(outcome).toMatchObject({
      confidence: 'medium',
      confidenceReasons: ['counted-again'],
      questions: ['ask-limit', 'ask-dead-letter'],
      evidence: [
        { name: 'refusedPercent', value: 50, heldAgainst: { option: 'maximumThrottlePercent', value: 10 }, flipsAt: 10 },
        { name: 'invocations', value: 1400 },
        { name: 'errors', value: 0 },
        { name: 'throttles', value: 1400 },
      ],
    });
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.commands.map(({ argv }) => argv[2])).toEqual([
      'get-function-configuration',
      'get-function-concurrency',
      'get-account-settings',
    ]);
  });

  it('takes its limit from the option', () => {
    const at = (maximumThrottlePercent: number) => verdictOf(judge(none, invoked(100), refused(100), { maximumThrottlePercent }));
    expect([at(50), at(49)]).toEqual(['pass few-errors', 'fail throttled']);
  });
});
