import { describe, expect, it } from 'vitest';
import type { MetricView } from '../../../src/model/metric.js';
import { verdictOf } from '../../support/judged.js';
import { missingMetric, zeroMetric } from '../../support/policy-fixtures.js';
import { DAYS, failing, invoked, judge, none, onDay } from './error-fixtures.js';

describe('lambda-errors', () => {
  it.each<[string, MetricView, MetricView | undefined, string]>([
    ['more than 10 %', failing(11), undefined, 'fail errors'],
    ['exactly 10 %', failing(10), undefined, 'pass few-errors'],
    ['none', none, undefined, 'pass few-errors'],
    ['not invoked', failing(1), zeroMetric('lambda.invocations'), 'not-applicable no-invocations'],
    ['not invoked, with results missing', failing(1), invoked(0, 'partial'), 'not-assessed metric-incomplete'],
    ['invoked 14 times', failing(1), invoked(1), 'not-assessed few-invocations'],
    ['errors denied', missingMetric('lambda.errors', 'denied'), undefined, 'not-assessed metric-unknown'],
    ['few errors with results missing', failing(1, 'partial'), undefined, 'not-assessed metric-incomplete'],
    ['many errors with results missing', failing(50, 'partial'), undefined, 'fail errors'],
    ['many errors, of invocations of which some are missing', failing(11), invoked(100, 'partial'), 'not-assessed metric-incomplete'],
    ['few errors, of invocations of which some are missing', failing(1), invoked(100, 'partial'), 'not-assessed metric-incomplete'],
  ])('%s', (_, perDay, invocations, expected) => {
    expect(verdictOf(judge(perDay, invocations))).toBe(expected);
  });

  it('says when the last errors are days old', () => {
    const daily = Array.from({ length: DAYS }, (_, day) => (day < 29 ? 30 : 0));
    expect(judge(failing(daily))).toMatchObject({
      confidence: 'medium',
      confidenceReasons: ['old-errors'],
      values: { quietDays: { value: 3 } },
    });
  });

  it.each<[string, MetricView, MetricView, string, string | null]>([
    ['all of its last day', failing(onDay([1, 100])), invoked(100), 'fail errors-on-a-day', 'high'],
    // 10 % and two standard deviations of a proportion of 100: 16 %.
    ['a little more than chance makes', failing(onDay([1, 17])), invoked(100), 'fail errors-on-a-day', 'high'],
    ['no more than chance makes', failing(onDay([1, 16])), invoked(100), 'pass few-errors', null],
    [
      'a day of 20 invocations',
      failing(onDay([1, 20])),
      invoked(Array.from({ length: DAYS }, (_, day) => (day === 31 ? 20 : 100))),
      'fail errors-on-a-day',
      'high',
    ],
    [
      'a day of 19 invocations',
      failing(onDay([1, 19])),
      invoked(Array.from({ length: DAYS }, (_, day) => (day === 31 ? 19 : 100))),
      'pass few-errors',
      null,
    ],
    ['the seventh day before the end', failing(onDay([7, 100])), invoked(100), 'fail errors-on-a-day', 'medium'],
    ['the eighth', failing(onDay([8, 100])), invoked(100), 'pass few-errors', null],
    ['two of the last three days, not the last', failing(onDay([2, 60], [3, 60])), invoked(100), 'fail errors-on-a-day', 'medium'],
  ])('sees an outage on the day that it begins: %s', (_, perDay, invocations, expected, severity) => {
    const outcome = judge(perDay, invocations);
    expect(verdictOf(outcome)).toBe(expected);
    expect(outcome.verdict === 'fail' ? outcome.severity : null).toBe(severity);
  });

  it('names the worst day, its share and where that would flip', () => {
    expect(judge(failing(onDay([1, 50], [3, 80])))).toMatchObject({
      values: { day: { value: '2026-11-13T00:00:00Z' }, dayBad: { value: 80 }, dayAll: { value: 100 }, dayRate: { value: 80 } },
      evidence: [
        {
          name: 'failedOnWorstDayPercent',
          value: 80,
          heldAgainst: { option: 'maximumErrorPercent', value: 10 },
          flipsAt: expect.closeTo(16, 9),
        },
        { name: 'errorPercent', value: 130 / 14 },
        { name: 'invocations', value: 1400 },
        { name: 'errors', value: 130 },
        { name: 'throttles', value: 0 },
      ],
    });
  });

  it('takes days and margin from its options', () => {
    const at = (options: { recentDays?: number; dayMargin?: number }) =>
      verdictOf(judge(failing(onDay([3, 17])), undefined, undefined, options));
    expect([at({ recentDays: 2 }), at({ recentDays: 3 })]).toEqual(['pass few-errors', 'fail errors-on-a-day']);
    // 10 % and so many times 3 %: 17 and 16.97 %.
    expect([at({ dayMargin: 7 / 3 + 1e-9 }), at({ dayMargin: 2.32 })]).toEqual(['pass few-errors', 'fail errors-on-a-day']);
  });

  it('names the later of two days that are as bad', () => {
    expect(judge(failing(onDay([2, 80], [5, 80])))).toMatchObject({ values: { day: { value: '2026-11-14T00:00:00Z' } } });
  });

  it.each<[string, (number | null)[], number[], string]>([
    ['exactly as many fail as may', [10, 10, 10, 10, 10, 10, 10], [100, 100, 100, 100, 100, 100, 100], 'fail errors-earlier'],
    ['one more fails', [10, 10, 10, 10, 10, 10, 11], [100, 100, 100, 100, 100, 100, 100], 'fail errors'],
    ['exactly as many are called as are needed', [0, 0, 0, 0, 0, 0, 0], [3, 3, 3, 3, 3, 3, 2], 'fail errors-earlier'],
    ['one less is called', [0, 0, 0, 0, 0, 0, 0], [3, 3, 3, 3, 3, 2, 2], 'fail errors'],
  ])('takes what was worse for mended where in the last days %s', (_, failures, calls, expected) => {
    const earlier = (count: number) => new Array<number>(25).fill(count);
    expect(verdictOf(judge(failing([...earlier(60), ...failures]), invoked([...earlier(100), ...calls])))).toBe(expected);
  });

  it.each<[string, number, number, string, string]>([
    ['eight days ago', 8, 100, 'fail errors-earlier', 'low'],
    ['seven days ago', 7, 100, 'fail errors', 'high'],
    ['eight days ago, and hardly called since', 8, 2, 'fail errors', 'high'],
    ['eight days ago, and just enough called since', 8, 3, 'fail errors-earlier', 'low'],
  ])('has little to say of what was mended: %s', (_, last, since, expected, severity) => {
    const daily = Array.from({ length: DAYS }, (_day, day) => (day <= DAYS - last ? 60 : 0));
    const outcome = judge(failing(daily), invoked(daily.map((count) => (count > 0 ? 100 : since))));
    expect(verdictOf(outcome)).toBe(expected);
    expect(outcome).toMatchObject({ severity });
  });

  it('takes nothing for mended where results are missing', () => {
    const daily = Array.from({ length: DAYS }, (_, day) => (day < 25 ? 60 : null));
    expect(judge(failing(daily, 'partial'))).toMatchObject({
      code: 'errors',
      severity: 'high',
      confidenceReasons: ['results-missing'],
      values: { quietDays: { value: null } },
    });
    expect(judge(failing(daily))).toMatchObject({ code: 'errors-earlier', severity: 'low', confidenceReasons: ['old-errors'] });
  });

  it('speaks of the days alone whose invocations are known', () => {
    const unknown = (day: number, errors: number) =>
      judge(
        failing(onDay([1, errors], [2, 100])),
        invoked([...new Array<number>(30).fill(100), ...(day === 1 ? [100, null] : [null, 100])], 'partial'),
      );
    expect(unknown(2, 17)).toMatchObject({
      code: 'errors-on-a-day',
      values: { rate: { value: null }, dayRate: { value: 17 } },
      confidenceReasons: ['results-missing'],
      evidence: [{ name: 'failedOnWorstDayPercent' }, { name: 'invocations' }, { name: 'errors', value: 117 }, { name: 'throttles' }],
    });
    expect(verdictOf(unknown(2, 16))).toBe('not-assessed metric-incomplete');
    expect(unknown(1, 100)).toMatchObject({
      code: 'errors-on-a-day',
      values: { day: { value: '2026-11-14T00:00:00Z' }, dayBad: { value: 100 } },
    });
  });

  it('takes from its option after how many days without one the cause may be mended', () => {
    const at = (quietDays: number) => judge(failing(onDay([4, 100], [5, 100])), undefined, undefined, { quietDays });
    expect([at(3), at(4)].map((outcome) => outcome.verdict === 'fail' && outcome.confidenceReasons)).toEqual([['old-errors'], []]);
  });

  it('looks for what failed in the logs of the day, and for where events go', () => {
    const outcome = judge(failing(onDay([1, 50], [3, 80])));
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    const lines = outcome.commands.map(({ argv }) => argv.map((part) => (typeof part === 'string' ? part : part.value)).join(' '));
    expect(lines).toEqual([
      'aws lambda get-function-configuration --region us-east-1 --function-name resize-image',
      'aws logs filter-log-events --region us-east-1 --log-group-name /aws/lambda/resize-image --start-time 1794528000000 --end-time 1794614400000 --filter-pattern ?ERROR ?Error ?Exception ?"Task timed out" --max-items 20',
      'aws lambda get-function-event-invoke-config --region us-east-1 --function-name resize-image',
    ]);
  });
});
