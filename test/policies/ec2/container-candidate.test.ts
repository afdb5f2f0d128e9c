import { describe, expect, it } from 'vitest';
import containerCandidate from '../../../policies/ec2/container-candidate.js';
import { nameWithoutNumber, roleOf } from '../../../src/analysis/ec2-role.js';
import { toCents } from '../../../src/model/money.js';
import type { Ec2Instance } from '../../../src/model/resource/index.js';
import {
  autoScalingGroup,
  type ContextSpec,
  codesOf,
  contextFor,
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
import { outcomeTexts } from '../outcome-text.js';

type Spec = ContextSpec<
  typeof containerCandidate.options,
  typeof containerCandidate.requires.metrics,
  typeof containerCandidate.requires.series
>;
type Member = NonNullable<Spec['members']>[string];

const trio = ['i-a', 'i-b', 'i-c'].map((id, index) => instance({ id, name: `web-${index + 1}`, instanceType: 'm5.xlarge' }));
const load = (cpu: number, memory: number): Member => {
  const series = seriesFrom(() => cpu);
  return {
    metrics: { cpu: metricFromSeries('ec2.cpu', series), memory: presentMetric('ec2.memory', { daily: { Maximum: memory } }) },
    series: { cpu: series },
  };
};

function judge(
  at: number,
  {
    machines = trio,
    members = {},
    options = {},
  }: { machines?: Ec2Instance[]; members?: Record<string, Member>; options?: NonNullable<Spec['options']> } = {},
) {
  const machine = machines[at];
  if (machine === undefined) throw new Error('no such machine');
  const all = Object.fromEntries(machines.map(({ id }) => [id, members[id] ?? load(10, 9)]));
  const types = ['m5.large', 'm5.xlarge', 'm6g.large', 'm6g.xlarge', 'm7a.medium', 'c7i.large'].flatMap((type) => PRICES.spec(type) ?? []);
  const fleet = fleetOf({
    instances: new Map(machines.map((one) => [one.id, one])),
    instanceTypes: new Map(types.map((spec) => [spec.instanceType, spec])),
  });
  return explained(
    containerCandidate,
    containerCandidate.evaluate(machine, contextFor(containerCandidate, machine, { fleet, members: all, options })),
  );
}

describe('ec2-container-candidate', () => {
  it('packs three sleeping machines into small tasks, once for the role', () => {
    const outcome = judge(0);
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    // 3 x 10 % of 4 vCPU = 1.2 and 3 x 9 % of 16 GiB = 4.3, with a fifth free: exactly 1.5 vCPU and 5.4 GiB.
    expect(outcome.recommendation.target?.label).toContain('3 x 0.5 vCPU / 2 GB');
    expect(outcome.values.peak?.value).toBeCloseTo(1.2, 9);
    expect(outcome.cost.current?.usd).toBeCloseTo(3 * 0.192 * 730, 6);
    expect(toCents(outcome.cost.projected?.usd ?? 0)).toBe(toCents(3 * (0.5 * 0.04048 + 2 * 0.004445) * 730));
    expect(outcome.members.map(({ id }) => id)).toEqual(['i-a', 'i-b', 'i-c']);
    expect(outcome).toMatchObject({ confidence: 'medium', recommendation: { action: 'placement' } });
    expect(outcome.questions).toContain('ask-state');
    for (const code of codesOf(outcome)) expect(containerCandidate.messages).toHaveProperty(code);
    expect(judge(1)).toMatchObject({ verdict: 'not-applicable', code: 'counted-elsewhere' });
  });

  it.each([
    ['a member at the limit of under-use', { members: { 'i-b': load(20, 10) } }, 'fail', 'container-candidate'],
    ['a member above it', { members: { 'i-b': load(20.1, 10) } }, 'pass', 'in-use'],
    [
      'memory that leaves nothing to share',
      { members: { 'i-a': load(10, 95), 'i-b': load(10, 95), 'i-c': load(10, 95) } },
      'pass',
      'no-cheaper-tasks',
    ],
    ['a saving that is not enough', { options: { minimumSavingPercent: 90 } }, 'pass', 'no-cheaper-tasks'],
    ['two of a role', { machines: trio.slice(0, 2) }, 'not-applicable', 'too-few'],
    [
      'memory unknown',
      {
        members: {
          'i-c': {
            ...load(10, 10),
            metrics: {
              cpu: metricFromSeries(
                'ec2.cpu',
                seriesFrom(() => 10),
              ),
              memory: missingMetric('ec2.memory'),
            },
          },
        },
      },
      'not-assessed',
      'not-measured',
    ],
    ['no hourly values', { members: { 'i-c': { ...load(10, 10), series: { cpu: null } } } }, 'not-assessed', 'not-measured'],
    ['an unknown region', { machines: trio.map((one) => ({ ...one, region: 'xx-north-9' })) }, 'not-assessed', 'price-unknown'],
    ['Windows', { machines: trio.map((one) => ({ ...one, platform: 'windows' as const })) }, 'not-applicable', 'not-linux'],
    ['no role', { machines: trio.map((one) => ({ ...one, name: null })) }, 'not-applicable', 'no-role'],
    ['Kubernetes nodes', { machines: trio.map((one) => ({ ...one, eksCluster: 'prod' })) }, 'not-applicable', 'runs-containers'],
  ])('%s', (_, given, verdict, code) => {
    expect(judge(0, given)).toMatchObject({ verdict, code });
  });

  it('says all of this', async () => {
    await expect(
      outcomeTexts({
        'three of a role': judge(0),
        'the second of them': judge(1),
        'one at the limit of under-use': judge(0, { members: { 'i-b': load(20, 10) } }),
        'one above it': judge(0, { members: { 'i-b': load(20.1, 10) } }),
        'on arm64': judge(0, { machines: trio.map((one) => ({ ...one, instanceType: 'm6g.xlarge', architecture: 'arm64' as const })) }),
        'one of them on arm64': judge(0, { machines: trio.map((one, index) => (index === 0 ? one : { ...one, tags: { Role: 'web' } })) }),
        'a saving that is not enough': judge(0, { options: { minimumSavingPercent: 90 } }),
        'two of a role': judge(0, { machines: trio.slice(0, 2) }),
        'without a price': judge(0, { machines: trio.map((one) => ({ ...one, region: 'xx-north-9' })) }),
        'one of them without a price': judge(0, { machines: trio.map((one, index) => (index === 1 ? { ...one, tenancy: 'host' } : one)) }),
        stopped: judge(0, { machines: trio.map((one) => ({ ...one, state: 'stopped' as const })) }),
        'twenty-one of a role': judge(0, {
          machines: Array.from({ length: 21 }, (_, index) =>
            instance({ id: `i-${index + 10}`, name: `web-${index}`, instanceType: 'm5.xlarge' }),
          ),
        }),
        'without a role': judge(0, { machines: trio.map((one) => ({ ...one, name: null })) }),
      }),
    ).toMatchFileSnapshot('outcomes/container-candidate.txt');
  });

  describe('before the window', () => {
    const HOURLY = seriesFrom(() => 10);
    /** Values of the day 25 days ago; all other days have 10 % of CPU and 9 % of memory. */
    const once = (cpu: number, memory: number): Member => {
      const days = (usual: number, then: number) => Array.from({ length: 32 }, (_, day) => (day === 6 ? then : usual));
      return {
        metrics: {
          cpu: presentMetric('ec2.cpu', { daily: { Average: 10, Maximum: days(10, cpu) } }),
          memory: presentMetric('ec2.memory', { daily: { Maximum: days(9, memory) } }),
        },
        series: { cpu: HOURLY },
      };
    };
    const of = (member: Member, machines = trio) => judge(0, { machines, members: { 'i-a': member, 'i-b': member, 'i-c': member } });
    const evident = (outcome: ReturnType<typeof of>, name: string) =>
      outcome.verdict === 'fail' && outcome.evidence.find((line) => line.name === name)?.value;
    const restarted = trio.map((one) => ({ ...one, launchTime: '2026-11-10T00:00:00Z', firstLaunchTime: '2025-01-01T00:00:00Z' }));

    it('memory counts as it was', () => {
      expect(evident(of(once(10, 9)), 'peakMemoryMib')).toBeCloseTo(3 * 0.09 * 16_384, 6);
      expect(evident(of(once(10, 20)), 'peakMemoryMib')).toBeCloseTo(3 * 0.2 * 16_384, 6);
      expect(of(once(10, 20))).toMatchObject({ confidence: 'medium', confidenceReasons: ['placement-is-an-estimate'] });
    });

    it('memory of what may have been another size is a doubt where the headroom would not take it', () => {
      const outcome = of(once(10, 12), restarted);
      expect(evident(outcome, 'peakMemoryMib')).toBeCloseTo(3 * 0.09 * 16_384, 6);
      expect(outcome).toMatchObject({ confidence: 'low', confidenceReasons: ['placement-is-an-estimate', 'busier-before-window'] });
      // 9 % is four fifths of 11.25 %.
      expect(of(once(10, 11.25), restarted)).toMatchObject({ confidence: 'medium' });
      expect(of(once(10, 11.26), restarted)).toMatchObject({ confidence: 'low' });
    });

    it('CPU is a doubt where the headroom would not take it', () => {
      expect(of(once(12.5, 9))).toMatchObject({ confidence: 'medium' });
      expect(of(once(12.6, 9))).toMatchObject({ confidence: 'low' });
    });
  });

  it('takes a scaling group as a role', () => {
    const ids = trio.map(({ id }) => id);
    const group = instanceGroup({ id: 'web', instanceIds: ids, autoScalingGroup: autoScalingGroup({ id: 'web', instanceIds: ids }) });
    const fleet = fleetOf({ instances: new Map(trio.map((one) => [one.id, one])), groupOf: new Map(ids.map((id) => [id, group])) });
    const members = Object.fromEntries(ids.map((id) => [id, load(10, 10)]));
    expect(
      explained(containerCandidate, containerCandidate.evaluate(group, contextFor(containerCandidate, group, { fleet, members }))).verdict,
    ).toBe('fail');
    const [one, ...others] = trio;
    const mixed = fleetOf({
      instances: new Map([{ ...(one ?? instance()), platform: 'windows' as const }, ...others].map((each) => [each.id, each])),
      groupOf: fleet.groupOf,
    });
    expect(containerCandidate.evaluate(group, contextFor(containerCandidate, group, { fleet: mixed, members })).code).toBe('not-linux');
    const nodes = { ...group, groupType: 'eks-nodegroup' as const };
    expect(
      explained(containerCandidate, containerCandidate.evaluate(nodes, contextFor(containerCandidate, nodes, { fleet, members }))),
    ).toMatchObject({
      verdict: 'not-applicable',
    });
  });
});

describe('the role of an instance', () => {
  it.each([
    ['web-1', 'web'],
    ['web02', 'web'],
    ['web-1a', 'web'],
    ['web.i-0123abc', 'web'],
    ['web', 'web'],
    ['42', null],
  ])('%s is %s', (name, role) => {
    expect(nameWithoutNumber(name)).toBe(role);
  });

  it('is a tag before it is a name, and one architecture', () => {
    expect(roleOf(instance({ name: 'x-1', tags: { role: 'api' } }), ['Role', 'role'])).toBe('api (x86_64)');
    expect(roleOf(instance({ name: 'x-1', tags: { Role: '' }, architecture: 'arm64' }), ['Role'])).toBe('x (arm64)');
  });
});
