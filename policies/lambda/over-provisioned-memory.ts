import { sumLines } from '../../src/analysis/cost-lines.js';
import { hasDatapoints, inspectFunction, knownSilent, lambdaCommand, numberArgument } from '../../src/analysis/lambda-function.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { LAMBDA_MEMORY_MIB, MIB_PER_LAMBDA_VCPU } from '../../src/analysis/placement-lambda.js';
import type { CostLine } from '../../src/model/evaluation.js';
import type { Scope } from '../../src/model/metric.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;
const WEEK_SECONDS = 7 * 86_400;
/** Lambda takes any whole MB; steps of 64 MB are what people write. */
const STEP_MIB = 64;

/** Lines that are charged by memory, at another memory and the same duration. */
const atMemory = (lines: readonly CostLine[], share: number): CostLine[] =>
  lines.map((line) => {
    const byMemory = line.quantityUnit === 'gb-second' && !line.label.includes('storage');
    return byMemory ? { ...line, quantity: line.quantity * share, usd: line.usd === null ? null : line.usd * share } : line;
  });

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
  },
  messages: {
    ...parts.METRIC_MESSAGES,
    'over-provisioned': 'It used {maximum} of its {memory} at most; {target} would hold that with {headroom} to spare.',
    'well-used': 'It used {maximum} of its {memory} at most; no smaller memory leaves {headroom}.',
    'no-lambda-insights': 'Lambda publishes no memory metric; only Lambda Insights measures it, and it is not on for this function.',
    'on-managed-instances': 'It runs on Lambda Managed Instances, where memory is that of the instances.',
    'no-invocations': 'It was not invoked in the window.',
    'few-invocations': 'Invoked {invocations} times only; {minimum} are needed.',
    'same-duration': 'The saving takes durations to stay; less CPU comes with less memory, and may take it back.',
    'less-than-a-vcpu': 'It has more than one vCPU now and would have less than one.',
    'duration-may-grow': 'How much slower it gets is not known until it is measured.',
    'changed-lately': 'It was changed less than 7 days before the end of the window; earlier percentages may be of another memory.',
    'older-peak': 'Before the window it used more memory than the advised size has room for; it was changed since.',
    'ask-cpu-bound': 'Is the work bound by CPU? Measure a few memory sizes before changing it.',
  },
  evaluate(fn, { metrics: { memory, invocations }, options, window, scalarWindow, cost }) {
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
    const changed = fn.lastModified !== null && epochSeconds(fn.lastModified) > epochSeconds(scalarWindow.start);
    const scope: Scope = changed ? 'window' : 'scalar';
    const maximum = memory.maximum(scope);
    const room = 1 - options.headroomPercent / 100;
    const neededMib = ((maximum / 100) * fn.memoryMib) / room;
    const target = Math.max(LAMBDA_MEMORY_MIB.least, Math.ceil(neededMib / STEP_MIB - 1e-9) * STEP_MIB);
    const values = {
      maximum: quantity(maximum, 'percent'),
      memory: quantity(fn.memoryMib, 'mib'),
      target: quantity(target, 'mib'),
      headroom: quantity(options.headroomPercent, 'percent'),
    };
    if (target >= fn.memoryMib) return parts.pass('well-used', values);
    const lines = atMemory(cost.lines, target / fn.memoryMib);
    const sum = sumLines(lines);
    const money = parts.impact(cost, sum === null ? null : { ...sum, basis: 'assumed' }, lines);
    const lastStep = Math.max(LAMBDA_MEMORY_MIB.least, (Math.ceil(fn.memoryMib / STEP_MIB) - 1) * STEP_MIB);
    const changedLately = fn.lastModified !== null && epochSeconds(window.end) - epochSeconds(fn.lastModified) < WEEK_SECONDS;
    return parts.finding({
      code: 'over-provisioned',
      values,
      evidence: [
        parts.viewEvidence(
          { name: 'maximumMemoryPercent', value: maximum, unit: 'percent' },
          { view: memory, statistic: 'Maximum', scope },
          {
            heldAgainst: { option: 'headroomPercent', value: options.headroomPercent },
            flipsAt: (100 * room * lastStep) / fn.memoryMib,
          },
        ),
        parts.viewEvidence({ name: 'invocations', value: count, unit: 'count' }, { view: invocations, statistic: 'Sum', scope: 'window' }),
        parts.statedEvidence('memoryMib', fn.memoryMib, 'mib'),
      ],
      recommendation: {
        action: 'resize',
        target: parts.targetOf(`${target} MB`, {
          values: { memory: quantity(target, 'mib') },
          projected: [{ dimension: 'memory', nowPercent: maximum, projectedPercent: (maximum * fn.memoryMib) / target }],
          monthly: money.projected,
          savings: money.savings,
          risk: 2,
          notes: ['same-duration', ...(fn.memoryMib > MIB_PER_LAMBDA_VCPU && target < MIB_PER_LAMBDA_VCPU ? ['less-than-a-vcpu'] : [])],
        }),
        alternatives: [],
      },
      cost: money,
      ...parts.confidenceOf('medium', [
        [true, 'duration-may-grow', 'medium'],
        [changedLately, 'changed-lately', 'low'],
        [memory.maximum('scalar') * fn.memoryMib > 100 * room * target * (1 + 1e-9), 'older-peak', 'low'],
      ]),
      commands: [
        inspectFunction(fn),
        lambdaCommand(fn, 'apply', 'update-function-configuration', '--memory-size', numberArgument(target)),
        { purpose: 'apply', tool: 'terraform', argv: ['memory_size', '=', numberArgument(target)] },
        { purpose: 'apply', tool: 'cloudformation', argv: ['MemorySize:', numberArgument(target)] },
        lambdaCommand(fn, 'undo', 'update-function-configuration', '--memory-size', numberArgument(fn.memoryMib)),
      ],
      questions: ['ask-cpu-bound'],
    });
  },
});
