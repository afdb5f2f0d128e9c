import { describe, expect, it } from 'vitest';
import burstCredits from '../../../policies/ec2/burst-credits.js';
import type { CostInputs } from '../../../src/analysis/cost.js';
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
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

type Spec = ContextSpec<typeof burstCredits.options, typeof burstCredits.requires.metrics, Record<never, never>>;
const cpu = (average: number, maximum = 100) => presentMetric('ec2.cpu', { daily: { Average: average, Maximum: maximum } });
const balance = (minimum: number | readonly number[]) => presentMetric('ec2.cpuCreditBalance', { daily: { Minimum: minimum } });
const surplus = (perDay: number) => presentMetric('ec2.cpuSurplusCreditsCharged', { daily: { Sum: perDay } });
const t3 = instance({ instanceType: 't3.large' });

function judge(metrics: Spec['metrics'], machine = t3, spec: Spec = {}) {
  const charged = metrics?.surplus;
  const costMetrics: CostInputs['metrics'] = (_, metric) =>
    metric === 'ec2.cpuSurplusCreditsCharged' && charged ? charged : missingMetric(metric);
  return explained(
    burstCredits,
    burstCredits.evaluate(machine, contextFor(burstCredits, machine, { ...spec, metrics: metrics ?? {}, costMetrics })),
  );
}

