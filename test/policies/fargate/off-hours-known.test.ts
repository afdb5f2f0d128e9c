import { describe, expect, it } from 'vitest';
import { verdictOf } from '../../support/judged.js';
import { missingMetric, presentMetric, SCALAR_WINDOW, seriesFrom, service, zeroMetric } from '../../support/policy-fixtures.js';
import { type Case, isOffice, judge } from './off-hours-fixtures.js';
import { TARGET } from './service-fixtures.js';

const said = (given: Case) => {
  const outcome = judge(given);
  if (outcome.verdict !== 'fail') return verdictOf(outcome);
  return `${outcome.values.offHours?.value} ${outcome.confidence} ${outcome.confidenceReasons.join()}`;
};
/** Bytes per second that make so many a day. */
const perDay = (bytes: number) => bytes / 86_400;
const LIMIT = 5_000_000;
const quiet = seriesFrom(() => 1);

describe('fargate-off-hours, of what tasks receive', () => {
  const by = (value: (hour: number, weekday: number) => number | null) => seriesFrom(({ hour, weekday }) => value(hour, weekday));
  it.each<[string, Case, string]>([
    ['next to nothing', { received: quiet }, '118 high '],
    ['as much as is allowed, at all hours', { received: by(() => perDay(LIMIT)) }, '118 high '],
    ['more, at all hours', { received: by(() => perDay(LIMIT + 1)) }, 'pass receives-traffic'],
    ['more in office hours alone', { received: by((hour, weekday) => (isOffice(hour, weekday) ? 1e6 : 1)) }, '118 high '],
    ['more in one hour of each evening: 08:00 to 21:00 stays', { received: by((hour) => (hour === 20 ? 1e6 : 1)) }, '77 high '],
    [
      'more than by default, where more is allowed',
      { received: by(() => perDay(9e6)), options: { maximumReceivedBytesPerDay: 9e6 } },
      '118 high ',
    ],
    ['unknown at night', { received: by((hour, weekday) => (isOffice(hour, weekday) ? 1 : null)) }, '118 low traffic-unread'],
    ['unknown in office hours', { received: by((hour, weekday) => (isOffice(hour, weekday) ? null : 1)) }, '118 high '],
    [
      'a metric without its hours',
      { receivedCount: presentMetric('ecs.insightsNetworkRx', { daily: { Average: 1 } }) },
      '118 low traffic-unread',
    ],
    ['no Container Insights', { receivedCount: missingMetric('ecs.insightsNetworkRx') }, '118 medium no-traffic-evidence'],
    [
      'no Container Insights, behind a load balancer that nobody asked',
      { of: { targetGroupArns: [TARGET] }, requestCount: zeroMetric('ecs.requestsPerTarget') },
      '118 medium load-balancer-type-unseen',
    ],
    [
      'no Container Insights, behind a load balancer with requests',
      {
        of: { targetGroupArns: [TARGET] },
        requestCount: presentMetric('ecs.requestsPerTarget', { daily: { Sum: new Array<number>(14).fill(500) } }),
        requests: by((hour, weekday) => (isOffice(hour, weekday) ? 50 : 0)),
      },
      '118 high ',
    ],
  ])('%s', (_, given, expected) => {
    expect(said(given)).toBe(expected);
  });

  it('names the most that they received in the hours that CPU would free', () => {
    const received = by((hour, weekday) => (isOffice(hour, weekday) ? 5e6 : 1e6));
    expect(judge({ received })).toMatchObject({
      code: 'receives-traffic',
      values: { offHours: { value: 118, unit: 'hours' }, received: { value: 1e6 * 86_400, unit: 'bytes-per-day' } },
    });
  });

  it('leaves out the hours of a start', () => {
    const at = Date.parse('2026-11-10T22:10:00Z') / 1000;
    const started = { deployments: service().deployments.map((one) => ({ ...one, createdAt: '2026-11-10T22:10:00Z' })) };
    const received = seriesFrom(({ epoch }) => (epoch <= at && at < epoch + 3600 ? 1e6 : 1));
    expect(said({ received, of: started })).toBe('118 high ');
    expect(said({ received })).toBe('93 high ');
  });
});

