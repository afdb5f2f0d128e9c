import type { CostLine } from '../model/evaluation.js';
import type { PresentMetric, Series } from '../model/metric.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { epochSeconds, HOURS_PER_MONTH, type Window } from '../model/time.js';
import { PROVISIONED_CONCURRENCY } from './cost-lambda.js';
import { perMonth } from './cost-lines.js';
import { type SettingHistory, settledDays } from './lambda-days.js';
import { dailyCalls, type LambdaLife, lambdaLife } from './lambda-life.js';
import { MIB_PER_LAMBDA_VCPU } from './placement-lambda.js';
import type { MeasuredWork } from './placement-work.js';
import { type Steadiness, type SteadyBounds, steadiness, unsteadyBecause } from './steadiness.js';
import { riseAhead } from './trend.js';

const DAY_SECONDS = 86_400;
const DAY_MILLISECONDS = DAY_SECONDS * 1000;

/** Event sources that Lambda polls: a container polls them itself and needs no load balancer. */
const POLLED = new Set(['sqs', 'kinesis', 'dynamodb', 'kafka', 'self-managed-kafka', 'mq', 'docdb', 'rds']);

/** Requests in flight on average, by day: invocations x average duration. A day without either counts as 0. */
function dailyConcurrency(counts: readonly (number | null)[], averages: readonly (number | null)[]): Float64Array {
  return Float64Array.from(counts, (count, day) => ((count ?? 0) * (averages[day] ?? 0)) / DAY_MILLISECONDS);
}

/** The whole days of the window in which the function can have been called, and how steady they are (null: nothing known). */
export function steadyDays(
  fn: LambdaFunction,
  { invocations, duration }: { invocations: PresentMetric; duration: PresentMetric },
  window: Window,
): { life: LambdaLife; daily: Float64Array; days: Steadiness | null } {
  const life = lambdaLife(fn, invocations, duration, window);
  const all = dailyConcurrency(dailyCalls(invocations, duration, 'window').counts, duration.daily('Average', 'window'));
  const daily = all.subarray(all.length - Math.floor(life.days));
  return { life, daily, days: steadiness(daily) };
}

/** Whether hours are still to be looked at: they vary at least as much as the days they make up, so days that are not steady settle it. */
export function hoursDecide(
  { life, days }: Pick<ReturnType<typeof steadyDays>, 'life' | 'days'>,
  options: SteadyBounds & { minimumBusyConcurrency: number; minimumDays: number },
): boolean {
  if (days === null || days.average < options.minimumBusyConcurrency) return false;
  return !tooYoung(life, options) && unsteadyBecause(days, options) === null;
}

/** So young that neither steady days nor unsteady ones say much. */
export const tooYoung = ({ young, days }: LambdaLife, { minimumDays }: { minimumDays: number }): boolean => young && days < minimumDays;

/** The part of a series of the window in which the function can have been called. */
export function seriesOfLife(series: Series, { days }: LambdaLife, window: Window): Series {
  const born = epochSeconds(window.end) - days * DAY_SECONDS;
  const skipped = Math.max(0, Math.ceil((born - series.start) / series.periodSeconds));
  return { ...series, start: series.start + skipped * series.periodSeconds, values: series.values.subarray(skipped) };
}

/** Requests in flight of the busiest day before the verdict window, since the function was last changed; 0 without one. */
export function busiestEarlierDay(invocations: PresentMetric, duration: PresentMetric, history: SettingHistory): number {
  const averages = settledDays(duration, 'Average', history);
  const { counts } = dailyCalls(invocations, duration, 'scalar');
  const days = dailyConcurrency(counts.slice(counts.length - averages.length), averages);
  return Math.max(0, ...days.subarray(0, days.length - invocations.daysExpected('window')));
}

/** What the load is to be expected to be in as many days as were seen, over what it was: less than 1 where its days fall, more where they rise. */
export function loadAhead(days: Float64Array, average: number): number {
  const change = riseAhead([...days]) - riseAhead(Array.from(days, (load) => -load));
  return Math.max(0, 1 + change / average);
}

/** What of the cost is charged whatever the load: environments kept ready. */
export const readyUsd = (lines: readonly CostLine[]): number =>
  lines.reduce((sum, { label, usd }) => (label === PROVISIONED_CONCURRENCY ? sum + (usd ?? 0) : sum), 0);

/**
 * The work of a function with a steady load, for other homes. CPU comes with memory on Lambda, so a request in flight is taken to hold
 * memory / 1,769 MB of a vCPU; at the hopeful end `requestsPerShare` requests share that CPU and that memory.
 */
export function steadyWork(
  fn: LambdaFunction,
  load: Steadiness,
  seen: { invocations: number; longestMilliseconds: number; life: LambdaLife; requestsPerShare: number },
): MeasuredWork {
  const vcpusPerRequest = fn.memoryMib / MIB_PER_LAMBDA_VCPU;
  const vcpus = load.maximum * vcpusPerRequest;
  const memoryMib = load.maximum * fn.memoryMib;
  const seconds = load.average * HOURS_PER_MONTH * 3600;
  const sources = fn.eventSources ?? [];
  return {
    region: fn.region,
    architecture: fn.architecture,
    vcpus: { low: vcpus / seen.requestsPerShare, high: vcpus },
    memoryMib: { low: memoryMib / seen.requestsPerShare, high: memoryMib },
    leastVcpus: { low: 0, high: vcpusPerRequest },
    leastMemoryMib: fn.memoryMib,
    requests: perMonth(seen.invocations, seen.life),
    requestSeconds: { low: seconds, high: seconds },
    functionMemoryMib: fn.memoryMib,
    longestRequestSeconds: seen.longestMilliseconds / 1000,
    runtime: fn.runtime,
    // Push sources show nowhere in the description: without a polled source, callers are taken to need an address.
    needsLoadBalancer: !sources.some(({ service }) => POLLED.has(service.toLowerCase())),
  };
}
