import { describe, expect, it } from 'vitest';
import graviton from '../../../policies/ec2/graviton.js';
import previousGeneration from '../../../policies/ec2/previous-generation.js';
import type { RegionFleet } from '../../../src/model/policy.js';
import type { Ec2Instance } from '../../../src/model/resource/index.js';
import { codesOf, contextFor, explained, fleetOf, instance, instanceGroup, PRICES, presentMetric } from '../../support/policy-fixtures.js';
import { outcomeTexts } from '../outcome-text.js';

const windows = { platform: 'windows', platformDetails: 'Windows' } as const;
/** A region that offers these types only. */
const offering = (...types: string[]) =>
  fleetOf({ instanceTypes: new Map(types.flatMap((type) => PRICES.spec(type) ?? []).map((spec) => [spec.instanceType, spec])) });

describe('ec2-previous-generation', () => {
  const judge = (
    machine: Ec2Instance,
    { fleet = fleetOf(), options = {} }: { fleet?: RegionFleet; options?: { minimumSavingPercent?: number } } = {},
  ) => explained(previousGeneration, previousGeneration.evaluate(machine, contextFor(previousGeneration, machine, { fleet, options })));
  const m5 = instance({ instanceType: 'm5.2xlarge' });

  it.each([
    ['a newer type that costs less', m5, offering('m5.2xlarge', 'm6a.2xlarge'), 'fail', 'newer-costs-less'],
    ['newer types that cost more', m5, offering('m5.2xlarge', 'm7i.2xlarge'), 'pass', 'no-cheaper-newer'],
    ['the same price', m5, offering('m5.2xlarge', 'm6i.2xlarge'), 'pass', 'no-cheaper-newer'],
    ['a cheaper type of the same generation', m5, offering('m5.2xlarge', 'm5a.2xlarge'), 'pass', 'no-cheaper-newer'],
    ['a cheaper type of another architecture', m5, offering('m5.2xlarge', 'm7g.2xlarge'), 'pass', 'no-cheaper-newer'],
    ['a cheaper type of another series', m5, offering('m5.2xlarge', 'c6a.2xlarge'), 'pass', 'no-cheaper-newer'],
    ['a smaller newer type', m5, offering('m5.2xlarge', 'm6a.xlarge'), 'pass', 'no-cheaper-newer'],
    ['a flex type, which is another bargain', m5, offering('m5.2xlarge', 'm7i-flex.2xlarge'), 'pass', 'no-cheaper-newer'],
    ['an unknown price', instance({ instanceType: 'm5.2xlarge', ...windows }), fleetOf(), 'not-assessed', 'price-unknown'],
    ['an unknown region', instance({ instanceType: 'm5.2xlarge', region: 'xx-north-9' }), fleetOf(), 'not-assessed', 'price-unknown'],
    ['an unknown type', instance({ instanceType: 'm99.large' }), fleetOf(), 'not-assessed', 'unknown-type'],
    ['a GPU type', instance({ instanceType: 'g4dn.xlarge' }), fleetOf(), 'not-applicable', 'family-not-sized'],
    ['an EKS node', instance({ eksCluster: 'prod' }), fleetOf(), 'not-applicable', 'eks-nodes'],
    ['a stopped instance', instance({ state: 'stopped' }), fleetOf(), 'not-applicable', 'not-running'],
  ])('%s', (_, machine, fleet, verdict, code) => {
    expect(judge(machine, { fleet })).toMatchObject({ verdict, code });
  });

  it('says all of this', async () => {
    const named = (...types: string[]) => offering('m5.2xlarge', ...types);
    await expect(
      outcomeTexts({
        'a newer type that costs less': judge(m5, { fleet: named('m6a.2xlarge') }),
        'several of them': judge(m5, { fleet: named('m6a.2xlarge', 'm7a.2xlarge', 'm8a.2xlarge', 'm7i-flex.2xlarge', 'm5a.2xlarge') }),
        'from Xen': judge(instance({ instanceType: 'm4.2xlarge', enaSupport: false })),
        'an unread offer': judge(instance({ instanceType: 'c4.4xlarge' }), { fleet: fleetOf({ instanceTypes: null }) }),
        'nothing newer': judge(m5, { fleet: named('m5a.2xlarge') }),
        'an unknown price': judge(instance({ instanceType: 'm5.2xlarge', ...windows })),
        'an unknown type': judge(instance({ instanceType: 'm99.large' })),
      }),
    ).toMatchFileSnapshot('outcomes/previous-generation.txt');
  });

  it('saves the difference over the hours run, and fits at exactly the minimum', () => {
    const fleet = offering('m5.2xlarge', 'm6a.2xlarge');
    const outcome = judge(m5, { fleet });
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    expect(outcome.cost.savings?.usd).toBeCloseTo((0.384 - 0.3456) * 730, 6);
    expect(judge(m5, { fleet, options: { minimumSavingPercent: 10 } }).verdict).toBe('fail');
    expect(judge(m5, { fleet, options: { minimumSavingPercent: 10.1 } }).verdict).toBe('pass');
    for (const code of codesOf(outcome)) expect(previousGeneration.messages).toHaveProperty(code);
  });

  it('is about newer types of the same series alone, though others would do and cost less', () => {
    const to = (type: string, from: string) =>
      judge(instance({ instanceType: from }), { fleet: offering(from, type), options: { minimumSavingPercent: 1 } }).verdict;
    expect([to('m6a.2xlarge', 'm6i.2xlarge'), to('m6a.2xlarge', 'm5.2xlarge')]).toEqual(['pass', 'fail']);
    expect([to('m6i.2xlarge', 'r5.2xlarge'), to('r6a.2xlarge', 'r5.2xlarge')]).toEqual(['pass', 'fail']);
  });

  it('names the drivers that a move from Xen needs', () => {
    const outcome = judge(instance({ instanceType: 'm4.2xlarge', enaSupport: false }));
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    expect(outcome.questions).toContain('has-drivers');
    expect(outcome.recommendation.target?.platformDifferences).toEqual(expect.arrayContaining(['hypervisor', 'storage-interface']));
    expect(outcome).toMatchObject({ confidence: 'medium', confidenceReasons: ['new-drivers', 'ena-off'], risk: 3 });
    expect(outcome.questions).toContain('ena-driver');
    expect(outcome.commands.filter(({ argv }) => argv.includes('--ena-support')).map(({ purpose }) => purpose)).toEqual(['apply']);
    for (const code of codesOf(outcome)) expect(previousGeneration.messages).toHaveProperty(code);
    const enabled = judge(instance({ instanceType: 'm4.2xlarge', enaSupport: true }));
    expect(enabled).toMatchObject({ confidenceReasons: ['new-drivers'], risk: 2 });
  });
});

