import { describe, expect, it } from 'vitest';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { verdictOf } from '../../support/judged.js';
import { metricFromSeries, presentMetric, WINDOW } from '../../support/policy-fixtures.js';
import { type Case, judge, kept, loadOf } from './steady-fixtures.js';

describe('lambda-steady-load', () => {
  describe('with provisioned concurrency', () => {
    it.each<[string, Case, string]>([
      ['few environments of many in flight', { busy: () => 100, fn: kept(5) }, 'fail steady-load'],
      ['all of them, in use', { busy: () => 100, fn: kept(100) }, 'fail steady-load'],
      // One request in flight is cheaper on Lambda; what its ninety-nine idle environments cost is no matter of the load.
      ['hundreds for one in flight', { busy: () => 1, fn: kept(100), inUse: 0.01 }, 'pass provisioned-is-the-cost'],
    ])('%s', (_, given, expected) => {
      expect(verdictOf(judge(given))).toBe(expected);
    });

    it('counts them, says that they end, and where it breaks even with them', () => {
      const outcome = judge({ busy: () => 100, fn: kept(5) });
      if (outcome.verdict !== 'fail') throw new Error('must fail');
      const [current, target] = [outcome.cost.current?.usd ?? 0, outcome.cost.projected?.usd ?? 0];
      const ready = (5 * 1769 * 730 * 3600 * 0.0000041667) / 1024;
      const entryOf = (name: string) => outcome.evidence.find((entry) => entry.name === name);
      expect(entryOf('provisionedEnvironments')?.value).toBe(5);
      expect(entryOf('breakEvenBusyConcurrency')?.value).toBeCloseTo((100 * (target - ready)) / (current - ready), 6);
      expect(entryOf('averageBusyConcurrency')?.flipsAt).toBeCloseTo((100 * (target / 0.9 - ready)) / (current - ready), 6);
      const { target: to, alternatives } = outcome.recommendation;
      expect(to?.notes).toContain('ends-provisioned');
      const plain = alternatives.filter(({ notes }) => notes.includes('without-provisioned'));
      expect(plain.map(({ label }) => label.split(':')[0]).sort()).toEqual(['lambda-arm64', 'lambda-x86_64']);
      const [chart] = outcome.charts;
      expect(chart?.type === 'break-even' && chart.curves[0]?.points[0]?.usd).toBeCloseTo(ready, 6);
    });
  });

  describe('beyond the hours of the window', () => {
    /** Five in flight, and so many on one day ten days before the window. */
    const once = (load: number) =>
      presentMetric('lambda.invocations', { daily: { Sum: Array.from({ length: 32 }, (_, day) => (day === 8 ? load : 5) * 86_400) } });
    const timed = presentMetric('lambda.duration', { daily: { Average: 1000, Maximum: 1500, SampleCount: 1000 } });
    const at = (load: number, fn: Partial<LambdaFunction> = {}) => judge({ invocations: once(load), duration: timed, fn });
    it('lets a busier day before it use the headroom, and sizes for one that needs more', () => {
      // 5 / 0.8 = 6.25
      expect(at(6.25)).toMatchObject({ verdict: 'fail', confidence: 'medium' });
      const outcome = at(6.3);
      expect(outcome).toMatchObject({
        verdict: 'fail',
        confidence: 'low',
        confidenceReasons: ['placement-is-an-estimate', 'busier-before'],
      });
      const before = outcome.verdict === 'fail' ? outcome.evidence.find(({ name }) => name === 'busiestEarlierDayConcurrency') : undefined;
      expect(before?.value).toBeCloseTo(6.3, 9);
      expect(verdictOf(at(50))).toBe('pass lambda-is-cheaper');
      expect(at(50, { lastModified: '2026-10-25T00:00:00Z' })).toMatchObject({ verdict: 'fail', confidence: 'medium' });
    });

    it('says where the load rises or falls, and is less sure where it falls too low', () => {
      const trend = (from: number, to: number) => judge({ busy: ({ index }) => from + ((to - from) * Math.floor(index / 24)) / 13 });
      const reasons = (outcome: ReturnType<typeof judge>) => (outcome.verdict === 'fail' ? outcome.confidenceReasons : outcome.code);
      // The next days add 14 x 1.3 / 13 to 5.65 on average: 1.248 times as much; then 14 x 1.4 / 13 to 5.7, 1.265 times.
      expect(reasons(trend(5, 6.3))).toEqual(['placement-is-an-estimate']);
      expect(reasons(trend(5, 6.4))).toEqual(['placement-is-an-estimate', 'load-rises']);
      expect(reasons(trend(60, 55))).toEqual(['placement-is-an-estimate']);
      expect(trend(4, 2.6)).toMatchObject({ confidence: 'low', confidenceReasons: ['placement-is-an-estimate', 'load-falls'] });
    });
  });

  describe('of a young function', () => {
    const daysAgo = (days: number) => new Date(Date.parse(WINDOW.end) - days * 86_400_000).toISOString();
    /** Five in flight since it was made. */
    const young = (days: number, more: Case = {}) =>
      judge({ busy: ({ index }) => (index < (14 - days) * 24 ? 0 : 5), fn: { lastModified: daysAgo(days) }, ...more });
    it.each<[string, ReturnType<typeof judge>, string]>([
      ['a week old', young(7), 'fail steady-load'],
      ['twelve days and a half old', young(12.5), 'fail steady-load'],
      ['a day less than a week', young(6), 'not-assessed too-young'],
      ['of few days by another option', young(3, { options: { options: { minimumDays: 3 } } }), 'fail steady-load'],
      ['young, with little to do', young(3, { busy: ({ index }) => (index < 264 ? 0 : 0.39) }), 'pass low-load'],
      [
        'older than its last change',
        judge({ busy: ({ index }) => (index < 48 ? 0 : 5), fn: { lastModified: daysAgo(11) } }),
        'pass unsteady-days',
      ],
    ])('%s', (_, outcome, expected) => {
      expect(verdictOf(outcome)).toBe(expected);
    });
    it('saves as much as one that is as busy and old', () => {
      const savings = (outcome: ReturnType<typeof judge>) => (outcome.verdict === 'fail' ? outcome.cost.savings : null);
      expect(savings(young(12))).toMatchObject({ usd: expect.closeTo(savings(judge({}))?.usd ?? 0, 6), basis: 'assumed' });
      const outcome = young(12);
      expect(outcome.verdict === 'fail' && outcome.evidence[0]).toMatchObject({ value: 5, source: { windowDays: 12 } });
    });
  });

  it('does not take hours whose invocations are lost for silent ones', () => {
    const full = loadOf(() => 5);
    const lost = { ...full.invocations, values: full.invocations.values.map((count, hour) => (hour < 168 ? Number.NaN : count)) };
    const timed = presentMetric('lambda.duration', { daily: { Average: 1000, Maximum: 1500, SampleCount: 432_000 } });
    const outcome = judge({
      invocations: metricFromSeries('lambda.invocations', lost),
      duration: timed,
      series: { ...full, invocations: lost },
    });
    expect(outcome).toMatchObject({ verdict: 'not-assessed', code: 'hours-unknown', values: { unknown: { value: 168 } } });
  });
});
