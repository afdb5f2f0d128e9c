import { describe, expect, it } from 'vitest';
import { type BandwidthViews, peakRates, reducibleBandwidth } from '../../src/analysis/ec2-rates.js';
import type { MetricView } from '../../src/model/metric.js';
import { instance, missingMetric, presentMetric, typeSpec } from '../support/policy-fixtures.js';

describe('bandwidth that was used', () => {
  const peak = (metric: 'networkIn' | 'networkOut' | 'ebsReadBytes' | 'ebsWriteBytes' | 'ebsReadOps' | 'ebsWriteOps', value: number) =>
    presentMetric(`ec2.${metric}`, { daily: { Maximum: value } });
  /** Over five minutes: 1 and 2 Gbit/s, 30 and 50 Mbit/s, 100 and 200 operations a second. */
  const views: BandwidthViews = {
    networkIn: peak('networkIn', (1e9 / 8) * 300),
    networkOut: peak('networkOut', (2e9 / 8) * 300),
    ebsReadBytes: peak('ebsReadBytes', (30e6 / 8) * 300),
    ebsWriteBytes: peak('ebsWriteBytes', (50e6 / 8) * 300),
    ebsReadOps: peak('ebsReadOps', 100 * 300),
    ebsWriteOps: peak('ebsWriteOps', 200 * 300),
    samples: missingMetric('ec2.cpu'),
  };
  const memory = presentMetric('ec2.memory', { daily: { Maximum: 25 } });

  it('is the busier direction of the network, and reading and writing together', () => {
    expect(peakRates(instance(), 8192, { ...views, memory })).toEqual({
      memory: 2048,
      network: expect.closeTo(2, 9),
      'ebs-throughput': expect.closeTo(80, 9),
      'ebs-iops': expect.closeTo(300, 9),
    });
    // Samples of one minute.
    expect(peakRates(instance({ monitoring: 'detailed' }), 8192, { ...views, memory })).toMatchObject({
      network: expect.closeTo(10, 9),
      'ebs-iops': expect.closeTo(1500, 9),
    });
  });

  describe('while samples were of a minute', () => {
    /** Detailed monitoring until so many days ago, with the traffic of then and of now. */
    const switchedOff = (daysAgo: number, samplesThen: number): BandwidthViews => ({
      ...views,
      networkIn: peak('networkIn', 1),
      networkOut: presentMetric('ec2.networkOut', {
        daily: { Maximum: Array.from({ length: 32 }, (_, day) => (day < 32 - daysAgo ? (2.4e9 / 8) * 60 : (1e9 / 8) * 300)) },
      }),
      samples: presentMetric('ec2.cpu', {
        daily: { SampleCount: Array.from({ length: 32 }, (_, day) => (day < 32 - daysAgo ? samplesThen : 288)) },
      }),
    });
    const networkOf = (of: BandwidthViews, machine = instance()) => peakRates(machine, 8192, { ...of, memory }).network;

    it('is what they stood for on that day', () => {
      expect(networkOf(switchedOff(3, 1440))).toBeCloseTo(2.4, 9);
      expect(networkOf(switchedOff(3, 289))).toBeCloseTo(2.4, 9);
      // What ran for hours of five-minute samples says nothing else.
      expect(networkOf(switchedOff(3, 288))).toBeCloseTo(1, 9);
      expect(networkOf({ ...switchedOff(3, 1440), samples: missingMetric('ec2.cpu') })).toBeCloseTo(1, 9);
      expect(networkOf(switchedOff(14, 1440))).toBeCloseTo(1, 9);
    });

    it('is as of a minute wherever that is so now', () => {
      expect(networkOf(switchedOff(3, 288), instance({ monitoring: 'detailed' }))).toBeCloseTo(5, 9);
    });
  });

  it('is not known where a part of it is missing', () => {
    const rates = (over: Partial<BandwidthViews & { memory: MetricView }>) => peakRates(instance(), 8192, { ...views, memory, ...over });
    expect(rates({ networkIn: missingMetric('ec2.networkIn') }).network).toBeNull();
    expect(rates({ networkOut: missingMetric('ec2.networkOut') }).network).toBeNull();
    expect(rates({ ebsReadBytes: missingMetric('ec2.ebsReadBytes') })['ebs-throughput']).toBeNull();
    expect(rates({ ebsWriteOps: presentMetric('ec2.ebsWriteOps', { status: 'partial', daily: { Maximum: 1 } }) })['ebs-iops']).toBeNull();
    expect(rates({ memory: missingMetric('ec2.memory') }).memory).toBeNull();
  });

  it('may be given back where every machine leaves the headroom free', () => {
    const spec = typeSpec({ networkBaselineGbps: 2.5, ebsBaselineMbps: 100, ebsBaselineIops: 300 });
    const quiet = { ...views, networkOut: peak('networkOut', (0.1e9 / 8) * 300) };
    const of = (...all: BandwidthViews[]) =>
      reducibleBandwidth(
        all.map((metrics) => ({ instance: instance(), metrics })),
        spec,
        20,
      );
    // 2 of 2.5 and 80 of 100 are all but the headroom; 300 of 300 are more.
    expect(of(views)).toEqual({
      cpu: null,
      memory: null,
      network: expect.closeTo(2, 9),
      'ebs-throughput': expect.closeTo(80, 9),
      'ebs-iops': null,
    });
    expect(of(quiet, views).network).toBeCloseTo(2, 9);
    expect(of(views, quiet).network).toBeCloseTo(2, 9);
    expect(of({ ...views, networkOut: peak('networkOut', (2.01e9 / 8) * 300) }).network).toBeNull();
    expect(of(views, { ...views, networkIn: missingMetric('ec2.networkIn') }).network).toBeNull();
    expect(of()).toEqual({ cpu: null, memory: null, network: null, 'ebs-throughput': null, 'ebs-iops': null });
    expect(reducibleBandwidth([{ instance: instance(), metrics: views }], typeSpec({ networkBaselineGbps: null }), 20).network).toBeNull();
  });
});
