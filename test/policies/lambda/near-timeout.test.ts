import { describe, expect, it } from 'vitest';
import policy from '../../../policies/lambda/near-timeout.js';
import type { LambdaFunction } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { END, lambdaFunction, missingMetric, zeroMetric } from '../../support/policy-fixtures.js';
import { DAYS, durations, invoked, judge } from './timeout-fixtures.js';

describe('lambda-near-timeout', () => {
  it.each<[string, Partial<LambdaFunction>, ReturnType<typeof durations>, string]>([
    ['p99 over 80 % of a short timeout', {}, durations(24_001, 26_000), 'fail p99-near-timeout'],
    ['exactly 80 % is not close', {}, durations(24_000, 24_000), 'pass well-within'],
    ['only the slowest invocation is close', {}, durations(3000, 24_001), 'fail maximum-near-timeout'],
    ['p99 towards the wall', { timeoutSeconds: 900 }, durations(721_000, 800_000), 'fail p99-near-wall'],
    ['exactly 80 % of the wall', { timeoutSeconds: 900 }, durations(720_000, 720_000), 'pass well-within'],
    ['one outlier towards the wall', { timeoutSeconds: 900 }, durations(60_000, 890_000), 'fail maximum-near-wall'],
    ['the wall does not excuse a low timeout', { timeoutSeconds: 600 }, durations(500_000, 550_000), 'fail p99-near-timeout'],
    [
      'managed instances may run for 5,400 s',
      {
        timeoutSeconds: 3600,
        capacityProvider: { arn: 'arn:aws:lambda:us-east-1:1:capacity-provider:x', memoryGibPerVcpu: 2, maxConcurrencyPerEnvironment: 10 },
      },
      durations(1_000_000, 1_200_000),
      'pass well-within',
    ],
    [
      'a durable function has no wall, but a timeout for each invocation',
      { timeoutSeconds: 900, durable: { executionTimeoutSeconds: 86_400, retentionDays: 14 } },
      durations(800_000, 850_000),
      'fail p99-near-timeout',
    ],
    [
      'slow days before the window are no present problem',
      {},
      durations(28_000, (day) => (day < 18 ? 29_000 : 5000)),
      'pass slow-before-the-window',
    ],
    [
      'slow days before the window and one now: p99 may be theirs',
      {},
      durations(28_000, (day) => (day < 18 || day === 25 ? 29_000 : 5000)),
      'fail maximum-near-timeout',
    ],
    ['slow all along, before and in the window', {}, durations(28_000, 29_000), 'fail p99-near-timeout'],
    [
      'slow only in the window, on few days',
      {},
      durations(28_000, (day) => (day === 30 || day === 31 ? 29_000 : 5000)),
      'fail p99-near-timeout',
    ],
    ['too few invocations for a p99', {}, durations(29_000, 29_000, { samples: 3 }), 'fail maximum-near-timeout'],
    ['durations in part of the days are enough', {}, durations(28_000, (day) => (day > 28 ? 29_000 : null)), 'fail p99-near-timeout'],
  ])('%s', (_, fn, duration, expected) => {
    expect(verdictOf(judge(fn, duration))).toBe(expected);
  });

  it('tells silence, unknown durations and denied metrics apart', () => {
    expect(verdictOf(judge({}, missingMetric('lambda.duration'), zeroMetric('lambda.invocations')))).toBe('not-applicable no-invocations');
    expect(verdictOf(judge({}, missingMetric('lambda.duration')))).toBe('not-assessed duration-missing');
    expect(verdictOf(judge({}, missingMetric('lambda.duration', 'denied'), missingMetric('lambda.invocations', 'denied')))).toBe(
      'not-assessed metric-unknown',
    );
    expect(verdictOf(judge({}, durations(1000, 2000, { status: 'partial' })))).toBe('not-assessed metric-incomplete');
    expect(verdictOf(judge({}, durations(28_000, 29_000, { status: 'partial' })))).toBe('fail p99-near-timeout');
  });

  it('is least severe for one rare outlier and most for the wall', () => {
    const severity = (fn: Partial<LambdaFunction>, duration: ReturnType<typeof durations>) => {
      const outcome = judge(fn, duration);
      return outcome.verdict === 'fail' ? outcome.severity : null;
    };
    expect(severity({}, durations(3000, 29_000))).toBe('low');
    expect(severity({ timeoutSeconds: 900 }, durations(3000, 890_000))).toBe('medium');
    expect(severity({}, durations(28_000, 29_000))).toBe('high');
    expect(severity({ timeoutSeconds: 900 }, durations(800_000, 890_000))).toBe('high');
  });

  it('uses the maximum, with low confidence, where there are no percentiles', () => {
    const outcome = judge({}, durations(0, 29_000, { substituted: true }));
    expect(outcome).toMatchObject({ code: 'p99-near-timeout', confidence: 'low', confidenceReasons: ['percentile-substituted'] });
  });

  it('advises the smallest timeout with the headroom, up to the wall, and the way back', () => {
    const outcome = judge({}, durations(28_000, 29_000));
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    const arguments_ = outcome.commands.map(({ purpose, argv }) => [
      purpose,
      argv.map((part) => (typeof part === 'string' ? part : part.value)).join(' '),
    ]);
    expect(arguments_).toContainEqual([
      'apply',
      'aws lambda update-function-configuration --region us-east-1 --function-name resize-image --timeout 37',
    ]);
    expect(arguments_).toContainEqual([
      'undo',
      'aws lambda update-function-configuration --region us-east-1 --function-name resize-image --timeout 30',
    ]);
    expect(outcome.commands[0]?.purpose).toBe('inspect');
    expect(outcome.cost.savings?.usd).toBe(0);
    const wall = judge({ timeoutSeconds: 900 }, durations(800_000, 890_000));
    expect(wall).toMatchObject({ recommendation: { action: 'investigate', target: { notes: ['split-or-move'] } } });
  });

  it('says where the verdict flips', () => {
    const outcome = judge({}, durations(28_000, 29_000));
    expect(outcome).toMatchObject({
      evidence: [
        { name: 'p99DurationMilliseconds', flipsAt: 24_000 },
        { name: 'maximumDurationMilliseconds', flipsAt: 24_000 },
        {},
        {},
        {},
      ],
    });
  });

  it('notes a change inside the window, and none at its very start', () => {
    const reasonsAfter = (lastModified: string) => {
      const outcome = judge({ lastModified }, durations(28_000, 29_000));
      return outcome.verdict === 'fail' ? outcome.confidenceReasons : null;
    };
    expect(reasonsAfter(END.replace('16', '10'))).toEqual(['changed-lately']);
    expect(reasonsAfter('2026-11-02T00:00:01Z')).toEqual(['changed-lately']);
    expect(reasonsAfter('2026-11-02T00:00:00Z')).toEqual([]);
  });

  it('takes p99 for lasting from the least number of invocations on, and not from one less', () => {
    const at = (minimumInvocations: number) =>
      judged(policy, lambdaFunction({ timeoutSeconds: 30 }), {
        metrics: { duration: durations(28_000, 29_000, { samples: 10 }), invocations: invoked },
        options: { minimumInvocations },
      });
    expect(at(DAYS * 10)).toMatchObject({ code: 'p99-near-timeout', confidence: 'high' });
    expect(at(DAYS * 10 + 1)).toMatchObject({ code: 'maximum-near-timeout', confidenceReasons: ['few-invocations'] });
  });

  it.each<[string, Partial<LambdaFunction>, number, number, string]>([
    ['p99 at exactly 80 % of the timeout', {}, 24_000, 29_000, 'fail maximum-near-timeout'],
    ['p99 a little above it', {}, 24_001, 29_000, 'fail p99-near-timeout'],
    ['p99 at exactly 80 % of the wall', { timeoutSeconds: 900 }, 720_000, 800_000, 'fail maximum-near-wall'],
    ['p99 a little above it, towards the wall', { timeoutSeconds: 900 }, 720_001, 800_000, 'fail p99-near-wall'],
    [
      'the maximum at exactly 80 % of the wall, under a lower timeout',
      { timeoutSeconds: 800 },
      3_000,
      720_000,
      'fail maximum-near-timeout',
    ],
    ['the maximum a little above it', { timeoutSeconds: 800 }, 3_000, 720_001, 'fail maximum-near-wall'],
  ])('%s', (_, fn, p99, maximum, expected) => {
    expect(verdictOf(judge(fn, durations(p99, maximum)))).toBe(expected);
  });

  it('raises no timeout that is the longest already', () => {
    const durable = { executionTimeoutSeconds: 86_400, retentionDays: 14 };
    const outcome = judge({ timeoutSeconds: 900, durable }, durations(800_000, 850_000));
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.recommendation.action).toBe('investigate');
    expect(outcome.recommendation.target?.notes).toEqual(['split-durable-steps']);
    expect(outcome.commands.map(({ purpose, argv }) => `${purpose} ${argv[2]}`)).toEqual([
      'inspect get-function-configuration',
      'inspect list-aliases',
    ]);
  });

  it('says that invocations were cut off from the timeout itself on', () => {
    const notesAt = (maximum: number) => {
      const outcome = judge({}, durations(28_000, maximum));
      return outcome.verdict === 'fail' ? outcome.recommendation.target?.notes : null;
    };
    const always = ['api-times-out-too', 'raise-timeout', 'latest-alone'];
    expect(notesAt(29_999)).toEqual(always);
    expect(notesAt(30_000)).toEqual(['cut-off', 'first-step', ...always]);
  });

  it('foretells no share of a longer timeout where invocations were cut off, and is less sure', () => {
    const told = (maximum: number, fn: Partial<LambdaFunction> = {}) => {
      const outcome = judge(fn, durations(maximum, maximum));
      if (outcome.verdict !== 'fail') throw new Error('must fail');
      const { confidence, confidenceReasons, questions, recommendation } = outcome;
      return [
        recommendation.target?.label,
        recommendation.target?.projected[0]?.projectedPercent,
        confidence,
        confidenceReasons,
        questions,
      ];
    };
    expect(told(29_999)).toEqual(['timeout 38 s', expect.closeTo(2999.9 / 38, 6), 'high', [], ['ask-idempotent']]);
    const asked = ['ask-ends-at-all', 'ask-idempotent'];
    expect(told(30_000)).toEqual(['timeout 38 s first, then look again', null, 'medium', ['cut-off'], asked]);
    const wall = ['shorter units of work, or another home', null, 'medium', ['cut-off'], ['ask-what-grows', ...asked]];
    expect(told(900_000, { timeoutSeconds: 900 })).toEqual(wall);
  });
});
