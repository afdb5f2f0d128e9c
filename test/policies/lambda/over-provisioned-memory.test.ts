import { describe, expect, it } from 'vitest';
import memoryPolicy from '../../../policies/lambda/over-provisioned-memory.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { lambdaFunction, missingMetric, presentMetric, WINDOW, zeroMetric } from '../../support/policy-fixtures.js';

const MANAGED = {
  capacityProvider: { arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x', memoryGibPerVcpu: 2, maxConcurrencyPerEnvironment: 10 },
};
const invoked = (perDay: number, status: 'ok' | 'partial' = 'ok') =>
  presentMetric('lambda.invocations', { status, daily: { Sum: perDay } });
const lasting = (seconds: number) =>
  presentMetric('lambda.duration', {
    daily: { Average: seconds * 1000, Maximum: seconds * 1000, SampleCount: 1000 },
    percentiles: { p99: seconds * 1000 },
  });
const costMetrics = (_: unknown, metric: string) =>
  metric === 'lambda.invocations' ? invoked(100_000) : metric === 'lambda.duration' ? lasting(5) : missingMetric('lambda.errors');

describe('lambda-over-provisioned-memory', () => {
  const used = (percent: number, status: 'ok' | 'partial' = 'ok') =>
    presentMetric('lambda.memoryUtilization', { status, daily: { Maximum: percent } });
  const judge = (
    memory: MetricView,
    fn: Partial<LambdaFunction> = {},
    invocations: MetricView = invoked(100),
    duration: MetricView = lasting(1),
  ) => judged(memoryPolicy, lambdaFunction({ memoryMib: 1024, ...fn }), { metrics: { memory, invocations, duration }, costMetrics });
  it.each<[string, MetricView, Partial<LambdaFunction>, MetricView | undefined, string]>([
    ['a fifth used', used(20), {}, undefined, 'fail over-provisioned'],
    // 1024 x 75 % / 0.8 = 960, the next step down
    ['exactly what the next step holds', used(75), {}, undefined, 'fail over-provisioned'],
    ['a little more', used(75.1), {}, undefined, 'pass well-used'],
    ['the smallest memory', used(1), { memoryMib: 128 }, undefined, 'pass well-used'],
    ['no Lambda Insights', missingMetric('lambda.memoryUtilization'), {}, undefined, 'not-assessed no-lambda-insights'],
    ['denied', missingMetric('lambda.memoryUtilization', 'denied'), {}, undefined, 'not-assessed metric-unknown'],
    ['results missing', used(20, 'partial'), {}, undefined, 'not-assessed metric-incomplete'],
    ['few invocations', used(20), {}, invoked(3), 'not-assessed few-invocations'],
    ['not invoked', used(20), {}, zeroMetric('lambda.invocations'), 'not-applicable no-invocations'],
    ['on managed instances', used(20), MANAGED, undefined, 'not-applicable on-managed-instances'],
  ])('%s', (_, memory, fn, invocations, expected) => {
    expect(verdictOf(judge(memory, fn, invocations))).toBe(expected);
  });

  it('never promises more than an assumption, and less after a change', () => {
    const large = { memoryMib: 10_240 };
    const outcome = judge(used(20), large);
    expect(outcome).toMatchObject({
      confidence: 'medium',
      cost: { savings: { basis: 'assumed' } },
      recommendation: { target: { label: '2560 MB' } },
    });
    expect(judge(used(20), { ...large, lastModified: WINDOW.end.replace('16', '12') })).toMatchObject({
      confidence: 'low',
      confidenceReasons: ['duration-may-grow', 'changed-lately'],
    });
  });

  it.each<[string, number, number, string]>([
    // 69.1 % of 2,048 MB with a fifth to spare is 1,769 MB, which steps of 64 make 1,792.
    ['keeps its vCPU', 2048, 69, '1792 MB medium'],
    ['loses it', 2048, 67.5, '1728 MB low'],
    ['had just one before', 1769, 20, '448 MB low'],
    ['had less before', 1024, 20, '256 MB low'],
  ])('is less sure where it would no longer have a whole vCPU: it %s', (_, memoryMib, percent, expected) => {
    const outcome = judge(used(percent), { memoryMib });
    if (outcome.verdict !== 'fail') throw new Error(verdictOf(outcome));
    expect(`${outcome.recommendation.target?.label} ${outcome.confidence}`).toBe(expected);
    expect(outcome.confidenceReasons.includes('less-than-a-vcpu')).toBe(expected.endsWith('low'));
  });

  describe('known on few days', () => {
    const known = (days: number, invocations: MetricView = invoked(100)) =>
      judge(presentMetric('lambda.memoryUtilization', { daily: { Maximum: 20 }, days }), {}, invocations);
    it.each<[string, number, MetricView | undefined, string]>([
      ['a week', 7, undefined, 'fail over-provisioned'],
      ['a day less', 6, undefined, 'not-assessed too-few-days'],
      [
        'both days on which it was invoked',
        2,
        presentMetric('lambda.invocations', { daily: { Sum: [900, 900] } }),
        'fail over-provisioned',
      ],
      ['one of two', 1, presentMetric('lambda.invocations', { daily: { Sum: [900, 900] } }), 'not-assessed too-few-days'],
    ])('%s', (_, days, invocations, expected) => {
      expect(verdictOf(known(days, invocations))).toBe(expected);
    });
    it('has nothing to know where nothing smaller is to be had', () => {
      const full = presentMetric('lambda.memoryUtilization', { daily: { Maximum: 90 }, days: 1 });
      expect(verdictOf(judge(full))).toBe('pass well-used');
    });
    it('takes the option', () => {
      const memory = presentMetric('lambda.memoryUtilization', { daily: { Maximum: 20 }, days: 1 });
      const metrics = { memory, invocations: invoked(100), duration: lasting(1) };
      const at = (minimumDays: number) => verdictOf(judged(memoryPolicy, lambdaFunction(), { metrics, options: { minimumDays } }));
      expect([at(1), at(2)]).toEqual(['fail over-provisioned', 'not-assessed too-few-days']);
    });
  });

  describe('that rises', () => {
    /** Percent a day more, up to `last` on the last day. */
    const rising = (perDay: number, last: number) =>
      presentMetric('lambda.memoryUtilization', { daily: { Maximum: Array.from({ length: 14 }, (_, day) => last - (13 - day) * perDay) } });
    it.each<[string, MetricView, string | null, string]>([
      // In as many days again: 40 + 14 x 2 = 68 % of 1,024, 697 MB.
      ['to less than it has', rising(2, 40), '704 MB', 'fail held-by-rise'],
      // 26 + 14 x 1 = 40 %, 410 MB; 26 % with a fifth to spare is 333 MB.
      ['slowly', rising(1, 26), '448 MB', 'fail held-by-rise'],
      // 40 + 14 x 4 = 96 % of 1,024, 983 MB.
      ['to all it has', rising(4, 40), null, 'pass needs-its-memory-ahead'],
    ])('%s', (_, memory, label, expected) => {
      const outcome = judge(memory, { lastModified: null });
      expect(verdictOf(outcome)).toBe(expected);
      if (outcome.verdict !== 'fail') return;
      expect(outcome.recommendation.target?.label).toBe(label);
    });
    it('is looked at since the last change alone', () => {
      const before = [...new Array<number>(7).fill(10), 20, 20, 20, 20, 20, 20, 20];
      const memory = presentMetric('lambda.memoryUtilization', { daily: { Maximum: before } });
      const outcome = judge(memory, { lastModified: '2026-11-09T00:00:00Z' });
      expect(outcome).toMatchObject({ recommendation: { target: { label: '256 MB' } }, code: 'over-provisioned' });
    });
  });

  describe('whose work may be bound by CPU', () => {
    const of = (maximum: number | number[], p99 = 100) =>
      presentMetric('lambda.duration', { daily: { Maximum: maximum }, percentiles: { p99 } });
    const judgeAt = (duration: MetricView, fn: Partial<LambdaFunction> = {}) =>
      judge(used(20), { timeoutSeconds: 3, ...fn }, undefined, duration);
    it.each<[string, MetricView, string, string]>([
      // 1,024 x 0.75 / 3 = 256, as much as its memory asks for.
      ['so short that any size is in time', of(750), '256 MB', 'over-provisioned'],
      ['a little longer', of(751), '320 MB', 'held-by-timeout'],
      // 1,024 x 2.8125 / 3 = 960, the next step down
      ['so long that one step is left', of(2812.5), '960 MB', 'held-by-timeout'],
      [
        'slow before the window, and not changed since',
        of(Array.from({ length: 32 }, (_, day) => (day === 5 ? 1500 : 100))),
        '512 MB',
        'held-by-timeout',
      ],
    ])('is given memory to end before the timeout all the same: %s', (_, duration, label, code) => {
      expect(judgeAt(duration)).toMatchObject({
        code,
        confidenceReasons: ['duration-may-grow', 'less-than-a-vcpu'],
        recommendation: { target: { label, risk: 2 } },
      });
    });
    it('keeps its memory where less would not end in time', () => {
      expect(verdictOf(judgeAt(of(2813)))).toBe('pass timeout-needs-memory');
      const rises = Array.from({ length: 14 }, (_, day) => 100 + day * 120);
      // 1,660 ms on the last day, and 1,680 more in as many days again.
      expect(verdictOf(judgeAt(of(rises)))).toBe('pass timeout-needs-memory');
    });
    it('is held by p99, and less sure, where the slowest were cut off', () => {
      expect(judgeAt(of(2999, 1000))).toMatchObject({ verdict: 'pass' });
      expect(judgeAt(of(3000, 1000))).toMatchObject({
        confidence: 'low',
        confidenceReasons: ['duration-may-grow', 'less-than-a-vcpu', 'cut-off'],
        code: 'held-by-timeout',
        recommendation: { target: { label: '384 MB', risk: 3, notes: ['same-duration', 'latest-alone'] } },
      });
      expect(verdictOf(judgeAt(of(3000, 3000)))).toBe('pass timeout-needs-memory');
    });
    it('is less sure where durations are not known', () => {
      expect(judgeAt(missingMetric('lambda.duration'))).toMatchObject({
        confidence: 'low',
        confidenceReasons: ['duration-may-grow', 'less-than-a-vcpu', 'duration-unknown'],
        recommendation: { target: { risk: 3 } },
      });
    });
  });

  describe('whose published versions are called', () => {
    const live = { provisionedConcurrency: [{ qualifier: 'live', allocated: 2, requested: 2, status: 'READY' }] };
    const lines = (fn: Partial<LambdaFunction>) => {
      const outcome = judge(used(20), { memoryMib: 10_240, ...fn });
      if (outcome.verdict !== 'fail') throw new Error(verdictOf(outcome));
      const commands = outcome.commands.map(({ argv }) => argv.map((part) => (typeof part === 'string' ? part : part.value)).join(' '));
      return { ...outcome, commands, notes: outcome.recommendation.target?.notes };
    };
    it('says that the memory is of $LATEST, asks, and shows how to see', () => {
      const { confidence, confidenceReasons, cost, notes, questions, commands } = lines(live);
      expect({ confidence, confidenceReasons, notes, questions }).toEqual({
        confidence: 'low',
        confidenceReasons: ['duration-may-grow', 'settings-of-latest'],
        notes: ['same-duration', 'published-versions'],
        questions: ['ask-cpu-bound', 'ask-version-settings'],
      });
      expect([cost.current?.basis, cost.savings?.basis]).toEqual(['assumed', 'assumed']);
      expect(commands.some((command) => / list-aliases .*--function-name/.test(command))).toBe(true);
      expect(commands.some((command) => /get-function-configuration .*--qualifier live$/.test(command))).toBe(true);
    });
    it('says what else a durable function is charged for', () => {
      const durable = { executionTimeoutSeconds: 86_400, retentionDays: 14 };
      expect(lines({ durable }).notes).toEqual(['same-duration', 'published-versions', 'durable-uncounted']);
    });
    it('is as sure as ever of any other', () => {
      expect(lines({})).toMatchObject({ confidence: 'medium', notes: ['same-duration', 'latest-alone'], questions: ['ask-cpu-bound'] });
    });
  });

  it('wants a newer runtime first where Lambda refuses to update functions of the one it has', () => {
    expect(judge(used(20), { runtime: 'python2.7' })).toMatchObject({
      values: { runtime: { value: 'python2.7' } },
      recommendation: { target: { risk: 3, notes: ['same-duration', 'latest-alone', 'runtime-first'] } },
    });
    expect(judge(used(20), { runtime: 'python3.13' })).toMatchObject({ recommendation: { target: { risk: 2 } } });
  });

  it('is silent below the least saving, and not sure of it where more may be charged for', () => {
    const saving = (outcome: ReturnType<typeof judge>) => (outcome.verdict === 'fail' ? (outcome.cost.savings?.usd ?? 0) : 0);
    const at = (minimumSavingUsd: number, fn: Partial<LambdaFunction> = {}) =>
      judged(memoryPolicy, lambdaFunction(fn), {
        metrics: { memory: used(20), invocations: invoked(100), duration: lasting(1) },
        costMetrics,
        options: { minimumSavingUsd },
      });
    const least = saving(at(0));
    expect([at(least), at(least + 1e-6)].map(verdictOf)).toEqual(['fail over-provisioned', 'pass small-saving']);
    expect(verdictOf(at(least + 1e-6, { provisionedConcurrency: null }))).toBe('not-assessed provisioned-unknown');
    expect(verdictOf(at(1e5, { region: 'nowhere-1' }))).toBe('fail over-provisioned');
  });
});
