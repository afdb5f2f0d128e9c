import { describe, expect, it } from 'vitest';
import type { CoverageEntry } from '../../src/model/coverage.js';
import type { Ec2Instance, ReservedInstances } from '../../src/model/resource/index.js';
import { createJudge } from '../../src/policy/judge.js';
import { ACCOUNT, instance, REGION } from '../support/resources.js';
import { block, failing, header, policyOf, settingsOf } from './fixtures.js';

const OTHER = '444455556666';
/** Finds that nothing of what runs is needed. */
const ALL = policyOf({ metrics: {}, evaluate: (_, { cost }) => failing({ savingUsd: cost.monthly?.usd ?? null }) });

function step(accountId: string, name: string): CoverageEntry {
  const at = { accountId, region: REGION, service: 'ec2' as const, step: name };
  return { ...at, status: 'ok', detail: null, resources: 1, optional: true };
}

const reserved = (overrides: Partial<ReservedInstances> = {}): ReservedInstances => ({
  kind: 'reserved-instances',
  accountId: ACCOUNT,
  region: REGION,
  id: 'ri-1',
  instanceType: 'm5.2xlarge',
  count: 1,
  platform: 'Linux/UNIX',
  tenancy: 'default',
  scope: 'region',
  start: null,
  end: null,
  ...overrides,
});

/** Part of the saving that is left, by instance. */
function left(machines: readonly Partial<Ec2Instance>[], commitments: readonly ReservedInstances[], config?: unknown) {
  const judge = createJudge([ALL], settingsOf(config));
  for (const accountId of [ACCOUNT, OTHER]) {
    const own = machines.map((one, index) => instance({ id: `i-${index}`, ...one })).filter((one) => one.accountId === accountId);
    const coverage = ['DescribeSavingsPlans', 'DescribeReservedInstances'].map((name) => step(accountId, name));
    judge.region(block([...own, ...commitments.filter((one) => one.accountId === accountId)], [], { accountId, coverage }));
  }
  const { findings } = judge.finish(header());
  return findings.map(({ afterCommitments, outcome }) =>
    afterCommitments ? Math.round((100 * afterCommitments.savings.usd) / (outcome.cost.savings?.usd ?? 0)) : null,
  );
}

describe('Reserved Instances', () => {
  const zoneOf = (letter: string) => ({ availabilityZone: `${REGION}${letter}`, instanceType: 'm5.2xlarge' });
  it('of a zone serve that zone alone, where it is known which', () => {
    const zonal = reserved({ scope: 'availability-zone', availabilityZone: `${REGION}a` });
    expect(left([zoneOf('a')], [zonal])).toEqual([0]);
    expect(left([zoneOf('b')], [zonal])).toEqual([100]);
    expect(left([zoneOf('a'), zoneOf('b')], [zonal])).toEqual([0, 100]);
    // Snapshots of before do not say which: then it may be any.
    expect(left([zoneOf('b')], [reserved({ scope: 'availability-zone' })])).toEqual([0]);
  });

  it('of some families serve their own size alone', () => {
    const [small, large] = ['g4dn.xlarge', 'g4dn.2xlarge'].map((instanceType) => ({ instanceType }));
    expect(left([large ?? {}], [reserved({ instanceType: 'g4dn.xlarge' })])).toEqual([100]);
    expect(left([small ?? {}], [reserved({ instanceType: 'g4dn.xlarge' })])).toEqual([0]);
    expect(left([{ instanceType: 'm5.4xlarge' }], [reserved()])).toEqual([50]);
    const config = {
      commitments: [{ type: 'reserved-instance', region: REGION, instanceType: 'g4dn.xlarge', count: 1, until: '2030-01-01' }],
    };
    expect(left([large ?? {}], [], config)).toEqual([100]);
  });

  it('of one account may serve another, and then leave less', () => {
    expect(left([{ instanceType: 'm5.2xlarge' }], [reserved({ accountId: OTHER })])).toEqual([0]);
    expect(left([{ instanceType: 'm5.2xlarge' }], [reserved({ accountId: OTHER, instanceType: 'c5.2xlarge' })])).toEqual([100]);
  });
});
