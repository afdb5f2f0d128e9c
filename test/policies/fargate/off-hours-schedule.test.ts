import { describe, expect, it } from 'vitest';
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
