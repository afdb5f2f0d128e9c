import { PROVISIONED_CONCURRENCY } from '../../src/analysis/cost-lambda.js';
import { scaleLines } from '../../src/analysis/cost-lines.js';
import {
  hasDatapoints,
  inspectFunction,
  knownSilent,
  lambdaCommand,
  numberArgument,
  provisionedTotal,
} from '../../src/analysis/lambda-function.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft } from '../../src/model/evaluation.js';
import type { MetricView } from '../../src/model/metric.js';
import { amount, type Money, sumMoney } from '../../src/model/money.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import type { PriceBook } from '../../src/model/prices.js';
import type { LambdaFunction } from '../../src/model/resource/index.js';
import { HOURS_PER_MONTH } from '../../src/model/time.js';

const { quantity } = parts;

interface Allocation {
  qualifier: string;
  allocated: number;
  /** Highest share in use, 0 to 1. */
  used: number;
  needed: number;
}

/** What keeping fewer environments ready saves a month; duration on them is charged as before. */
function saving(fn: LambdaFunction, environments: number, prices: PriceBook): Money | null {
  const rate = prices.lambda({ region: fn.region, architecture: fn.architecture })?.provisionedGbSecond ?? null;
  return rate === null ? null : sumMoney([amount(rate, environments * (fn.memoryMib / 1024) * HOURS_PER_MONTH * 3600)]);
}

/**
 * Highest share of an alias's environments in use. The metric is a fraction: 0.5 is half of them
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html). Without a datapoint, while others of the function have some, none worked.
 */
const usedShare = (view: MetricView): number => (hasDatapoints(view) ? view.maximum('window') : 0);

function commands(fn: LambdaFunction, allocations: readonly Allocation[]): CommandDraft[] {
  const set = (purpose: CommandDraft['purpose'], qualifier: string, count: number): CommandDraft => {
    const named = ['--qualifier', { value: qualifier, pattern: 'function-qualifier' }] as const;
    return count === 0
      ? lambdaCommand(fn, purpose, 'delete-provisioned-concurrency-config', ...named)
      : lambdaCommand(
          fn,
          purpose,
          'put-provisioned-concurrency-config',
          ...named,
          '--provisioned-concurrent-executions',
          numberArgument(count),
        );
  };
  const changed = allocations.filter(({ allocated, needed }) => needed < allocated);
  return [
    inspectFunction(fn),
    lambdaCommand(fn, 'inspect', 'list-provisioned-concurrency-configs'),
    ...changed.map(({ qualifier, needed }) => set('apply', qualifier, needed)),
    ...changed.map(({ qualifier, allocated }) => set('undo', qualifier, allocated)),
  ];
}

