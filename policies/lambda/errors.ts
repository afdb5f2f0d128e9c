import { inspectFunction, lambdaCommand, numberArgument } from '../../src/analysis/lambda-function.js';
import { type Asked, RATE_OPTIONS, type Rate, rateOf } from '../../src/analysis/lambda-rates.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft, Evidence, Severity } from '../../src/model/evaluation.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import type { LambdaFunction } from '../../src/model/resource/index.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;
const DAY_SECONDS = 86_400;

type Kind = 'errors' | 'throttled';

/** Looks for what failed on the worst of the recent days, or else on the last day that anything did, and where events go that failed for good. */
function errorCommands(fn: LambdaFunction, { day, lastFrom }: Rate): CommandDraft[] {
  const from = day?.from ?? lastFrom;
  const milliseconds = (seconds: number) => numberArgument(seconds * 1000);
  const logs: CommandDraft[] =
    from === null
      ? []
      : [
          {
            purpose: 'inspect',
            tool: 'aws-cli',
            argv: [
              ...['aws', 'logs', 'filter-log-events', '--region', { value: fn.region, pattern: 'region' } as const],
              // The group that Lambda writes to unless another is set, which get-function-configuration shows.
              ...['--log-group-name', { value: `/aws/lambda/${fn.functionName}`, pattern: 'free' } as const],
              ...['--start-time', milliseconds(epochSeconds(from)), '--end-time', milliseconds(epochSeconds(from) + DAY_SECONDS)],
              ...['--filter-pattern', '?ERROR ?Error ?Exception ?"Task timed out"', '--max-items', '20'],
            ],
          },
        ];
  return [inspectFunction(fn), ...logs, lambdaCommand(fn, 'inspect', 'get-function-event-invoke-config')];
}

/** Which limit refuses it: its own, or that of the account in the region. */
const throttleCommands = (fn: LambdaFunction): CommandDraft[] => [
  inspectFunction(fn),
  lambdaCommand(fn, 'inspect', 'get-function-concurrency'),
  {
    purpose: 'inspect',
    tool: 'aws-cli',
    argv: ['aws', 'lambda', 'get-account-settings', '--region', { value: fn.region, pattern: 'region' }],
  },
];

/** Where all who called were refused: in the whole window, or on one of its last days, and too many are still. null: neither. */
function nobodyServed({ over, day, whole }: Rate): 'window' | 'day' | null {
  if (over === 'window' && whole.bad === whole.all) return 'window';
  return day?.lasts === true && day.bad === day.all ? 'day' : null;
}

/** What fails now is worse than what did on a day; refused callers may come again, unless nobody was served at all, or nobody is any more. */
function severityOf(kind: Kind, rate: Rate): Severity {
  if (rate.over === 'earlier') return 'low';
  const severe = kind === 'throttled' ? nobodyServed(rate) !== null : rate.over === 'window' || rate.day?.lasts === true;
  return severe ? 'high' : 'medium';
}

const RANK: readonly Severity[] = ['high', 'medium', 'low'];

