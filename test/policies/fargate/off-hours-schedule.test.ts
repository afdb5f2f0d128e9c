import { describe, expect, it } from 'vitest';
import type { EcsService } from '../../../src/model/resource/index.js';
import { presentMetric, seriesFrom } from '../../support/policy-fixtures.js';
import { fine, isOffice, judge } from './off-hours-fixtures.js';
import { TARGET } from './service-fixtures.js';

describe('fargate-off-hours', () => {
  it('counts only removable hours of the tasks that ran', () => {
    const outcome = judge({});
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    // 50 of 168 hours stay: 118/168 of 2 tasks x 730 h x (1 vCPU + 2 GB).
    expect(outcome.cost.savings?.usd).toBeCloseTo((118 / 168) * 2 * 730 * (0.04048 + 2 * 0.004445), 6);
    expect(outcome.values).toMatchObject({ offHours: { value: 118 }, schedule: { value: 'on Mon-Fri 08:00-18:00, off otherwise' } });
    expect(outcome.charts[0]).toMatchObject({ type: 'week', timeZone: 'UTC' });
  });

  it('counts the fewest tasks that scaling allows', () => {
    const scaling = { target: { minimum: 1, maximum: 4, suspended: false }, policies: [], scheduledActions: [] };
    const outcome = judge({ of: { scaling } });
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.cost.savings?.usd).toBeCloseTo((118 / 168) * 730 * (0.04048 + 2 * 0.004445), 6);
    expect(outcome.recommendation.target?.notes).toContain('counted-by-fewest-tasks');
  });

  it("works in the owner's time zone and schedules in it", () => {
    const tokyo = seriesFrom(({ epoch }) => {
      const local = new Date((epoch + 9 * 3600) * 1000);
      return isOffice(local.getUTCHours(), (local.getUTCDay() + 6) % 7) ? 40 : 1;
    }, fine);
    const outcome = judge({ series: tokyo, zone: 'Asia/Tokyo' });
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.values.schedule?.value).toBe('on Mon-Fri 08:00-18:00, off otherwise');
    const lines = outcome.commands.map(({ argv }) => argv.map((part) => (typeof part === 'string' ? part : part.value)).join(' '));
    expect(lines.find((line) => line.includes('put-scheduled-action') && line.includes('MinCapacity=2'))).toContain(
      'cron(0 8 ? * MON,TUE,WED,THU,FRI *) --timezone Asia/Tokyo',
    );
    expect(lines.find((line) => line.includes('MinCapacity=0'))).toContain('cron(0 18 ? * MON,TUE,WED,THU,FRI *)');
  });

  describe('goes back', () => {
    const linesOf = (scaling: EcsService['scaling']) => {
      const outcome = judge({ of: { scaling, desired: 3, running: 3 } });
      if (outcome.verdict !== 'fail') throw new Error('must fail');
      return outcome.commands.map(
        ({ purpose, argv }) => `${purpose} ${argv.map((part) => (typeof part === 'string' ? part : part.value)).join(' ')}`,
      );
    };
    const target = (minimum: number) => ({
      target: { minimum, maximum: 4, suspended: false },
      policies: [],
      scheduledActions: [],
    });

    it('to no target where there was none, with the count that it had', () => {
      const lines = linesOf({ target: null, policies: [], scheduledActions: [] });
      expect(lines[1]).toContain('apply aws application-autoscaling register-scalable-target');
      expect(lines.at(-2)).toBe(
        'undo aws application-autoscaling deregister-scalable-target --region us-east-1 --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id service/main/web',
      );
      expect(lines.at(-1)).toMatch(/^undo aws ecs update-service .* --desired-count 3$/);
    });

    it('to the bounds that there were, and starts at least one task in the morning', () => {
      const lines = linesOf(target(2));
      expect(lines.some((line) => line.includes('MinCapacity=2,MaxCapacity=4'))).toBe(true);
      expect(lines.at(-2)).toMatch(/^undo .* register-scalable-target .* --min-capacity 2 --max-capacity 4$/);
      expect(lines.some((line) => line.includes('deregister'))).toBe(false);
      const fromNone = linesOf(target(0));
      expect(fromNone.some((line) => line.includes('MinCapacity=1,MaxCapacity=4'))).toBe(true);
      expect(fromNone.at(-2)).toMatch(/ --min-capacity 0 --max-capacity 4$/);
    });

    const night = { name: 'up', schedule: 'cron(0 7 * * ? *)', timeZone: null, minimum: 2, maximum: null, desired: null };
    const suspended = (...suspendedKinds: ('in' | 'scheduled')[]) => ({
      ...target(2),
      target: { minimum: 2, maximum: 4, suspended: true, suspendedKinds },
    });

    it('resumes scheduled actions that stand still, where none comes back to work with them', () => {
      const states = (scaling: EcsService['scaling']) =>
        linesOf(scaling).flatMap((line) => {
          const [before, state] = line.split(' --suspended-state ');
          return state === undefined ? [] : [`${before?.split(' ')[0]} ${state}`];
        });
      const state = (scheduled: boolean) =>
        `DynamicScalingInSuspended=true,DynamicScalingOutSuspended=false,ScheduledScalingSuspended=${scheduled}`;
      expect(states(suspended('in', 'scheduled'))).toEqual([`apply ${state(false)}`, `undo ${state(true)}`]);
      expect(states(suspended('in'))).toEqual([]);
      expect(states({ ...suspended('in', 'scheduled'), scheduledActions: [night] })).toEqual([]);
    });

    it('asks what is to become of scheduled actions that it has', () => {
      const of = (scaling: EcsService['scaling']) => judge({ of: { scaling } });
      const first = (scaling: EcsService['scaling']) => {
        const outcome = of(scaling);
        return outcome.verdict === 'fail' ? outcome.questions[0] : outcome.code;
      };
      expect(of({ ...target(2), scheduledActions: [night] })).toMatchObject({
        confidence: 'medium',
        confidenceReasons: ['no-traffic-evidence', 'own-schedule'],
        values: { scheduledRaises: { value: 'to 2 at cron(0 7 * * ? *) UTC' } },
      });
      expect(first({ ...target(2), scheduledActions: [night] })).toBe('ask-own-schedule');
      expect(first({ ...suspended('scheduled'), scheduledActions: [night] })).toBe('ask-suspended-schedule');
      expect(first({ ...target(2), scheduledActions: [{ ...night, minimum: 0 }] })).toBe('ask-night-work');
      expect(first(suspended('scheduled'))).toBe('ask-night-work');
    });

    it('only looks where it could not be read whether something scales it', () => {
      expect(linesOf(null).map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
        'inspect aws ecs describe-services',
        'inspect aws application-autoscaling describe-scalable-targets',
      ]);
      expect(judge({ of: { scaling: null } })).toMatchObject({
        questions: ['ask-scaling-unread', 'ask-night-work', 'ask-start-order', 'ask-own-clock'],
      });
      expect(judge({})).toMatchObject({ questions: ['ask-night-work', 'ask-start-order', 'ask-own-clock'] });
    });
  });

  it('is careful about production and about unread requests', () => {
    const production = { name: 'prod', nonProduction: false, source: 'tag', matched: 'env=prod' };
    const received = seriesFrom(() => 1);
    expect(judge({ received, environment: production })).toMatchObject({ confidence: 'medium', confidenceReasons: ['production'] });
    expect(judge({ received, of: { targetGroupArns: [TARGET] } })).toMatchObject({
      confidence: 'low',
      confidenceReasons: ['requests-unread'],
    });
    expect(judge({ received, environment: null })).toMatchObject({ confidence: 'medium', confidenceReasons: ['environment-unknown'] });
    expect(judge({ received })).toMatchObject({ confidence: 'high', confidenceReasons: [] });
    expect(judge({})).toMatchObject({ confidence: 'medium', confidenceReasons: ['no-traffic-evidence'] });
  });

  it('takes no larger a share of task-hours than of hours, however many tasks are wanted now', () => {
    const samples = (tasks: number) => ({ costMetrics: () => presentMetric('ecs.cpu', { daily: { SampleCount: tasks * 1440 } }) });
    const saved = (desired: number, ran: number) => {
      const outcome = judge({ of: { desired, running: desired }, ...samples(ran) });
      if (outcome.verdict !== 'fail') throw new Error('must fail');
      return (outcome.cost.savings?.usd ?? 0) / (outcome.cost.current?.usd ?? 1);
    };
    expect(saved(4, 4)).toBeCloseTo(118 / 168, 9);
    expect(saved(4, 1)).toBeCloseTo(118 / 168, 9);
    expect(saved(2, 4)).toBeCloseTo(118 / 336, 9);
  });
});