describe('a group of several types', () => {
  const judge = (members: readonly Partial<Ec2Instance>[]) => {
    const machines = members.map((one, index) => instance({ ...one, id: `i-${index}` }));
    const group = instanceGroup({ id: 'web', instanceIds: machines.map(({ id }) => id) });
    const fleet = fleetOf({ instances: new Map(machines.map((one) => [one.id, one])) });
    return graviton.evaluate(group, contextFor(graviton, group, { fleet, members: {} }));
  };
  const arm = { instanceType: 'm7g.large', architecture: 'arm64' } as const;
  it.each([
    ['is not judged as one', [{}, { instanceType: 'c5.large' }], 'not-assessed', 'mixed-types'],
    ['nor where some of it is of no concern', [arm, {}], 'not-assessed', 'mixed-types'],
    ['is of no concern where all of it is', [arm, { ...arm, instanceType: 'c7g.large' }], 'not-applicable', 'already-arm64'],
    ['nor where none has a size', [{ instanceType: 'g4dn.xlarge' }, { instanceType: 'g5.xlarge' }], 'not-applicable', 'family-not-sized'],
    ['nor some of it', [{ instanceType: 'g4dn.xlarge' }, {}], 'not-assessed', 'mixed-types'],
  ])('%s', (_, members, verdict, code) => {
    expect(judge(members)).toMatchObject({ verdict, code });
  });
});

