import { describe, expect, it } from 'vitest';
import burstCredits from '../../../policies/ec2/burst-credits.js';
import type { CostInputs } from '../../../src/analysis/cost.js';
import {
  type ContextSpec,
  codesOf,
  contextFor,
  explained,
  instance,
  missingMetric,
  PRICES,
  presentMetric,
} from '../../support/policy-fixtures.js';

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
  it.each<[string, Spec['metrics'], string, string]>([
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
  ])('%s', (_, metrics, verdict, code) => {
    expect(judge(metrics)).toMatchObject({ verdict, code });
  });

  it.each([
    ['an ordinary type', instance(), 'not-applicable', 'not-burstable'],
    ['an unknown type', instance({ instanceType: 't99.large' }), 'not-assessed', 'unknown-type'],
    ['a stopped instance', instance({ instanceType: 't3.large', state: 'stopped' }), 'not-applicable', 'not-running'],
  ])('%s', (_, machine, verdict, code) => {
    expect(judge({ cpu: cpu(80), balance: balance(0), surplus: surplus(1440) }, machine)).toMatchObject({ verdict, code });
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