describe('ec2-burst-credits', () => {
  const cases: [string, Spec['metrics'], string, string][] = [
    ['enough credits', { cpu: cpu(10), balance: balance(500), surplus: surplus(0) }, 'pass', 'enough-credits'],
    ['surplus charged', { cpu: cpu(80), balance: balance(0), surplus: surplus(1440) }, 'fail', 'surplus'],
    // 1,200 credits a month are 39.45 a day of the window.
    ['surplus at the limit', { cpu: cpu(20), balance: balance(500), surplus: surplus((1200 * 336) / 730 / 14) }, 'fail', 'surplus'],
    [
      'surplus under the limit',
      { cpu: cpu(20), balance: balance(500), surplus: surplus((1199 * 336) / 730 / 14) },
      'pass',
      'enough-credits',
    ],
    ['out of credits at the baseline', { cpu: cpu(30), balance: balance(0), surplus: surplus(0) }, 'fail', 'exhausted'],
    ['at nine tenths of the baseline', { cpu: cpu(27), balance: balance(0), surplus: surplus(0) }, 'fail', 'exhausted'],
    ['no credits and no need for them', { cpu: cpu(26.9), balance: balance(0), surplus: surplus(0) }, 'pass', 'enough-credits'],
    // Only unlimited mode charges, and is not held at the baseline.
    ['out of credits, and charged a little', { cpu: cpu(33), balance: balance(0), surplus: surplus(0.001) }, 'pass', 'enough-credits'],
    ['a balance at the limit', { cpu: cpu(30), balance: balance(1), surplus: surplus(0) }, 'fail', 'exhausted'],
    [
      'one empty day',
      { cpu: cpu(30), balance: balance([...new Array<number>(31).fill(50), 0]), surplus: surplus(0) },
      'pass',
      'enough-credits',
    ],
    [
      'two empty days',
      { cpu: cpu(30), balance: balance([...new Array<number>(30).fill(50), 0, 0]), surplus: surplus(0) },
      'fail',
      'exhausted',
    ],
    ['no balance', { cpu: cpu(30), surplus: surplus(0) }, 'not-assessed', 'metric-unknown'],
    ['no CPU', { balance: balance(0), surplus: surplus(0) }, 'not-assessed', 'metric-unknown'],
  ];
  it.each(cases)('%s', (_, metrics, verdict, code) => {
    expect(judge(metrics)).toMatchObject({ verdict, code });
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, metrics]) => judge(metrics));
    const more = {
      'ten days of data': judge({
        cpu: presentMetric('ec2.cpu', { daily: { Average: 35, Maximum: 100 }, days: 10 }),
        balance: balance(0),
        surplus: surplus(0),
      }),
      'nothing that would do': judge({ cpu: cpu(80), balance: balance(0), surplus: surplus(1440) }, t3, {
        fleet: fleetOf({
          instanceTypes: new Map(
            ['t3.large', 't3.small'].flatMap((type) => PRICES.spec(type) ?? []).map((spec) => [spec.instanceType, spec]),
          ),
        }),
      }),
      stopped: judge(
        { cpu: cpu(80), balance: balance(0), surplus: surplus(1440) },
        instance({ instanceType: 't3.large', state: 'stopped' }),
      ),
      ordinary: judge({ cpu: cpu(80), balance: balance(0), surplus: surplus(1440) }, instance()),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/burst-credits.txt');
  });

  it.each([
    ['an ordinary type', instance(), 'not-applicable', 'not-burstable'],
    ['an unknown type', instance({ instanceType: 't99.large' }), 'not-assessed', 'unknown-type'],
    ['a stopped instance', instance({ instanceType: 't3.large', state: 'stopped' }), 'not-applicable', 'not-running'],
  ])('%s', (_, machine, verdict, code) => {
    expect(judge({ cpu: cpu(80), balance: balance(0), surplus: surplus(1440) }, machine)).toMatchObject({ verdict, code });
  });

  describe('of a group', () => {
    const pair = [instance({ id: 'i-a', instanceType: 't3.large' }), instance({ id: 'i-b', instanceType: 't3.large' })];
    const group = instanceGroup({ id: 'web', instanceIds: pair.map(({ id }) => id) });
    const [calm, spent, charged, unknown] = [
      { cpu: cpu(10), balance: balance(500), surplus: surplus(0) },
      { cpu: cpu(30, 60), balance: balance(0), surplus: surplus(0) },
      { cpu: cpu(80), balance: balance([...new Array<number>(29).fill(50), 0, 0, 0]), surplus: surplus(1440) },
      { cpu: missingMetric('ec2.cpu'), balance: balance(0), surplus: surplus(0) },
    ] as const;
    const judgeGroup = (members: readonly NonNullable<Spec['metrics']>[], machines = pair) => {
      const fleet = fleetOf({ instances: new Map(machines.map((one) => [one.id, one])) });
      const own = Object.fromEntries(machines.map(({ id }, index) => [id, { metrics: members[index] ?? {} }]));
      return explained(burstCredits, burstCredits.evaluate(group, contextFor(burstCredits, group, { fleet, members: own })));
    };

    it('says all of this', async () => {
      const three = [...pair, instance({ id: 'i-c', instanceType: 't3.large' })];
      const wide = instanceGroup({ id: 'web', instanceIds: ['i-a', 'i-b', 'i-c'] });
      const ofThree = {
        fleet: fleetOf({ instances: new Map(three.map((one) => [one.id, one])) }),
        members: {
          'i-a': { metrics: spent },
          'i-b': { metrics: { ...spent, balance: balance([...new Array<number>(29).fill(50), 0, 0, 0]) } },
          'i-c': { metrics: { ...charged, cpu: presentMetric('ec2.cpu', { daily: { Average: 80, Maximum: 90 }, days: 9 }) } },
        },
      };
      await expect(
        outcomeTexts({
          'both in trouble, the second more': judgeGroup([spent, charged]),
          'both out of credits, on fewer days': judgeGroup([
            { ...spent, balance: balance([...new Array<number>(29).fill(50), 0, 0, 0]) },
            spent,
          ]),
          'three in trouble': explained(burstCredits, burstCredits.evaluate(wide, contextFor(burstCredits, wide, ofThree))),
          'one calm, one charged': judgeGroup([calm, charged]),
          'both calm': judgeGroup([calm, calm]),
          'one calm, one unknown': judgeGroup([calm, unknown]),
          'one unknown, one charged': judgeGroup([unknown, charged]),
          'two types': judgeGroup([calm, charged], [pair[0] ?? t3, instance({ id: 'i-b', instanceType: 't3.xlarge' })]),
        }),
      ).toMatchFileSnapshot('outcomes/burst-credits-group.txt');
    });
  });

  it('moves where the surplus costs more than a type without need of it', () => {
    // 70 % of 2 vCPU above the baseline, day and night: 2,016 credits a day.
    const outcome = judge({ cpu: cpu(100), balance: balance(0), surplus: surplus(2016) });
    expect(outcome).toMatchObject({ severity: 'medium', recommendation: { action: 'resize', target: { label: 'c6a.xlarge' } } });
    expect(outcome.verdict === 'fail' && outcome.cost.savings?.usd).toBeCloseTo(730 * (0.0832 + 1.4 * 0.05 - 0.153), 6);
  });

  it('knows the type by the table where the offer of the region was not read', () => {
    expect(
      judge({ cpu: cpu(80), balance: balance(0), surplus: surplus(1440) }, t3, { fleet: fleetOf({ instanceTypes: null }) }),
    ).toMatchObject({
      verdict: 'fail',
      code: 'surplus',
    });
  });

  it.each([
    ['as many vCPU without a baseline', 'm6in.large', 'm6in.large'],
    ['more vCPU and a higher baseline', 't3.xlarge', 't3.xlarge'],
    ['as many vCPU and the same baseline', 't3a.large', undefined],
    ['fewer vCPU without a baseline', 'm7a.medium', undefined],
  ])('moves to %s, or not', (_, type, target) => {
    const specs = ['t3.large', type].flatMap((one) => PRICES.spec(one) ?? []);
    const fleet = fleetOf({ instanceTypes: new Map(specs.map((spec) => [spec.instanceType, spec])) });
    const outcome = judge({ cpu: cpu(30, 40), balance: balance(0), surplus: surplus(0) }, t3, { fleet });
    expect(outcome.verdict === 'fail' && outcome.recommendation.target?.label).toBe(target);
    expect(outcome.verdict === 'fail' && outcome.recommendation.action).toBe(target === undefined ? 'investigate' : 'resize');
  });

  it('moves to what may use its CPU all the time, and counts the surplus among the cost now', () => {
    const outcome = judge({ cpu: cpu(90), balance: balance(0), surplus: surplus(2 * 60 * 24 * 0.6) });
    if (outcome.verdict !== 'fail') throw new Error(outcome.code);
    const target = PRICES.spec(outcome.recommendation.target?.label ?? '');
    expect(target?.burstable && target.instanceType.endsWith('.large')).toBe(false);
    expect(outcome.cost.current?.usd).toBeGreaterThan(0.0832 * 730);
    expect(outcome.evidence[0]).toMatchObject({
      name: 'surplusCreditsPerMonth',
      heldAgainst: { option: 'minimumSurplusCreditsPerMonth', value: 1200 },
    });
    for (const code of codesOf(outcome)) expect(burstCredits.messages).toHaveProperty(code);
  });
});
