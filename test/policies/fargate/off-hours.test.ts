import { describe, expect, it } from 'vitest';
import policy from '../../../policies/fargate/off-hours.js';
import { judged, verdictOf } from '../../support/judged.js';
import { metricFromSeries, missingMetric, presentMetric, seriesFrom, service, task, zeroMetric } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { type Case, fine, isOffice, judge, office } from './off-hours-fixtures.js';
import { TARGET } from './service-fixtures.js';

describe('fargate-off-hours', () => {
  const cases: [string, Case, string][] = [
    ['office hours', {}, 'fail off-hours'],
    ['idle all week', { series: seriesFrom(() => 1, fine) }, 'pass never-used'],
    ['busy all week', { series: seriesFrom(() => 30, fine) }, 'pass never-quiet'],
    [
      'exactly at the limit is not quiet',
      { series: seriesFrom(({ hour, weekday }) => (isOffice(hour, weekday) ? 40 : 5), fine) },
      'pass never-quiet',
    ],
    ['just under it is', { series: seriesFrom(({ hour, weekday }) => (isOffice(hour, weekday) ? 40 : 4.99), fine) }, 'fail off-hours'],
    [
      'quiet on average of two weeks, busy in one of them',
      { series: seriesFrom(({ index, hour, weekday }) => (index < 7 * 288 || isOffice(hour, weekday) ? 30 : 1), fine) },
      'pass no-schedule',
    ],
    ['one busy hour every night', { series: seriesFrom(({ hour }) => (hour === 3 ? 60 : 1), fine) }, 'fail off-hours'],
    ['quiet for two hours a night', { series: seriesFrom(({ hour }) => (hour < 2 ? 1 : 30), fine) }, 'pass no-schedule'],
    [
      'five minutes of work at any hour of the day',
      { series: seriesFrom(({ index }) => (index % 12 === 0 ? 50 : 1), fine) },
      'pass no-schedule',
    ],
    [
      'no data on weekends, which would decide',
      { series: seriesFrom(({ hour, weekday }) => (weekday < 5 ? (isOffice(hour, weekday) ? 40 : 1) : null), fine) },
      'not-assessed hours-unseen',
    ],
    [
      'office hours, of which nine days are known',
      { series: seriesFrom(({ index, hour, weekday }) => (index >= 9 * 288 ? null : isOffice(hour, weekday) ? 40 : 1), fine) },
      'not-assessed hours-seldom-seen',
    ],
    [
      'requests through the night as well, of which nine days are known',
      {
        series: seriesFrom(({ index, hour, weekday }) => (index >= 9 * 288 ? null : isOffice(hour, weekday) ? 40 : 1), fine),
        requests: seriesFrom(({ index }) => (index >= 9 * 24 ? null : 3)),
        of: { targetGroupArns: [TARGET] },
      },
      'pass no-schedule',
    ],
    [
      'quiet for two hours a night, of which nine days are known',
      { series: seriesFrom(({ index, hour }) => (index >= 9 * 288 ? null : hour < 2 ? 1 : 30), fine) },
      'pass no-schedule',
    ],
    [
      'office hours, of which six days are known',
      { series: seriesFrom(({ index, hour, weekday }) => (index >= 6 * 288 ? null : isOffice(hour, weekday) ? 40 : 1), fine) },
      'not-assessed too-few-weeks',
    ],
    [
      'scaled to none outside office hours already',
      { series: seriesFrom(({ hour, weekday }) => (isOffice(hour, weekday) ? (hour === 12 ? 1 : 40) : null), fine) },
      'pass no-schedule',
    ],
    [
      'requests through the night',
      {
        requests: seriesFrom(() => 3),
        requestCount: presentMetric('ecs.requestsPerTarget', { daily: { Sum: 72 } }),
        of: { targetGroupArns: [TARGET] },
      },
      'pass no-schedule',
    ],
    ['no requests at all', { requestCount: zeroMetric('ecs.requestsPerTarget'), of: { targetGroupArns: [TARGET] } }, 'fail off-hours'],
    ['no series', { cpu: presentMetric('ecs.cpu', { daily: { Average: 20, Maximum: 4, Minimum: 1, SampleCount: 1 } }) }, 'pass never-used'],
    ['no metric', { cpu: missingMetric('ecs.cpu') }, 'not-assessed metric-unknown'],
    [
      'results missing',
      { cpu: presentMetric('ecs.cpu', { status: 'partial', daily: { Average: 20, Maximum: 40, Minimum: 1, SampleCount: 1 } }) },
      'not-assessed metric-incomplete',
    ],
    ['size unknown', { of: { shape: null } }, 'not-assessed size-unknown'],
    ['desired count 0', { of: { desired: 0 } }, 'not-applicable desired-zero'],
  ];
  it.each(cases)('%s', (_, given, expected) => {
    expect(verdictOf(judge(given))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, given]) => judge(given));
    const more = {
      scaled: judge({ of: { scaling: { target: { minimum: 1, maximum: 4, suspended: false }, policies: [], scheduledActions: [] } } }),
      'in Tokyo, of unknown environment': judge({ zone: 'Asia/Tokyo', environment: null }),
      'requests unread': judge({ of: { targetGroupArns: [TARGET] } }),
      'without a price': judge({ of: { region: 'nowhere-1' } }),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/off-hours.txt');
  });

  it('says so where the hours are missing though the metric is there', () => {
    const outcome = judged(policy, service(), { metrics: { cpu: metricFromSeries('ecs.cpu', office, 10) } });
    expect(verdictOf(outcome)).toBe('not-assessed series-missing');
    expect(verdictOf(judged(policy, task()))).toBe('not-assessed standalone-task');
  });

  const requestsAt = (count: number) => seriesFrom(({ hour, weekday }) => (isOffice(hour, weekday) ? 500 : hour === 20 ? count : 0));
  const nightly = seriesFrom(({ hour }) => (hour < 3 ? 1 : 30), fine);
  it.each<[string, Case, string]>([
    ['no request in the evening', { requests: requestsAt(0) }, '118'],
    ['requests in one hour of the evening, on every day: 08:00 to 21:00 stays', { requests: requestsAt(1) }, '77'],
    ['as many as are allowed', { requests: requestsAt(7), options: { maximumRequestsPerHour: 7 } }, '118'],
    ['one more', { requests: requestsAt(8), options: { maximumRequestsPerHour: 7 } }, '77'],
    [
      'two jobs a day, far apart, at the same hours each week',
      { series: seriesFrom(({ hour }) => (hour === 1 || hour === 13 ? 40 : 1), fine) },
      'fail',
    ],
    ['three hours a night, exactly enough', { series: nightly, options: { minimumOffHoursPerWeek: 21 } }, '21'],
    ['three hours a night, an hour too few', { series: nightly, options: { minimumOffHoursPerWeek: 22 } }, 'pass no-schedule'],
    ['more weeks asked for than there are', { options: { minimumWeeks: 3 } }, 'not-assessed window-too-short'],
    [
      'busy once, which is all of the hours that it leaves on',
      { series: seriesFrom(({ index }) => (index < 12 ? 60 : 1), fine), options: { minimumBusyShare: 0.5 } },
      'pass no-rhythm',
    ],
    [
      'quiet but where it was not seen',
      {
        series: seriesFrom(({ hour }) => (hour < 12 ? 1 : null), fine),
        cpu: presentMetric('ecs.cpu', { daily: { Average: 20, Maximum: 40, Minimum: 1, SampleCount: 1 } }),
      },
      'pass never-used',
    ],
    [
      'a busy hour here and there, at other hours each week',
      { series: seriesFrom(({ index, weekday }) => (weekday < 5 && (Math.floor(index / 12) * 7919) % 10 === 3 ? 40 : 1), fine) },
      'pass no-rhythm',
    ],
    [
      'the same, where that is enough',
      {
        series: seriesFrom(({ index, weekday }) => (weekday < 5 && (Math.floor(index / 12) * 7919) % 10 === 3 ? 40 : 1), fine),
        options: { minimumBusyShare: 0 },
      },
      'fail',
    ],
  ])('%s', (_, given, expected) => {
    const outcome = judge(given);
    const said = outcome.verdict === 'fail' ? `${outcome.values.offHours?.value}` : verdictOf(outcome);
    expect(expected === 'fail' ? outcome.verdict : said).toBe(expected);
  });

  it('says what it left out, took for granted and cannot know', async () => {
    const started = { deployments: service().deployments.map((one) => ({ ...one, createdAt: '2026-11-10T22:00:00Z' })) };
    const spiked = seriesFrom(
      ({ epoch, hour, weekday }) => (isOffice(hour, weekday) || (epoch >= 1794348000 && epoch < 1794348600) ? 40 : 1),
      fine,
    );
    const none = zeroMetric('ecs.requestsPerTarget');
    const partial = presentMetric('ecs.requestsPerTarget', { status: 'partial', daily: { Sum: 0 } });
    const some = presentMetric('ecs.requestsPerTarget', { daily: { Sum: new Array<number>(14).fill(9) } });
    const behind = { targetGroupArns: [TARGET] };
    await expect(
      outcomeTexts({
        'a start at night': judge({ of: started, series: spiked, source: 'default' }),
        'nobody asked': judge({ of: behind, requestCount: none }),
        'requests counted by the hour': judge({ of: behind, requestCount: some, requests: requestsAt(0) }),
        'requests in part': judge({ of: behind, requestCount: partial }),
        'requests by the day alone': judge({ of: behind, requestCount: some }),
        'scaling unread': judge({ of: { scaling: null } }),
      }),
    ).toMatchFileSnapshot('outcomes/off-hours-known.txt');
  });
});
