import type { CommandDraft } from '../model/evaluation.js';
import { highestOf, type MetricView, type PresentMetric } from '../model/metric.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { epochSeconds, instantOf, type Window } from '../model/time.js';
import { type SettingHistory, settledDays } from './lambda-days.js';

/** Longest timeout of an ordinary function, seconds. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_WALL_SECONDS = 900;
/** Longest timeout on Lambda Managed Instances, seconds. Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html */
const MANAGED_INSTANCES_WALL_SECONDS = 5400;

/**
 * The timeout that no setting of the function can exceed. null for durable functions: one invocation ends at the timeout, the
 * execution goes on from its last checkpoint for up to a year (https://docs.aws.amazon.com/lambda/latest/api/API_DurableConfig.html).
 */
export function timeoutWallSeconds(fn: LambdaFunction): number | null {
  if (fn.durable !== null) return null;
  return fn.capacityProvider === null ? LAMBDA_WALL_SECONDS : MANAGED_INSTANCES_WALL_SECONDS;
}

/** The smallest whole number of seconds of which a duration takes at most `sharePercent`. */
export const timeoutFor = (durationMilliseconds: number, sharePercent: number): number =>
  Math.ceil(durationMilliseconds / 10 / sharePercent - 1e-9);

/** Days with datapoints of a duration, split at the start of the verdict window and at a limit. */
export interface SlowDays {
  /** In the verdict window: days with invocations, and those of them whose maximum passes the limit. */
  active: number;
  slow: number;
  /** Invocations before the verdict window, and those of them on days whose maximum passes the limit. */
  earlierInvocations: number;
  earlierOnSlowDays: number;
}

/** Counts slow days by daily Maximum and SampleCount. `limitMilliseconds` itself is not slow. */
export function slowDays(duration: PresentMetric, limitMilliseconds: number): SlowDays {
  const maxima = duration.daily('Maximum', 'scalar');
  const samples = duration.daily('SampleCount', 'scalar');
  const windowFrom = maxima.length - duration.daily('Maximum', 'window').length;
  const days: SlowDays = { active: 0, slow: 0, earlierInvocations: 0, earlierOnSlowDays: 0 };
  maxima.forEach((highest, day) => {
    if (highest === null) return;
    const slow = highest > limitMilliseconds;
    if (day >= windowFrom) {
      days.active += 1;
      if (slow) days.slow += 1;
    } else {
      days.earlierInvocations += samples[day] ?? 0;
      if (slow) days.earlierOnSlowDays += samples[day] ?? 0;
    }
  });
  return days;
}

/**
 * Whether a p99 above the limit over the longer window speaks of the verdict window too. At least 1 % of all invocations were slow; where
 * at most 1 % of the earlier ones can have been (those on days with a slow maximum), at least 1 % of the present ones were: certain.
 * Otherwise it is taken to last where at least half of the present days with invocations have a slow maximum.
 */
export function slownessLasts({ active, slow, earlierInvocations, earlierOnSlowDays }: SlowDays): boolean {
  return earlierOnSlowDays <= 0.01 * earlierInvocations || slow >= active / 2;
}

/**
 * The highest of the days before the verdict window that passed the limit after a day that did not, since the function was last changed: slowness that came
 * and went by itself comes again, as that of a month's end does. What was slow from the first day known and is no longer has been mended.
 * Asked where the window itself stays within the limit. null without such a day.
 */
export function passedPeak(duration: PresentMetric, limitMilliseconds: number, history: SettingHistory): number | null {
  const days = settledDays(duration, 'Maximum', history);
  const before = days.slice(0, days.length - duration.daysExpected('window')).filter((value) => value !== null);
  const firstQuick = before.findIndex((value) => value <= limitMilliseconds);
  const slow = firstQuick < 0 ? [] : before.slice(firstQuick).filter((value) => value > limitMilliseconds);
  return slow.length === 0 ? null : Math.max(...slow);
}

/** Days of the verdict window on which invocations reached the timeout, which ended them. */
export interface CutOffs {
  days: number;
  /** The instant at which the first of them begins; null without one. */
  since: string | null;
  /** Slowest invocation of the days of the window before that, milliseconds; null where none of them is known. */
  before: number | null;
  /** Invocations are cut off on the last day with any. */
  lasts: boolean;
  /** Highest share of errors on one of these days, percent; null where it is not known. */
  errorPercent: number | null;
}

/** `failures` is asked for only where there is such a day. */
export function cutOffs(
  duration: PresentMetric,
  timeoutSeconds: number,
  failures: () => { errors: MetricView; invocations: MetricView },
  window: Window,
): CutOffs {
  const maxima = duration.daily('Maximum', 'window');
  const cut = maxima.map((highest) => highest !== null && highest >= timeoutSeconds * 1000);
  const first = cut.indexOf(true);
  if (first < 0) return { days: 0, since: null, before: null, lasts: false, errorPercent: null };
  const { errors, invocations } = failures();
  const failed = errors.present ? errors.daily('Sum', 'window') : [];
  const ran = invocations.present ? invocations.daily('Sum', 'window') : [];
  const shares = cut.map((isCut, day) => {
    const count = ran[day] ?? 0;
    return isCut && errors.present && count > 0 ? (100 * (failed[day] ?? 0)) / count : null;
  });
  return {
    days: cut.filter(Boolean).length,
    since: instantOf(epochSeconds(window.end) - (maxima.length - first) * 86_400),
    before: highestOf(maxima.slice(0, first)),
    lasts: cut[maxima.findLastIndex((highest) => highest !== null)] === true,
    errorPercent: highestOf(shares),
  };
}

/** What keeps the order of a stream or a topic, so that one batch holds up the next. Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html */
const IN_ORDER: ReadonlySet<string> = new Set(['kinesis', 'dynamodb', 'kafka', 'self-managed-kafka']);

/** Codes of what else a longer timeout touches, by what is known to call the function. */
export function callerNotes({
  eventSources,
}: LambdaFunction): ('callers-time-out-too' | 'api-times-out-too' | 'queue-first' | 'stream-waits')[] {
  if (eventSources === null) return ['callers-time-out-too'];
  const queued = eventSources.some(({ service }) => service === 'sqs');
  const ordered = eventSources.some(({ service }) => IN_ORDER.has(service));
  if (!queued && !ordered) return ['api-times-out-too'];
  return [...(queued ? (['queue-first'] as const) : []), ...(ordered ? (['stream-waits'] as const) : [])];
}

/** Six times the timeout: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const QUEUE_VISIBILITY_FACTOR = 6;

const QUEUE_ARN = /^arn:aws:sqs:([a-z0-9-]+):([0-9]{12}):([A-Za-z0-9_-]{1,75}(?:\.fifo)?)$/;

/** Reads the visibility timeout of each queue that calls the function. */
export const queueCommands = ({ eventSources }: LambdaFunction): CommandDraft[] =>
  (eventSources ?? []).flatMap(({ arn }): CommandDraft[] => {
    const [, region, account, name] = QUEUE_ARN.exec(arn ?? '') ?? [];
    if (region === undefined) return [];
    const url = { value: `https://sqs.${region}.amazonaws.com/${account}/${name}`, pattern: 'free' } as const;
    const argv = ['aws', 'sqs', 'get-queue-attributes', '--region', { value: region, pattern: 'region' } as const, '--queue-url', url];
    return [{ purpose: 'inspect', tool: 'aws-cli', argv: [...argv, '--attribute-names', 'VisibilityTimeout'] }];
  });
