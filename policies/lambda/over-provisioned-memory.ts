import { UNCOUNTED_MESSAGES, uncountedNotes } from '../../src/analysis/cost-lambda.js';
import { assumed, sumLines } from '../../src/analysis/cost-lines.js';
import { changedLately, settledDays, settledEvidence, settledMaximumAhead } from '../../src/analysis/lambda-days.js';
import {
  daysInvoked,
  hasDatapoints,
  inspectFunction,
  knownSilent,
  lambdaCommand,
  numberArgument,
} from '../../src/analysis/lambda-function.js';
import { atMemory, memoryStep, nextMemoryStep, timeoutBound } from '../../src/analysis/lambda-memory.js';
import { RUNTIME_MESSAGES, runtimeNotes, runtimeValues } from '../../src/analysis/lambda-runtimes.js';
import { VERSION_MESSAGES, versionRemarks } from '../../src/analysis/lambda-versions.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { MIB_PER_LAMBDA_VCPU } from '../../src/analysis/placement-lambda.js';
import { highestOf } from '../../src/model/metric.js';
import { definePolicy, optional } from '../../src/model/policy.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'lambda-over-provisioned-memory',
    title: 'Function with more memory than it uses',
    severity: 'low',
    rationale:
      'Memory is what Lambda charges for, but it also buys CPU: less of it can make a function slower, and then no cheaper. So this speaks only of memory that was measured, and never concludes from durations.',
    links: [
      { title: 'Memory and computing power', url: 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html' },
      { title: 'Lambda Insights', url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-metrics.html' },
      { title: 'AWS Lambda Power Tuning', url: 'https://docs.aws.amazon.com/lambda/latest/operatorguide/profile-functions.html' },
    ],
  },
  requires: {
    kinds: ['lambda-function'],
    metrics: {
      memory: optional('lambda.memoryUtilization', { daily: ['Maximum'] }),
      duration: optional('lambda.duration', { daily: ['Maximum'], whole: ['p99'] }),
      invocations: optional('lambda.invocations', { daily: ['Sum'] }),
    },
    series: {},
  },
  options: {
    headroomPercent: {
      type: 'number',
      default: 20,
      unit: 'percent',
      minimum: 0,
      maximum: 80,
      description: 'What stays free of the advised memory at the highest use; exactly this much is enough.',
      source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/rightsizing-preferences.html',
    },
    minimumInvocations: {
      type: 'integer',
      default: 50,
      unit: 'count',
      minimum: 1,
      maximum: 1_000_000,
      description: 'Invocations that the window must hold.',
      source: 'What Compute Optimizer asks for: https://docs.aws.amazon.com/compute-optimizer/latest/ug/requirements.html',
    },
    minimumDays: {
      type: 'integer',
      default: 7,
      unit: 'days',
      minimum: 1,
      maximum: 90,
      description:
        'Days of the window on which memory must be known; where it was invoked on fewer, all of those. A week shows every weekday once.',
      source: 'A shorter stretch can miss a job that runs once a week.',
    },
    minimumSavingUsd: {
      type: 'number',
      default: 1,
      unit: 'usd-per-month',
      minimum: 0,
      maximum: 100_000,
      description: 'Saving a month under which measuring and testing with less memory is not worth it; one that is not known is told.',
    },
  },
  messages: {
    ...parts.METRIC_MESSAGES,
    ...VERSION_MESSAGES,
    ...RUNTIME_MESSAGES,
    ...UNCOUNTED_MESSAGES,
    'over-provisioned': 'It used {maximum} of its {memory} at most; {target} would hold that with {headroom} to spare.',
    'held-by-timeout':
      'It used {maximum} of its {memory} at most, for which {seen} would do; but less memory is less CPU: with {target}, invocations of {slowest} would end before the timeout of {timeout} even if all they do is compute.',
    'held-by-rise':
      'It used {maximum} of its {memory} at most, for which {seen} would do; its memory rises, and {target} would hold the {ahead} that has to be reckoned with.',
    'well-used': 'It used {maximum} of its {memory} at most; no smaller memory leaves {headroom}.',
    'needs-its-memory-ahead':
      'It used {maximum} of its {memory} at most, for which {seen} would do, but its memory rises: {ahead} has to be reckoned with.',
    'timeout-needs-memory':
      'It used {maximum} of its {memory} at most, for which {seen} would do; but less memory is less CPU, and invocations of {slowest} could then pass the timeout of {timeout}.',
    'small-saving': 'With {target} it would cost {saving} less; under {minimum} the work is not worth it.',
    'provisioned-unknown':
      'With {target} it would cost {saving} less if it has no provisioned concurrency, which could not be read; with any it may be more than {minimum}.',
    'no-lambda-insights': 'Lambda publishes no memory metric; only Lambda Insights measures it, and it is not on for this function.',
    'on-managed-instances': 'It runs on Lambda Managed Instances, where memory is that of the instances.',
    'no-invocations': 'It was not invoked in the window.',
    'few-invocations': 'Invoked {invocations} times only; {minimum} are needed.',
    'too-few-days': 'Its memory is known on {days} of the window only; {required} are needed.',
    'same-duration':
      'The saving is the best case: it takes durations to stay. Less CPU comes with less memory, and work bound by CPU would save nothing. The INIT phase is charged too; no metric tells it, and it is in no amount.',
    'less-than-a-vcpu':
      'It would have less than one vCPU, with which all that it computes takes longer: memory that it does not use may have been bought for its CPU.',
    'duration-may-grow': 'How much slower it gets is not known until it is measured.',
    'cut-off': 'Some invocations reached the timeout already; with less CPU more of them could. The size holds p99 of the durations.',
    'duration-unknown': 'Its durations are not known, so neither is whether it would still end before the timeout with less CPU.',
    'changed-lately': 'It was changed less than 7 days before the end of the window; earlier percentages may be of another memory.',
    'older-peak': 'Before the window it used more memory than the advised size has room for; it was changed since.',
    'ask-cpu-bound': 'Is the work bound by CPU? Measure a few memory sizes before changing it.',
  },
  evaluate(fn, context) {
    const { options, window, cost, prices } = context;
    const { memory, invocations } = context.metrics;
    if (fn.capacityProvider !== null) return parts.notApplicable('on-managed-instances');
    if (knownSilent(invocations, 'window')) return parts.notApplicable('no-invocations');
    if (!memory.present && memory.status === 'no-data') return parts.notAssessed('no-lambda-insights');
    if (!hasDatapoints(memory)) return parts.unknownMetric(memory);
    if (!invocations.present) return parts.unknownMetric(invocations);
    if (memory.status === 'partial') return parts.partialMetric(memory);
    const count = invocations.sum('window');
    const minimum = options.minimumInvocations;
    if (count < minimum) {
      return parts.notAssessed('few-invocations', { invocations: quantity(count, 'count'), minimum: quantity(minimum, 'count') });
    }
    // Percentages from before a change may be of another memory.
    const history = { changedAt: fn.lastModified, window };
    const maximum = highestOf(settledDays(memory, 'Maximum', history)) ?? memory.maximum('window');
    const ahead = Math.max(maximum, settledMaximumAhead(memory, history) ?? 0);
    const room = 1 - options.headroomPercent / 100;
    const seen = memoryStep(((maximum / 100) * fn.memoryMib) / room);
    const values = {
      maximum: quantity(maximum, 'percent'),
      ahead: quantity(ahead, 'percent'),
      memory: quantity(fn.memoryMib, 'mib'),
      seen: quantity(seen, 'mib'),
      headroom: quantity(options.headroomPercent, 'percent'),
    };
    if (seen >= fn.memoryMib) return parts.pass('well-used', values);
    const [days, required] = [memory.daysWithData('window'), Math.min(options.minimumDays, daysInvoked(invocations))];
    if (days < required) return parts.notAssessed('too-few-days', { days: quantity(days, 'days'), required: quantity(required, 'days') });
    const risen = memoryStep((ahead / 100) * fn.memoryMib);
    if (risen >= fn.memoryMib) return parts.pass('needs-its-memory-ahead', values);
    const { duration } = context.metrics;
    const bound = hasDatapoints(duration) ? timeoutBound(fn, duration, history) : null;
    const held = {
      ...values,
      slowest: quantity(bound?.slowestMilliseconds ?? null, 'milliseconds'),
      timeout: quantity(fn.timeoutSeconds, 'seconds'),
    };
    const inTime = bound === null ? 0 : memoryStep(bound.leastMib);
    if (inTime >= fn.memoryMib) return parts.pass('timeout-needs-memory', held);
    const target = Math.max(seen, risen, inTime);
    const lines = atMemory(fn, cost, prices, target) ?? [];
    const money = parts.impact(cost, cost.monthly === null ? null : assumed(sumLines(lines)), lines);
    const saving = money.savings?.usd ?? null;
    if (saving !== null && saving < options.minimumSavingUsd) {
      const small = {
        target: quantity(target, 'mib'),
        saving: quantity(saving, 'usd-per-month'),
        minimum: quantity(options.minimumSavingUsd, 'usd-per-month'),
      };
      return fn.provisionedConcurrency === null ? parts.notAssessed('provisioned-unknown', small) : parts.pass('small-saving', small);
    }
    const versions = versionRemarks(fn);
    const runtimeFirst = runtimeNotes(fn.runtime, window.end);
    const unsure = bound === null || bound.cutOff || runtimeFirst.length > 0;
    return parts.finding({
      code: target > Math.max(seen, risen) ? 'held-by-timeout' : risen > seen ? 'held-by-rise' : 'over-provisioned',
      values: { ...held, target: quantity(target, 'mib'), ...(runtimeFirst.length > 0 ? runtimeValues(fn.runtime, window.end) : {}) },
      evidence: [
        settledEvidence(
          { name: 'maximumMemoryPercent', value: maximum, unit: 'percent' },
          { view: memory, statistic: 'Maximum', history },
          {
            heldAgainst: { option: 'headroomPercent', value: options.headroomPercent },
            flipsAt: (100 * room * nextMemoryStep(fn.memoryMib)) / fn.memoryMib,
          },
        ),
        ...(ahead > maximum ? [parts.statedEvidence('maximumMemoryPercentAhead', ahead, 'percent')] : []),
        parts.viewEvidence({ name: 'invocations', value: count, unit: 'count' }, { view: invocations, statistic: 'Sum', scope: 'window' }),
        parts.statedEvidence('memoryMib', fn.memoryMib, 'mib'),
        parts.statedEvidence('slowestDurationMilliseconds', bound?.slowestMilliseconds ?? null, 'milliseconds'),
        parts.statedEvidence('timeoutSeconds', fn.timeoutSeconds, 'seconds'),
        ...(saving === null
          ? []
          : [
              parts.statedEvidence('monthlySavingUsd', saving, 'usd-per-month', {
                heldAgainst: { option: 'minimumSavingUsd', value: options.minimumSavingUsd },
                flipsAt: options.minimumSavingUsd,
              }),
            ]),
      ],
      recommendation: {
        action: 'resize',
        target: parts.targetOf(`${target} MB`, {
          values: { memory: quantity(target, 'mib') },
          projected: [{ dimension: 'memory', nowPercent: maximum, projectedPercent: (maximum * fn.memoryMib) / target }],
          monthly: money.projected,
          savings: money.savings,
          risk: unsure ? 3 : 2,
          notes: ['same-duration', ...versions.notes, ...runtimeFirst, ...uncountedNotes(fn)],
        }),
        alternatives: [],
      },
      cost: money,
      ...parts.confidenceOf('medium', [
        [true, 'duration-may-grow', 'medium'],
        // Below one vCPU even work that runs one step at a time gets slower, from wherever it comes, so the best case is the less likely one.
        [target < MIB_PER_LAMBDA_VCPU, 'less-than-a-vcpu', 'low'],
        ...versions.reasons,
        [bound === null, 'duration-unknown', 'low'],
        [bound?.cutOff === true, 'cut-off', 'low'],
        [changedLately(history), 'changed-lately', 'low'],
        [memory.maximum('scalar') * fn.memoryMib > 100 * room * target * (1 + 1e-9), 'older-peak', 'low'],
      ]),
      commands: [
        inspectFunction(fn),
        ...versions.inspect,
        lambdaCommand(fn, 'apply', 'update-function-configuration', '--memory-size', numberArgument(target)),
        { purpose: 'apply', tool: 'terraform', argv: ['memory_size', '=', numberArgument(target)] },
        { purpose: 'apply', tool: 'cloudformation', argv: ['MemorySize:', numberArgument(target)] },
        lambdaCommand(fn, 'undo', 'update-function-configuration', '--memory-size', numberArgument(fn.memoryMib)),
      ],
      questions: ['ask-cpu-bound', ...versions.questions],
    });
  },
});
