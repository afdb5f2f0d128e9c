import { inspectFunction, knownSilent } from '../../src/analysis/lambda-function.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'lambda-errors',
    title: 'Function that fails often',
    severity: 'high',
    findsSavings: false,
    rationale:
      'A failed invocation is charged like any other and, when called asynchronously or from a queue, charged again for each retry. Timeouts are counted among the errors.',
    links: [
      {
        title: 'Trusted Advisor: Lambda functions with high error rates',
        url: 'https://docs.aws.amazon.com/awssupport/latest/user/cost-optimization-checks.html',
      },
      { title: 'Retries of asynchronous invocations', url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-retries.html' },
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
  options: {
    maximumErrorPercent: {
      type: 'number',
      default: 10,
      unit: 'percent',
      minimum: 0,
      maximum: 100,
      description: 'Errors in percent of the invocations of the window; more than this is too many, exactly this is not.',
      source:
        'The rate above which Trusted Advisor reports a function: https://docs.aws.amazon.com/awssupport/latest/user/cost-optimization-checks.html',
    },
    minimumInvocations: {
      type: 'integer',
      default: 20,
      unit: 'count',
      minimum: 1,
      maximum: 1_000_000,
      description: 'Invocations in the window under which a rate means little.',
      source:
        'With 20 invocations the rate is known to about 13 points either way at 10 % (normal approximation of a proportion: https://www.itl.nist.gov/div898/handbook/prc/section2/prc24.htm)',
    },
  },
  messages: {
    ...parts.METRIC_MESSAGES,
    errors: '{errors} of {invocations} invocations failed: {rate}, on {errorDays} of the window; they cost {costOfErrors}.',
    'few-errors': '{rate} of its invocations failed.',
    'no-invocations': 'It was not invoked in the window.',
    'few-invocations': 'Invoked {invocations} times only; {minimum} are needed for a rate.',
    'old-errors': 'No invocation failed in the last {quietDays} of the window: what failed may be mended.',
    'results-missing': 'Some results are missing; what is there is enough to say this.',
    'ask-dead-letter': 'Where do events go when the last retry has failed?',
  },
  evaluate(fn, { metrics: { invocations, errors, throttles }, options, window, cost, prices }) {
    if (knownSilent(invocations, 'window')) return parts.notApplicable('no-invocations');
    for (const view of [invocations, errors]) if (!view.present) return parts.unknownMetric(view);
    if (!invocations.present || !errors.present) return parts.unknownMetric(invocations);
    const [count, failed] = [invocations.sum('window'), errors.sum('window')];
    const [rate, minimum] = [(100 * failed) / count, options.minimumInvocations];
    if (count < minimum) {
      return parts.notAssessed('few-invocations', { invocations: quantity(count, 'count'), minimum: quantity(minimum, 'count') });
    }
    if (rate <= options.maximumErrorPercent) {
      if (errors.status === 'partial') return parts.partialMetric(errors);
      return parts.pass('few-errors', { rate: quantity(rate, 'percent') });
    }
    const daily = errors.daily('Sum', 'window').map((value) => value ?? 0);
    const lastDay = daily.findLastIndex((value) => value > 0);
    const quietDays = daily.length - 1 - lastDay;
    const values = {
      errors: quantity(failed, 'count'),
      invocations: quantity(count, 'count'),
      rate: quantity(rate, 'percent'),
      errorDays: quantity(daily.filter((value) => value > 0).length, 'days'),
      quietDays: quantity(quietDays, 'days'),
      costOfErrors: quantity(cost.monthly === null ? null : cost.monthly.usd * Math.min(1, failed / count), 'usd-per-month'),
    };
    return parts.finding({
      code: 'errors',
      values,
      evidence: [
        parts.viewEvidence(
          { name: 'errorPercent', value: rate, unit: 'percent' },
          { view: errors, statistic: 'Sum', scope: 'window' },
          {
            heldAgainst: { option: 'maximumErrorPercent', value: options.maximumErrorPercent },
            flipsAt: options.maximumErrorPercent,
          },
        ),
        parts.viewEvidence({ name: 'invocations', value: count, unit: 'count' }, { view: invocations, statistic: 'Sum', scope: 'window' }),
        ...(throttles.present
          ? [
              parts.viewEvidence(
                { name: 'throttles', value: throttles.sum('window'), unit: 'count' },
                { view: throttles, statistic: 'Sum', scope: 'window' },
              ),
            ]
          : []),
      ],
      recommendation: { action: 'investigate', target: null, alternatives: [] },
      cost: parts.unchangedCost(cost, prices.asOf),
      ...parts.confidenceOf('high', [
        [quietDays >= 3, 'old-errors', 'medium'],
        [invocations.status === 'partial' || errors.status === 'partial', 'results-missing', 'medium'],
      ]),
      commands: [inspectFunction(fn)],
      questions: ['ask-dead-letter'],
      charts: [
        {
          type: 'line',
          title: 'Errors by day',
          unit: 'count',
          start: epochSeconds(window.start),
          periodSeconds: 86_400,
          values: daily,
          threshold: null,
          flipsAt: null,
        },
      ],
    });
  },
});
