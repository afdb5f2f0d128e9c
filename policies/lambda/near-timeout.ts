import { settledDays, settledMaximumAhead } from '../../src/analysis/lambda-days.js';
import {
  daysInvoked,
  hasDatapoints,
  inspectFunction,
  knownSilent,
  lambdaCommand,
  numberArgument,
} from '../../src/analysis/lambda-function.js';
import { runtimeNotes, runtimeValues } from '../../src/analysis/lambda-runtimes.js';
import { TIMEOUT_MESSAGES, TIMEOUT_OPTIONS } from '../../src/analysis/lambda-timeout-options.js';
import {
  callerNotes,
  cutOffs,
  passedPeak,
  QUEUE_VISIBILITY_FACTOR,
  queueCommands,
  slowDays,
  slownessLasts,
  timeoutFor,
  timeoutWallSeconds,
} from '../../src/analysis/lambda-timeouts.js';
import { versionRemarks } from '../../src/analysis/lambda-versions.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft, Evidence, Severity } from '../../src/model/evaluation.js';
import type { Scope } from '../../src/model/metric.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'lambda-near-timeout',
    title: 'Function that runs close to its timeout',
    severity: 'high',
    findsSavings: false,
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
      errors: optional('lambda.errors', { daily: ['Sum'] }),
    },
    series: {},
  },
  options: TIMEOUT_OPTIONS,
  messages: TIMEOUT_MESSAGES,
  evaluate(fn, context) {
    const { duration, invocations } = context.metrics;
    const { maximumSharePercent, minimumInvocations, minimumDays, manyCutDays, maximumErrorPercent } = context.options;
    if (!hasDatapoints(duration)) {
      if (knownSilent(invocations, 'window')) return parts.notApplicable('no-invocations');
      if (!invocations.present) return parts.unknownMetric(duration.present ? invocations : duration);
      const status = quantity(duration.present ? 'no datapoints' : duration.status, 'text');
      return parts.notAssessed('duration-missing', { invocations: quantity(invocations.sum('window'), 'count'), status });
    }
    const history = { changedAt: fn.lastModified, window: context.window };
    const p99 = duration.percentile('p99');
    const wallSeconds = timeoutWallSeconds(fn);
    const timeoutLimit = fn.timeoutSeconds * 10 * maximumSharePercent;
    const wallLimit = (wallSeconds ?? Number.POSITIVE_INFINITY) * 10 * maximumSharePercent;
    const inWindow = duration.maximum('window');
    const earlier = inWindow > timeoutLimit ? null : passedPeak(duration, timeoutLimit, history);
    const maximum = earlier ?? inWindow;
    const ahead = Math.max(maximum, settledMaximumAhead(duration, history) ?? 0);
    const rising = maximum <= timeoutLimit && ahead > fn.timeoutSeconds * 1000;
    const values = {
      maximum: quantity(maximum, 'milliseconds'),
      ahead: quantity(ahead, 'milliseconds'),
      p99: quantity(p99.value, 'milliseconds'),
      p99Days: quantity(context.scalarWindow.days, 'days'),
      timeout: quantity(fn.timeoutSeconds, 'seconds'),
      wall: quantity(wallSeconds, 'seconds'),
      share: quantity(maximum / fn.timeoutSeconds / 10, 'percent'),
    };
    if (maximum <= timeoutLimit && !rising) {
      if (duration.status === 'partial') return parts.partialMetric(duration);
      const known = duration.daysWithData('window');
      const required = Math.min(minimumDays, invocations.present ? daysInvoked(invocations) : minimumDays);
      if (known < required) {
        return parts.notAssessed('too-few-days', { days: quantity(known, 'days'), required: quantity(required, 'days') });
      }
      return parts.pass(p99.value > timeoutLimit ? 'slow-before-the-window' : 'well-within', values);
    }

    const days = slowDays(duration, timeoutLimit);
    const slow = (value: number | null) => value !== null && value > timeoutLimit;
    const enough = duration.sampleCount('scalar') >= minimumInvocations;
    const lasting = enough && earlier === null && !rising && slownessLasts(days);
    const p99NearWall = lasting && Math.min(p99.value, maximum) > wallLimit;
    // Where the endpoint gives no percentiles the maximum stands in: never less careful, and with low confidence.
    const byP99 = p99NearWall || (lasting && p99.value > timeoutLimit);
    const nearWall = rising ? ahead > (wallSeconds ?? Number.POSITIVE_INFINITY) * 1000 : maximum > wallLimit;
    const atWall = byP99 ? p99NearWall : nearWall;
    const end = atWall ? 'wall' : 'timeout';
    const cut = cutOffs(duration, fn.timeoutSeconds, () => ({ errors: context.metrics.errors, invocations }), context.window);
    const timedOut = cut.days > 0 || maximum >= fn.timeoutSeconds * 1000;
    const manyCut = cut.days >= manyCutDays || (cut.errorPercent ?? 0) > maximumErrorPercent;
    const severity: Severity = byP99 || manyCut ? 'high' : atWall || timedOut ? 'medium' : 'low';
    const near = byP99 ? 'p99-near' : cut.days > 0 ? 'cut-at' : 'maximum-near';
    const code = rising ? (`rising-to-${end}` as const) : (`${near}-${end}` as const);
    const judged = byP99 ? p99.value : maximum;
    const judgedLimit = atWall ? wallLimit : timeoutLimit;
    const heldAgainst = { option: 'maximumSharePercent', value: maximumSharePercent };
    const wanted = timeoutFor(ahead, maximumSharePercent);
    const raised = Math.min(wanted, wallSeconds ?? 900);
    const changed = fn.lastModified !== null && epochSeconds(fn.lastModified) > epochSeconds(context.window.start);
    const scope: Scope = earlier === null ? 'window' : 'scalar';

    const evidence: Evidence[] = [
      parts.percentileEvidence(
        { name: 'p99DurationMilliseconds', value: p99.value, unit: 'milliseconds' },
        { view: duration, statistic: 'p99' },
        byP99 ? { heldAgainst, flipsAt: judgedLimit } : {},
      ),
      parts.viewEvidence(
        { name: 'maximumDurationMilliseconds', value: maximum, unit: 'milliseconds' },
        { view: duration, statistic: 'Maximum', scope },
        { heldAgainst, flipsAt: timeoutLimit },
      ),
      ...(rising ? [parts.statedEvidence('durationAheadMilliseconds', ahead, 'milliseconds', { flipsAt: fn.timeoutSeconds * 1000 })] : []),
      parts.statedEvidence(
        'daysWithSlowInvocations',
        earlier === null ? days.slow : settledDays(duration, 'Maximum', history).filter(slow).length,
        'days',
      ),
      ...(cut.days > 0 ? [parts.statedEvidence('daysCutOff', cut.days, 'days')] : []),
      ...(cut.days > 0 ? [parts.statedEvidence('errorsOnSuchADayPercent', cut.errorPercent, 'percent')] : []),
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
    // A jump has a cause, and a timeout that is longer by what was seen is no answer to it.
    const sudden = duration.status !== 'partial' && cut.lasts && cut.before !== null && cut.before <= timeoutLimit;
    const remarks = versionRemarks(fn);
    const onInstances = fn.capacityProvider !== null;
    const cost = parts.unchangedCost(context.cost, context.prices.asOf);
    return {
      verdict: 'fail',
      // What was slower than the limit stays so, whatever else there was; only a rise could end in days that are missing.
      decidedDespitePartialData: !rising || duration.status !== 'partial',
      code,
      severity,
      values: {
        ...values,
        ...runtimeValues(fn.runtime, context.window.end),
        cutDays: quantity(cut.days, 'days'),
        cutSince: quantity(cut.since, 'instant'),
        before: quantity(cut.before, 'milliseconds'),
        visibility: quantity(raised * QUEUE_VISIBILITY_FACTOR, 'seconds'),
        share: quantity(judged / (atWall && wallSeconds !== null ? wallSeconds : fn.timeoutSeconds) / 10, 'percent'),
      },
      evidence,
      recommendation: {
        action: canRaise && !sudden ? 'configure' : 'investigate',
        target: {
          label: !canRaise
            ? 'shorter units of work, or another home'
            : sudden
              ? `what changed, then perhaps timeout ${raised} s`
              : `timeout ${raised} s${timedOut ? ' first, then look again' : ''}`,
          values: { timeout: quantity(canRaise ? raised : fn.timeoutSeconds, 'seconds') },
          projected: [
            {
              dimension: 'timeout',
              nowPercent: maximum / fn.timeoutSeconds / 10,
              // How long they take that were cut off is not known, so neither is what share of a longer timeout that would be.
              projectedPercent: canRaise && !timedOut ? maximum / raised / 10 : null,
            },
          ],
          monthly: cost.projected,
          savings: cost.savings,
          risk: 1,
          platformDifferences: [],
          offerChecked: true,
          notes: [
            ...(timedOut ? ['cut-off'] : []),
            ...(sudden ? ['sudden-jump'] : []),
            ...(timedOut && canRaise && !sudden ? ['first-step'] : []),
            ...(canRaise
              ? [
                  ...runtimeNotes(fn.runtime, context.window.end),
                  ...callerNotes(fn),
                  onInstances ? 'raise-timeout-on-instances' : 'raise-timeout',
                  ...remarks.notes,
                ]
              : [fn.durable === null ? 'split-or-move' : 'split-durable-steps']),
          ],
        },
        alternatives: [],
      },
      cost,
      ...parts.confidenceOf('high', [
        [p99.substituted, 'percentile-substituted', 'low'],
        [timedOut, 'cut-off', 'medium'],
        ...remarks.reasons,
        [!enough, 'few-invocations', 'medium'],
        [byP99 && days.slow < days.active && days.earlierOnSlowDays > 0.01 * days.earlierInvocations, 'slow-earlier-too', 'medium'],
        [duration.status === 'partial', 'results-missing', 'medium'],
        [changed, 'changed-lately', 'medium'],
        [earlier !== null, 'before-the-window', 'medium'],
        [rising, 'trend-may-end', 'medium'],
      ]),
      risk: 1,
      members: [],
      commands: [inspectFunction(fn), ...remarks.inspect, ...(canRaise ? [...queueCommands(fn), ...raise] : [])],
      questions: [...(atWall ? ['ask-what-grows'] : []), ...(timedOut ? ['ask-ends-at-all'] : []), 'ask-idempotent', ...remarks.questions],
      charts: [
        {
          type: 'line',
          title: 'Slowest invocation of each day',
          unit: 'milliseconds',
          start: epochSeconds(scope === 'window' ? context.window.start : context.scalarWindow.start),
          periodSeconds: 86_400,
          values: [...duration.daily('Maximum', scope)],
          threshold: fn.timeoutSeconds * 1000,
          flipsAt: timeoutLimit,
        },
      ],
    };
  },
});
