import { describe, expect, it } from 'vitest';
import burstCredits from '../../../policies/ec2/burst-credits.js';
import overProvisioned from '../../../policies/ec2/over-provisioned.js';
import type { CostInputs } from '../../../src/analysis/cost.js';
import { BANDWIDTH_METRICS } from '../../../src/analysis/ec2-rates.js';
import type { Ec2Instance } from '../../../src/model/resource/index.js';
import {
  type ContextSpec,
  codesOf,
  contextFor,
  explained,
  fleetOf,
  instance,
  instanceGroup,
  missingMetric,
  PRICES,
  presentMetric,
} from '../../support/policy-fixtures.js';

type Spec = ContextSpec<typeof burstCredits.options, typeof burstCredits.requires.metrics, Record<never, never>>;
type Metrics = NonNullable<Spec['metrics']>;
const offering = (...types: string[]) => new Map(types.flatMap((type) => PRICES.spec(type) ?? []).map((spec) => [spec.instanceType, spec]));
const t3 = instance({ instanceType: 't3.large' });
/** Flat at 45 %, which earns 18 credits an hour less than it burns. */
const burning: Metrics = {
  cpu: presentMetric('ec2.cpu', { daily: { Average: 45, Maximum: 45 } }),
  balance: presentMetric('ec2.cpuCreditBalance', { daily: { Minimum: 0 } }),
  surplus: presentMetric('ec2.cpuSurplusCreditsCharged', { daily: { Sum: 18 * 24 } }),
};
/** Peaks of network and disks; samples stand for five minutes. */
const traffic = (mbps: number, days = 32): Metrics => {
  const ofDays = { days };
  const bytes = (mbps / 2) * 1e6 * (300 / 8);
  return {
    networkIn: presentMetric('ec2.networkIn', { daily: { Maximum: 1e6 }, ...ofDays }),
    networkOut: presentMetric('ec2.networkOut', { daily: { Maximum: 1e6 }, ...ofDays }),
    ebsReadBytes: presentMetric('ec2.ebsReadBytes', { daily: { Maximum: bytes }, ...ofDays }),
    ebsWriteBytes: presentMetric('ec2.ebsWriteBytes', { daily: { Maximum: bytes }, ...ofDays }),
    ebsReadOps: presentMetric('ec2.ebsReadOps', { daily: { Maximum: 300 }, ...ofDays }),
    ebsWriteOps: presentMetric('ec2.ebsWriteOps', { daily: { Maximum: 300 }, ...ofDays }),
  };
};

function judge(metrics: Metrics, types = ['t3.large', 'm6a.large', 't3a.xlarge'], machine: Ec2Instance = t3) {
  const costMetrics: CostInputs['metrics'] = (_, metric) =>
    metric === 'ec2.cpuSurplusCreditsCharged' && metrics.surplus ? metrics.surplus : missingMetric(metric);
  const fleet = fleetOf({ instanceTypes: offering(...types) });
  const outcome = explained(
    burstCredits,
    burstCredits.evaluate(machine, contextFor(burstCredits, machine, { metrics, costMetrics, fleet })),
  );
  if (outcome.verdict !== 'fail') throw new Error(outcome.code);
  return outcome;
}
const operations = ({ commands }: ReturnType<typeof judge>) => commands.map(({ purpose, argv }) => `${purpose} ${argv[2]}`);

