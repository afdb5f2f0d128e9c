import { describe, expect, it } from 'vitest';
import overProvisioned from '../../../policies/ec2/over-provisioned.js';
import type { MetricId } from '../../../src/model/metric-catalog.js';
import type { Ec2Instance, InstanceGroup } from '../../../src/model/resource/index.js';
import {
  autoScalingGroup,
  type ContextSpec,
  codesOf,
  containerInstance,
  contextFor,
  END,
  explained,
  fleetOf,
  instance,
  instanceGroup,
  metricFromSeries,
  missingMetric,
  PRICES,
  presentMetric,
  seriesFrom,
} from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

type Spec = ContextSpec<typeof overProvisioned.options, typeof overProvisioned.requires.metrics, typeof overProvisioned.requires.series>;
type Load = Parameters<typeof seriesFrom>[0];

const fine = (load: Load, days = 14) => seriesFrom(load, { periodSeconds: 300, days });
const peak = (metric: MetricId, value: number) => presentMetric(metric, { daily: { Maximum: value } });

/** What an audit sees of a load: scalars over 32 days, the fine series over 14. */
function seen(load: Load): Pick<Spec, 'metrics' | 'series'> {
  return { metrics: { cpu: metricFromSeries('ec2.cpu', fine(load, 32)) }, series: { cpu: fine(load) } };
}
/** Network, EBS and memory so low that they never decide. */
const measured: NonNullable<Spec['metrics']> = {
  memory: peak('ec2.memory', 20),
  networkIn: peak('ec2.networkIn', 1e6),
  networkOut: peak('ec2.networkOut', 1e6),
  ebsReadBytes: peak('ec2.ebsReadBytes', 1e6),
  ebsWriteBytes: peak('ec2.ebsWriteBytes', 1e6),
  ebsReadOps: peak('ec2.ebsReadOps', 3000),
  ebsWriteOps: peak('ec2.ebsWriteOps', 3000),
};

function judge(load: Load, spec: Spec = {}, machine: Ec2Instance = instance()) {
  const base = seen(load);
  const context = { ...base, ...spec, metrics: { ...base.metrics, ...measured, ...spec.metrics } };
  return explained(overProvisioned, overProvisioned.evaluate(machine, contextFor(overProvisioned, machine, context)));
}
const failed = (outcome: ReturnType<typeof judge>) => {
  if (outcome.verdict !== 'fail') throw new Error(`${outcome.verdict}: ${outcome.code}`);
  return outcome;
};
const flat = (value: number) => () => value;
/** Few types: what is written down of an outcome is not to change with each price that the table gains. */
const FEW = ['m4', 'm5', 'm6a', 'c6a', 'r6a', 'm7i', 'r7i', 'm6g', 'm7g', 't3'].flatMap((family) =>
  PRICES.specs().filter(({ instanceType }) => instanceType.startsWith(`${family}.`)),
);
const FEW_TYPES = { instanceTypes: new Map(FEW.map((spec) => [spec.instanceType, spec])) };

const NO_MEMORY = { memory: missingMetric('ec2.memory') };

