import { describe, expect, it } from 'vitest';
import policy from '../../../policies/fargate/off-hours.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { presentMetric, seriesFrom } from '../../support/policy-fixtures.js';
import { type Case, fine, judge } from './off-hours-fixtures.js';
import { TARGET } from './service-fixtures.js';

const DEFAULT = { leadHours: policy.options.leadHours.default };
const nightly = (hours: number) => seriesFrom(({ hour }) => (hour >= 2 && hour < 2 + hours ? 60 : 1), fine);

function found(given: Case) {
  const outcome = judge({ ...given, options: { ...DEFAULT, ...given.options } });
  if (outcome.verdict !== 'fail') throw new Error(`must fail, and is ${outcome.code}`);
  return outcome;
}

describe('fargate-off-hours, before the first busy hour', () => {
  it('is up an hour before, unless told otherwise', () => {
    const words = (leadHours: number) => found({ options: { leadHours } }).values.schedule?.value;
    expect(DEFAULT.leadHours).toBe(1);
    expect(words(0)).toBe('on Mon-Fri 08:00-18:00, off otherwise');
    expect(words(1)).toBe('on Mon-Fri 07:00-18:00, off otherwise');
    expect(words(2)).toBe('on Mon-Fri 06:00-18:00, off otherwise');
    expect(found({}).cost.savings?.usd).toBeCloseTo((113 / 168) * 2 * 730 * (0.04048 + 2 * 0.004445), 6);
  });

  it('is unsure of a stretch that is as short as a job', () => {
    const received = seriesFrom(() => 1);
    const reasons = (hours: number, options: Case['options'] = {}) =>
      found({ series: nightly(hours), received, options }).confidenceReasons;
    // Three hours of work and one of lead are four.
    expect(reasons(2)).toEqual(['short-stretch']);
    expect(reasons(3)).toEqual([]);
    expect(reasons(3, { shortStretchHours: 5 })).toEqual(['short-stretch']);
    expect(found({ series: nightly(1), received })).toMatchObject({
      confidence: 'low',
      values: { schedule: { value: 'on every day 01:00-03:00, off otherwise' } },
    });
  });

  it('asks for a clock of its own, but not where the work comes with requests', () => {
    const behind = { of: { targetGroupArns: [TARGET] }, requestCount: presentMetric('ecs.requestsPerTarget', { daily: { Sum: 72 } }) };
    const atWork = (from: number, to: number) => seriesFrom(({ hour }) => (hour >= from && hour < to ? 7 : 0));
    expect(found({}).questions).toContain('ask-own-clock');
    expect(found({ ...behind, requests: atWork(8, 18) }).questions).not.toContain('ask-own-clock');
    expect(found({ ...behind, series: nightly(1), requests: atWork(2, 3) }).questions).toContain('ask-own-clock');
  });
});

describe('fargate-off-hours, of a service with a base on demand', () => {
  it('saves what its fewest tasks cost, which are that base', () => {
    const of: Partial<EcsService> = {
      launchType: null,
      capacityProviderStrategy: [
        { provider: 'FARGATE', weight: 0, base: 2 },
        { provider: 'FARGATE_SPOT', weight: 1, base: 0 },
      ],
      compute: [
        { compute: 'fargate', share: 0.2 },
        { compute: 'fargate-spot', share: 0.8 },
      ],
      running: 10,
      desired: 10,
      scaling: {
        target: { minimum: 2, maximum: 10, suspended: false },
        policies: [{ name: 'p', type: 'target-tracking', trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 50 }],
        scheduledActions: [],
      },
    };
    const { cost } = found({ of, costMetrics: () => presentMetric('ecs.cpu', { daily: { SampleCount: 4 * 1440 } }) });
    const task = 730 * (0.04048 + 2 * 0.004445);
    expect(cost.current?.usd).toBeCloseTo(task * (2 + 2 * 0.3), 6);
    expect(cost.savings?.usd).toBeCloseTo(task * 2 * (113 / 168), 6);
  });
});
