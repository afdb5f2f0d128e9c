import { describe, expect, it } from 'vitest';
import { instancesOfRole, type RoleMember, roleOf, workOfRole } from '../../src/analysis/ec2-role.js';
import type { Series } from '../../src/model/metric.js';
import { containerInstance, fleetOf, instance, instanceGroup, seriesOf, WINDOW } from '../support/policy-fixtures.js';

describe('machines of one role', () => {
  const [a, b, c] = ['c', 'a', 'b'].map((id) => instance({ id: `i-${id}`, name: `web-${id}1` }));
  if (a === undefined || b === undefined || c === undefined) throw new Error('three are made');
  const named = [a, b, c].map((one) => ({ ...one, tags: { Role: 'web' } }));

  it('are those that run by themselves on Linux, by their ids', () => {
    const others = [
      instance({ id: 'i-stopped', state: 'stopped', tags: { Role: 'web' } }),
      instance({ id: 'i-windows', platform: 'windows', tags: { Role: 'web' } }),
      instance({ id: 'i-node', eksCluster: 'prod', tags: { Role: 'web' } }),
      instance({ id: 'i-member', tags: { Role: 'web' } }),
      instance({ id: 'i-host', tags: { Role: 'web' } }),
      instance({ id: 'i-other', tags: { Role: 'db' } }),
      instance({ id: 'i-none', tags: {} }),
    ];
    const fleet = fleetOf({
      instances: new Map([...named, ...others].map((one) => [one.id, one])),
      groupOf: new Map([['i-member', instanceGroup()]]),
      containerInstanceOf: new Map([['i-host', containerInstance()]]),
    });
    const ids = (role: string, ...tags: string[]) => instancesOfRole(role, fleet, tags).map(({ id }) => id);
    expect(ids('web (x86_64)', 'Role')).toEqual(['i-a', 'i-b', 'i-c']);
    expect(ids('db (x86_64)', 'Role')).toEqual(['i-other']);
    expect(ids('web (arm64)', 'Role')).toEqual([]);
    // Another choice of tags is another division of the same fleet.
    expect(ids('web (x86_64)', 'Team')).toEqual([]);
    expect(ids('web-a1 (x86_64)', 'Team')).toEqual([]);
    expect(ids('web (x86_64)', 'Role')).toEqual(['i-a', 'i-b', 'i-c']);
    expect(roleOf(instance({ name: null, tags: null }), ['Role'])).toBeNull();
  });

  it('need what they use in the same hours, and all of their memory', () => {
    const member = (vcpus: number, hourly: Series, peakMemoryMib: number): RoleMember => ({
      instance: instance(),
      vcpus,
      averageCpuPercent: 10,
      peakVcpus: 1,
      peakMemoryMib,
      longPeakVcpus: 1,
      longPeakMemoryMib: peakMemoryMib,
      hourly,
    });
    const end = WINDOW.end;
    const first = seriesOf([10, 50, null, 20], { end });
    const second = seriesOf([30, 30, 10], { end });
    // By hour: 1; 5 + 1.2; 1.2; 2 + 0.4.
    expect(workOfRole([member(10, first, 300), member(4, second, 700)], 'eu-west-1', 'arm64')).toEqual({
      region: 'eu-west-1',
      architecture: 'arm64',
      vcpus: { low: expect.closeTo(6.2, 9), high: expect.closeTo(6.2, 9) },
      memoryMib: { low: 1000, high: 1000 },
      leastVcpus: { low: 0.25, high: 0.25 },
      leastMemoryMib: 700,
      requests: null,
      requestSeconds: { low: 0, high: 0 },
      functionMemoryMib: 700,
      longestRequestSeconds: null,
      needsLoadBalancer: false,
    });
    const later = seriesOf([90], { end: new Date(Date.parse(end) + 3_600_000).toISOString() });
    expect(workOfRole([member(10, first, 1), member(10, later, 1)], 'r', 'x86_64').vcpus.high).toBeCloseTo(9, 9);
    expect(workOfRole([member(10, later, 1), member(10, first, 1)], 'r', 'x86_64').vcpus.high).toBeCloseTo(9, 9);
    expect(workOfRole([member(10, seriesOf([null]), 1)], 'r', 'x86_64').vcpus.high).toBe(0);
  });
});
