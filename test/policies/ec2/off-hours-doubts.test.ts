import { describe, expect, it } from 'vitest';
import type { MetricView } from '../../../src/model/metric.js';
import { office } from '../../support/loads.js';
import { instance, seriesFrom } from '../../support/policy-fixtures.js';
import { DEV, earlier, judge, nights, type Spec, traffic } from './off-hours-fixtures.js';

describe('ec2-off-hours', () => {
  describe('says what its hours moved', () => {
    const reasons = (series: Spec['series'], options: Spec['options'] = {}) => {
      const outcome = judge(office, { ...(series === undefined ? {} : { series }), options, environment: DEV });
      return outcome.verdict === 'fail' ? [outcome.confidence, ...outcome.confidenceReasons] : [outcome.code];
    };

    it.each<[string, Spec['series'], string[]]>([
      ['little', {}, ['high']],
      // 236 hours of the two weeks.
      ['a byte an hour less than is noticed', traffic(nights(999_999_999 / 236)), ['high']],
      ['as much as is noticed', traffic(nights(1e9 / 236 + 1)), ['medium', 'traffic-in-off-hours']],
      ['not known', { networkIn: null, networkOut: null }, ['low', 'network-unknown']],
      ['known one way', { networkIn: null }, ['low', 'network-unknown']],
      ['not known of one hour of a night', { networkOut: seriesFrom(({ index }) => (index === 2 ? null : 1)) }, ['low', 'network-unknown']],
      ['not known of an hour of work', { networkOut: seriesFrom(({ index }) => (index === 10 ? null : 1)) }, ['high']],
    ])('%s', (_, series, expected) => {
      expect(reasons(series)).toEqual(expected);
    });

    it('by its options', () => {
      expect(reasons(traffic(nights(1e6)), { noticedNetworkBytes: 236e6 })).toEqual(['medium', 'traffic-in-off-hours']);
      expect(reasons(traffic(nights(1e6)), { noticedNetworkBytes: 236e6 + 1 })).toEqual(['high']);
    });

    it('in its sentence and its evidence', () => {
      const outcome = judge(office, { series: traffic(nights(2e6), nights(1e6)), environment: DEV });
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.values).toMatchObject({ measures: { value: 'CPU and network' }, traffic: { value: 3e6 } });
      expect(outcome.evidence).toContainEqual({
        name: 'maximumNetworkBytesInAnOffHour',
        value: 3e6,
        unit: 'bytes',
        heldAgainst: { option: 'maximumNetworkBytesPerHour', value: 1e9 },
        flipsAt: 1e9,
      });
      const unknown = judge(office, { series: { networkIn: null, networkOut: null } });
      expect(unknown.verdict === 'fail' && unknown.values).toMatchObject({ measures: { value: 'CPU' }, traffic: { value: null } });
    });
  });

  it('says what becomes of a public address each morning, and nothing of one where there is none', () => {
    const of = (hasPublicAddress: boolean) => {
      const outcome = judge(office, { environment: DEV }, instance({ hasPublicAddress }));
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      return outcome;
    };
    const addressed = of(true);
    expect(addressed).toMatchObject({ risk: 2, confidence: 'medium', confidenceReasons: ['address-may-change'] });
    expect(addressed.recommendation.target?.notes).toContain('public-address');
    expect(addressed.questions[0]).toBe('who-uses-address');
    expect(of(false)).toMatchObject({ risk: 1, confidence: 'high' });
    expect(of(false).recommendation.target?.notes).not.toContain('public-address');
    const stored = judge(office, {}, instance({ hasPublicAddress: true, instanceType: 'm5d.2xlarge' }));
    expect(stored).toMatchObject({ risk: 3 });
  });

  describe('looks at days before the window', () => {
    const reasons = (cpu: MetricView, spec: Spec = {}) => {
      const outcome = judge(office, { metrics: { cpu }, environment: DEV, ...spec });
      return outcome.verdict === 'fail' ? [outcome.confidence, ...outcome.confidenceReasons] : [outcome.code];
    };

    // Index 0 is 15 October 2026, a Thursday; 16 and 17 are 31 October and 1 November, of which the latter is the last before the window.
    it.each<[string, MetricView, string[]]>([
      ['a weekend that was busy', earlier(16, 17), ['low', 'busy-before-window']],
      ['a Sunday', earlier(3), ['low', 'busy-before-window']],
      ['a Friday, of which the schedule leaves ten hours on', earlier(15), ['high']],
      ['all that were under the limit', earlier(), ['high']],
    ])('%s', (_, cpu, expected) => {
      expect(reasons(cpu)).toEqual(expected);
    });

    it('and says how busy they were', () => {
      const outcome = judge(office, { metrics: { cpu: earlier(16, 17) } });
      expect(outcome.verdict === 'fail' && outcome.values).toMatchObject({ busyDays: { value: 2 }, earlierPeak: { value: 90 } });
    });
  });

  it('raises the risk and asks where a stop erases an instance store', () => {
    const outcome = judge(office, { environment: DEV }, instance({ instanceType: 'm5d.2xlarge' }));
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    expect(outcome).toMatchObject({ risk: 3, confidence: 'medium', confidenceReasons: ['instance-store-lost'] });
    expect(outcome.recommendation.target).toMatchObject({ risk: 3 });
    expect(outcome.recommendation.target?.notes).toContain('instance-store-lost');
    expect(outcome.questions[0]).toBe('instance-store');
    expect(outcome.values.instanceStore?.value).toBe('300 GB');
    const without = judge(office, { environment: DEV });
    expect(without).toMatchObject({ risk: 1, confidence: 'high' });
    expect(without.verdict === 'fail' && without.questions).not.toContain('instance-store');
  });
});
