import { hasDatapoints, inspectFunction, knownSilent, lambdaCommand, numberArgument } from '../../src/analysis/lambda-function.js';
import { slowDays, slownessLasts, timeoutFor, timeoutWallSeconds } from '../../src/analysis/lambda-timeouts.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft, Evidence, Severity } from '../../src/model/evaluation.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'lambda-near-timeout',
    title: 'Function that runs close to its timeout',
    severity: 'high',
    rationale:
      'Lambda kills an invocation at its timeout, however near the end it was; work is lost or done twice. A timeout can be raised, but for an ordinary function only to 900 seconds: work that grows towards that wall needs another home before it gets there.',
    links: [
      { title: 'Configure the timeout of a function', url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html' },
      { title: 'Lambda quotas', url: 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html' },
      { title: 'Lambda Managed Instances', url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html' },
      { title: 'Lambda metrics', url: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html' },
    ],
  },
  requires: {
    kinds: ['lambda-function'],
    metrics: {
      duration: optional('lambda.duration', { daily: ['Maximum', 'SampleCount'], whole: ['p99'] }),
      invocations: optional('lambda.invocations', { daily: ['Sum'] }),
    },
    series: {},
  },
  options: {
    maximumSharePercent: {
      type: 'number',
      default: 80,
      unit: 'percent',
      minimum: 10,
      maximum: 100,
      description: 'Share of the timeout that a duration may take; more than this is close, exactly this is not.',
      source:
        'Headroom of 20 %, the same as for CPU and memory; AWS asks for a timeout with a margin over the expected duration: https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html',
    },
    minimumInvocations: {
      type: 'integer',
      default: 100,
      unit: 'count',
      minimum: 1,
      maximum: 1_000_000,
      description: 'Invocations under which p99 is no more than the maximum, and is treated as that.',
      source:
        'With fewer than 100 values the 99th percentile by nearest rank is the largest: https://www.itl.nist.gov/div898/handbook/prc/section2/prc262.htm',
    },
  },
  messages: {
    ...parts.METRIC_MESSAGES,
    'p99-near-wall': 'One invocation in a hundred takes {p99} or more: {share} of the {wall} that no setting of this function can raise.',
    'p99-near-timeout': 'One invocation in a hundred takes {p99} or more: {share} of its timeout of {timeout}.',
    'maximum-near-wall':
      'The slowest invocation took {maximum}: {share} of the {wall} that no setting of this function can raise; p99 is {p99}.',
    'maximum-near-timeout': 'The slowest invocation took {maximum}: {share} of its timeout of {timeout}; p99 is {p99}.',
    'well-within': 'The slowest invocation took {maximum}, {share} of its timeout of {timeout}.',
    'slow-before-the-window':
      'It came close to its timeout earlier, but in the window the slowest invocation took {maximum}, {share} of {timeout}.',
    'no-invocations': 'It was not invoked in the window.',
    'duration-missing': 'It was invoked {invocations} times, but its durations are missing ({status}).',
    'percentile-substituted': 'The endpoint gives no percentiles: the maximum stands in for p99.',
    'few-invocations': 'Too few invocations for p99 to be more than the maximum.',
    'slow-earlier-too': 'p99 is of the longer window, and part of the slow invocations may be older than the verdict window.',
    'results-missing': 'Some results are missing; what is there is enough to say this.',
    'changed-lately': 'The function was changed inside the window; earlier durations may be of another version or timeout.',
    'cut-off': 'Invocations have reached the timeout: how long they would have taken is not known.',
    'raise-timeout': 'A longer timeout costs nothing by itself; each invocation is charged for the time it takes.',
    'callers-time-out-too':
      'Callers have limits of their own: 29 s by default behind API Gateway, and six times the function timeout as visibility timeout of an SQS queue.',
    'split-or-move':
      'Raising the timeout does not help: split the work, make it durable, or run it as a Fargate task or on Lambda Managed Instances (5,400 s).',
    'ask-what-grows': 'What does the duration grow with, and how fast does that grow?',
    'ask-idempotent': 'Is the work safe to be done twice, if an invocation is killed and retried?',
  },
  evaluate(fn, context) {
    const { duration, invocations } = context.metrics;
    const { maximumSharePercent, minimumInvocations } = context.options;
    if (!hasDatapoints(duration)) {
      if (knownSilent(invocations, 'window')) return parts.notApplicable('no-invocations');
      if (!invocations.present) return parts.unknownMetric(duration.present ? invocations : duration);
      const status = quantity(duration.present ? 'no datapoints' : duration.status, 'text');
      return parts.notAssessed('duration-missing', { invocations: quantity(invocations.sum('window'), 'count'), status });
    }
    const maximum = duration.maximum('window');
    const p99 = duration.percentile('p99');
    const wallSeconds = timeoutWallSeconds(fn);
    const timeoutLimit = fn.timeoutSeconds * 10 * maximumSharePercent;
    const wallLimit = (wallSeconds ?? Number.POSITIVE_INFINITY) * 10 * maximumSharePercent;
    const values = {
      maximum: quantity(maximum, 'milliseconds'),
      p99: quantity(p99.value, 'milliseconds'),
      timeout: quantity(fn.timeoutSeconds, 'seconds'),
      wall: quantity(wallSeconds, 'seconds'),
      share: quantity(maximum / fn.timeoutSeconds / 10, 'percent'),
    };
    if (maximum <= timeoutLimit) {
      if (duration.status === 'partial') return parts.partialMetric(duration);
      return parts.pass(p99.value > timeoutLimit ? 'slow-before-the-window' : 'well-within', values);
    }

    const nearWall = maximum > wallLimit;
    const limit = nearWall ? wallLimit : timeoutLimit;
    const days = slowDays(duration, timeoutLimit);
    const enough = duration.sampleCount('scalar') >= minimumInvocations;
    const lasting = enough && slownessLasts(days);
    const p99NearWall = lasting && Math.min(p99.value, maximum) > wallLimit;
    // Where the endpoint gives no percentiles the maximum stands in: never less careful, and with low confidence.
    const byP99 = p99NearWall || (lasting && p99.value > timeoutLimit);
    const atWall = byP99 ? p99NearWall : nearWall;
    const code = `${byP99 ? 'p99' : 'maximum'}-near-${atWall ? 'wall' : 'timeout'}` as const;
    const severity: Severity = byP99 ? 'high' : atWall ? 'medium' : 'low';
    const judged = byP99 ? p99.value : maximum;
    const judgedLimit = byP99 ? (p99NearWall ? wallLimit : timeoutLimit) : limit;
    const heldAgainst = { option: 'maximumSharePercent', value: maximumSharePercent };
    const wanted = timeoutFor(maximum, maximumSharePercent);
    const raised = Math.min(wanted, wallSeconds ?? 900);
    const changed = fn.lastModified !== null && epochSeconds(fn.lastModified) > epochSeconds(context.window.start);

    const evidence: Evidence[] = [
      parts.percentileEvidence(
        { name: 'p99DurationMilliseconds', value: p99.value, unit: 'milliseconds' },
        { view: duration, statistic: 'p99' },
        byP99 ? { heldAgainst, flipsAt: judgedLimit } : {},
      ),
      parts.viewEvidence(
        { name: 'maximumDurationMilliseconds', value: maximum, unit: 'milliseconds' },
        { view: duration, statistic: 'Maximum', scope: 'window' },
        { heldAgainst, flipsAt: timeoutLimit },
      ),
      parts.statedEvidence('daysWithSlowInvocations', days.slow, 'days'),
      parts.statedEvidence('timeoutSeconds', fn.timeoutSeconds, 'seconds'),
      ...(wallSeconds === null ? [] : [parts.statedEvidence('longestTimeoutSeconds', wallSeconds, 'seconds')]),
    ];
    const canRaise = !atWall && raised > fn.timeoutSeconds;
    const raise: CommandDraft[] = [
      lambdaCommand(fn, 'apply', 'update-function-configuration', '--timeout', numberArgument(raised)),
      { purpose: 'apply', tool: 'terraform', argv: ['timeout', '=', numberArgument(raised)] },
      { purpose: 'apply', tool: 'cloudformation', argv: ['Timeout:', numberArgument(raised)] },
      lambdaCommand(fn, 'undo', 'update-function-configuration', '--timeout', numberArgument(fn.timeoutSeconds)),
    ];
    const timedOut = maximum >= fn.timeoutSeconds * 1000;
    const cost = parts.unchangedCost(context.cost, context.prices.asOf);
    return {
      verdict: 'fail',
      code,
      severity,
      values: { ...values, share: quantity(judged / (atWall && wallSeconds !== null ? wallSeconds : fn.timeoutSeconds) / 10, 'percent') },
      evidence,
      recommendation: {
        action: atWall ? 'investigate' : 'configure',
        target: {
          label: canRaise ? `timeout ${raised} s` : 'shorter units of work, or another home',
          values: { timeout: quantity(canRaise ? raised : fn.timeoutSeconds, 'seconds') },
          projected: [
            {
              dimension: 'timeout',
              nowPercent: maximum / fn.timeoutSeconds / 10,
              projectedPercent: canRaise ? maximum / raised / 10 : null,
            },
          ],
          monthly: cost.projected,
          savings: cost.savings,
          risk: 1,
          platformDifferences: [],
          offerChecked: true,
          notes: [...(timedOut ? ['cut-off'] : []), ...(canRaise ? ['raise-timeout', 'callers-time-out-too'] : ['split-or-move'])],
        },
        alternatives: [],
      },
      cost,
      ...parts.confidenceOf('high', [
        [p99.substituted, 'percentile-substituted', 'low'],
        [!enough, 'few-invocations', 'medium'],
        [byP99 && days.slow < days.active && days.earlierOnSlowDays > 0.01 * days.earlierInvocations, 'slow-earlier-too', 'medium'],
        [duration.status === 'partial', 'results-missing', 'medium'],
        [changed, 'changed-lately', 'medium'],
      ]),
      risk: 1,
      members: [],
      commands: [inspectFunction(fn), ...(canRaise ? raise : [])],
      questions: atWall ? ['ask-what-grows', 'ask-idempotent'] : ['ask-idempotent'],
      charts: [
        {
          type: 'line',
          title: 'Slowest invocation of each day',
          unit: 'milliseconds',
          start: epochSeconds(context.window.start),
          periodSeconds: 86_400,
          values: [...duration.daily('Maximum', 'window')],
          threshold: fn.timeoutSeconds * 1000,
          flipsAt: timeoutLimit,
        },
      ],
    };
  },
});
