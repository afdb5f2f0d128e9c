import type { Evidence, Outcome } from '../model/evaluation.js';
import type { MetricView } from '../model/metric.js';
import { optional } from '../model/policy.js';
import type { Ec2Instance, InstanceTypeSpec } from '../model/resource/index.js';
import type { Window } from '../model/time.js';
import { perMonth } from './cost-lines.js';
import { type Ec2Subject, resourceText } from './ec2-subject.js';
import { sustainedCpuPercent } from './instance-families.js';
import { pass, quantity, unknownMetric, viewEvidence } from './outcome-parts.js';

export const CREDIT_METRICS = {
  cpu: optional('ec2.cpu', { daily: ['Average', 'Maximum'] }),
  balance: optional('ec2.cpuCreditBalance', { daily: ['Minimum'] }),
  surplus: optional('ec2.cpuSurplusCreditsCharged', { daily: ['Sum'] }),
};

export type CreditSubject = Ec2Subject<{ readonly [K in keyof typeof CREDIT_METRICS]: MetricView }, unknown>;

/** True where all that is known of credits was read in full; what CloudWatch has no datapoints of is known not to be there. */
export function creditsKnown({ cpu, balance, surplus }: CreditSubject['metrics']): boolean {
  return [cpu, balance, surplus].every(({ status }) => status === 'ok' || status === 'zero' || status === 'no-data');
}

/** What a T instance did with its credits. */
export interface CreditUse {
  instance: Ec2Instance;
  /** `surplus`: paid for more than it earns; `exhausted`: ran out of credits while it needed more than the baseline. */
  trouble: 'surplus' | 'exhausted';
  surplusPerMonth: number;
  /** Days on which the balance reached the limit. */
  emptyDays: number;
  /** Highest daily mean and highest value of CPU, percent. */
  sustained: number;
  peak: number;
  evidence: Evidence[];
}

interface CreditContext {
  readonly options: {
    readonly minimumSurplusCreditsPerMonth: number;
    readonly emptyBalanceCredits: number;
    readonly minimumEmptyDays: number;
  };
  readonly window: Window;
}

/**
 * Credits of one instance. Surplus credits are charged when a T instance in unlimited mode stays above its baseline for a day; in
 * standard mode it is held at the baseline once the balance is used up
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html). A balance of nothing is no trouble to an
 * instance that needs less than its baseline (T3 and T4g start with nothing), nor to one that was charged for any surplus: it runs in unlimited mode.
 */
export function creditUse(
  { instance, metrics }: CreditSubject,
  spec: InstanceTypeSpec,
  context: CreditContext,
): { use: CreditUse } | { outcome: Outcome } {
  const { options, window } = context;
  const { cpu, balance, surplus } = metrics;
  if (!cpu.present) return { outcome: unknownMetric(cpu) };
  if (!balance.present) return { outcome: unknownMetric(balance) };
  if (!surplus.present) return { outcome: unknownMetric(surplus) };
  const surplusPerMonth = perMonth(surplus.sum('window'), window);
  const balances = balance.daily('Minimum', 'window');
  const averages = cpu.daily('Average', 'window');
  const baseline = sustainedCpuPercent(spec);
  const isEmpty = (day: number) => (balances[day] ?? Number.POSITIVE_INFINITY) <= options.emptyBalanceCredits;
  // Held at the baseline, the day's mean cannot rise much above it: nine tenths of it is what shows of a load that wants more.
  const wantsMore = (day: number) => baseline === null || (averages[day] ?? 0) >= baseline * 0.9;
  const emptyDays = averages.filter((_, day) => isEmpty(day) && wantsMore(day)).length;
  const named = { instance: quantity(resourceText(instance), 'text') };
  const paysSurplus = surplusPerMonth >= options.minimumSurplusCreditsPerMonth;
  // What was charged was used: only unlimited mode charges, and it is not held at its baseline.
  const runsOut = emptyDays >= options.minimumEmptyDays && surplus.sum('window') === 0;
  if (!paysSurplus && !runsOut)
    return {
      outcome: pass('enough-credits', { ...named, emptyDays: quantity(emptyDays, 'days'), surplus: quantity(surplusPerMonth, 'credits') }),
    };
  const held = (option: keyof CreditContext['options']) => ({ heldAgainst: { option, value: options[option] }, flipsAt: options[option] });
  const known = averages.filter((value) => value !== null);
  const sustained = known.length === 0 ? 0 : Math.max(...known);
  return {
    use: {
      instance,
      trouble: paysSurplus ? 'surplus' : 'exhausted',
      surplusPerMonth,
      emptyDays,
      sustained,
      peak: cpu.maximum('window'),
      evidence: [
        viewEvidence(
          { name: 'surplusCreditsPerMonth', value: surplusPerMonth, unit: 'credits' },
          { view: surplus, statistic: 'Sum', scope: 'window' },
          held('minimumSurplusCreditsPerMonth'),
        ),
        viewEvidence(
          { name: 'daysWithoutCredits', value: emptyDays, unit: 'days' },
          { view: balance, statistic: 'Minimum', scope: 'window' },
          held('minimumEmptyDays'),
        ),
        viewEvidence(
          { name: 'highestDailyMeanCpuPercent', value: sustained, unit: 'percent' },
          { view: cpu, statistic: 'Average', scope: 'window' },
          baseline === null ? {} : { flipsAt: baseline },
        ),
      ],
    },
  };
}
