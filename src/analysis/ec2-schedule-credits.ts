import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { PresentMetric, Series } from '../model/metric.js';
import { type Money, scaleMoney } from '../model/money.js';
import type { PriceBook } from '../model/prices.js';
import type { Ec2Instance } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';
import { CREDITS_PER_VCPU_HOUR, SURPLUS_CREDITS } from './cost-ec2.js';
import { assumed, line, perMonth, scaleLines, sumLines } from './cost-lines.js';
import { specOf, type TypeSource } from './ec2-subject.js';
import type { WeekSubject } from './ec2-week.js';
import { familyOf, sustainedCpuPercent } from './instance-families.js';
import { DAY_HOURS, HOUR_SECONDS, type WeekSchedule, weekSlot } from './week-profile.js';

/**
 * CPU credits of T instances that a schedule switches off: the quiet hours earn what the busy ones spend, and a machine that is off earns nothing.
 * T2 loses its balance at every stop, the others keep it for a week; credits that were borrowed are charged at the stop
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-credits-baseline-concepts.html,
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode-concepts.html).
 */

/** Credits that T2 in standard mode gets at each start, for each vCPU (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-standard-mode-concepts.html). */
const LAUNCH_CREDITS_PER_VCPU = 30;

/** Sentences for the codes of what credits do. */
export const SCHEDULE_CREDIT_MESSAGES = {
  'surplus-credits':
    'By the mean of its days it needs {creditsShort} a month more than it earns in the hours left on: the amount counts them as charged, as they are in unlimited mode.',
  'credits-lost':
    'It is a T2: every stop takes its CPU credits, and what it starts with and earns while on is less than it needs. In standard mode, its default, it is slowed to its baseline before its work is done.',
  'credit-mode-assumed':
    'Unlimited mode is the default of its family, and whether it is on is not known: in standard mode it would be slowed to its baseline before its work is done.',
  'ask-credit-mode':
    'Does it run in unlimited mode (aws ec2 describe-instance-credit-specifications)? In standard mode its work takes longer than the hours that the schedule leaves on.',
} as const;

/** What a schedule does to the credits of instances, and so to what they cost. */
interface ScheduleCredits {
  /** Credits a month that the hours left on need beyond what they earn; 0 where they earn enough, or no T instance is among them. */
  short: number;
  /** One of those that are short is a T2, or its baseline is not known. */
  lost: boolean;
  /** Lines and amount of the hours left on. */
  lines: CostLine[];
  monthly: Money | null;
}

interface CreditContext extends TypeSource {
  readonly prices: PriceBook;
  readonly window: Window;
  readonly timeZone: { zone: string };
  readonly cost: ResourceCost;
  readonly options: { readonly noticedCreditsPerMonth: number };
}

/** Hours of a day with data that a schedule leaves on, and that it takes away. */
function hoursByDay(series: Series, { on }: WeekSchedule, zone: string, from: number): { on: number; off: number }[] {
  const days: { on: number; off: number }[] = [];
  series.values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const at = series.start + index * series.periodSeconds;
    const day = Math.floor((at - from) / (DAY_HOURS * HOUR_SECONDS));
    if (day < 0) return;
    const hours = days[day] ?? { on: 0, off: 0 };
    days[day] = hours;
    hours[on[weekSlot(at, zone)] ? 'on' : 'off'] += series.periodSeconds / HOUR_SECONDS;
  });
  return days;
}

/**
 * Percent-hours of all vCPUs in the window that the hours left on need beyond what they earn. What a day uses is its mean over the hours run, less
 * its lowest value in those that go: no less than that is surely used by the hours left on or by nobody.
 */
function shortfall(
  cpu: PresentMetric,
  hours: readonly { on: number; off: number }[],
  baseline: number,
  keeps: number,
  given: number,
): number {
  const [means, lowest] = [cpu.daily('Average', 'window'), cpu.daily('Minimum', 'window')];
  let [balance, short] = [0, 0];
  hours.forEach(({ on, off }, day) => {
    const used = (means[day] ?? 0) * (on + off) - (lowest[day] ?? 0) * off;
    balance += baseline * on + (on > 0 && off > 0 ? given : 0) - used;
    if (balance < 0) short -= balance;
    balance = Math.max(0, Math.min(balance, keeps));
  });
  return short;
}

function shortOf(
  { instance, metrics: { cpu }, series }: WeekSubject,
  schedule: WeekSchedule,
  context: CreditContext,
): { vcpuHours: number; lost: boolean } | null {
  const spec = specOf(instance, context);
  if (spec?.burstable !== true || !cpu.present || series.cpu === null) return null;
  const baseline = sustainedCpuPercent(spec);
  const isT2 = familyOf(spec.instanceType) === 't2';
  const from = epochSeconds(context.window.end) - context.window.days * DAY_HOURS * HOUR_SECONDS;
  const hours = hoursByDay(series.cpu, schedule, context.timeZone.zone, from);
  // A balance holds what a day earns at most. One credit is one vCPU at all it has for a minute.
  const keeps = isT2 ? 0 : (baseline ?? 0) * DAY_HOURS;
  const given = isT2 ? (LAUNCH_CREDITS_PER_VCPU / CREDITS_PER_VCPU_HOUR) * 100 : 0;
  const percentHours = shortfall(cpu, hours, baseline ?? 0, keeps, given);
  return { vcpuHours: (perMonth(percentHours, context.window) / 100) * spec.vcpus, lost: percentHours > 0 && (isT2 || baseline === null) };
}

const surplusLine = (instance: Ec2Instance, vcpuHours: number, prices: PriceBook): CostLine =>
  line(
    SURPLUS_CREDITS,
    vcpuHours,
    'vcpu-hour',
    prices.surplusCreditVcpuHour({ region: instance.region, platform: instance.platform, family: familyOf(instance.instanceType) }),
  );

/** Credits and cost under a schedule that leaves `share` of the hours run. What is charged today is charged on: quiet hours only ever earn. */
export function creditsUnder(
  subjects: readonly WeekSubject[],
  schedule: WeekSchedule,
  share: number,
  context: CreditContext,
): ScheduleCredits {
  const { cost, prices } = context;
  const all = subjects.flatMap((subject) => {
    const found = shortOf(subject, schedule, context);
    return found === null || found.vcpuHours === 0 ? [] : [{ ...found, instance: subject.instance }];
  });
  const vcpuHours = all.reduce((total, one) => total + one.vcpuHours, 0);
  const short = vcpuHours * CREDITS_PER_VCPU_HOUR;
  const [first] = all;
  if (first === undefined || short < context.options.noticedCreditsPerMonth)
    return { short: 0, lost: false, lines: scaleLines(cost.lines, share), monthly: scaleMoney(cost.monthly, share) };
  const charged = cost.lines.filter(({ label }) => label === SURPLUS_CREDITS).reduce((total, { quantity }) => total + quantity, 0);
  const hours = cost.lines.filter(({ label }) => label !== SURPLUS_CREDITS);
  const lines = [...scaleLines(hours, share), surplusLine(first.instance, Math.max(vcpuHours, charged), prices)];
  return {
    short,
    lost: all.some(({ lost }) => lost),
    lines,
    monthly: cost.monthly === null ? null : assumed(sumLines(lines)),
  };
}
