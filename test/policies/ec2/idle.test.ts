import { describe, expect, it } from 'vitest';
import idle from '../../../policies/ec2/idle.js';
import { codesOf, instance, missingMetric } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { allBut, cpu, judge, type Metrics, memory, ops, traffic } from './idle-fixtures.js';

describe('ec2-idle', () => {
  const cases: [string, Metrics, string, string][] = [
    ['quiet CPU and network', {}, 'fail', 'idle'],
    ['CPU just under the limit', { cpu: cpu(4.999) }, 'fail', 'idle'],
    ['CPU at the limit', { cpu: cpu(5) }, 'pass', 'cpu-busy'],
    [
      'one busy day of fourteen',
      { cpu: cpu([...new Array<number>(20).fill(1), 90, ...new Array<number>(11).fill(1)]) },
      'pass',
      'cpu-busy',
    ],
    [
      'traffic just under the limit',
      { networkIn: traffic('ec2.networkIn', 2_500_000), networkOut: traffic('ec2.networkOut', 2_499_999) },
      'fail',
      'idle',
    ],
    [
      'traffic at the limit, in and out together',
      { networkIn: traffic('ec2.networkIn', 2_500_000), networkOut: traffic('ec2.networkOut', 2_500_000) },
      'pass',
      'network-busy',
    ],
    [
      'idle CPU, network unknown',
      { networkIn: missingMetric('ec2.networkIn'), networkOut: missingMetric('ec2.networkOut') },
      'not-assessed',
      'metric-unknown',
    ],
    ['idle CPU, half of the network unknown', { networkOut: missingMetric('ec2.networkOut', 'denied') }, 'not-assessed', 'metric-unknown'],
    [
      'busy one way, the other unknown',
      { networkIn: traffic('ec2.networkIn', 9e6), networkOut: missingMetric('ec2.networkOut') },
      'pass',
      'network-busy',
    ],
    ['busy CPU, network unknown', { cpu: cpu(60), networkIn: missingMetric('ec2.networkIn') }, 'pass', 'cpu-busy'],
    ['no CPU datapoints', { cpu: missingMetric('ec2.cpu') }, 'not-assessed', 'metric-unknown'],
    ['six days of data', { cpu: cpu(2, 6) }, 'not-assessed', 'too-little-data'],
    ['seven days of data', { cpu: cpu(2, 7) }, 'fail', 'idle'],
    [
      'volumes at work on every day',
      { ebsReadOps: ops('ebsReadOps', 20_000), ebsWriteOps: ops('ebsWriteOps', 10_000) },
      'pass',
      'disk-busy',
    ],
    ['volumes just under the limit', { ebsReadOps: ops('ebsReadOps', 20_000), ebsWriteOps: ops('ebsWriteOps', 9_999) }, 'fail', 'idle'],
    ['volumes at work, writing not known', { ebsReadOps: ops('ebsReadOps', 30_000) }, 'pass', 'disk-busy'],
    // 100 Mbit/s over 300 seconds.
    [
      'volumes with large operations',
      { ebsReadBytes: ops('ebsReadBytes', 2e9), ebsWriteBytes: ops('ebsWriteBytes', 1.75e9) },
      'pass',
      'disk-busy',
    ],
    ['the same a byte less', { ebsReadBytes: ops('ebsReadBytes', 2e9), ebsWriteBytes: ops('ebsWriteBytes', 1.75e9 - 1) }, 'fail', 'idle'],
    ['volumes at work on all days but one', { ebsReadOps: ops('ebsReadOps', allBut(20, 30_000)) }, 'fail', 'idle'],
    ['volumes at work on all seven days of data', { cpu: cpu(2, 7), ebsReadOps: ops('ebsReadOps', 30_000, 7) }, 'pass', 'disk-busy'],
    ['memory in use', { memory: memory(90) }, 'fail', 'idle'],
    ['a day with CPU but without network', { networkIn: traffic('ec2.networkIn', 1e6, 13) }, 'not-assessed', 'network-gaps'],
  ];
  it.each(cases)('%s', (_, metrics, verdict, code) => {
    expect(judge({ metrics })).toMatchObject({ verdict, code });
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, metrics]) => judge({ metrics }));
    const more = {
      'busy before the window, accelerated': judge(
        { metrics: { cpu: cpu([...new Array<number>(10).fill(70), ...new Array<number>(22).fill(1)]) } },
        instance({ instanceType: 'g6.xlarge', name: 'render' }),
      ),
      'nine days': judge({ metrics: { cpu: cpu(2, 9) } }),
      'five before the window': judge({ metrics: { cpu: cpu([...new Array<number>(10).fill(5), ...new Array<number>(22).fill(1)]) } }),
      'busy in every earlier month end': judge({
        metrics: { cpu: cpu(Array.from({ length: 32 }, (_, day) => ([14, 15, 16, 17].includes(day) ? 80 : 1))) },
      }),
      'on an instance store, without a price': judge(
        {},
        instance({ rootDeviceType: 'instance-store', platform: 'windows', platformDetails: 'Windows' }),
      ),
      stopped: judge({}, instance({ state: 'stopped' })),
      'a Spot Instance': judge({}, instance({ lifecycle: 'spot' })),
      'with an instance store': judge({}, instance({ instanceType: 'm5d.2xlarge' })),
      'with a public address': judge({}, instance({ hasPublicAddress: true })),
      'volumes at work on some days, memory in use': judge({
        metrics: { memory: memory(60), ebsReadOps: ops('ebsReadOps', allBut(20, 30_000)), ebsReadBytes: ops('ebsReadBytes', 1e6) },
      }),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/idle.txt');
  });

  /** Thirty-two days that end on 15 November: index 14 is 29 October, index 17 is 1 November; the window begins with index 18. */
  const busyOn = (...days: number[]) => cpu(Array.from({ length: 32 }, (_, day) => (days.includes(day) ? 80 : 1)));

  it.each<[string, number[], string, string]>([
    ['only from the third last day of a month to the first of the next', [14, 15, 16, 17], 'pass', 'busy-at-month-end'],
    ['a day earlier too', [13, 14, 15, 16, 17], 'fail', 'idle'],
    ['in the middle of a month', [5], 'fail', 'idle'],
  ])('busy before the window, %s', (_, days, verdict, code) => {
    expect(judge({ metrics: { cpu: busyOn(...days) } })).toMatchObject({ verdict, code });
  });

  it('takes the limits from its options', () => {
    expect(judge({ metrics: { cpu: busyOn(16) }, options: { monthEndDays: 0 } }).verdict).toBe('fail');
    expect(judge({ options: { maximumCpuPercent: 2 } }).verdict).toBe('pass');
    expect(judge({ options: { maximumNetworkBytesPerDay: 2e6 } }).verdict).toBe('pass');
    expect(judge({ options: { minimumDays: 15 } }).verdict).toBe('not-assessed');
  });

  it.each([
    ['stopped', { state: 'stopped' as const }, 'not-running'],
    ['terminated', { state: 'terminated' as const }, 'terminated'],
  ])('does not apply to what is %s', (_, over, code) => {
    expect(judge({}, instance(over))).toMatchObject({ verdict: 'not-applicable', code });
  });

  it('saves the compute, says what goes on costing, and stops before it terminates', () => {
    const outcome = judge();
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    expect(outcome.cost.current?.usd).toBeCloseTo(560.64, 2);
    expect(outcome.cost.savings).toEqual(outcome.cost.current);
    expect(outcome.recommendation.target?.notes).toEqual(['volumes-stay']);
    expect(outcome.commands.map(({ purpose, argv }) => [purpose, argv[2]])).toEqual([
      ['inspect', 'describe-instances'],
      ['apply', 'stop-instances'],
      ['undo', 'start-instances'],
    ]);
    expect(outcome.evidence[0]).toMatchObject({
      name: 'maximumCpuPercent',
      value: 2,
      source: { metric: 'AWS/EC2 CPUUtilization', statistic: 'Maximum', datapoints: 14, expectedDatapoints: 14 },
      heldAgainst: { option: 'maximumCpuPercent', value: 5 },
      flipsAt: 5,
    });
  });

  it('says what becomes of a public address, and nothing of one where there is none', () => {
    const addressed = judge({}, instance({ hasPublicAddress: true }));
    if (addressed.verdict !== 'fail') throw new Error(addressed.code);
    expect(addressed.recommendation.target?.notes).toEqual(['volumes-stay', 'public-address']);
    expect(addressed.questions).toEqual(['who-uses-address', 'who-needs-it', 'in-use-once-a-month']);
    expect(addressed.risk).toBe(1);
    // What is terminated is not started again.
    const spot = judge({}, instance({ hasPublicAddress: true, lifecycle: 'spot' }));
    expect(spot.verdict === 'fail' && spot.recommendation.target?.notes).toEqual(['spot-cannot-stop']);
  });

  it('offers no stop where an instance store is the root', () => {
    const outcome = judge({}, instance({ rootDeviceType: 'instance-store' }));
    expect(outcome.verdict === 'fail' && outcome.commands.map(({ purpose }) => purpose)).toEqual(['inspect']);
  });

  it('keeps the finding where the price is unknown', () => {
    const outcome = judge({}, instance({ platform: 'windows', platformDetails: 'Windows' }));
    expect(outcome).toMatchObject({ verdict: 'fail', cost: { current: null, savings: null } });
  });

  it('is less sure where it was busy before the window, data is missing, or accelerators are not measured', () => {
    const earlier = judge({ metrics: { cpu: cpu([...new Array<number>(10).fill(70), ...new Array<number>(22).fill(1)]) } });
    expect(earlier).toMatchObject({ verdict: 'fail', confidence: 'low', confidenceReasons: ['busy-before-window'] });
    const gap = judge({ metrics: { cpu: cpu(2, 9) } });
    expect(gap).toMatchObject({ confidence: 'medium', confidenceReasons: ['some-days-missing', 'month-end-not-seen'] });
    expect(judge({}, instance({ instanceType: 'g6.xlarge' }))).toMatchObject({ confidenceReasons: ['accelerator-not-measured'] });
    expect(judge()).toMatchObject({ confidence: 'high', confidenceReasons: [] });
  });

  it('has a sentence for every code', () => {
    const outcomes = [judge(), judge({ metrics: { cpu: cpu(2, 6) } }), judge({ metrics: { networkIn: missingMetric('ec2.networkIn') } })];
    for (const code of outcomes.flatMap(codesOf)) expect(idle.messages).toHaveProperty(code);
  });
});
