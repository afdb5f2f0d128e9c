import { describe, expect, it } from 'vitest';
import { type CreditSubject, creditUse } from '../../src/analysis/ec2-credits.js';
import { instance, missingMetric, presentMetric, typeSpec, WINDOW } from '../support/policy-fixtures.js';

const T3 = typeSpec({ instanceType: 't3.large', vcpus: 2, burstable: true });
/** A credit an hour, which is 730 a month of 730 hours. */
const HOURLY = presentMetric('ec2.cpuSurplusCreditsCharged', { daily: { Sum: 24 } });

function use(metrics: Partial<CreditSubject['metrics']>, { spec = T3, minimumSurplusCreditsPerMonth = 730 } = {}) {
  const subject: CreditSubject = {
    instance: instance({ instanceType: spec.instanceType }),
    metrics: {
      cpu: presentMetric('ec2.cpu', { daily: { Average: 10, Maximum: 80 } }),
      balance: presentMetric('ec2.cpuCreditBalance', { daily: { Minimum: 500 } }),
      surplus: presentMetric('ec2.cpuSurplusCreditsCharged', { daily: { Sum: 0 } }),
      ...metrics,
    },
    series: {},
    cost: { monthly: null, lines: [], unpricedBecause: null, hoursPerMonth: null },
  };
  return creditUse(subject, spec, {
    options: { minimumSurplusCreditsPerMonth, emptyBalanceCredits: 1, minimumEmptyDays: 2 },
    window: WINDOW,
  });
}

describe('the credits of a T instance', () => {
  it('are paid for from the limit on, by the month', () => {
    expect(use({ surplus: HOURLY })).toMatchObject({ use: { trouble: 'surplus', surplusPerMonth: 730, emptyDays: 0 } });
    expect(use({ surplus: HOURLY }, { minimumSurplusCreditsPerMonth: 730.01 })).toMatchObject({ outcome: { code: 'enough-credits' } });
  });

  it('come with the highest daily mean of the days that are known', () => {
    const averages = [95, ...new Array<number>(17).fill(5), null, 12, 35, ...new Array<number>(11).fill(20)];
    const cpu = presentMetric('ec2.cpu', { daily: { Average: averages, Maximum: 80 } });
    expect(use({ cpu, surplus: HOURLY })).toMatchObject({ use: { sustained: 35, peak: 80 } });
  });

  it('are held against a baseline only where one is known', () => {
    const empty = presentMetric('ec2.cpuCreditBalance', { daily: { Minimum: 0 } });
    // 30 % of a t3.large: a mean of 10 % does not need credits.
    expect(use({ balance: empty })).toMatchObject({ outcome: { code: 'enough-credits' } });
    const unknown = use({ balance: empty }, { spec: { ...T3, instanceType: 't9.large' } });
    expect(unknown).toMatchObject({ use: { trouble: 'exhausted', emptyDays: 14 } });
    const flip = (found: ReturnType<typeof use>) =>
      'use' in found ? found.use.evidence.find(({ name }) => name === 'highestDailyMeanCpuPercent') : undefined;
    expect(flip(unknown)).not.toHaveProperty('flipsAt');
    expect(flip(use({ surplus: HOURLY }))).toMatchObject({ value: 10, flipsAt: 30 });
  });

  it.each(['cpu', 'balance', 'surplus'] as const)('are not known without %s', (name) => {
    const metric = { cpu: 'ec2.cpu', balance: 'ec2.cpuCreditBalance', surplus: 'ec2.cpuSurplusCreditsCharged' } as const;
    const found = use({ [name]: missingMetric(metric[name], 'denied') });
    const label = { cpu: 'CPUUtilization', balance: 'CPUCreditBalance', surplus: 'CPUSurplusCreditsCharged' }[name];
    expect(found).toMatchObject({ outcome: { code: 'metric-unknown', values: { metric: { value: `AWS/EC2 ${label}` } } } });
  });
});