export default definePolicy({
  meta: {
    id: 'lambda-provisioned-concurrency',
    title: 'More provisioned concurrency than is ever used',
    severity: 'medium',
    rationale:
      'Provisioned environments are charged for every second that they stand ready, used or not. Those that no invocation ever needed at once could go.',
    links: [
      { title: 'Provisioned concurrency', url: 'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html' },
      { title: 'Metrics of provisioned concurrency', url: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html' },
    ],
  },
  requires: {
    kinds: ['lambda-function'],
    metrics: {
      utilization: optional('lambda.provisionedUtilization', { daily: ['Maximum'] }),
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
      description: 'What stays free of the environments at the highest use; exactly this much is enough.',
      source:
        'AWS advises to add about 10 % to the concurrency seen (https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html); the wider headroom is that of all sizes here',
    },
  },
  messages: {
    ...parts.METRIC_MESSAGES,
    'over-provisioned':
      'At most {maximum} of {allocated} provisioned environments were in use at once; {needed} would carry that with {headroom} to spare.',
    unused: 'None of {allocated} provisioned environments was ever in use.',
    'well-used': 'Up to {maximum} of {allocated} provisioned environments were in use at once.',
    'none-provisioned': 'It has no provisioned concurrency.',
    'never-called':
      'Provisioned environments are found by the metric that they send while they work. It was not called, so whether any are kept ready is not known: ListProvisionedConcurrencyConfigs tells it, one function a call.',
    'provisioned-unread': 'Whether environments are provisioned for it could not be read.',
    'silent-alias': 'An alias sent no datapoint at all, which is what one sends that nobody calls; one that is new would look the same.',
    'short-history': 'Less than 7 days of datapoints.',
    'ask-schedule': 'Is the number set by Application Auto Scaling or a schedule, which would set it again?',
    'ask-cold-starts': 'May invocations above the number wait for a cold start?',
  },
  evaluate(fn, { metrics: { utilization, invocations }, variants, options, cost, prices }) {
    const allocated = provisionedTotal(fn);
    if (allocated === null || fn.provisionedConcurrency === null) return parts.notAssessed('provisioned-unread');
    if (fn.capacityProvider !== null) return parts.notApplicable('none-provisioned');
    // Environments send the metric while they work: a function that is never called has no datapoint of it, and is not found by it.
    const silent = knownSilent(invocations, 'window');
    if (allocated === 0) return silent ? parts.notAssessed('never-called') : parts.notApplicable('none-provisioned');
    if (!silent && !hasDatapoints(utilization)) return parts.unknownMetric(utilization);
    if (!silent && utilization.status === 'partial') return parts.partialMetric(utilization);
    const byAlias = variants('utilization');
    const room = 1 - options.headroomPercent / 100;
    const allocations = fn.provisionedConcurrency.map(({ qualifier, allocated: count }): Allocation => {
      const used = silent ? 0 : usedShare(byAlias.get(qualifier) ?? utilization);
      return { qualifier, allocated: count, used, needed: Math.min(count, Math.ceil((count * used) / room - 1e-9)) };
    });
    // Of all that is kept ready, where each alias was at its fullest.
    const maximumPercent = (100 * allocations.reduce((total, part) => total + part.used * part.allocated, 0)) / allocated;
    const needed = allocations.reduce((total, part) => total + part.needed, 0);
    const values = {
      maximum: quantity(maximumPercent, 'percent'),
      allocated: quantity(allocated, 'count'),
      needed: quantity(needed, 'count'),
      headroom: quantity(options.headroomPercent, 'percent'),
    };
    if (needed >= allocated) return parts.pass('well-used', values);
    const saved = saving(fn, allocated - needed, prices);
    const projected = cost.monthly === null || saved === null ? null : { ...cost.monthly, usd: cost.monthly.usd - saved.usd };
    const after = cost.lines.flatMap((one) => (one.label === PROVISIONED_CONCURRENCY ? scaleLines([one], needed / allocated) : [one]));
    const money = parts.impact(cost, projected, after);
    return parts.finding({
      code: needed === 0 ? 'unused' : 'over-provisioned',
      values,
      evidence: [
        ...(silent && invocations.present
          ? [parts.viewEvidence({ name: 'invocations', value: 0, unit: 'count' }, { view: invocations, statistic: 'Sum', scope: 'window' })]
          : []),
        ...allocations.flatMap(({ qualifier, allocated: count, used }) => {
          const view = byAlias.get(qualifier) ?? utilization;
          if (silent || !view.present) return [];
          const line = parts.viewEvidence(
            { name: 'maximumUtilizationPercent', value: used * 100, unit: 'percent' },
            { view, statistic: 'Maximum', scope: 'window' },
            { heldAgainst: { option: 'headroomPercent', value: options.headroomPercent }, flipsAt: (100 * room * (count - 1)) / count },
          );
          return parts.onMember([line], `${fn.functionName}:${qualifier}`);
        }),
        ...allocations.flatMap(({ qualifier, allocated: count }) =>
          parts.onMember([parts.statedEvidence('provisionedEnvironments', count, 'count')], `${fn.functionName}:${qualifier}`),
        ),
      ],
      recommendation: {
        action: 'resize',
        target: parts.targetOf(`${needed} provisioned environments`, {
          projected: [
            {
              dimension: 'environments',
              nowPercent: maximumPercent,
              projectedPercent: needed === 0 ? null : (maximumPercent * allocated) / needed,
            },
          ],
          monthly: projected,
          savings: saved,
          risk: 2,
        }),
        alternatives: [],
      },
      cost: { ...money, savings: saved },
      ...parts.confidenceOf('high', [
        [utilization.present && utilization.daysWithData('window') < 7, 'short-history', 'medium'],
        [!silent && allocations.some(({ qualifier }) => byAlias.get(qualifier)?.present === false), 'silent-alias', 'medium'],
      ]),
      commands: commands(fn, allocations),
      questions: ['ask-schedule', 'ask-cold-starts'],
    });
  },
});
