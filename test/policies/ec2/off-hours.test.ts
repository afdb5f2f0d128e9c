import { describe, expect, it } from 'vitest';
import offHours from '../../../policies/ec2/off-hours.js';
import { type Load, office } from '../../support/loads.js';
import {
  codesOf,
  containerInstance,
  contextFor,
  fleetOf,
  instance,
  metricFromSeries,
  missingMetric,
  seriesFrom,
} from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { atNight, earlier, inFirst, judge, nights, type Spec, sent, traffic } from './off-hours-fixtures.js';

/** One hour in ten is busy, whichever. */
const hereAndThere: Load = ({ index, weekday }) => (weekday < 5 && (index * 7919) % 10 === 3 ? 40 : 1);
/** Of ten hours a day that many are busy: the first in the first week, the last in the second, the others not in the same block. */
const byTurns =
  (hours: number): Load =>
  ({ index, hour }) => {
    const inFirst = index < 168;
    const isBusy = inFirst ? hour >= 8 && hour < 8 + hours - 1 : hour === 17;
    return isBusy ? 40 : 1;
  };

describe('ec2-off-hours', () => {
  const cases: [string, Load, Spec, string, string][] = [
    ['office hours', office, {}, 'fail', 'off-hours'],
    ['weekdays', ({ weekday }) => (weekday < 5 ? 40 : 1), {}, 'fail', 'off-hours'],
    ['off hours just under the limit', (at) => (office(at) === 40 ? 40 : 4.999), {}, 'fail', 'off-hours'],
    ['off hours at the limit', (at) => (office(at) === 40 ? 40 : 5), {}, 'pass', 'never-idle'],
    [
      'idle on average, busy in every night of one week',
      (at) => (office(at) === 40 || at.index < 168 ? 40 : 1),
      {},
      'pass',
      'no-off-hours',
    ],
    ['a pause of two hours a day', ({ hour }) => (hour < 2 ? 1 : 40), {}, 'pass', 'no-off-hours'],
    ['three hours a day, less than a day a week', ({ hour }) => (hour < 3 ? 1 : 40), {}, 'pass', 'too-few-off-hours'],
    ['the same where that is enough', ({ hour }) => (hour < 3 ? 1 : 40), { options: { minimumOffHoursPerWeek: 21 } }, 'fail', 'off-hours'],
    ['one day a week exactly', ({ weekday }) => (weekday === 6 ? 1 : 40), {}, 'fail', 'off-hours'],
    ['busy here and there, at other hours each week', hereAndThere, {}, 'pass', 'no-rhythm'],
    ['the same, where that is enough', hereAndThere, { options: { minimumBusyShare: 0 } }, 'fail', 'off-hours'],
    ['two jobs a day, far apart', ({ hour }) => (hour === 1 || hour === 13 ? 40 : 1), {}, 'fail', 'off-hours'],
    ['an office with a week of holidays', (at) => (at.index < 168 ? office(at) : 1), {}, 'fail', 'off-hours'],
    ['half of its hours busy, weeks by turns', byTurns(5), {}, 'fail', 'off-hours'],
    ['less than half of them', byTurns(4), {}, 'pass', 'no-rhythm'],
    ['never busy', () => 1, {}, 'not-applicable', 'idle-throughout'],
    ['no datapoints', office, { metrics: { cpu: missingMetric('ec2.cpu') } }, 'not-assessed', 'metric-unknown'],
    ['no hourly values', office, { series: { cpu: null } }, 'not-assessed', 'series-missing'],
    [
      'office hours, of which nine days are known',
      (at) => (at.index >= 9 * 24 ? null : office(at)),
      {},
      'not-assessed',
      'hours-seldom-seen',
    ],
    [
      'a pause of two hours a day, of which nine are known',
      (at) => (at.index >= 9 * 24 ? null : at.hour < 2 ? 1 : 40),
      {},
      'pass',
      'no-off-hours',
    ],
    [
      'busy here and there, at other hours each week, with gaps',
      (at) => (at.index % 100 === 7 ? null : hereAndThere(at)),
      { options: { minimumOffHoursPerWeek: 100 } },
      'pass',
      'too-few-off-hours',
    ],
    ['an hour of every night with traffic at the limit', office, { series: traffic(atNight(6e8), atNight(4e8)) }, 'fail', 'off-hours'],
    [
      'every night with traffic at the limit, in and out together',
      office,
      { series: traffic(nights(6e8), nights(4e8)) },
      'pass',
      'network-busy',
    ],
    ['the same a byte lower', office, { series: traffic(nights(6e8), nights(399_999_999)) }, 'fail', 'off-hours'],
    [
      'every night with traffic over a lower limit',
      office,
      { series: traffic(nights(6e7), nights(4e7)), options: { maximumNetworkBytesPerHour: 1e8 } },
      'pass',
      'network-busy',
    ],
    ['nights with traffic at the limit in one of two weeks', office, { series: traffic(inFirst(2e9)) }, 'pass', 'network-busy'],
    ['traffic by day alone', office, { series: traffic((at) => (office(at) === 40 ? 9e9 : 0)) }, 'fail', 'off-hours'],
    ['network unknown', office, { series: { networkIn: null, networkOut: null } }, 'fail', 'off-hours'],
    ['busy one way, the other unknown', office, { series: { networkIn: null, ...sent(nights(1e9)) } }, 'pass', 'network-busy'],
    ['one week', office, { series: { cpu: seriesFrom(office, { days: 7 }) } }, 'not-assessed', 'too-few-weeks'],
  ];
  it.each(cases)('%s', (_, load, spec, verdict, code) => {
    expect(judge(load, spec)).toMatchObject({ verdict, code });
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, load, spec]) => judge(load, spec));
    const more = {
      'in Berlin, a development machine': judge(office, {
        timeZone: { zone: 'Europe/Berlin', source: 'tag' },
        environment: { name: 'dev', nonProduction: true, source: 'tag', matched: 'dev' },
      }),
      'in production': judge(office, { environment: { name: 'prod', nonProduction: false, source: 'tag', matched: 'prod' } }),
      'with an instance store': judge(office, {}, instance({ instanceType: 'm5d.2xlarge' })),
      'busy on a weekend before the window': judge(office, { metrics: { cpu: earlier(12, 13) } }),
      'an hour of lead': judge(office, { options: { leadHours: 1 } }),
      'on an instance of unknown price': judge(office, {}, instance({ region: 'xx-north-9' })),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/off-hours.txt');
  });

  it('asks for hours only where there are busy and idle ones', () => {
    const wants = (load: Load, machine = instance()) => {
      const metrics = { cpu: metricFromSeries('ec2.cpu', seriesFrom(load)) };
      return offHours.requires.wantsSeries?.(machine, contextFor(offHours, machine, { metrics }));
    };
    expect([wants(office), wants(() => 1), wants(() => 50)]).toEqual([true, false, false]);
    expect(wants(office, instance({ lifecycle: 'spot' }))).toBe(false);
  });

  it('proposes the schedule in words and commands, and counts only the hours taken away', () => {
    const outcome = judge(office, {
      timeZone: { zone: 'Europe/Berlin', source: 'tag' },
      environment: { name: 'dev', nonProduction: true, source: 'tag', matched: 'dev' },
    });
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    expect(outcome.values.schedule?.value).toBe('on Mon-Fri 09:00-19:00, off otherwise');
    expect(outcome.cost.savings?.usd).toBeCloseTo((560.64 * 118) / 168, 6);
    expect(outcome).toMatchObject({ confidence: 'high', confidenceReasons: [] });
    expect(outcome.recommendation.target?.notes).toEqual(['volumes-stay']);
    expect(outcome.commands.map(({ purpose, argv }) => `${purpose} ${String(argv[1])} ${String(argv[2])}`)).toEqual([
      'inspect ec2 describe-instances',
      'apply scheduler create-schedule',
      'apply scheduler create-schedule',
      'undo scheduler delete-schedule',
      'undo scheduler delete-schedule',
      'undo ec2 start-instances',
    ]);
    expect(outcome.charts[0]).toMatchObject({ type: 'week', timeZone: 'Europe/Berlin' });
  });

  describe('where weekends have no data', () => {
    const weekdays: Load = (at) => (at.weekday < 5 ? office(at) : null);
    const costMetrics = () => metricFromSeries('ec2.cpu', seriesFrom(weekdays));
    const judgedAs = (launchTime: string | null, load: Load = weekdays) => judge(load, { costMetrics }, instance({ launchTime }));

    it('saves nothing for the hours in which it was off already, as its last start shows', () => {
      const outcome = judgedAs('2026-11-16T05:00:00Z');
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.values.schedule?.value).toBe('on Mon-Fri 08:00-18:00, off otherwise');
      expect(outcome.values.alreadyOff?.value).toBe(48);
      expect(outcome.recommendation.target?.notes).toContain('off-already');
      expect(outcome.confidenceReasons).not.toContain('some-hours-unseen');
      // 70 idle hours of the 120 run.
      expect((outcome.cost.savings?.usd ?? 0) / (outcome.cost.current?.usd ?? 1)).toBeCloseTo(70 / 120, 6);
    });

    it.each([
      ['it ran all the time', '2025-01-01T00:00:00Z'],
      ['its last start is not known', null],
      ['the second weekend lies after its last start', '2026-11-09T05:00:00Z'],
    ])('cannot tell where %s', (_, launchTime) => {
      expect(judgedAs(launchTime)).toMatchObject({ verdict: 'not-assessed', code: 'hours-unseen' });
    });

    it('keeps hours on of which nothing is known, where a schedule is worth it all the same', () => {
      // Nothing is known of the last two hours before work.
      const outcome = judgedAs('2025-01-01T00:00:00Z', (at) => (at.hour === 6 || at.hour === 7 ? null : office(at)));
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.confidenceReasons).toContain('some-hours-unseen');
      expect(outcome.values).toMatchObject({ unseen: { value: 14 }, schedule: { value: 'on every day 06:00-18:00, off otherwise' } });
    });

    it('keeps the one hour on that its last start leaves open', () => {
      const outcome = judgedAs('2026-11-15T23:59:59Z');
      if (outcome.verdict !== 'fail' || outcome.charts[0]?.type !== 'week') throw new Error(outcome.code);
      expect(outcome.values).toMatchObject({ unseen: { value: 1 } });
      expect(outcome.values.schedule?.value).toContain('Sun');
    });

    it('is no matter where they could not help', () => {
      const busy: Load = (at) => (at.weekday < 5 ? (at.hour === 3 ? 1 : 40) : at.hour === 0 ? null : 40);
      expect(judgedAs('2025-01-01T00:00:00Z', busy)).toMatchObject({ verdict: 'pass', code: 'no-off-hours' });
    });
  });

  it('says where the zone is only a default, and doubts production', () => {
    const outcome = judge(office, { environment: { name: 'prod', nonProduction: false, source: 'tag', matched: 'prod' } });
    expect(outcome).toMatchObject({ confidence: 'medium', confidenceReasons: ['production'] });
    expect(outcome.verdict === 'fail' && outcome.recommendation.target?.notes).toContain('time-zone-default');
  });

  it.each([
    ['stopped', instance({ state: 'stopped' }), {}, 'not-running'],
    ['a Spot Instance', instance({ lifecycle: 'spot' }), {}, 'spot'],
    ['on a root that is an instance store', instance({ rootDeviceType: 'instance-store' }), {}, 'root-cannot-stop'],
    ['an EKS node', instance({ eksCluster: 'prod' }), {}, 'eks-nodes'],
    [
      'a container instance',
      instance(),
      { fleet: fleetOf({ containerInstanceOf: new Map([[instance().id, containerInstance()]]) }) },
      'follows-tasks',
    ],
  ])('does not apply to what is %s', (_, machine, spec, code) => {
    expect(judge(office, spec, machine)).toMatchObject({ verdict: 'not-applicable', code });
  });

  it('has a sentence for every code', () => {
    for (const code of codesOf(judge(office))) expect(offHours.messages).toHaveProperty(code);
  });
});
