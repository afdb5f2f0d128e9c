import { describe, expect, it } from 'vitest';
import toLambda from '../../../policies/fargate/to-lambda.js';
import type { MetricView } from '../../../src/model/metric.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { missingMetric, presentMetric, service, taskShape, zeroMetric } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { TARGET, WINDOWS } from './service-fixtures.js';

describe('fargate-to-lambda', () => {
  interface Case {
    of?: Partial<EcsService>;
    cpu?: MetricView;
    memory?: MetricView;
    requests?: MetricView;
  }
  const cpuAt = (average: number, status: 'ok' | 'partial' = 'ok') =>
    presentMetric('ecs.cpu', { status, daily: { Average: average, Maximum: Math.max(20, average), SampleCount: 2880 } });
  const memoryAt = (percent: number) => presentMetric('ecs.memory', { daily: { Maximum: percent } });
  const requestsOf = (perDay: number) => presentMetric('ecs.requestsPerTarget', { daily: { Sum: perDay } });
  const judge = ({ of = {}, cpu = cpuAt(0.1), memory = memoryAt(10), requests = requestsOf(500) }: Case) =>
    judged(toLambda, service({ targetGroupArns: [TARGET], ...of }), { metrics: { cpu, memory, requests } });
  const cases: [string, Case, string][] = [
    ['a few requests an hour', {}, 'fail to-lambda'],
    ['steady work', { cpu: cpuAt(30), requests: requestsOf(500_000) }, 'pass fargate-is-cheaper'],
    ['no requests', { requests: zeroMetric('ecs.requestsPerTarget') }, 'pass no-requests'],
    ['no target group', { of: { targetGroupArns: [] } }, 'not-applicable not-request-driven'],
    [
      'more memory than a function has',
      { of: { shape: taskShape({ cpuUnits: 2048, memoryMib: 16_384 }) }, memory: memoryAt(60) },
      'pass ruled-out',
    ],
    ['a request a week or two, beside what tasks do on their own', { cpu: cpuAt(0.5), requests: requestsOf(0.1) }, 'fail to-lambda'],
    ['Windows', { of: WINDOWS }, 'not-applicable windows'],
    ['desired count 0', { of: { desired: 0 } }, 'not-applicable desired-zero'],
    ['unknown size', { of: { shape: null } }, 'not-assessed size-unknown'],
    ['unknown requests', { requests: missingMetric('ecs.requestsPerTarget', 'denied') }, 'not-assessed metric-unknown'],
    ['unknown CPU', { cpu: missingMetric('ecs.cpu') }, 'not-assessed metric-unknown'],
    ['results missing', { cpu: cpuAt(0.1, 'partial') }, 'not-assessed metric-incomplete'],
    ['no price', { of: { region: 'nowhere-1' } }, 'not-assessed no-price'],
  ];
  it.each(cases)('%s', (_, given, expected) => {
    expect(verdictOf(judge(given))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, given]) => judge(given));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/to-lambda.txt');
  });

  it('needs a price of both, and each of its metrics', () => {
    expect(judge({ memory: missingMetric('ecs.memory', 'denied') })).toMatchObject({
      code: 'metric-unknown',
      values: { metric: { value: 'AWS/ECS MemoryUtilization' } },
    });
    const cost = {
      monthly: { usd: 50, basis: 'list' as const, asOf: '2026-07-20' },
      lines: [],
      unpricedBecause: null,
      hoursPerMonth: 1460,
    };
    const priced = (overrides: Partial<typeof cost> | { monthly: null } | { hoursPerMonth: null }, region = 'us-east-1') =>
      verdictOf(
        judged(toLambda, service({ targetGroupArns: [TARGET], region }), {
          metrics: { cpu: cpuAt(0.1), memory: memoryAt(10), requests: requestsOf(500) },
          cost: { ...cost, ...overrides },
        }),
      );
    expect(priced({})).toBe('fail to-lambda');
    expect(priced({ monthly: null })).toBe('not-assessed no-price');
    expect(priced({ hoursPerMonth: null })).toBe('not-assessed no-price');
    expect(priced({}, 'nowhere-1')).toBe('not-assessed no-price');
  });

  it('moves a service on arm64 to functions on arm64', () => {
    const outcome = judge({ of: { shape: taskShape({ architecture: 'arm64' }) } });
    expect(outcome.verdict === 'fail' && outcome.recommendation.target?.label).toMatch(/^lambda-arm64/);
  });

  it('counts no load balancer, for the one that it has stays, and names its own home only in a cheaper size', () => {
    const homes = (of: Partial<EcsService>) => {
      const outcome = judge({ of });
      if (outcome.verdict !== 'fail') throw new Error('must fail');
      const { target, alternatives } = outcome.recommendation;
      expect([target, ...alternatives].every((home) => home?.notes.includes('load-balancer-stays'))).toBe(true);
      return new Map(alternatives.map(({ label, savings }) => [label.split(':')[0], savings?.usd]));
    };
    const smallest = { shape: taskShape({ cpuUnits: 256, memoryMib: 512 }) };
    // Two tasks of 0.25 vCPU / 0.5 GB as now; on Graviton they cost a fifth less.
    expect(homes(smallest).has('fargate')).toBe(false);
    expect(homes(smallest).get('fargate-arm64')).toBeCloseTo(2 * 730 * (0.25 * (0.04048 - 0.03238) + 0.5 * (0.004445 - 0.00356)), 6);
    expect(homes({ shape: taskShape({ cpuUnits: 256, memoryMib: 1024 }) }).get('fargate')).toBeCloseTo(2 * 730 * 0.5 * 0.004445, 6);
    const onSpot = { ...smallest, compute: [{ compute: 'fargate-spot' as const, share: 1 }] };
    expect(homes(onSpot).has('fargate')).toBe(true);
    expect(homes(onSpot).has('fargate-spot')).toBe(false);
  });

  it('gives a function the memory that a task used before the window', () => {
    const once = (percent: number) =>
      presentMetric('ecs.memory', { daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day < 5 ? percent : 10)) } });
    const label = (of: Partial<EcsService>) => {
      const outcome = judge({ of, memory: once(60) });
      return outcome.verdict === 'fail' ? [outcome.recommendation.target?.label, outcome.evidence[1]?.value] : verdictOf(outcome);
    };
    // 60 % of 2 GB with a fifth to spare.
    expect(label({})).toEqual(['lambda-x86_64: 1536 MB, x86_64', 60]);
    expect(label({ deployments: [] })).toEqual(['lambda-x86_64: 256 MB, x86_64', 10]);
  });

  it('counts the careful end of the range, and flips where that stops being worth it', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    // 0.1 % of 1 vCPU over 2 x 730 h: 5,256 CPU-seconds, each 1,769 / 1,024 GB-seconds on Lambda, ten times as many where requests wait.
    const requests = 500 * 14 * 2 * (730 / 336);
    expect(outcome.cost.projected?.usd).toBeCloseTo(5256 * 10 * (1769 / 1024) * 0.0000166667 + (requests / 1e6) * 0.2, 2);
    const flip = outcome.evidence[0]?.flipsAt ?? 0;
    expect(judge({ cpu: cpuAt(flip * 0.99) }).verdict).toBe('fail');
    expect(judge({ cpu: cpuAt(flip * 1.05) }).verdict).toBe('pass');
    expect(outcome).toMatchObject({
      confidence: 'low',
      questions: expect.arrayContaining(['ask-protocol', 'ask-state', 'ask-local-disk']),
    });
  });
});