describe('fargate-off-hours, of the days before the window', () => {
  const dayOf = (date: string) => (Date.parse(`${date}T00:00:00Z`) - Date.parse(SCALAR_WINDOW.start)) / 86_400_000;
  /** Office hours in the window; before it the peaks given, and 40 % on the other weekdays. */
  const cpu = (before: Readonly<Record<string, number>>) => {
    const peaks = Array.from({ length: SCALAR_WINDOW.days }, (_, day): number => ((day + 3) % 7 < 5 ? 40 : 1));
    for (const [date, value] of Object.entries(before)) peaks[dayOf(date)] = value;
    return presentMetric('ecs.cpu', { daily: { Average: 10, Maximum: peaks, Minimum: 1, SampleCount: 2880 } });
  };
  const requestsOn = (date: string, count: number): Case => ({
    of: { targetGroupArns: [TARGET] },
    requestCount: presentMetric('ecs.requestsPerTarget', {
      daily: { Sum: Array.from({ length: SCALAR_WINDOW.days }, (_, day) => (day === dayOf(date) ? count : 0)) },
    }),
  });
  const deployedOn = (createdAt: string) => ({ deployments: service().deployments.map((one) => ({ ...one, createdAt })) });
  it.each<[string, Case, string]>([
    ['nothing on weekends', { cpu: cpu({}) }, '118 high '],
    ['just under the limit on a Saturday', { cpu: cpu({ '2026-10-24': 4.99 }) }, '118 high '],
    ['at the limit on a Saturday', { cpu: cpu({ '2026-10-24': 5 }) }, '118 low busy-before-window'],
    ['at the limit on a Friday, of which ten hours stay on', { cpu: cpu({ '2026-10-23': 90 }) }, '118 high '],
    [
      'busy on the Saturday of a deployment',
      { cpu: cpu({ '2026-10-24': 60 }), of: deployedOn('2026-10-24T09:00:00Z') },
      '118 medium start-before-window',
    ],
    ['requests on a Saturday', { cpu: cpu({}), ...requestsOn('2026-10-24', 1) }, '118 low busy-before-window'],
    ['requests on a Friday', { cpu: cpu({}), ...requestsOn('2026-10-23', 1) }, '118 high '],
    [
      'as many requests on a Saturday as all of its hours may have',
      { cpu: cpu({}), ...requestsOn('2026-10-24', 48), options: { maximumRequestsPerHour: 2 } },
      '118 high ',
    ],
    ['one more', { cpu: cpu({}), ...requestsOn('2026-10-24', 49), options: { maximumRequestsPerHour: 2 } }, '118 low busy-before-window'],
    // On Sundays Monday morning begins in Tokyo, so that only Saturdays in UTC are wholly off.
    ['busy on a Saturday, in Tokyo', { cpu: cpu({ '2026-10-24': 60 }), zone: 'Asia/Tokyo', series: tokyo() }, '118 low busy-before-window'],
    ['busy on a Sunday, in Tokyo', { cpu: cpu({ '2026-10-25': 60 }), zone: 'Asia/Tokyo', series: tokyo() }, '118 high '],
  ])('%s', (_, given, expected) => {
    expect(said({ received: quiet, ...given })).toBe(expected);
  });

  it('counts the days', () => {
    const outcome = judge({ received: quiet, cpu: cpu({ '2026-10-24': 60, '2026-10-25': 60, '2026-10-26': 60 }) });
    expect(outcome.values.busyDays).toEqual({ value: 2, unit: 'days' });
  });
});

function tokyo() {
  return seriesFrom(
    ({ epoch }) => {
      const local = new Date((epoch + 9 * 3600) * 1000);
      return isOffice(local.getUTCHours(), (local.getUTCDay() + 6) % 7) ? 40 : 1;
    },
    { periodSeconds: 300 },
  );
}

describe('fargate-off-hours, of a service that cannot keep its tasks', () => {
  it('is not sure', () => {
    const failed = { deployments: service().deployments.map((one) => ({ ...one, rolloutState: 'FAILED' })) };
    expect(said({ received: quiet, of: failed })).toBe('118 low unstable');
    expect(said({ received: quiet, of: { desired: 9 } })).toBe('118 low unstable');
  });
});
