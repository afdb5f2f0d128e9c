import { describe, expect, it } from 'vitest';
import idle from '../../../policies/ec2/idle.js';
import {
  autoScalingGroup,
  type ContextSpec,
  codesOf,
  contextFor,
  explained,
  fleetOf,
  instance,
  instanceGroup,
  missingMetric,
  presentMetric,
} from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

type Spec = ContextSpec<typeof idle.options, typeof idle.requires.metrics, Record<never, never>>;
type Metrics = NonNullable<Spec['metrics']>;

const cpu = (maximum: number | readonly (number | null)[], days?: number) =>
  presentMetric('ec2.cpu', { daily: { Maximum: maximum }, ...(days === undefined ? {} : { days }) });
const traffic = (metric: 'ec2.networkIn' | 'ec2.networkOut', bytes: number | readonly (number | null)[], days?: number) =>
  presentMetric(metric, { daily: { Sum: bytes }, ...(days === undefined ? {} : { days }) });
const quiet: Metrics = { cpu: cpu(2), networkIn: traffic('ec2.networkIn', 1e6), networkOut: traffic('ec2.networkOut', 1e6) };

const judge = (spec: Spec = {}, machine = instance()) =>
  explained(idle, idle.evaluate(machine, contextFor(idle, machine, { ...spec, metrics: { ...quiet, ...spec.metrics } })));

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
    expect(outcome.recommendation.target?.notes).toContain('volumes-and-addresses');
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

  describe('of a group', () => {
    const [a, b] = [instance({ id: 'i-a' }), instance({ id: 'i-b' })];
    const scaling = autoScalingGroup({ id: 'web', minSize: 2, desiredCapacity: 2, instanceIds: ['i-a', 'i-b'] });
    const group = instanceGroup({ id: 'web', instanceIds: ['i-a', 'i-b'], autoScalingGroup: scaling });
    const fleet = fleetOf({
      instances: new Map([a, b].map((one) => [one.id, one])),
      groups: [group],
      groupOf: new Map([a, b].map(({ id }) => [id, group])),
    });
    const members = (of: Metrics) => ({ fleet, members: { 'i-a': { metrics: quiet }, 'i-b': { metrics: { ...quiet, ...of } } } });
    const judgeGroup = (of: Metrics, resource = group) => explained(idle, idle.evaluate(resource, contextFor(idle, resource, members(of))));

    it('names a wholly idle one, with its members', () => {
      const outcome = judgeGroup({});
      if (outcome.verdict !== 'fail') throw new Error(outcome.code);
      expect(outcome.code).toBe('idle-group');
      expect(outcome.members.map(({ id }) => id)).toEqual(['i-a', 'i-b']);
      expect(outcome.cost.savings?.usd).toBeCloseTo(1121.28, 2);
      expect(outcome.commands.map(({ argv }) => argv[2])).toEqual([
        'describe-auto-scaling-groups',
        'update-auto-scaling-group',
        'update-auto-scaling-group',
      ]);
    });

    it('is kept by one busy member, and not judged where one is unknown', () => {
      expect(judgeGroup({ cpu: cpu(50) })).toMatchObject({ verdict: 'pass', code: 'cpu-busy' });
      expect(judgeGroup({ cpu: missingMetric('ec2.cpu') })).toMatchObject({ verdict: 'not-assessed' });
    });

    it('speaks for its members, and not at all without one that runs', () => {
      expect(judge({ fleet }, a)).toMatchObject({ verdict: 'not-applicable', code: 'advised-with-group' });
      expect(judgeGroup({}, instanceGroup({ instanceIds: [] }))).toMatchObject({ verdict: 'not-applicable', code: 'no-running-members' });
    });

    it('says all of this', async () => {
      const eight = Array.from({ length: 8 }, (_, index) =>
        instance({ id: `i-${index}`, instanceType: index === 3 ? 'g6.xlarge' : 'm5.4xlarge' }),
      );
      const large = instanceGroup({ id: 'web', instanceIds: eight.map(({ id }) => id) });
      const own = Object.fromEntries(
        eight.map(({ id }, index) => [
          id,
          {
            metrics: {
              cpu:
                index === 5 ? cpu(3, 9) : index === 6 ? cpu([...new Array<number>(10).fill(70), ...new Array<number>(22).fill(1)]) : cpu(2),
              networkIn: traffic('ec2.networkIn', 1e5 * (index + 1)),
              networkOut: traffic('ec2.networkOut', 1e5),
            },
          },
        ]),
      );
      const ofEight = { fleet: fleetOf({ instances: new Map(eight.map((one) => [one.id, one])) }), members: own };
      await expect(
        outcomeTexts({
          'two idle members': judgeGroup({}),
          'eight idle members': explained(idle, idle.evaluate(large, contextFor(idle, large, ofEight))),
          'one that is busy, after one that is unknown': explained(
            idle,
            idle.evaluate(
              group,
              contextFor(idle, group, {
                fleet,
                members: {
                  'i-a': { metrics: { ...quiet, cpu: missingMetric('ec2.cpu') } },
                  'i-b': { metrics: { ...quiet, cpu: cpu(50) } },
                },
              }),
            ),
          ),
          'one that is unknown': judgeGroup({ cpu: missingMetric('ec2.cpu') }),
          'Kubernetes nodes': judgeGroup({}, instanceGroup({ ...group, groupType: 'eks-nodegroup', id: 'prod/blue' })),
        }),
      ).toMatchFileSnapshot('outcomes/idle-group.txt');
    });

    it('of EKS nodes is named when it is wholly idle, and scaled through EKS', () => {
      const nodes = instanceGroup({ ...group, groupType: 'eks-nodegroup', id: 'prod/blue' });
      const outcome = judgeGroup({}, nodes);
      expect(outcome.verdict === 'fail' && outcome.commands.at(-1)?.argv[1]).toBe('eks');
    });
  });

  it('has a sentence for every code', () => {
    const outcomes = [judge(), judge({ metrics: { cpu: cpu(2, 6) } }), judge({ metrics: { networkIn: missingMetric('ec2.networkIn') } })];
    for (const code of outcomes.flatMap(codesOf)) expect(idle.messages).toHaveProperty(code);
  });
});
