import type { PresentMetric } from '../model/metric.js';
import type { NumberOption } from '../model/policy.js';
import { epochSeconds, instantOf, type Window } from '../model/time.js';

const DAY_SECONDS = 86_400;
const NORMAL_APPROXIMATION = 'https://www.itl.nist.gov/div898/handbook/prc/section2/prc24.htm';
const TRUSTED_ADVISOR = 'https://docs.aws.amazon.com/awssupport/latest/user/cost-optimization-checks.html';

/** When a share of failed or refused invocations is too high, and what it takes to know. */
export const RATE_OPTIONS = {
  maximumErrorPercent: {
    type: 'number',
    default: 10,
    unit: 'percent',
    minimum: 0,
    maximum: 100,
    description: 'Errors in percent of the invocations; more than this is too many, exactly this is not.',
    source: `The rate above which Trusted Advisor reports a function: ${TRUSTED_ADVISOR}`,
  },
  maximumThrottlePercent: {
    type: 'number',
    default: 10,
    unit: 'percent',
    minimum: 0,
    maximum: 100,
    description:
      'Refused invocations in percent of all that were asked for, those that ran and those that were refused; more than this is too many.',
    source:
      'The rate of errors, since to a caller a refused invocation is a failed one: https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html',
  },
  minimumInvocations: {
    type: 'integer',
    default: 20,
    unit: 'count',
    minimum: 1,
    maximum: 1_000_000,
    description: 'Invocations, in the window or on a day, under which a rate means little.',
    source: `With 20 invocations the rate is known to about 13 points either way at 10 % (normal approximation of a proportion: ${NORMAL_APPROXIMATION})`,
  },
  recentDays: {
    type: 'integer',
    default: 7,
    unit: 'days',
    minimum: 1,
    maximum: 90,
    description:
      'Last days of the window of which each is looked at by itself, so that an outage is seen on the day that it begins; and in which nothing may be wrong for failures before them to count as mended.',
    source: `Trusted Advisor reports a function for any day of the last seven: ${TRUSTED_ADVISOR}`,
  },
  quietDays: {
    type: 'integer',
    default: 3,
    unit: 'days',
    minimum: 1,
    maximum: 90,
    description: 'Days without a single failure, up to the end of the window, from which on the cause may be mended.',
    source: 'A weekend can go by without what fails being called; a third day has seen a working day.',
  },
  dayMargin: {
    type: 'number',
    default: 2,
    unit: 'ratio',
    minimum: 0,
    maximum: 5,
    description:
      'Standard deviations of a proportion by which a single day must pass the rate. A function that always stays a little under it passes it on some days by chance, the more easily the fewer its invocations.',
    source: `Two of them leave about 2 % to chance (normal approximation of a proportion: ${NORMAL_APPROXIMATION})`,
  },
} as const satisfies Record<string, NumberOption>;

interface RateLimits {
  /** More than this is too much. */
  maximumPercent: number;
  minimumInvocations: number;
  recentDays: number;
  dayMargin: number;
}

/** What a share is taken of. */
export interface Asked {
  /** By day of the window, oldest first; null where it is not known. */
  daily: readonly (number | null)[];
  /** No results are missing. Else nothing can be said of the window as a whole: with fewer invocations any share of them is larger. */
  whole: boolean;
}

/** The part of some invocations that went wrong. */
interface Share {
  bad: number;
  all: number;
  percent: number;
}

/** A day of 24 hours whose share passes its limit. */
interface BadDay extends Share {
  /** The instant at which it begins. */
  from: string;
  limitPercent: number;
  /** No later day with enough invocations stays within the limit. */
  lasts: boolean;
}

export interface Rate {
  whole: Share;
  /** What went wrong by day of the window, oldest first. */
  daily: readonly number[];
  /** Days of the window on which anything went wrong; and the instant at which the last of them begins (null without one). */
  badDays: number;
  lastFrom: string | null;
  /** Days since; null where results are missing, for they may tell of more. */
  quietDays: number | null;
  /** The worst of the recent days; null where each stays within its limit. */
  day: BadDay | null;
  /**
   * `window`: the whole window passes the limit, and so may what is now. `day`: a recent day does. `earlier`: the window does, but its recent days,
   * with enough invocations, neither together nor one by one. null: nothing does.
   */
  over: 'window' | 'day' | 'earlier' | null;
}

const shareOf = (bad: number, all: number): Share => ({ bad, all, percent: all === 0 ? 0 : (100 * bad) / all });

/** What the share of one day may be without being more than chance, percent. */
function dayLimitPercent(invocations: number, { maximumPercent, dayMargin }: RateLimits): number {
  const p = maximumPercent / 100;
  return 100 * (p + dayMargin * Math.sqrt((p * (1 - p)) / invocations));
}

/**
 * The share of `bad` (errors, throttles) in the invocations of the window and of its last days; a day whose invocations are not known is not looked at
 * by itself. Where results of `bad` are missing there was as much as is known or more: what passes a limit does so all the more, and nothing
 * is taken to be mended. So nothing that is missing could turn what `over` says.
 */
export function rateOf(bad: PresentMetric, { daily: all, whole: allKnown }: Asked, limits: RateLimits, window: Window): Rate {
  const badKnown = bad.status !== 'partial';
  const daily = bad.daily('Sum', 'window').map((value) => value ?? 0);
  const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const whole = shareOf(sum(daily), sum(all));
  const lastBad = daily.findLastIndex((count) => count > 0);
  const from = (day: number) => instantOf(epochSeconds(window.end) - (daily.length - day) * DAY_SECONDS);
  const firstRecent = Math.max(0, daily.length - limits.recentDays);
  const recent = shareOf(sum(daily.slice(firstRecent)), sum(all.slice(firstRecent)));
  const days = daily.flatMap((count, at) => {
    const invocations = all[at] ?? null;
    if (at < firstRecent || invocations === null || invocations < limits.minimumInvocations) return [];
    return [{ ...shareOf(count, invocations), from: from(at), limitPercent: dayLimitPercent(invocations, limits) }];
  });
  const beyond = days.filter(({ percent, limitPercent }) => percent > limitPercent);
  const worst = beyond.reduce<(typeof beyond)[number] | null>((top, day) => (top === null || day.percent >= top.percent ? day : top), null);
  const mended = badKnown && recent.all >= limits.minimumInvocations && recent.percent <= limits.maximumPercent && worst === null;
  const overWindow = allKnown && whole.all >= limits.minimumInvocations && whole.percent > limits.maximumPercent;
  return {
    whole,
    daily,
    badDays: daily.filter((count) => count > 0).length,
    lastFrom: lastBad < 0 ? null : from(lastBad),
    quietDays: badKnown ? daily.length - 1 - lastBad : null,
    day: worst === null ? null : { ...worst, lasts: beyond.at(-1) === days.at(-1) },
    over: overWindow ? (mended ? 'earlier' : 'window') : worst === null ? null : 'day',
  };
}