describe('ec2-burst-credits: the bandwidth of a type to move to', () => {
  // t3.large has 695 Mbit/s for its disks, m6a.large 650.
  it.each([
    ['hardly used', 0.17, 'm6a.large'],
    ['with exactly the headroom free there', 650 * 0.8, 'm6a.large'],
    ['with a little less', 650 * 0.8 + 0.1, 't3a.xlarge'],
    ['used up', 690, 't3a.xlarge'],
  ])('%s', (_, mbps, target) => {
    expect(judge({ ...burning, ...traffic(mbps) }).recommendation.target?.label).toBe(target);
  });

  it('is kept where it is not measured, or of few of the days', () => {
    expect(judge(burning).recommendation.target?.label).toBe('t3a.xlarge');
    const { ebsReadBytes } = traffic(0.17, 12);
    if (ebsReadBytes === undefined) throw new Error('no view');
    const partly = { ...burning, ...traffic(0.17), ebsReadBytes };
    expect(judge(partly).recommendation.target?.label).toBe('t3a.xlarge');
  });

  it('lets it move where surplus credits cost more than the ordinary type', () => {
    const outcome = judge({ ...burning, ...traffic(0.17) });
    expect(outcome).toMatchObject({ severity: 'medium', recommendation: { action: 'resize' } });
    expect(outcome.cost.savings?.usd).toBeCloseTo(730 * (0.0832 + 0.3 * 0.05 - 0.0864), 6);
    expect(outcome.decidedDespitePartialData).toBe(true);
    for (const code of codesOf(outcome)) expect(burstCredits.messages).toHaveProperty(code);
  });

  it('is that of the whole longer window for how sure it is', () => {
    const before = new Array<number>(32).fill(1e6).fill((520 * 1e6 * 300) / 8 + 1e6, 0, 10);
    const older = { ...burning, ...traffic(0.17), ebsReadBytes: presentMetric('ec2.ebsReadBytes', { daily: { Maximum: before } }) };
    const outcome = judge(older);
    expect(outcome.recommendation.target?.label).toBe('m6a.large');
    expect(outcome).toMatchObject({ confidence: 'low', confidenceReasons: ['older-traffic'] });
    expect(judge({ ...burning, ...traffic(0.17) }).confidenceReasons).toEqual([]);
  });

  it('is asked for by sizing anyway', () => {
    expect(overProvisioned.requires.metrics).toMatchObject(BANDWIDTH_METRICS);
  });
});

describe('ec2-burst-credits: the commands', () => {
  it('only look where no type that would do costs less', () => {
    const outcome = judge(burning);
    expect(outcome.recommendation.action).toBe('investigate');
    expect(operations(outcome)).toEqual(['inspect describe-instances']);
  });

  const t2 = (enaSupport: boolean | null) => instance({ instanceType: 't2.large', enaSupport });
  const toNitro = ['t2.large', 'm6a.large'];
  const apply = (machine: Ec2Instance) =>
    judge({ ...burning, ...traffic(0.17) }, toNitro, machine).commands.filter(
      ({ purpose, tool }) => purpose === 'apply' && tool === 'aws-cli',
    );

  it('switch ENA on between stop and change, where it is off and the new type requires it', () => {
    expect(apply(t2(false)).map(({ argv }) => [argv[2], argv.includes('--ena-support')])).toEqual([
      ['stop-instances', false],
      ['wait', false],
      ['modify-instance-attribute', true],
      ['modify-instance-attribute', false],
      ['start-instances', false],
    ]);
    const outcome = judge({ ...burning, ...traffic(0.17) }, toNitro, t2(false));
    expect(outcome).toMatchObject({ confidence: 'medium', confidenceReasons: ['ena-off'], risk: 3 });
    expect(outcome.questions).toContain('ena-driver');
    for (const code of codesOf(outcome)) expect(burstCredits.messages).toHaveProperty(code);
  });

  it('leave it where it is on, and ask where it is not known', () => {
    expect(apply(t2(true))).toHaveLength(4);
    expect(apply(t2(null))).toHaveLength(4);
    const outcome = judge({ ...burning, ...traffic(0.17) }, toNitro, t2(null));
    expect(outcome).toMatchObject({ confidenceReasons: ['ena-unknown'], risk: 3 });
    expect(outcome.questions).toContain('ena-check');
    expect(judge({ ...burning, ...traffic(0.17) }, toNitro, t2(true)).questions).toEqual(['same-load-tomorrow', 'stop-and-start']);
  });
});

describe('ec2-burst-credits: a group of several types', () => {
  const judgeMixed = (...types: string[]) => {
    const members = types.map((instanceType, index) => instance({ id: `i-${index}`, instanceType }));
    const group = instanceGroup({ id: 'web', instanceIds: members.map(({ id }) => id) });
    const fleet = fleetOf({ instances: new Map(members.map((one) => [one.id, one])) });
    return burstCredits.evaluate(group, contextFor(burstCredits, group, { fleet, members: {} }));
  };
  it.each([
    ['one of which earns credits', ['m5.large', 't3.large'], 'not-assessed', 'mixed-types'],
    ['none of which does', ['m5.large', 'm6i.large'], 'not-applicable', 'not-burstable'],
  ])('%s', (_, types, verdict, code) => {
    expect(judgeMixed(...types)).toMatchObject({ verdict, code });
  });
});
