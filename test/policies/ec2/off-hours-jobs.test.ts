import { describe, expect, it } from 'vitest';
import offHours from '../../../policies/ec2/off-hours.js';
import { type Load, office } from '../../support/loads.js';
import { codesOf, instance, metricFromSeries, presentMetric, seriesFrom } from '../../support/policy-fixtures.js';
import { DEV, judge, type Spec } from './off-hours-fixtures.js';

const machine = (instanceType: string) => instance({ instanceType });
/** Busy at a level for some hours of each night from two on, else at nothing. */
const nightly =
  (level: number, hours = 2): Load =>
  ({ hour }) =>
    hour >= 2 && hour < 2 + hours ? level : 0;
/** Busy at a level in office hours. */
const atWork =
  (level: number): Load =>
  (at) =>
    office(at) === 40 ? level : 0;

function found(load: Load, spec: Spec = {}, on = instance()) {
  const outcome = judge(load, { environment: DEV, ...spec }, on);
  if (outcome.verdict !== 'fail') throw new Error(`must fail, and is ${outcome.code}`);
  return outcome;
}

describe('ec2-off-hours, of work that came once', () => {
  const oneDay: Load = ({ index, weekday }) => (index < 168 && weekday === 2 ? 70 : 1);
  const cases: [string, Load, Spec, string][] = [
    ['one hour', ({ index }) => (index === 34 ? 70 : 1), {}, 'no-rhythm'],
    ['three hours', ({ index }) => (index >= 34 && index < 37 ? 70 : 1), {}, 'no-rhythm'],
    ['a day', oneDay, {}, 'no-rhythm'],
    ['a day of four weeks', oneDay, { series: { cpu: seriesFrom(oneDay, { days: 28 }) } }, 'no-rhythm'],
    ['a week', ({ index }) => (index < 168 ? 70 : 1), {}, 'no-off-hours'],
    ['the first days of a month', ({ index }) => (index < 48 ? 70 : 1), {}, 'no-rhythm'],
    ['two days of one week, at the same hours', ({ index, hour }) => (index >= 48 && index < 96 && hour === 9 ? 70 : 1), {}, 'no-rhythm'],
    [
      'three days of one week, at the same hours',
      ({ index, hour }) => (index >= 48 && index < 120 && hour === 9 ? 70 : 1),
      {},
      'off-hours',
    ],
    ['the same hour of both weeks', ({ weekday, hour }) => (weekday === 2 && hour === 9 ? 70 : 1), {}, 'off-hours'],
  ];
  it.each(cases)('%s', (_, load, spec, code) => {
    expect(judge(load, spec)).toMatchObject({ code });
  });
});

describe('ec2-off-hours, of what looks like a job', () => {
  const schedule = (load: Load, options: Spec['options'] = {}) => found(load, { options }).values.schedule?.value;
  const reasons = (load: Load, options: Spec['options'] = {}) => found(load, { options }).confidenceReasons;
  const from =
    (start: number, hours: number): Load =>
    ({ hour }) =>
      (hour + 24 - start) % 24 < hours ? 70 : 1;

  it('is up an hour before', () => {
    expect(schedule(from(2, 1))).toBe('on every day 01:00-03:00, off otherwise');
    expect(schedule(from(2, 1), { jobLeadHours: 0 })).toBe('on every day 02:00-03:00, off otherwise');
    expect(schedule(from(2, 1), { jobLeadHours: 0, leadHours: 2 })).toBe('on every day 00:00-03:00, off otherwise');
    const outcome = found(from(2, 1));
    expect(outcome).toMatchObject({
      confidence: 'medium',
      confidenceReasons: ['looks-like-job'],
      values: { lead: { value: 1, unit: 'hours' } },
    });
    expect(outcome.questions).toContain('ask-own-clock');
    expect(JSON.stringify(outcome.commands)).toContain('cron(0 1 ');
    // Two of 24 hours are on.
    expect((outcome.cost.savings?.usd ?? 0) / (outcome.cost.current?.usd ?? 1)).toBeCloseTo(22 / 24, 9);
    for (const code of codesOf(outcome)) expect(offHours.messages).toHaveProperty(code);
  });

  it.each<[string, Load, boolean]>([
    ['three hours by day', from(9, 3), true],
    ['four hours by day', from(9, 4), false],
    ['twelve hours from eight in the evening', from(20, 12), true],
    ['twelve hours from seven', from(19, 12), false],
    ['twelve hours from nine', from(21, 12), false],
    ['an office', office, false],
    ['weekdays', ({ weekday }) => (weekday < 5 ? 40 : 1), false],
  ])('%s', (_, load, expected) => {
    expect(reasons(load).includes('looks-like-job')).toBe(expected);
    expect(found(load).questions.includes('ask-own-clock')).toBe(expected);
  });

  it('by its option, hours to start in left out', () => {
    expect(reasons(from(9, 4), { shortStretchHours: 5 })).toEqual(['looks-like-job']);
    expect(reasons(from(9, 3), { leadHours: 1 })).toEqual(['looks-like-job']);
    expect(reasons(from(9, 4), { leadHours: 1 })).toEqual([]);
  });
});

