import { describe, expect, it } from 'vitest';
import policy from '../../../policies/lambda/near-timeout.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { lambdaFunction, presentMetric } from '../../support/policy-fixtures.js';
import { DAYS, durations, invoked, judge } from './timeout-fixtures.js';

describe('lambda-near-timeout, day by day', () => {
  describe('slow days before the window', () => {
    /** 29 s on days of the 32, of which the last 14 are the window; else 5 s. */
    const slowOn = (...days: number[]) => durations(3000, (day) => (days.includes(day) ? 29_000 : 5000));
    it.each<[string, Partial<LambdaFunction>, ReturnType<typeof durations>, string]>([
      ['a day that came and went', {}, slowOn(12), 'fail maximum-near-timeout'],
      ['the day before the window', {}, slowOn(17), 'fail maximum-near-timeout'],
      ['the first day known', {}, slowOn(0), 'pass well-within'],
      ['the second', {}, slowOn(1), 'fail maximum-near-timeout'],
      ['two first days, and one again', {}, slowOn(0, 1, 6), 'fail maximum-near-timeout'],
      ['exactly 80 %', {}, durations(3000, (day) => (day === 12 ? 24_000 : 5000)), 'pass well-within'],
      ['a little more', {}, durations(3000, (day) => (day === 12 ? 24_001 : 5000)), 'fail maximum-near-timeout'],
      // Day 12 begins on 2026-10-27, day 11 is then the quick day before it.
      ['since it was changed', { lastModified: '2026-10-26T00:00:00Z' }, slowOn(12), 'fail maximum-near-timeout'],
      ['changed since the quick day before', { lastModified: '2026-10-26T00:00:01Z' }, slowOn(12), 'pass well-within'],
      ['of unknown age', { lastModified: null }, slowOn(12), 'fail maximum-near-timeout'],
      ['towards the wall', { timeoutSeconds: 900 }, durations(3000, (day) => (day === 12 ? 890_000 : 5000)), 'fail maximum-near-wall'],
    ])('%s', (_, fn, duration, expected) => {
      expect(verdictOf(judge(fn, duration))).toBe(expected);
    });

    it('are told as such', () => {
      expect(judge({}, slowOn(12))).toMatchObject({
        severity: 'low',
        confidence: 'medium',
        confidenceReasons: ['before-the-window'],
        evidence: [{}, { value: 29_000, source: { windowDays: 32 } }, { name: 'daysWithSlowInvocations', value: 1 }, {}, {}],
        recommendation: { target: { label: 'timeout 37 s' } },
      });
    });
  });

  it.each<[string, Partial<LambdaFunction>, number, number, string, string | null]>([
    // 16,000 + 14 x 1,000 = 30,000: at the timeout, and not over it.
    ['to the timeout', {}, 1000, 16_000, 'pass well-within', null],
    ['a little over it', {}, 1000, 16_001, 'fail rising-to-timeout', 'low'],
    ['to the wall', { timeoutSeconds: 900 }, 20_000, 620_000, 'pass well-within', null],
    ['a little over it', { timeoutSeconds: 900 }, 20_000, 620_001, 'fail rising-to-wall', 'medium'],
    ['to a timeout under the wall', { timeoutSeconds: 700 }, 20_000, 500_000, 'fail rising-to-timeout', 'low'],
  ])('reckons with a slowest invocation that rises: %s', (_, fn, perDay, last, expected, severity) => {
    const outcome = judge(
      { lastModified: null, ...fn },
      durations(1000, (day) => (day < 18 ? null : last - (31 - day) * perDay)),
    );
    expect(verdictOf(outcome)).toBe(expected);
    if (outcome.verdict !== 'fail') return;
    expect(outcome).toMatchObject({ severity, confidence: 'medium', confidenceReasons: ['trend-may-end'] });
    expect(outcome.recommendation.action).toBe(severity === 'low' ? 'configure' : 'investigate');
  });

  it('says nothing of a rise that could end in days that are missing', () => {
    const rising = (status: 'ok' | 'partial') => durations(1000, (day) => (day < 18 ? null : 16_001 - (31 - day) * 1000), { status });
    const verdicts = (['ok', 'partial'] as const).map((status) => verdictOf(judge({ lastModified: null }, rising(status))));
    expect(verdicts).toEqual(['fail rising-to-timeout', 'not-assessed metric-partial']);
  });

  it('clears nothing by few days, unless it was invoked on no more', () => {
    const lately = (days: number) => durations(1000, (day) => (day >= DAYS - days ? 2000 : null));
    expect(verdictOf(judge({}, lately(7)))).toBe('pass well-within');
    expect(judge({}, lately(6))).toMatchObject({ code: 'too-few-days', values: { days: { value: 6 }, required: { value: 7 } } });
    const twice = presentMetric('lambda.invocations', { daily: { Sum: [9, 9] } });
    expect(verdictOf(judge({}, lately(2), twice))).toBe('pass well-within');
    expect(verdictOf(judge({}, lately(1), twice))).toBe('not-assessed too-few-days');
    const at = (minimumDays: number) =>
      judged(policy, lambdaFunction({ timeoutSeconds: 30 }), {
        metrics: { duration: lately(3), invocations: invoked },
        options: { minimumDays },
      });
    expect([verdictOf(at(3)), verdictOf(at(4))]).toEqual(['pass well-within', 'not-assessed too-few-days']);
  });
});