describe('bandwidth that the other type gives less of', () => {
  // m5.large has 650 Mbit/s for its disks, m7g.large 630; samples stand for five minutes.
  const fleet = offering('m5.large', 'm7g.large');
  const m5 = instance({ instanceType: 'm5.large' });
  const bytes = (mbps: number) => (mbps * 1e6 * 300) / 8;
  const judge = (mbps: number, options = {}) => {
    const views = {
      ebsReadBytes: bytes(mbps / 2),
      ebsWriteBytes: bytes(mbps / 2),
      ebsReadOps: 300,
      ebsWriteOps: 300,
      networkIn: 1e6,
      networkOut: 1e6,
    };
    const view = (metric: 'networkIn' | 'networkOut' | 'ebsReadBytes' | 'ebsWriteBytes' | 'ebsReadOps' | 'ebsWriteOps') =>
      presentMetric(`ec2.${metric}`, { daily: { Maximum: views[metric] } });
    const metrics = {
      networkIn: view('networkIn'),
      networkOut: view('networkOut'),
      ebsReadBytes: view('ebsReadBytes'),
      ebsWriteBytes: view('ebsWriteBytes'),
      ebsReadOps: view('ebsReadOps'),
      ebsWriteOps: view('ebsWriteOps'),
    };
    return explained(graviton, graviton.evaluate(m5, contextFor(graviton, m5, { fleet, metrics, options })));
  };
  it.each([
    ['far from reached', 50, {}, 'fail'],
    ['with exactly the headroom free on the other', 630 * 0.8, {}, 'fail'],
    ['with a little less', 630 * 0.8 + 1, {}, 'pass'],
    ['used up', 640, {}, 'pass'],
    ['half used, where more must stay free', 330, { headroomPercent: 50 }, 'pass'],
  ])('%s', (_, mbps, options, verdict) => {
    expect(judge(mbps, options).verdict).toBe(verdict);
  });

  it('is kept where it is not measured', () => {
    expect(graviton.evaluate(m5, contextFor(graviton, m5, { fleet })).code).toBe('no-cheaper-graviton');
  });

  it('shows how the other type would be used', () => {
    const outcome = judge(63);
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    expect(outcome.recommendation.target?.projected).toContainEqual({
      dimension: 'ebs-throughput',
      nowPercent: expect.closeTo((63 / 650) * 100, 6),
      projectedPercent: expect.closeTo(10, 6),
    });
  });

  it('takes more vCPUs for the smallest T2 sizes', () => {
    const t2 = instance({ instanceType: 't2.micro', enaSupport: true });
    const outcome = previousGeneration.evaluate(t2, contextFor(previousGeneration, t2, { fleet: offering('t2.micro', 't3.micro') }));
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    expect(outcome.values.target?.value).toBe('t3.micro');
  });
});

