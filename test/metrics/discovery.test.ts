import { describe, expect, it } from 'vitest';
import { chooseSeries, LISTINGS, ListedSeries, seekerOf } from '../../src/metrics/discovery.js';
import { instance, lambdaFunction } from '../support/resources.js';

const machine = instance({ instanceType: 'm5.large', autoScalingGroup: 'web' });
const id = { InstanceId: machine.id };

describe('choosing one of several series of the agent', () => {
  it('takes the most specific of those that fit the instance as it is now', () => {
    const now = { ...id, InstanceType: 'm5.large', AutoScalingGroupName: 'web' };
    const before = { ...id, InstanceType: 'm5.4xlarge', AutoScalingGroupName: 'web', ImageId: 'ami-1' };
    expect(chooseSeries(seekerOf(machine), [id, before, now])).toBe(now);
    expect(chooseSeries(seekerOf(machine), [now, before, id])).toBe(now);
    expect(chooseSeries(seekerOf(machine), [before])).toBe(before);
  });

  it('chooses the same whatever the order of the listing', () => {
    const [a, b] = [
      { ...id, host: 'a' },
      { ...id, host: 'b' },
    ];
    expect(chooseSeries(seekerOf(machine), [b, a])).toBe(a);
    expect(chooseSeries(seekerOf(machine), [a, b])).toBe(a);
  });

  it('takes the series of the whole function before those of its versions', () => {
    const whole = { function_name: 'f' };
    expect(chooseSeries(seekerOf(lambdaFunction({ functionName: 'f' })), [{ function_name: 'f', version: '3' }, whole])).toBe(whole);
  });

  it('finds nothing for a resource that publishes nothing', () => {
    const [linux] = LISTINGS;
    if (linux === undefined) throw new Error('no listing');
    const listed = new ListedSeries();
    listed.add(linux, { InstanceId: 'i-other' });
    listed.add(linux, { host: 'no-instance' });
    expect(listed.addressOf(linux, seekerOf(machine))).toBeNull();
    listed.add(linux, id);
    expect(listed.addressOf(linux, seekerOf(machine))).toEqual({ namespace: 'CWAgent', metricName: 'mem_used_percent', dimensions: id });
  });

  it('knows the metric by its name on each platform', () => {
    const namesFor = (platform: 'linux' | 'windows') =>
      LISTINGS.filter(({ metric, publishedBy }) => metric === 'ec2.memory' && publishedBy(instance({ platform }))).map(
        ({ metricName }) => metricName,
      );
    expect(namesFor('linux')).toEqual(['mem_used_percent']);
    expect(namesFor('windows')).toEqual(['Memory % Committed Bytes In Use']);
  });
});