export default definePolicy({
  meta: {
    id: 'lambda-errors',
    title: 'Function that fails or is refused often',
    severity: 'high',
    findsSavings: false,
    rationale:
      'A failed invocation is charged like any other and, when called asynchronously or from a queue, charged again for each retry. Timeouts are counted among the errors. An invocation that is refused, for the concurrency of the function or of the account is used up, is no error: it does not run, and its caller has to come again.',
    links: [
      {
        title: 'Trusted Advisor: Lambda functions with high error rates',
        url: 'https://docs.aws.amazon.com/awssupport/latest/user/cost-optimization-checks.html',
      },
      { title: 'Retries of asynchronous invocations', url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html' },
      { title: 'Concurrency and throttling', url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html' },
    ],
  },
  requires: {
    kinds: ['lambda-function'],
    metrics: {
      invocations: optional('lambda.invocations', { daily: ['Sum'] }),
      errors: optional('lambda.errors', { daily: ['Sum'] }),
      throttles: optional('lambda.throttles', { daily: ['Sum'] }),
    },
    series: {},
  },
  options: RATE_OPTIONS,
  messages: {
    ...parts.METRIC_MESSAGES,
    errors: '{errors} of {invocations} invocations failed: {rate}, on {errorDays} of the window; they cost {costOfErrors}.',
    'errors-on-a-day': 'In the 24 hours from {day} {dayBad} of {dayAll} invocations failed: {dayRate}; in the whole window it was {rate}.',
    'errors-earlier':
      '{errors} of {invocations} invocations failed: {rate}; but in the last {recentDays} no more than is allowed: what failed may be mended.',
    throttled: '{throttles} of {asked} invocations were refused and did not run: {throttleRate}, on {throttleDays} of the window.',
    'throttled-on-a-day':
      'In the 24 hours from {day} {dayBad} of {dayAll} invocations were refused and did not run: {dayRate}; in the whole window it was {throttleRate}.',
    'throttled-earlier':
      '{throttles} of {asked} invocations were refused and did not run: {throttleRate}; but in the last {recentDays} no more than is allowed.',
    'few-errors': '{rate} of its invocations failed, {throttleRate} were refused.',
    'no-invocations': 'It was not invoked in the window.',
    'few-invocations': 'Invoked {invocations} times only; {minimum} are needed for a rate.',
    'old-errors': 'Not once in the last {quietDays} of the window: the cause may be mended.',
    'counted-again': 'Asynchronous invocations and those from a queue are tried again when they are refused, and count each time.',
    'results-missing': 'Some results are missing; what is there is enough to say this.',
    'ask-dead-letter': 'Where do events go when the last retry has failed?',
    'ask-limit':
      'Is a reserved concurrency meant to hold it back, or have all functions of the region together reached the limit of the account?',
  },
  evaluate(fn, { metrics: { invocations, errors, throttles }, options, window, cost, prices }) {
    if (!invocations.present) return parts.unknownMetric(invocations);
    const whole = invocations.status !== 'partial';
    const ran: Asked = { whole, daily: invocations.daily('Sum', 'window').map((count) => count ?? (whole ? 0 : null)) };
    const refused = throttles.present ? throttles.daily('Sum', 'window') : [];
    const asked: Asked = { whole, daily: ran.daily.map((count, day) => (count === null ? null : count + (refused[day] ?? 0))) };
    const { maximumErrorPercent, maximumThrottlePercent, minimumInvocations } = options;
    // What could not be read of one says nothing of the other.
    const rates: Readonly<Record<Kind, Rate | null>> = {
      errors: errors.present ? rateOf(errors, ran, { ...options, maximumPercent: maximumErrorPercent }, window) : null,
      throttled: throttles.present ? rateOf(throttles, asked, { ...options, maximumPercent: maximumThrottlePercent }, window) : null,
    };
    const kinds = (['errors', 'throttled'] as const).flatMap((kind) => {
      const [rate, view] = [rates[kind], kind === 'errors' ? errors : throttles];
      return rate === null || rate.over === null || !view.present
        ? []
        : [{ kind, rate, view, over: rate.over, severity: severityOf(kind, rate) }];
    });
    const worst = RANK.flatMap((severity) => kinds.filter((one) => one.severity === severity))[0];
    const [count, failed] = [invocations.sum('window'), rates.errors?.whole.bad ?? null];
    const percentOf = (rate: Rate | null) => quantity(whole ? (rate?.whole.percent ?? null) : null, 'percent');
    const values = {
      errors: quantity(failed, 'count'),
      invocations: quantity(count, 'count'),
      rate: percentOf(rates.errors),
      errorDays: quantity(rates.errors?.badDays ?? null, 'days'),
      throttles: quantity(rates.throttled?.whole.bad ?? null, 'count'),
      asked: quantity(rates.throttled?.whole.all ?? null, 'count'),
      throttleRate: percentOf(rates.throttled),
      throttleDays: quantity(rates.throttled?.badDays ?? null, 'days'),
      recentDays: quantity(options.recentDays, 'days'),
      costOfErrors: quantity(
        cost.monthly === null || failed === null || count === 0 ? null : cost.monthly.usd * Math.min(1, failed / count),
        'usd-per-month',
      ),
    };
    if (worst === undefined) {
      if (whole && throttles.present && throttles.status !== 'partial' && count + throttles.sum('window') === 0) {
        return parts.notApplicable('no-invocations');
      }
      for (const view of [throttles, errors]) if (!view.present) return parts.unknownMetric(view);
      for (const view of [invocations, errors, throttles]) if (view.present && view.status === 'partial') return parts.partialMetric(view);
      if (count < minimumInvocations) {
        return parts.notAssessed('few-invocations', { invocations: values.invocations, minimum: quantity(minimumInvocations, 'count') });
      }
      return parts.pass('few-errors', values);
    }

    const { kind, rate, view, over, severity } = worst;
    const { day, quietDays } = rate;
    const isError = kind === 'errors';
    // A day that makes it severe is told before the window, which fails too.
    const told = !isError && over === 'window' && nobodyServed(rate) === 'day' ? 'day' : over;
    const option = isError ? 'maximumErrorPercent' : 'maximumThrottlePercent';
    const source = { view, statistic: 'Sum', scope: 'window' } as const;
    const heldAgainst = { option, value: options[option] };
    const dayName = isError ? 'failedOnWorstDayPercent' : 'refusedOnWorstDayPercent';
    const evidence: Evidence[] = [
      ...(told === 'day' && day !== null
        ? [
            parts.viewEvidence(
              { name: dayName, value: day.percent, unit: 'percent' },
              source,
              over === 'day' ? { heldAgainst, flipsAt: day.limitPercent } : {},
            ),
          ]
        : []),
      ...(whole
        ? [
            parts.viewEvidence(
              { name: isError ? 'errorPercent' : 'refusedPercent', value: rate.whole.percent, unit: 'percent' },
              source,
              over === 'day' ? {} : { heldAgainst, flipsAt: options[option] },
            ),
          ]
        : []),
      parts.viewEvidence({ name: 'invocations', value: count, unit: 'count' }, { ...source, view: invocations }),
      ...[errors, throttles].flatMap((of, at) =>
        of.present
          ? [
              parts.viewEvidence(
                { name: at === 0 ? 'errors' : 'throttles', value: of.sum('window'), unit: 'count' },
                { ...source, view: of },
              ),
            ]
          : [],
      ),
    ];
    return parts.finding({
      // `rateOf` says of what is there in part only what more of it would not change.
      decidedDespitePartialData: true,
      code: told === 'window' ? kind : told === 'day' ? (`${kind}-on-a-day` as const) : (`${kind}-earlier` as const),
      severity,
      values: {
        ...values,
        quietDays: quantity(quietDays, 'days'),
        day: quantity(day?.from ?? null, 'instant'),
        dayBad: quantity(day?.bad ?? null, 'count'),
        dayAll: quantity(day?.all ?? null, 'count'),
        dayRate: quantity(day?.percent ?? null, 'percent'),
      },
      evidence,
      recommendation: { action: 'investigate', target: null, alternatives: [] },
      cost: parts.unchangedCost(cost, prices.asOf),
      ...parts.confidenceOf('high', [
        [quietDays !== null && quietDays >= options.quietDays, 'old-errors', 'medium'],
        [!isError, 'counted-again', 'medium'],
        [!whole || view.status === 'partial', 'results-missing', 'medium'],
      ]),
      commands: isError ? errorCommands(fn, rate) : throttleCommands(fn),
      questions: [...(isError ? [] : ['ask-limit']), 'ask-dead-letter'],
      charts: [
        {
          type: 'line',
          title: isError ? 'Errors by day' : 'Refused invocations by day',
          unit: 'count',
          start: epochSeconds(window.start),
          periodSeconds: DAY_SECONDS,
          values: rate.daily,
          threshold: null,
          flipsAt: null,
        },
      ],
    });
  },
});
