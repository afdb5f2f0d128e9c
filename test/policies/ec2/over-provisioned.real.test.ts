import { describe, expect, it } from 'vitest';
import overProvisioned from '../../../policies/ec2/over-provisioned.js';
import { contextFor, explained, instance, metricFromSeries } from '../../support/policy-fixtures.js';
import { realSeries, SERIES_DIR } from '../../support/real-series.js';

/** What a careful engineer reads from each plot of two weeks, the machine taken as an m5.4xlarge (16 vCPU). */
const READ_FROM_THE_PLOT = [
  ['ec2_cpu_utilization_24ae8d.csv', 'fail', 'flat near 0.1 %'],
  ['ec2_cpu_utilization_53ea38.csv', 'fail', 'flat near 2 %'],
  ['ec2_cpu_utilization_5f5533.csv', 'pass', 'steady at 43 %, p99.5 54 %: half the size would run at 108 %'],
  ['ec2_cpu_utilization_fe7f93.csv', 'pass', 'median 2.6 %, bursts to 100 %, p99.5 68 %'],
  ['ec2_cpu_utilization_825cc2.csv', 'pass', 'steady at 90 %'],
  ['cpu_utilization_asg_misconfiguration.csv', 'pass', 'swings up to 100 %'],
] as const;

describe.skipIf(SERIES_DIR === undefined)('ec2-over-provisioned on real series (needs SERIES_DIR)', () => {
  it.each(READ_FROM_THE_PLOT)('%s: %s (%s)', (file, verdict) => {
    const machine = instance({ instanceType: 'm5.4xlarge' });
    const long = realSeries(file, 32);
    const series = realSeries(file, 14);
    const metrics = { cpu: metricFromSeries('ec2.cpu', long) };
    const first = contextFor(overProvisioned, machine, { metrics });
    const wanted = overProvisioned.requires.wantsSeries?.(machine, first) ?? false;
    expect(wanted).toBe(verdict === 'fail');
    const outcome = explained(
      overProvisioned,
      overProvisioned.evaluate(machine, contextFor(overProvisioned, machine, { metrics, series: { cpu: series } })),
    );
    expect(outcome.verdict).toBe(verdict);
  });
});
