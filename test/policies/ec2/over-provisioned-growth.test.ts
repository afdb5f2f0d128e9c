import { describe, expect, it } from 'vitest';
import overProvisioned from '../../../policies/ec2/over-provisioned.js';
import type { Load } from '../../support/loads.js';
import { codesOf, fleetOf, instance, PRICES } from '../../support/policy-fixtures.js';
import { failed, flat, judge } from './over-provisioned-fixtures.js';

/** A region that offers these types only. */
const offering = (...types: string[]) =>
  fleetOf({ instanceTypes: new Map(types.flatMap((type) => PRICES.spec(type) ?? []).map((spec) => [spec.instanceType, spec])) });

describe('ec2-over-provisioned: CPU that rises', () => {
  const END_OF_WINDOW = Date.parse('2026-11-16T00:00:00Z') / 1000;
  /** By so many points a day, to 30 % on the last. */
  const rising =
    (perDay: number): Load =>
    ({ epoch }) =>
      30 - perDay * Math.floor((END_OF_WINDOW - 1 - epoch) / 86_400);
  const fleet = offering('m5.4xlarge', 'm5.2xlarge');
  const judged = (perDay: number, growthDays = 180) => failed(judge(rising(perDay), { fleet, options: { growthDays } }));

  it('fills the target in so many days, which is said', () => {
    // 20 points are free of the half that the target is.
    const outcome = judged(0.4);
    expect(outcome).toMatchObject({ confidence: 'medium', confidenceReasons: ['load-grows'] });
    expect(outcome.values.growthPerWeek?.value).toBeCloseTo(2.8, 6);
    expect(outcome.values.daysToFull).toEqual({ value: 50, unit: 'days' });
    for (const code of codesOf(outcome)) expect(overProvisioned.messages).toHaveProperty(code);
  });

  it('is no matter where it takes longer than is of interest', () => {
    expect(judged(0.4, 50).confidenceReasons).toEqual(['load-grows']);
    expect(judged(0.4, 49)).toMatchObject({ confidence: 'high', confidenceReasons: [] });
    expect(judged(0.1, 199).values).not.toHaveProperty('daysToFull');
    expect(failed(judge(flat(30), { fleet })).values).not.toHaveProperty('daysToFull');
  });
});

describe('ec2-over-provisioned: types of a high clock rate', () => {
  const judged = (target: string) => {
    const outcome = failed(
      judge(flat(2), { fleet: offering('m5zn.2xlarge', 'm5zn.xlarge', target) }, instance({ instanceType: 'm5zn.2xlarge' })),
    );
    expect(outcome.recommendation.target?.label).toBe(target);
    return outcome;
  };

  it('are left for others with doubt alone', () => {
    const outcome = judged('m6a.xlarge');
    expect(outcome).toMatchObject({ confidence: 'medium', confidenceReasons: ['lower-clock'] });
    expect(outcome.questions).toContain('needs-its-clock');
    for (const code of codesOf(outcome)) expect(overProvisioned.messages).toHaveProperty(code);
    expect(judged('m5zn.xlarge')).toMatchObject({ confidence: 'high', questions: expect.not.arrayContaining(['needs-its-clock']) });
  });
});
