import { describe, expect, it } from 'vitest';
import type { Ec2Instance } from '../../../src/model/resource/index.js';
import type { Load } from '../../support/loads.js';
import { fleetOf, instance, missingMetric, PRICES } from '../../support/policy-fixtures.js';
import { failed, fine, flat, judge, measured, NO_MEMORY, peak } from './over-provisioned-fixtures.js';

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
    ['the smallest of its family, with the least memory', instance({ instanceType: 'c5.large' }), 'pass', 'smallest-of-family'],
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