describe('ec2-over-provisioned: the verdict is on need', () => {
  const cases: [string, Load, Spec, string, string][] = [
    ['flat 2 %', flat(2), {}, 'fail', 'over-provisioned'],
    // Half of 16 vCPU with 20 % headroom is 40 %.
    ['exactly what half the size gives', flat(40), { metrics: { memory: peak('ec2.memory', 70) } }, 'fail', 'over-provisioned'],
    ['a little more than half the size gives', flat(40.01), { metrics: { memory: peak('ec2.memory', 70) } }, 'pass', 'needs-its-size'],
    ['memory at exactly half, CPU not', flat(60), { metrics: { memory: peak('ec2.memory', 40) } }, 'fail', 'over-provisioned'],
    ['neither at half', flat(60), { metrics: { memory: peak('ec2.memory', 41) } }, 'pass', 'needs-its-size'],
    ['CPU short', flat(85), {}, 'pass', 'short'],
    ['CPU at exactly its headroom, memory low', flat(80), {}, 'fail', 'over-provisioned'],
    ['memory short', flat(2), { metrics: { memory: peak('ec2.memory', 81) } }, 'pass', 'short'],
    ['network short', flat(2), { metrics: { networkOut: peak('ec2.networkOut', (5e9 / 8) * 300) } }, 'pass', 'short'],
    ['EBS short', flat(2), { metrics: { ebsReadOps: peak('ec2.ebsReadOps', 18_750 * 300) } }, 'pass', 'short'],
    ['no CPU datapoints', flat(2), { metrics: { cpu: missingMetric('ec2.cpu') } }, 'not-assessed', 'metric-unknown'],
    ['no fine series', flat(2), { series: { cpu: null } }, 'not-assessed', 'series-missing'],
    [
      '29 hours of data',
      flat(2),
      { series: { cpu: fine(({ index }) => (index < 29 * 12 ? 2 : null)) } },
      'not-assessed',
      'too-little-data',
    ],
    ['30 hours of data', flat(2), { series: { cpu: fine(({ index }) => (index < 30 * 12 ? 2 : null)) } }, 'fail', 'over-provisioned'],
    [
      'less headroom asked for',
      flat(45),
      { options: { headroomPercent: 10 }, metrics: { memory: peak('ec2.memory', 70) } },
      'fail',
      'over-provisioned',
    ],
  ];
  it.each(cases)('%s', (_, load, spec, verdict, code) => {
    expect(judge(load, spec)).toMatchObject({ verdict, code });
  });

  it('says all of this', async () => {
    const judgeFew = (load: Load, spec: Spec = {}, machine: Ec2Instance = instance()) =>
      judge(load, { fleet: fleetOf(FEW_TYPES), ...spec }, machine);
    const outcomes = outcomesOf(cases, ([, load, spec]) => judgeFew(load, spec));
    const more = {
      'nothing measured but CPU': judgeFew(flat(2), {
        metrics: Object.fromEntries(Object.keys(measured).map((name) => [name, missingMetric('ec2.memory')])),
      }),
      'without a price': judgeFew(flat(2), {}, instance({ region: 'xx-north-9' })),
      'from Xen': judgeFew(flat(2), {}, instance({ instanceType: 'm4.4xlarge', enaSupport: false })),
      burstable: judgeFew(flat(2), {}, instance({ instanceType: 't3.2xlarge' })),
      'started two days ago': judgeFew(flat(2), {}, instance({ launchTime: '2026-11-14T00:00:00Z' })),
      'an offer that was not read': judgeFew(flat(2), { fleet: fleetOf({ instanceTypes: null }) }),
      'varying, with gaps': judgeFew(({ hour, weekday }) => (weekday < 2 ? null : hour === 3 ? 30 : 0.5)),
      'a peak of the longer window beyond the target': judgeFew(flat(2), {
        metrics: {
          cpu: presentMetric('ec2.cpu', {
            daily: { Average: 2, Maximum: [...new Array<number>(10).fill(90), ...new Array<number>(22).fill(2)] },
            percentiles: { 'p99.5': 2 },
          }),
        },
      }),
      'results of CPU missing': judgeFew(flat(2), {
        metrics: { cpu: presentMetric('ec2.cpu', { status: 'partial', daily: { Average: 2, Maximum: 2 }, percentiles: { 'p99.5': 2 } }) },
      }),
      'network not known': judgeFew(flat(2), { metrics: { networkIn: missingMetric('ec2.networkIn') } }),
      'throughput of disks not known': judgeFew(flat(2), { metrics: { ebsReadBytes: missingMetric('ec2.ebsReadBytes') } }),
      'operations of disks not known': judgeFew(flat(2), { metrics: { ebsWriteOps: missingMetric('ec2.ebsWriteOps') } }),
      'a third of the data': judgeFew(flat(2), {
        series: { cpu: fine(({ index }) => (index % 3 === 0 && index < 4000 ? 2 : index < 2700 ? null : 2)) },
      }),
      'little data': judgeFew(flat(2), { series: { cpu: fine(({ index }) => (index < 100 * 12 ? 2 : null)) } }),
      'on arm64': judgeFew(flat(2), {}, instance({ instanceType: 'm6g.4xlarge', architecture: 'arm64' })),
      stopped: judgeFew(flat(2), {}, instance({ state: 'stopped' })),
      'stopped, nothing measured': judgeFew(flat(2), { metrics: { cpu: missingMetric('ec2.cpu') } }, instance({ state: 'stopped' })),
      'no percentiles': judgeFew(flat(2), {
        metrics: {
          cpu: presentMetric('ec2.cpu', { daily: { Maximum: 39, Average: 1 }, substituted: true }),
          memory: peak('ec2.memory', 70),
        },
      }),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/over-provisioned.txt');
  });

  it('leaves a batch machine alone: median 0.1 %, p95 90 %', () => {
    const batch: Load = ({ hour }) => (hour < 2 ? 90 : 0.1);
    expect(metricFromSeries('ec2.cpu', fine(batch)).percentile('p95').value).toBe(90);
    expect(judge(batch)).toMatchObject({ verdict: 'pass', code: 'short' });
  });

  it('looks at burst hours on their own: rare enough for p99.5, too long for the target', () => {
    // One hour in fourteen days is 12 of 4,032 values, beyond the 99.5th percentile.
    const burst: Load = ({ index, epoch }) => (epoch % (14 * 86_400) < 3600 && index >= 0 ? 60 : 2);
    const spec = { metrics: { memory: peak('ec2.memory', 70) } };
    expect(judge(burst, spec)).toMatchObject({ verdict: 'pass', code: 'needs-its-size' });
    const short: Load = ({ epoch }) => (epoch % (14 * 86_400) < 600 ? 60 : 2);
    expect(judge(short, spec).verdict).toBe('fail');
  });

  it('reckons with what lies ahead: a trend that goes on, an hour that may be topped', () => {
    const spec = { metrics: { memory: peak('ec2.memory', 70) } };
    // From 10 to 38 percent in 14 days: within half the size today, and over it in a fortnight.
    const growing: Load = ({ index }) => 10 + (28 * index) / (32 * 288);
    const steep: Load = ({ epoch }) => 10 + Math.max(0, 28 - (28 * (Date.parse(END) / 1000 - epoch)) / (14 * 86_400));
    expect(judge(steep, spec)).toMatchObject({ verdict: 'pass', code: 'needs-its-size-ahead' });
    // Twelve more in the fortnight to come still fit.
    expect(judge(growing, spec).verdict).toBe('fail');
    // It rose once and stayed: that is no trend.
    const step: Load = ({ epoch }) => (epoch < Date.parse(END) / 1000 - 8 * 86_400 ? 10 : 38);
    expect(judge(step, spec).verdict).toBe('fail');
    // One hour of 41 among hours of 2 is within half the size; the next of its kind, by as much again above it, is not.
    const spike =
      (height: number): Load =>
      ({ epoch }) =>
        epoch % (14 * 86_400) < 3600 ? height : 2;
    expect(judge(spike(41), spec)).toMatchObject({ verdict: 'pass', code: 'needs-its-size-ahead' });
    // Half the size carries 40 with its headroom: that is enough, whatever comes.
    expect(judge(spike(40), spec).verdict).toBe('fail');
  });

  it('asks for the series only where the first pass leaves it open', () => {
    const wants = (load: Load, machine = instance()) =>
      overProvisioned.requires.wantsSeries?.(
        machine,
        contextFor(overProvisioned, machine, { metrics: { ...measured, memory: peak('ec2.memory', 70), ...seen(load).metrics } }),
      );
    expect(wants(flat(2))).toBe(true);
    expect(wants(flat(40.01))).toBe(false);
    // A start inside the 32 days can have changed the size.
    expect(wants(flat(40.01), instance({ launchTime: '2026-10-20T00:00:00Z' }))).toBe(true);
    expect(wants(flat(40.01), instance({ launchTime: '2026-11-17T00:00:00Z' }))).toBe(false);
  });

  it('is gated by the p99.5 of the longer window', () => {
    const monthEnd = metricFromSeries(
      'ec2.cpu',
      fine(({ index }) => (index < 24 * 12 ? 70 : 2), 32),
    );
    expect(judge(flat(2), { metrics: { cpu: monthEnd, memory: peak('ec2.memory', 70) } })).toMatchObject({
      verdict: 'pass',
      code: 'needs-its-size',
    });
  });

  it('uses the maximum where there are no percentiles, with low confidence, and says so', () => {
    const spec = (maximum: number) => ({
      metrics: {
        cpu: presentMetric('ec2.cpu', { daily: { Maximum: maximum, Average: 1 }, substituted: true }),
        memory: peak('ec2.memory', 70),
      },
    });
    expect(judge(flat(2), spec(41))).toMatchObject({ verdict: 'pass', code: 'needs-its-size-by-maximum' });
    expect(judge(flat(2), spec(39))).toMatchObject({ verdict: 'fail', confidence: 'low', confidenceReasons: ['percentile-substituted'] });
  });
});

describe('ec2-over-provisioned: a size that may have changed', () => {
  const twoDaysAgo = instance({ launchTime: '2026-11-14T00:00:00Z' });
  const since = Date.parse('2026-11-14T00:00:00Z') / 1000;

  it('gives no second advice a week after its advice was taken', () => {
    // 30 % of 16 vCPU until the change, 60 % of 8 after it.
    const weekAgo = instance({ instanceType: 'm5.2xlarge', launchTime: '2026-11-09T00:00:00Z' });
    const changed: Load = ({ epoch }) => (epoch < Date.parse('2026-11-09T00:00:00Z') / 1000 ? 30 : 60);
    expect(judge(changed, { metrics: { memory: peak('ec2.memory', 70) } }, weekAgo)).toMatchObject({
      verdict: 'pass',
      code: 'needs-its-size',
    });
  });

  it('must fit after the change', () => {
    // Ten values, each in an hour of its own: under 0.5 % of the whole window, over it since the start.
    const grown: Load = ({ epoch }) => (epoch >= since + 86_400 && epoch < since + 86_400 + 36_000 && epoch % 3600 === 0 ? 60 : 2);
    expect(judge(grown, { metrics: { memory: peak('ec2.memory', 70) } }, twoDaysAgo)).toMatchObject({ verdict: 'pass' });
    expect(judge(grown, { metrics: { memory: peak('ec2.memory', 70) } }).verdict).toBe('fail');
  });

  it('must fit the whole window', () => {
    const shrunk: Load = ({ epoch }) => (epoch < since ? 60 : 2);
    expect(judge(shrunk, { metrics: { memory: peak('ec2.memory', 70) } }, twoDaysAgo).verdict).toBe('pass');
  });

  it('has low confidence under seven days, and waits for 30 hours', () => {
    expect(judge(flat(2), {}, twoDaysAgo)).toMatchObject({
      verdict: 'fail',
      confidence: 'low',
      confidenceReasons: ['size-may-have-changed'],
    });
    expect(judge(flat(2), {}, instance({ launchTime: '2026-11-09T00:00:00Z' }))).toMatchObject({ verdict: 'fail', confidence: 'high' });
    expect(judge(flat(2), {}, instance({ launchTime: '2026-11-15T00:00:00Z' }))).toMatchObject({
      verdict: 'not-assessed',
      code: 'too-little-data',
    });
  });
});

describe('ec2-over-provisioned: the target is on price', () => {
  it('is the cheapest type that fits, with the saving over the hours run', () => {
    const outcome = failed(judge(flat(2)));
    const { target, alternatives } = outcome.recommendation;
    const spec = PRICES.spec(target?.label ?? '');
    expect(spec?.vcpus).toBeLessThan(16);
    expect(spec?.memoryMib).toBeGreaterThanOrEqual(16_384);
    expect(outcome.cost.savings?.usd).toBeCloseTo((outcome.cost.current?.usd ?? 0) - (target?.monthly?.usd ?? 0), 9);
    expect(alternatives.length).toBeLessThanOrEqual(2);
    for (const { monthly } of alternatives.filter(({ notes }) => !notes.includes('graviton-port'))) {
      expect(monthly?.usd).toBeGreaterThanOrEqual(target?.monthly?.usd ?? 0);
    }
    expect(target?.projected.find(({ dimension }) => dimension === 'cpu')).toMatchObject({
      nowPercent: 2,
      projectedPercent: (2 * 16) / (spec?.vcpus ?? 1),
    });
    expect(target?.offerChecked).toBe(true);
  });

  it('says what each number is held against: what was seen with headroom, what lies ahead without', () => {
    const held = failed(judge(flat(2))).evidence.map(({ name, heldAgainst, flipsAt }) => [
      name,
      heldAgainst?.option ?? null,
      flipsAt ?? null,
    ]);
    expect(held).toEqual(
      expect.arrayContaining([
        ['p995CpuPercent', 'headroomPercent', 40],
        ['p995CpuPercentLongWindow', 'headroomPercent', 40],
        ['p995CpuPercentAhead', null, 50],
        ['busiestHourCpuPercentAhead', 'maximumHourPercent', 47.5],
      ]),
    );
  });

  it('never reduces memory without agent data, nor bandwidth without its metrics', () => {
    const unknown = Object.fromEntries(Object.keys(measured).map((name) => [name, missingMetric('ec2.memory')]));
    const { target } = failed(judge(flat(2), { metrics: unknown })).recommendation;
    const spec = PRICES.spec(target?.label ?? '');
    expect(spec?.memoryMib).toBeGreaterThanOrEqual(65_536);
    expect(spec?.networkBaselineGbps).toBeGreaterThanOrEqual(5);
    expect(spec?.ebsBaselineIops).toBeGreaterThanOrEqual(18_750);
    expect(target?.notes).toEqual(['memory-not-measured', 'network-not-measured']);
  });

  it('keeps architecture, burst model, instance store and the drivers', () => {
    const targetOf = (instanceType: string, over: Partial<Ec2Instance> = {}) => {
      const { target } = failed(judge(flat(2), {}, instance({ instanceType, ...over }))).recommendation;
      return PRICES.spec(target?.label ?? '');
    };
    expect(targetOf('m6g.4xlarge', { architecture: 'arm64' })?.architectures).toEqual(['arm64']);
    expect(targetOf('m6id.4xlarge')?.instanceStoreGb).toBeGreaterThanOrEqual(950);
    expect(targetOf('t3.2xlarge')?.burstable).toBe(true);
    expect(targetOf('m4.4xlarge', { enaSupport: false })?.nvme).toBe('unsupported');
  });

  it('offers Graviton as an alternative only, with its effort named, and not to Windows', () => {
    const { target, alternatives } = failed(judge(flat(2))).recommendation;
    expect(target?.platformDifferences).not.toContain('architecture');
    expect(alternatives.at(-1)).toMatchObject({ notes: ['graviton-port'], platformDifferences: expect.arrayContaining(['architecture']) });
    const windows = failed(judge(flat(2), {}, instance({ platform: 'windows', platformDetails: 'Windows' })));
    expect(windows.recommendation.alternatives.flatMap(({ notes }) => notes)).not.toContain('graviton-port');
  });

  it('is taken from the offer of the region, or marked as not checked', () => {
    const only = ['m5.4xlarge', 'm5.2xlarge', 'm5.xlarge'].flatMap((type) => PRICES.spec(type) ?? []);
    const fleet = fleetOf({ instanceTypes: new Map(only.map((spec) => [spec.instanceType, spec])) });
    expect(failed(judge(flat(2), { fleet })).recommendation.target?.label).toBe('m5.xlarge');
    expect(failed(judge(flat(2), { fleet: fleetOf({ instanceTypes: null }) })).recommendation.target).toMatchObject({
      offerChecked: false,
    });
  });

  it('stays, without an amount, where the region has no price', () => {
    const outcome = failed(judge(flat(2), {}, instance({ region: 'xx-north-9' })));
    expect(outcome.cost).toMatchObject({ current: null, projected: null, savings: null });
    expect(outcome.recommendation.target?.notes).toContain('price-unknown');
  });

  it('counts the next smaller size as cheaper where no price is known at all', () => {
    const big = PRICES.spec('m5.4xlarge');
    const small = PRICES.spec('m5.2xlarge');
    if (big === null || small === null) throw new Error('m5 is missing');
    const own = [
      { ...big, instanceType: 'm99.4xlarge', currentGeneration: true },
      { ...small, instanceType: 'm99.2xlarge', currentGeneration: true },
    ];
    const fleet = fleetOf({ instanceTypes: new Map(own.map((spec) => [spec.instanceType, spec])) });
    const outcome = failed(judge(flat(2), { fleet }, instance({ instanceType: 'm99.4xlarge' })));
    expect(outcome.recommendation.target).toMatchObject({ label: 'm99.2xlarge', monthly: null, savings: null });
    expect(judge(flat(2), { fleet, metrics: NO_MEMORY }, instance({ instanceType: 'm99.4xlarge' }))).toMatchObject({
      verdict: 'not-assessed',
      code: 'price-unknown-for-all',
    });
  });

  it('is no finding where nothing cheaper keeps the rest', () => {
    const only = ['m5.4xlarge', 'm5.2xlarge'].flatMap((type) => PRICES.spec(type) ?? []);
    const fleet = fleetOf({ instanceTypes: new Map(only.map((spec) => [spec.instanceType, spec])) });
    expect(judge(flat(2), { fleet, metrics: NO_MEMORY })).toMatchObject({ verdict: 'pass', code: 'no-cheaper-type' });
  });

  it('never moves to flex above its baseline', () => {
    // 45 % of 16 vCPU are 7.2: within 80 % of 12 but above 40 % of 16.
    for (const load of [2, 10, 20, 35]) {
      const outcome = judge(flat(load), { metrics: { memory: peak('ec2.memory', 70) } });
      if (outcome.verdict !== 'fail') continue;
      for (const target of [outcome.recommendation.target, ...outcome.recommendation.alternatives]) {
        const cpu = target?.projected.find(({ dimension }) => dimension === 'cpu')?.projectedPercent ?? 0;
        if (target?.label.includes('-flex')) expect(cpu).toBeLessThanOrEqual(40);
      }
    }
  });

  it.each(['g6.xlarge', 'inf2.xlarge', 'trn1.2xlarge', 'p5.48xlarge', 'hpc7g.16xlarge', 'm5.metal'])('does not size %s', (instanceType) => {
    expect(judge(flat(1), {}, instance({ instanceType }))).toMatchObject({ verdict: 'not-applicable', code: 'family-not-sized' });
  });

  it.each([
    ['an unknown type', instance({ instanceType: 'm99.huge' }), 'not-assessed', 'unknown-type'],
    ['the smallest of its family', instance({ instanceType: 'm5.large' }), 'pass', 'smallest-of-family'],
    ['a terminated instance', instance({ state: 'terminated' }), 'not-applicable', 'terminated'],
    ['an EKS node', instance({ eksCluster: 'prod' }), 'not-assessed', 'eks-nodes'],
  ])('%s', (_, machine, verdict, code) => {
    expect(judge(flat(2), {}, machine)).toMatchObject({ verdict, code });
  });

  it('gives the change as commands, with the way back', () => {
    const { commands } = failed(judge(flat(2)));
    expect(commands[0]).toMatchObject({ purpose: 'inspect' });
    const types = commands.filter(({ argv }) => argv[2] === 'modify-instance-attribute').map(({ purpose, argv }) => [purpose, argv.at(-1)]);
    expect(types.at(-1)).toEqual(['undo', { value: 'm5.4xlarge', pattern: 'instance-type' }]);
  });

  it('says at which value the verdict would flip', () => {
    const { evidence } = failed(judge(flat(2)));
    expect(evidence[0]).toMatchObject({
      name: 'p995CpuPercent',
      source: { statistic: 'p99.5 of Maximum', periodSeconds: 300, windowDays: 14, datapoints: 4032, expectedDatapoints: 4032 },
      heldAgainst: { option: 'headroomPercent', value: 20 },
      flipsAt: 40,
    });
  });

  it('is less sure of a load that varies or has gaps', () => {
    const varied: Load = ({ hour }) => (hour === 3 ? 30 : 0.5);
    expect(failed(judge(varied)).confidenceReasons).toContain('variable-load');
    const gaps = { series: { cpu: fine(({ weekday }) => (weekday < 2 ? null : 2)) } };
    expect(failed(judge(flat(2), gaps))).toMatchObject({ confidence: 'medium', confidenceReasons: ['some-data-missing'] });
  });
});

describe('ec2-over-provisioned: groups', () => {
  const members = [instance({ id: 'i-a' }), instance({ id: 'i-b' })];
  const ids = members.map(({ id }) => id);
  const scaling = (over: Parameters<typeof autoScalingGroup>[0] = {}) => autoScalingGroup({ id: 'web', instanceIds: ids, ...over });
  const groupOf = (over: Partial<InstanceGroup> = {}) =>
    instanceGroup({ id: 'web', instanceIds: ids, autoScalingGroup: scaling(), ...over });

  function judgeGroup(group: InstanceGroup, loads: readonly Load[], spec: Spec = {}, instances: readonly Ec2Instance[] = members) {
    const fleet = fleetOf({
      instances: new Map(instances.map((one) => [one.id, one])),
      groups: [group],
      groupOf: new Map(ids.map((id) => [id, group])),
      ...spec.fleet,
    });
    const own = Object.fromEntries(
      instances.map(({ id }, index) => {
        const base = seen(loads[index] ?? flat(2));
        return [id, { series: base.series ?? {}, metrics: { ...base.metrics, ...measured, ...spec.metrics } }];
      }),
    );
    return explained(
      overProvisioned,
      overProvisioned.evaluate(group, contextFor(overProvisioned, group, { ...spec, fleet, metrics: {}, members: own })),
    );
  }

  it('are sized by the member that needs most, and saved on all of them', () => {
    const outcome = failed(judgeGroup(groupOf(), [flat(2), flat(30)]));
    expect(outcome.members.map(({ id }) => id)).toEqual(ids);
    expect(outcome.cost.current?.usd).toBeCloseTo(1121.28, 2);
    const operations = outcome.commands
      .filter(({ tool }) => tool === 'aws-cli')
      .map(({ purpose, argv }) => `${purpose} ${String(argv[2])}`);
    expect(operations).toEqual([
      'inspect describe-auto-scaling-groups',
      'inspect describe-launch-template-versions',
      'apply create-launch-template-version',
      'apply update-auto-scaling-group',
      'apply start-instance-refresh',
      'undo update-auto-scaling-group',
      'undo start-instance-refresh',
    ]);
    expect(judgeGroup(groupOf(), [flat(2), flat(85)])).toMatchObject({ verdict: 'pass', code: 'short' });
  });

  it('says all of this', async () => {
    const judgeFew = (group: InstanceGroup, loads: readonly Load[], spec: Spec = {}, instances: readonly Ec2Instance[] = members) =>
      judgeGroup(
        group,
        loads,
        { ...spec, fleet: fleetOf({ ...FEW_TYPES, instances: new Map(instances.map((one) => [one.id, one])) }) },
        instances,
      );
    const tracking = (trackedMetric: string) =>
      groupOf({ autoScalingGroup: scaling({ scalingPolicies: [{ name: 'p', type: 'target-tracking', trackedMetric, targetValue: 50 }] }) });
    const steps = groupOf({
      autoScalingGroup: scaling({
        scalingPolicies: [{ name: 'p', type: 'step', trackedMetric: 'ASGAverageCPUUtilization', targetValue: null }],
      }),
    });
    const young: Load = ({ index, epoch }) => (epoch >= Date.parse(END) / 1000 - 20 * 3600 && index >= 0 ? 9 : null);
    const three = [...members, instance({ id: 'i-c' })];
    const wide = groupOf({ instanceIds: ['i-a', 'i-b', 'i-c'] });
    const stopped = members.map((one) => ({ ...one, state: 'stopped' as const }));
    await expect(
      outcomeTexts({
        'one sleeps, one works': judgeFew(groupOf(), [flat(2), flat(30)]),
        'the other way round': judgeFew(groupOf(), [flat(30), flat(2)]),
        'one is new': judgeFew(groupOf(), [flat(2), young]),
        'two of three are new': judgeFew(wide, [flat(2), young, young], {}, three),
        'all are new': judgeFew(groupOf(), [young, young]),
        'memory is not known of any': judgeFew(groupOf(), [flat(2), flat(3)], { metrics: NO_MEMORY }),
        'one varies': judgeFew(groupOf(), [flat(2), ({ hour }) => (hour === 3 ? 30 : 0.5)]),
        'scaling follows the CPU': judgeFew(tracking('ASGAverageCPUUtilization'), []),
        'scaling follows the CPU by another name': judgeFew(tracking('custom:CPUUtilization'), []),
        'scaling follows memory': judgeFew(tracking('custom:mem_used_percent'), []),
        'scaling follows the CPU, and memory is not known': judgeFew(tracking('ASGAverageCPUUtilization'), [], { metrics: NO_MEMORY }),
        'scaling by steps': judgeFew(steps, []),
        'a member that is stopped': judgeFew(groupOf(), [], {}, [members[0] ?? instance(), stopped[1] ?? instance()]),
        'without a price': judgeFew(
          groupOf(),
          [],
          {},
          members.map((one) => ({ ...one, region: 'xx-north-9' })),
        ),
      }),
    ).toMatchFileSnapshot('outcomes/over-provisioned-group.txt');
  });

  it('are left alone where a policy tracks the dimension', () => {
    const tracking = (trackedMetric: string) =>
      groupOf({ autoScalingGroup: scaling({ scalingPolicies: [{ name: 'p', type: 'target-tracking', trackedMetric, targetValue: 50 }] }) });
    expect(judgeGroup(tracking('ASGAverageCPUUtilization'), [], { metrics: NO_MEMORY })).toMatchObject({
      verdict: 'not-applicable',
      code: 'target-tracking',
    });
    // Memory is measured and not tracked: less of it may do, with no less CPU.
    const byMemory = failed(judgeGroup(tracking('ASGAverageCPUUtilization'), []));
    expect(PRICES.spec(byMemory.recommendation.target?.label ?? '')?.vcpus).toBeGreaterThanOrEqual(16);
    expect(judgeGroup(tracking('ASGAverageNetworkOut'), []).verdict).toBe('fail');
    // A group that takes no alarms carries no policy out.
    const suspended = groupOf({
      autoScalingGroup: scaling({
        suspendedProcesses: ['AlarmNotification'],
        scalingPolicies: [{ name: 'p', type: 'target-tracking', trackedMetric: 'ASGAverageCPUUtilization', targetValue: 50 }],
      }),
    });
    expect(judgeGroup(suspended, [], { metrics: NO_MEMORY }).verdict).toBe('fail');
  });

  it('are not judged where their policies are unknown', () => {
    expect(judgeGroup(groupOf({ autoScalingGroup: scaling({ scalingPolicies: null }) }), [])).toMatchObject({
      verdict: 'not-assessed',
      code: 'scaling-unknown',
    });
    expect(judgeGroup(groupOf({ autoScalingGroup: null }), [])).toMatchObject({ verdict: 'not-assessed', code: 'scaling-unknown' });
  });

  it('of EKS nodes or of several types are not sized', () => {
    expect(judgeGroup(groupOf({ groupType: 'eks-nodegroup' }), [])).toMatchObject({ verdict: 'not-assessed', code: 'eks-nodes' });
    const mixed = [instance({ id: 'i-a' }), instance({ id: 'i-b', instanceType: 'm5.2xlarge' })];
    expect(judgeGroup(groupOf(), [], {}, mixed)).toMatchObject({ verdict: 'not-applicable', code: 'mixed-types' });
  });

  it('of container instances must hold what their tasks reserve', () => {
    const reserving = (share: number) =>
      fleetOf({
        instances: new Map(members.map((one) => [one.id, one])),
        containerInstanceOf: new Map(
          ids.map((id) => [
            id,
            containerInstance({
              ec2InstanceId: id,
              registered: { cpuUnits: 16_384, memoryMib: 63_000, gpus: 0 },
              remaining: { cpuUnits: 16_384 * (1 - share), memoryMib: 63_000 * (1 - share), gpus: 0 },
            }),
          ]),
        ),
      });
    const provider = groupOf({ groupType: 'ecs-capacity-provider' });
    expect(judgeGroup(provider, [], { metrics: NO_MEMORY, fleet: reserving(0.9) })).toMatchObject({
      verdict: 'pass',
      code: 'needs-its-size',
    });
    const outcome = failed(judgeGroup(provider, [], { metrics: NO_MEMORY, fleet: reserving(0.5) }));
    expect(outcome.recommendation.target?.notes).toContain('reserved-by-tasks');
    expect(PRICES.spec(outcome.recommendation.target?.label ?? '')?.vcpus).toBeGreaterThanOrEqual(8);
  });
});

it('ec2-over-provisioned has a sentence for every code', () => {
  const outcomes = [
    judge(flat(2)),
    judge(flat(2), {}, instance({ region: 'xx-north-9' })),
    judge(flat(2), { metrics: NO_MEMORY, fleet: fleetOf({ instanceTypes: null }) }),
  ];
  for (const code of outcomes.flatMap(codesOf)) expect(overProvisioned.messages).toHaveProperty(code);
});
