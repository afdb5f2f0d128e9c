import { describe, expect, it } from 'vitest';
import { type InstanceNeed, largestNeed } from '../../src/analysis/ec2-need.js';

describe('the need of a group', () => {
  const need = (over: Partial<InstanceNeed> = {}): InstanceNeed => ({
    demand: { cpu: 1, memory: 100, network: 1, 'ebs-throughput': 10, 'ebs-iops': 10, memoryAhead: 120 },
    cpu: { sustained: 1, hour: 1, toppedHour: 1, ahead: 1, peak: 1 },
    p995: 10,
    substituted: false,
    busiestHour: 10,
    ahead: null,
    hours: 100,
    coverage: 0.9,
    variation: 0.5,
    changedAt: null,
    evidence: [],
    ...over,
  });
  const line = (name: string, value: number | null, member: string) => ({ name, value, unit: 'percent' as const, member });

  it('is the largest of each, and as little as is known of the least known', () => {
    const a = need({
      demand: { cpu: 3, memory: 50, network: null, 'ebs-throughput': 20, 'ebs-iops': 10, memoryAhead: 150 },
      hours: 50,
      variation: 2,
      busiestHour: 77,
      evidence: [line('x', 1, 'a'), line('y', null, 'a')],
    });
    const b = need({
      p995: 20,
      cpu: { sustained: 2, hour: null, toppedHour: 3, ahead: 0.5, peak: 9 },
      coverage: 0.4,
      substituted: true,
      busiestHour: 33,
      evidence: [line('x', 2, 'b'), line('y', 5, 'b'), line('z', null, 'b')],
    });
    for (const needs of [
      [a, b],
      [b, a],
    ]) {
      expect(largestNeed(needs)).toEqual({
        ...b,
        demand: { cpu: 3, memory: 100, network: null, 'ebs-throughput': 20, 'ebs-iops': 10, memoryAhead: 150 },
        cpu: { sustained: 2, hour: null, toppedHour: 3, ahead: 1, peak: 9 },
        hours: 50,
        coverage: 0.4,
        variation: 2,
        evidence: expect.arrayContaining([line('x', 2, 'b'), line('y', 5, 'b'), line('z', null, 'b')]),
      });
      expect(largestNeed(needs)?.evidence).toHaveLength(3);
    }
  });

  it('is that of the one there is, and none of none', () => {
    const one = need();
    expect(largestNeed([one])).toBe(one);
    expect(largestNeed([])).toBeNull();
    expect(largestNeed([one, need({ hours: null })])?.hours).toBeNull();
    expect(largestNeed([need({ hours: null }), one])?.hours).toBeNull();
    const unread = need({ demand: { ...one.demand, memory: null, memoryAhead: null } });
    expect(largestNeed([one, unread])?.demand.memoryAhead).toBeNull();
  });
});
