import { describe, expect, it } from 'vitest';
import overProvisioned from '../../policies/ec2/over-provisioned.js';
import type { Ec2Instance } from '../../src/model/resource/index.js';
import type { Load } from '../support/loads.js';
import { contextFor, fleetOf, instance, metricFromSeries, PRICES, presentMetric, seriesFrom } from '../support/policy-fixtures.js';

/** What is said of a machine with a load, where the region offers but these types. Memory is at 70 %, so it is not what is too much. */
function judge(
  machine: Ec2Instance,
  load: Load,
  offered: readonly string[],
  memory = presentMetric('ec2.memory', { daily: { Maximum: 70 } }),
) {
  const fine = (days: number) => seriesFrom(load, { periodSeconds: 300, days });
  const types = PRICES.specs().filter(({ instanceType }) => instanceType === machine.instanceType || offered.includes(instanceType));
  expect(types).toHaveLength(offered.length + 1);
  const quiet = presentMetric('ec2.networkIn', { daily: { Maximum: 1000 } });
  const outcome = overProvisioned.evaluate(
    machine,
    contextFor(overProvisioned, machine, {
      fleet: fleetOf({ instanceTypes: new Map(types.map((spec) => [spec.instanceType, spec])) }),
      metrics: {
        cpu: metricFromSeries('ec2.cpu', fine(32)),
        memory,
        networkIn: quiet,
        networkOut: quiet,
        ebsReadBytes: quiet,
        ebsWriteBytes: quiet,
        ebsReadOps: quiet,
        ebsWriteOps: quiet,
      },
      series: { cpu: fine(14) },
    }),
  );
  return outcome.verdict === 'fail'
    ? { type: outcome.recommendation.target?.label.split(' ')[0], reasons: outcome.confidenceReasons }
    : { code: outcome.code };
}
const flat =
  (percent: number): Load =>
  () =>
    percent;

describe('a smaller size', () => {
  it('is, of a T type, one that may use less all the time, whatever its vCPUs are', () => {
    // 40 % of 4 vCPUs are 1.6: two whole ones are more, and 40 % of another 4 are as much.
    const t3 = instance({ instanceType: 't3.xlarge' });
    expect(judge(t3, flat(2), ['t3.large', 'r6a.large', 't3a.xlarge'])).toEqual({ code: 'no-cheaper-type' });
    const low = presentMetric('ec2.memory', { daily: { Maximum: 20 } });
    expect(judge(t3, flat(2), ['t3.large'], low).type).toBe('t3.large');
  });

  it('is, of another, one with fewer vCPUs', () => {
    expect(judge(instance({ instanceType: 'm5.xlarge' }), flat(2), ['m5.large', 'r6a.large', 'm6a.xlarge']).type).toBe('r6a.large');
    expect(judge(instance({ instanceType: 'm5.xlarge' }), flat(2), ['m5.large', 'm6a.xlarge', 'm7i-flex.xlarge'])).toEqual({
      code: 'no-cheaper-type',
    });
  });
});

describe('how sure a smaller size is', () => {
  const reasons = (load: Load) => judge(instance({ instanceType: 'm5.xlarge' }), load, ['m5.large', 'r6a.large']).reasons ?? [];

  it('hangs on the data there is: half of the hours are some of them', () => {
    expect(reasons(({ index }) => (index % 4032 < 2016 ? 2 : null))).toContain('some-data-missing');
    expect(reasons(({ index }) => (index % 4032 < 2016 ? 2 : null))).not.toContain('little-data');
    expect(reasons(({ index }) => (index % 4032 < 2015 - 11 ? 2 : null))).toContain('little-data');
    expect(reasons(flat(2))).toEqual([]);
  });

  it('hangs on how much the load varies: by more than its mean', () => {
    const byHours =
      (high: number): Load =>
      ({ hour }) =>
        hour < 12 ? 0 : high;
    expect(reasons(byHours(4))).not.toContain('variable-load');
    expect(reasons(({ hour }) => (hour < 13 ? 0 : 4))).toContain('variable-load');
  });

  it('hangs on whether its peak would have fitted', () => {
    // One value of 32 days: 50 % of 4 vCPUs are all of 2.
    const peak =
      (percent: number): Load =>
      ({ index }) =>
        index === 100 ? percent : 2;
    expect(reasons(peak(50))).not.toContain('peak-above-target');
    expect(reasons(peak(50.1))).toContain('peak-above-target');
  });
});

describe('no cheaper type', () => {
  it('is said where prices are known, of the machine or of its type elsewhere', () => {
    expect(judge(instance({ instanceType: 'm5.xlarge' }), flat(2), ['m5.large'])).toEqual({ code: 'no-cheaper-type' });
    expect(judge(instance({ instanceType: 'm5.xlarge', region: 'xx-north-9' }), flat(2), ['m5.large'])).toEqual({
      code: 'no-cheaper-type',
    });
  });
});
