import { describe, expect, it } from 'vitest';
import offHours from '../../policies/ec2/off-hours.js';
import { findWeek, prepareWeek, type WeekSubject } from '../../src/analysis/ec2-week.js';
import type { Series } from '../../src/model/metric.js';
import type { Ec2Instance } from '../../src/model/resource/index.js';
import { type Load, office } from '../support/loads.js';
import {
  type ContextSpec,
  contextFor,
  END,
  instance,
  instanceGroup,
  metricFromSeries,
  missingMetric,
  seriesFrom,
  seriesOf,
} from '../support/policy-fixtures.js';

type Options = NonNullable<
  ContextSpec<typeof offHours.options, typeof offHours.requires.metrics, typeof offHours.requires.series>['options']
>;

const subject = (series: Series | null): WeekSubject => ({
  instance: instance(),
  metrics: { cpu: missingMetric('ec2.cpu'), networkIn: missingMetric('ec2.networkIn'), networkOut: missingMetric('ec2.networkOut') },
  series: { cpu: series, networkIn: null, networkOut: null },
  cost: { monthly: null, lines: [], unpricedBecause: null, hoursPerMonth: null },
});

describe('the week of a group', () => {
  const group = instanceGroup();
  const found = (...all: (Series | null)[]) => {
    const week = findWeek(group, all.map(subject), contextFor(offHours, group));
    if ('outcome' in week) throw new Error(week.outcome.code);
    return week.found;
  };
  const evenings: Load = ({ hour, weekday }) => (weekday < 5 && hour >= 18 && hour < 20 ? 30 : 2);

  it('is busy where any of its members is, at each moment, and leaves their series as they are', () => {
    const [first, second] = [seriesFrom(office), seriesFrom(evenings)];
    const week = found(first, second);
    // 2026-11-02 was a Monday.
    expect([...week.series.values.slice(6, 22)]).toEqual([2, 2, ...new Array(10).fill(40), 30, 30, 2, 2]);
    expect(week.schedule).toMatchObject({ startHour: 8, hoursOn: 12, days: [0, 1, 2, 3, 4] });
    expect(first).toEqual(seriesFrom(office));
  });

  it('knows what one of them knows, by its own time', () => {
    const whole = seriesFrom((at) => (at.index === 0 || at.index === 300 ? null : office(at)));
    // The last two days of the window, a weekend, and a day after it.
    const late = seriesOf(
      Array.from({ length: 72 }, (_, index) => (index === 9 ? null : index % 24 >= 8 && index % 24 < 18 ? 50 + index : 0)),
      { end: new Date(Date.parse(END) + 86_400_000).toISOString() },
    );
    const { values } = found(whole, late).series;
    expect([values.length, values[0], values[287], values[288]]).toEqual([336, Number.NaN, 1, 1]);
    // Saturday from 8 on: of nine o'clock the other knows, and of noon this one alone.
    expect([...values.slice(296, 301)]).toEqual([58, 1, 60, 61, 62]);
    expect([values[329], values[330]]).toEqual([91, 1]);
  });

  it('is not known where that of one member is not', () => {
    const of = (...all: (Series | null)[]) => findWeek(group, all.map(subject), contextFor(offHours, group));
    expect(of(seriesFrom(office), null)).toMatchObject({ outcome: { code: 'series-missing' } });
    expect(of()).toMatchObject({ outcome: { code: 'series-missing' } });
  });
});

describe('the week of an instance', () => {
  const judge = (load: Load, options: Options = {}, machine: Ec2Instance = instance()) =>
    findWeek(machine, [subject(seriesFrom(load))], contextFor(offHours, machine, { options }));

  it('hangs on hours without data where a schedule is worth it with them alone', () => {
    // Without data until 5, idle until 8 and from 21 on: 21 hours a week are off if those without are needed, else 42 idle ones.
    const load: Load = ({ hour }) => (hour < 5 ? null : hour < 8 || hour >= 21 ? 1 : 40);
    expect(judge(load, { minimumOffHoursPerWeek: 21 })).toMatchObject({ found: { offHours: 21, unseen: 35, alreadyOff: 0 } });
    for (const minimumOffHoursPerWeek of [22, 42]) {
      expect(judge(load, { minimumOffHoursPerWeek })).toMatchObject({
        outcome: { code: 'hours-unseen', values: { unseen: { value: 35 } } },
      });
    }
    expect(judge(load, { minimumOffHoursPerWeek: 43 })).toMatchObject({
      outcome: { code: 'too-few-off-hours', values: { offHours: { value: 21 }, required: { value: 43 } } },
    });
  });

  it('has nothing to take away where it is off by itself', () => {
    const working: Load = ({ hour, weekday }) => (weekday < 5 && hour >= 8 && hour < 18 ? 40 : null);
    // Started when the window ends: until then it was off.
    expect(judge(working, {}, instance({ launchTime: END }))).toMatchObject({ outcome: { code: 'no-off-hours' } });
    const warm: Load = (at) => (at.weekday < 5 && at.hour >= 4 && at.hour < 8 ? 1 : working(at));
    expect(judge(warm, { minimumOffHoursPerWeek: 20 }, instance({ launchTime: END }))).toMatchObject({
      // 20 idle ones of 70 run, and 98 in which it is off.
      found: { offHours: 20, alreadyOff: 98, unseen: 0, removableShare: expect.closeTo(20 / 70, 12) },
    });
  });

  it('is looked at where some hour is as busy as the limit, and some is less', () => {
    const prepared = (load: Load) => {
      const context = contextFor(offHours, instance(), { metrics: { cpu: metricFromSeries('ec2.cpu', seriesFrom(load)) } });
      const result = prepareWeek(instance(), context);
      return 'outcome' in result ? result.outcome.code : result.subjects.length;
    };
    const between = (low: number, high: number) => prepared(({ hour }) => (hour < 8 ? low : high));
    expect([between(4.99, 5), between(4.99, 4.99), between(5, 5)]).toEqual([1, 'idle-throughout', 'never-idle']);
  });
});
