import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Judgement } from '../src/index.js';
import type { FleetInput } from '../src/simulator/index.js';
import { SERIES_DIR } from './support/real-series.js';
import { auditOverTheWire } from './support/wire-audit.js';

/** A Friday, just after the hour of the week at which most of the series end; they are moved there by whole weeks. */
const END = '2026-11-20T15:00:00Z';

/** What is to be seen in a plot of each series: whether half of an m5.4xlarge would do. */
const SERIES = [
  { name: 'near-zero', file: 'ec2_cpu_utilization_24ae8d.csv', halfWouldDo: true },
  { name: 'two-percent', file: 'ec2_cpu_utilization_53ea38.csv', halfWouldDo: true },
  { name: 'steady-43-percent', file: 'ec2_cpu_utilization_5f5533.csv', halfWouldDo: false },
  { name: 'bursts-to-100-percent', file: 'ec2_cpu_utilization_fe7f93.csv', halfWouldDo: false },
  { name: 'at-90-percent', file: 'ec2_cpu_utilization_825cc2.csv', halfWouldDo: false },
  { name: 'scaling-misconfigured', file: 'cpu_utilization_asg_misconfiguration.csv', halfWouldDo: false },
] as const;

/** The recordings are of CPU alone: with the network of an ordinary machine beside it, and with none known. */
const NO_NETWORK = { NetworkIn: null, NetworkOut: null, NetworkPacketsIn: null, NetworkPacketsOut: null };

const machine = (name: string, file: string, more: Record<string, null>) => ({
  name,
  type: 'm5.4xlarge',
  launchedDaysAgo: 400,
  metrics: { ...more, CPUUtilization: { kind: 'csv' as const, file: join(SERIES_DIR ?? '', file) } },
});

const fleet: FleetInput = {
  accounts: {
    '111122223333': {
      regions: {
        'us-east-1': {
          instances: SERIES.flatMap(({ name, file }) => [machine(name, file, {}), machine(`${name}, network unknown`, file, NO_NETWORK)]),
        },
      },
    },
  },
};

describe.skipIf(SERIES_DIR === undefined)('real CPU series as m5.4xlarge instances, audited over the wire (needs SERIES_DIR)', () => {
  let judgement: Judgement;
  beforeAll(async () => {
    judgement = await auditOverTheWire(fleet, { end: END });
  });
  const verdict = (policyId: string, name: string): string => {
    const same = (entry: Judgement['findings' | 'notAssessed'][number]) => entry.policyId === policyId && entry.resource.name === name;
    if (judgement.findings.some(same)) return 'fail';
    return judgement.notAssessed.find(same)?.code ?? 'cleared';
  };

  it.each(SERIES)('$name: half of it would do: $halfWouldDo', ({ name, halfWouldDo }) => {
    expect(verdict('ec2-over-provisioned', name)).toBe(halfWouldDo ? 'fail' : 'cleared');
    // The traffic of an ordinary machine is traffic, whatever its CPU does.
    expect(verdict('ec2-idle', name)).toBe('cleared');
  });

  it.each(SERIES)('$name without a known network is called idle by nobody', ({ name, halfWouldDo }) => {
    const unknown = `${name}, network unknown`;
    expect(verdict('ec2-idle', unknown)).toBe(halfWouldDo ? 'metric-unknown' : 'cleared');
    // What is not known of the network must not be reduced, and no size that this region offers keeps it and costs less.
    expect(verdict('ec2-over-provisioned', unknown)).toBe('cleared');
  });

  it('keeps memory that nothing measures, and names it', () => {
    const advised = judgement.findings.filter(({ policyId }) => policyId === 'ec2-over-provisioned');
    for (const { outcome } of advised) {
      const target = outcome.recommendation.target;
      expect(target?.values.memory?.value).toBe(64);
      expect(target?.values.vcpus?.value).toBeLessThanOrEqual(8);
      expect(target?.notes).toContain('memory-not-measured');
    }
    expect(advised).toHaveLength(2);
  });

  it('sees all of each series that lies in the window', () => {
    const [quiet] = judgement.findings.filter(
      ({ resource, policyId }) => resource.name === 'two-percent' && policyId === 'ec2-over-provisioned',
    );
    const p995 = quiet?.outcome.evidence.find(({ name }) => name === 'p995CpuPercent');
    // By eye from the plot: a band from 1.6 to 2.2 percent.
    expect(p995?.value).toBeGreaterThan(2);
    expect(p995?.value).toBeLessThan(2.4);
  });
});
