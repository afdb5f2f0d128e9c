import { describe, expect, it } from 'vitest';
import type { MetricId } from '../../../src/model/metric-catalog.js';
import { presentMetric } from '../../support/policy-fixtures.js';
import { failed, flat, judge, peak } from './over-provisioned-fixtures.js';

describe('ec2-over-provisioned: what is known of a part of the time', () => {
  /** So high on the last days of 32, and without a datapoint before. */
  const lately = (metric: MetricId, value: number, days: number) =>
    presentMetric(metric, { daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day >= 32 - days ? value : null)) } });
  const notesWith = (metrics: NonNullable<Parameters<typeof judge>[1]>['metrics']) =>
    failed(judge(flat(2), { metrics: { ...metrics } })).recommendation.target?.notes;

  // A tenth of the 14 days that CPU is known of may be missing: 13 are enough.
  it.each([
    ['memory', 13, []],
    ['memory', 12, ['memory-not-measured']],
    ['memory', 1, ['memory-not-measured']],
    ['networkOut', 13, []],
    ['networkOut', 12, ['network-not-measured']],
    ['ebsReadOps', 12, ['network-not-measured']],
  ] as const)('%s of %i days', (name, days, notes) => {
    expect(notesWith({ [name]: lately(`ec2.${name}`, name === 'memory' ? 20 : 3000, days) })).toEqual(notes);
  });

  it('memory of days that ended before the last ones is none', () => {
    const ended = presentMetric('ec2.memory', { daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day < 22 ? 20 : null)) } });
    expect(notesWith({ memory: ended })).toEqual(['memory-not-measured']);
  });

  it('memory is known where it is of as many days as the instance ran', () => {
    const ran = 10;
    const cpu = presentMetric('ec2.cpu', {
      daily: {
        Average: Array.from({ length: 32 }, (_, day) => (day >= 32 - ran ? 2 : null)),
        Maximum: Array.from({ length: 32 }, (_, day) => (day >= 32 - ran ? 2 : null)),
      },
      percentiles: { 'p99.5': 2 },
    });
    const rates = Object.fromEntries(
      (['networkIn', 'networkOut', 'ebsReadBytes', 'ebsWriteBytes', 'ebsReadOps', 'ebsWriteOps'] as const).map((name) => [
        name,
        lately(`ec2.${name}`, 3000, ran),
      ]),
    );
    expect(notesWith({ cpu, ...rates, memory: lately('ec2.memory', 20, 9) })).toEqual([]);
    expect(notesWith({ cpu, ...rates, memory: lately('ec2.memory', 20, 8) })).toEqual(['memory-not-measured']);
  });

  it('traffic of before the window that the target could not carry lowers confidence', () => {
    const before = (perSecond: number) =>
      presentMetric('ec2.networkOut', {
        daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day === 10 ? (perSecond / 8) * 300 : 1e6)) },
      });
    const told = (perSecond: number) => {
      const { confidence, confidenceReasons } = failed(judge(flat(2), { metrics: { networkOut: before(perSecond) } }));
      return [confidence, confidenceReasons];
    };
    expect(told(1e6)).toEqual(['high', []]);
    expect(told(4e9)).toEqual(['low', ['older-traffic']]);
    expect(failed(judge(flat(2), { metrics: { networkOut: peak('ec2.networkOut', 1e6) } })).confidence).toBe('high');
  });
});