describe('ec2-graviton', () => {
  const judge = (machine: ReturnType<typeof instance>, fleet = fleetOf(), options = {}) =>
    explained(graviton, graviton.evaluate(machine, contextFor(graviton, machine, { fleet, options })));
  const m5 = instance({ instanceType: 'm5.2xlarge' });

  it.each([
    ['x86 Linux', m5, offering('m5.2xlarge', 'm6g.2xlarge'), 'fail', 'graviton-costs-less'],
    ['an arm64 type that is hardly cheaper', m5, offering('m5.2xlarge', 'm8g.2xlarge'), 'pass', 'no-cheaper-graviton'],
    ['a region without arm64', m5, offering('m5.2xlarge', 'm6a.2xlarge'), 'pass', 'no-cheaper-graviton'],
    ['arm64 already', instance({ instanceType: 'm6g.2xlarge', architecture: 'arm64' }), fleetOf(), 'not-applicable', 'already-arm64'],
    ['Windows', instance({ instanceType: 'm5.2xlarge', ...windows }), fleetOf(), 'not-applicable', 'not-linux'],
    [
      'Red Hat',
      instance({ instanceType: 'm5.2xlarge', platformDetails: 'Red Hat Enterprise Linux' }),
      fleetOf(),
      'not-applicable',
      'not-linux',
    ],
    ['an unknown region', instance({ instanceType: 'm5.2xlarge', region: 'xx-north-9' }), fleetOf(), 'not-assessed', 'price-unknown'],
  ])('%s', (_, machine, fleet, verdict, code) => {
    expect(judge(machine, fleet)).toMatchObject({ verdict, code });
  });

  it('says all of this', async () => {
    const members = [instance({ id: 'i-a' }), instance({ id: 'i-b', instanceType: 'm5.2xlarge' })];
    const alike = [instance({ id: 'i-a' }), instance({ id: 'i-b' })];
    const group = instanceGroup({ instanceIds: ['i-a', 'i-b'] });
    const of = (instances: Ec2Instance[]) => ({ fleet: fleetOf({ instances: new Map(instances.map((one) => [one.id, one])) }) });
    await expect(
      outcomeTexts({
        'x86 Linux': judge(m5),
        'a group': explained(graviton, graviton.evaluate(group, contextFor(graviton, group, of(alike)))),
        'a group of two types': explained(graviton, graviton.evaluate(group, contextFor(graviton, group, of(members)))),
        'hardly cheaper': judge(m5, offering('m5.2xlarge', 'm8g.2xlarge')),
        'Red Hat': judge(instance({ platformDetails: 'Red Hat Enterprise Linux' })),
        'Windows without details': judge(instance({ platform: 'windows', platformDetails: null })),
        'on arm64 already': judge(instance({ instanceType: 'm6g.2xlarge', architecture: 'arm64' })),
        'an unread offer': judge(m5, fleetOf({ instanceTypes: null })),
      }),
    ).toMatchFileSnapshot('outcomes/graviton.txt');
  });

  it('is a move within the series, though another would do and cost less', () => {
    const r5 = instance({ instanceType: 'r5.2xlarge' });
    const to = (type: string) => judge(r5, offering('r5.2xlarge', type), { minimumSavingPercent: 1 }).verdict;
    expect([to('r6g.2xlarge'), to('x2gd.2xlarge')]).toEqual(['fail', 'pass']);
    const c5 = instance({ instanceType: 'c5.2xlarge' });
    expect(judge(c5, offering('c5.2xlarge', 'm6g.2xlarge'), { minimumSavingPercent: 1 }).verdict).toBe('pass');
  });

  it('is a move with its effort named, never more than medium sure', () => {
    const outcome = judge(m5);
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    expect(outcome).toMatchObject({ confidence: 'medium', recommendation: { action: 'placement' } });
    expect(PRICES.spec(outcome.recommendation.target?.label ?? '')?.architectures).toEqual(['arm64']);
    expect(outcome.recommendation.target?.platformDifferences).toContain('architecture');
    for (const code of codesOf(outcome)) expect(graviton.messages).toHaveProperty(code);
    // AWS refuses the change in place: a stop before it would be an outage for nothing.
    expect(outcome.commands.map(({ purpose, argv }) => [purpose, argv[2]])).toEqual([['inspect', 'describe-instances']]);
    expect(outcome.questions).toContain('other-image');
  });

  it('is one finding for a group', () => {
    const members = [instance({ id: 'i-a' }), instance({ id: 'i-b' })];
    const group = instanceGroup({ instanceIds: ['i-a', 'i-b'] });
    const fleet = fleetOf({ instances: new Map(members.map((one) => [one.id, one])) });
    const outcome = explained(graviton, graviton.evaluate(group, contextFor(graviton, group, { fleet })));
    expect(outcome.verdict === 'fail' && outcome.members).toHaveLength(2);
  });
});
