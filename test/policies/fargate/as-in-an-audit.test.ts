import { describe, expect, it } from 'vitest';
import idle from '../../../policies/fargate/idle.js';
import offHours from '../../../policies/fargate/off-hours.js';
import type { Series } from '../../../src/model/metric.js';
import { verdictOf } from '../../support/judged.js';
import { contextFor, metricFromSeries, presentMetric, seriesFrom, service, zeroMetric } from '../../support/policy-fixtures.js';
import { fine, office } from './off-hours-fixtures.js';

/** An audit hands over metrics and series that are read by name, one by one, and notes which were read: what is not whole then ends the verdict. */
const read = <T extends object>(values: T): T => Object.create(values);

describe('policies of Fargate services, as an audit asks them', () => {
  const requests = zeroMetric('ecs.requestsPerTarget');
  const networkReceived = presentMetric('ecs.insightsNetworkRx', { daily: { Average: 1 } });

  it('read each metric by its name', () => {
    const hours = contextFor(offHours, service(), {
      metrics: { cpu: metricFromSeries('ecs.cpu', office, 10), requests, networkReceived },
      series: { cpu: office, networkReceived: seriesFrom(() => 1) },
    });
    const outcome = offHours.evaluate(service(), { ...hours, metrics: read(hours.metrics), series: read(hours.series) });
    expect(verdictOf(outcome)).toBe('fail off-hours');
    const cpu = presentMetric('ecs.cpu', { daily: { Average: 0.5, Maximum: 1, SampleCount: 2880 } });
    const quiet = contextFor(idle, service(), { metrics: { cpu, requests, networkReceived } });
    expect(verdictOf(idle.evaluate(service(), { ...quiet, metrics: read(quiet.metrics) }))).toBe('fail idle');
  });

  const untouched = (series: Series) => {
    const context = contextFor(offHours, service(), { metrics: { cpu: metricFromSeries('ecs.cpu', series, 10) }, series: { cpu: series } });
    const forbidden = {
      get networkReceived(): never {
        throw new Error('traffic was read');
      },
    };
    return offHours.evaluate(service(), {
      ...context,
      metrics: Object.create(context.metrics, Object.getOwnPropertyDescriptors(forbidden)),
      series: Object.create(context.series, Object.getOwnPropertyDescriptors(forbidden)),
    });
  };
  it.each([
    ['never quiet', seriesFrom(() => 30, fine), 'pass never-quiet'],
    ['never used', seriesFrom(() => 1, fine), 'pass never-used'],
    ['without hours to give', seriesFrom(({ hour }) => (hour < 2 ? 1 : 30), fine), 'pass no-schedule'],
  ])('leave traffic unread where it decides nothing: %s', (_, series, expected) => {
    expect(verdictOf(untouched(series))).toBe(expected);
  });
  it('read it where it does', () => {
    expect(() => untouched(office)).toThrow('traffic was read');
  });
});
