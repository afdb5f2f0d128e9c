import { describe, expect, it } from 'vitest';
import overProvisioned from '../../../policies/ec2/over-provisioned.js';
import {
  autoScalingGroup,
  codesOf,
  contextFor,
  explained,
  fleetOf,
  instance,
  instanceGroup,
  PRICES,
} from '../../support/policy-fixtures.js';
import { failed, flat, measured, NO_MEMORY, seen } from './over-provisioned-fixtures.js';

type Scaling = Parameters<typeof autoScalingGroup>[0];

describe('ec2-over-provisioned: a group that follows its CPU, at its minimum', () => {
  const members = [instance({ id: 'i-a' }), instance({ id: 'i-b' })];
  const ids = members.map(({ id }) => id);
  const types = ['m5.4xlarge', 'm5.2xlarge', 'r6a.2xlarge', 'r6a.xlarge'].flatMap((type) => PRICES.spec(type) ?? []);
  const fleet = fleetOf({
    instances: new Map(members.map((one) => [one.id, one])),
    instanceTypes: new Map(types.map((spec) => [spec.instanceType, spec])),
  });

  function judge(percent: number, scaling: Scaling = {}, targetValue: number | null = 50) {
    const group = instanceGroup({
      id: 'web',
      instanceIds: ids,
      autoScalingGroup: autoScalingGroup({
        id: 'web',
        instanceIds: ids,
        minSize: 2,
        desiredCapacity: 2,
        maxSize: 6,
        scalingPolicies: [{ name: 'p', type: 'target-tracking', trackedMetric: 'ASGAverageCPUUtilization', targetValue }],
        ...scaling,
      }),
    });
    const base = seen(flat(percent));
    const one = { series: base.series ?? {}, metrics: { ...base.metrics, ...measured, ...NO_MEMORY } };
    const context = contextFor(overProvisioned, group, { fleet, metrics: {}, members: Object.fromEntries(ids.map((id) => [id, one])) });
    return explained(overProvisioned, overProvisioned.evaluate(group, context));
  }

  it('is sized by what its members use, though memory is not known', () => {
    const outcome = failed(judge(8));
    // Half of the vCPUs and all of the memory.
    expect(outcome.recommendation.target).toMatchObject({ label: 'r6a.2xlarge', notes: ['memory-not-measured', 'held-at-minimum'] });
    expect(outcome.values).toMatchObject({ heldUnder: { value: 50, unit: 'percent' }, headroom: { value: 50 } });
    for (const code of codesOf(outcome)) expect(overProvisioned.messages).toHaveProperty(code);
  });

  it('stays under the target on the smaller type', () => {
    expect(judge(25).verdict).toBe('fail');
    expect(judge(25.1)).toMatchObject({ verdict: 'pass', code: 'needs-its-size' });
    // A high target leaves the headroom that is asked for everywhere.
    expect(judge(40, {}, 90).verdict).toBe('fail');
    expect(judge(40.1, {}, 90).verdict).toBe('pass');
  });

  it.each<[string, Scaling, number | null]>([
    ['more members than the minimum', { desiredCapacity: 3 }, 50],
    ['a minimum of none', { minSize: 0, desiredCapacity: 0 }, 50],
    ['a target that is not known', {}, null],
  ])('is left to its policy where it has %s', (_, scaling, target) => {
    expect(judge(8, scaling, target)).toMatchObject({ verdict: 'not-applicable', code: 'target-tracking' });
  });
});
