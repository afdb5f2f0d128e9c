import { describe, expect, it } from 'vitest';
import { resourceCost } from '../../src/analysis/cost.js';
import { isInOrdinaryZone } from '../../src/analysis/cost-ec2.js';
import { resizeCommands } from '../../src/analysis/ec2-commands.js';
import { managedTypeQuestion, managerOf } from '../../src/analysis/ec2-manager.js';
import { reservedQuestions, reservedReasons } from '../../src/analysis/ec2-reserved.js';
import { paidInstead, runningSubjects } from '../../src/analysis/ec2-subject.js';
import type { Ec2Instance } from '../../src/model/resource/index.js';
import { fleetOf, instance, instanceGroup, missingMetric, PRICES, WINDOW } from '../support/policy-fixtures.js';

const COST = { monthly: null, lines: [], unpricedBecause: null, hoursPerMonth: null };
const context = (fleet = fleetOf()) => ({
  metrics: null,
  series: null,
  cost: COST,
  fleet,
  coverage: () => 'ok' as const,
  member: () => ({ metrics: null, series: null, cost: COST }),
});
const verdict = (of: Partial<Ec2Instance>, changes: 'hours' | 'type' | null) => {
  const found = runningSubjects(instance(of), context(), { changes });
  return 'outcome' in found ? `${found.outcome.verdict} ${found.outcome.code}` : 'looked at';
};

describe('what AWS lets one service alone change', () => {
  it.each<[Partial<Ec2Instance>, string]>([
    [{}, 'looked at'],
    [{ operator: null }, 'looked at'],
    [{ operator: 'eks.amazonaws.com' }, 'not-applicable managed-by-operator'],
    [{ tags: { 'eks:eks-cluster-name': 'prod' } }, 'not-applicable managed-by-operator'],
    [{ tags: { 'eks:cluster-name': 'prod' }, eksCluster: 'prod' }, 'looked at'],
  ])('%j: %s', (of, expected) => {
    expect(verdict(of, null)).toBe(expected);
  });
});

describe('what something else is paid for', () => {
  it.each<[Partial<Ec2Instance>, ReturnType<typeof paidInstead>]>([
    [{}, null],
    [{ tenancy: 'dedicated' }, null],
    [{ tenancy: 'host' }, 'host'],
    [{ instanceType: 'mac2.metal' }, 'host'],
    [{ lifecycle: 'capacity-block' }, 'capacity-block'],
    [{ onOutpost: true }, 'outpost'],
  ])('%j: %s', (of, expected) => {
    expect(paidInstead(instance(of))).toBe(expected);
    const advised = expected === null ? 'looked at' : `not-applicable paid-${expected}`;
    expect([verdict(of, null), verdict(of, 'hours'), verdict(of, 'type')]).toEqual(['looked at', advised, advised]);
  });

  it('of a group is told only of what all members share', () => {
    const members = [instance({ id: 'i-a', tenancy: 'host' }), instance({ id: 'i-b' })];
    const group = instanceGroup({ instanceIds: ['i-a', 'i-b'] });
    const found = (of: Ec2Instance[]) =>
      runningSubjects(group, context(fleetOf({ instances: new Map(of.map((one) => [one.id, one])) })), { changes: 'type' });
    expect('subjects' in found(members)).toBe(true);
    expect(found(members.map((one) => ({ ...one, tenancy: 'host' })))).toMatchObject({ outcome: { code: 'paid-host' } });
  });
});

describe('in a zone with types and prices of its own', () => {
  it.each<[string | null, boolean]>([
    [null, true],
    ['us-east-1a', true],
    ['us-east-1-bos-1a', false],
    ['us-east-1-wl1-bos-wlz-1', false],
  ])('%s is an ordinary one: %s', (availabilityZone, ordinary) => {
    const machine = instance({ availabilityZone });
    expect(isInOrdinaryZone(machine)).toBe(ordinary);
    expect(verdict({ availabilityZone }, 'type')).toBe(ordinary ? 'looked at' : 'not-assessed zone-unread');
    expect(verdict({ availabilityZone }, 'hours')).toBe('looked at');
    const cost = resourceCost(machine, { fleet: fleetOf(), prices: PRICES, window: WINDOW, metrics: () => missingMetric('ec2.cpu') });
    expect(cost.monthly === null).toBe(!ordinary);
  });
});

it('a reservation is asked about, and makes a saving less sure', () => {
  const held = [{ instance: instance({ capacityReservationId: 'cr-1' }) }];
  expect([reservedQuestions(held), reservedReasons(held)[0]?.[0]]).toEqual([['release-reservation'], true]);
  for (const free of [{}, { capacityReservationId: null }]) {
    const machines = [{ instance: instance(free) }];
    expect([reservedQuestions(machines), reservedReasons(machines)[0]?.[0]]).toEqual([[], false]);
  }
});

describe('a machine that another service made', () => {
  it.each<[Record<string, string>, ReturnType<typeof managerOf>]>([
    [{ 'aws:elasticmapreduce:job-flow-id': 'j-1' }, 'emr'],
    [{ 'karpenter.sh/nodepool': 'default', 'aws:ec2:fleet-id': 'fleet-1' }, 'karpenter'],
    [{ 'karpenter.sh/provisioner-name': 'default' }, 'karpenter'],
    [{ 'aws:ec2:fleet-id': 'fleet-1' }, 'ec2-fleet'],
    [{ 'aws:ec2spot:fleet-request-id': 'sfr-1' }, 'ec2-fleet'],
    [{ Name: 'fleet' }, null],
  ])('%j: %s', (tags, expected) => {
    const machine = instance({ tags });
    expect(managerOf(machine)).toBe(expected);
    expect(managedTypeQuestion(machine)).toBe(expected === null ? null : `type-in-${expected}`);
    const purposes = [...new Set(resizeCommands(machine, 'm5.xlarge', 'm5.large').map(({ purpose }) => purpose))];
    expect(purposes).toEqual(expected === null ? ['inspect', 'apply', 'undo'] : ['inspect']);
  });
});