describe('ec2-off-hours, of T instances', () => {
  const credits = (level: number, on: string, options: Spec['options'] = {}) => found(atWork(level), { options }, machine(on));

  it('counts what the hours left on need beyond what they earn', () => {
    // 90 % for two hours, and three hours of credits for 40 %: 60 % of an hour of four vCPUs each day.
    const outcome = found(nightly(90), {}, machine('t3.xlarge'));
    const vcpuHours = 0.6 * 4 * (730 / 24);
    expect(outcome.values.creditsShort?.value).toBeCloseTo(vcpuHours * 60, 6);
    expect(outcome.cost.projected?.usd).toBeCloseTo(730 * 0.1664 * (3 / 24) + vcpuHours * 0.05, 6);
    expect(outcome.cost.projected?.basis).toBe('assumed');
    expect(outcome.cost.lines.at(-1)).toMatchObject({ label: 'surplus CPU credits', quantityUnit: 'vcpu-hour', of: 'projected' });
    expect(outcome).toMatchObject({ confidence: 'medium', confidenceReasons: ['credit-mode-assumed', 'looks-like-job'] });
    expect(outcome.recommendation.target?.notes).toContain('surplus-credits');
    expect(outcome.questions).toContain('ask-credit-mode');
    for (const code of codesOf(outcome)) expect(offHours.messages).toHaveProperty(code);
  });

  it('says nothing where they earn enough', () => {
    for (const outcome of [credits(30, 't3.large'), credits(90, 'm5.2xlarge')]) {
      expect(outcome).toMatchObject({ confidence: 'high', cost: { projected: { basis: 'list' } } });
      expect(outcome.values).not.toHaveProperty('creditsShort');
      expect(outcome.questions).not.toContain('ask-credit-mode');
    }
  });

  it('says nothing under the credits that are noticed', () => {
    // 1 % of ten hours of two vCPUs, on ten days of fourteen.
    const short = (0.01 * 10 * 2 * 60 * 10 * 730) / 336;
    expect(credits(31, 't3.large').values.creditsShort?.value).toBeCloseTo(short, 6);
    expect(credits(31, 't3.large', { noticedCreditsPerMonth: short - 1e-6 }).values).toHaveProperty('creditsShort');
    expect(credits(31, 't3.large', { noticedCreditsPerMonth: short + 1e-6 }).values).not.toHaveProperty('creditsShort');
  });

  it('carries what one day leaves on to the next, but T2 loses it', () => {
    const byTurns: Load = (at) => (office(at) !== 40 ? 0 : at.weekday % 2 === 0 ? 20 : 40);
    const values = (type: string) => found(byTurns, {}, machine(type)).values;
    expect(values('t3.large')).not.toHaveProperty('creditsShort');
    // T2 starts with half an hour of all its vCPUs: 10 % of ten hours are twice as much, on two days of a week.
    expect(values('t2.large').creditsShort?.value).toBeCloseTo((0.5 * 2 * 60 * 4 * 730) / 336, 6);
  });

  it('doubts a T2 that has too few, for each stop takes its credits', () => {
    expect(credits(35, 't2.large').confidence).toBe('high');
    const outcome = credits(36, 't2.large');
    expect(outcome).toMatchObject({ confidence: 'low', confidenceReasons: ['credits-lost'] });
    expect(outcome.recommendation.target?.notes).toContain('surplus-credits');
    expect(outcome.questions).toContain('ask-credit-mode');
    for (const code of codesOf(outcome)) expect(offHours.messages).toHaveProperty(code);
  });

  it('leaves what hours that go use for certain to them', () => {
    const idling: Load = (at) => (office(at) === 40 ? 30 : 3);
    expect(found(idling, {}, machine('t3.large')).values).not.toHaveProperty('creditsShort');
  });

  it('charges on what is charged now', () => {
    const costMetrics: Spec['costMetrics'] = (_, metric) =>
      metric === 'ec2.cpuSurplusCreditsCharged'
        ? presentMetric(metric, { daily: { Sum: 1440 } })
        : metricFromSeries('ec2.cpu', seriesFrom(atWork(31)));
    const outcome = found(atWork(31), { costMetrics }, machine('t3.large'));
    const charged = outcome.cost.lines.filter(({ label }) => label === 'surplus CPU credits');
    expect(charged.map(({ quantity }) => quantity)).toEqual([730, 730]);
  });
});

describe('ec2-off-hours, in zones off the full hour', () => {
  const notes = (zone: string) => found(office, { timeZone: { zone, source: 'tag' } }).recommendation.target?.notes ?? [];
  it('says why an hour more is on', () => {
    expect(notes('Asia/Kolkata')).toContain('zone-off-the-hour');
    expect(notes('Asia/Kathmandu')).toContain('zone-off-the-hour');
    expect(notes('Europe/Berlin')).not.toContain('zone-off-the-hour');
    expect(notes('UTC')).not.toContain('zone-off-the-hour');
  });
});
