import { hasDatapoints, inspectFunction, lambdaCommand, numberArgument, provisionedTotal } from '../../src/analysis/lambda-function.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft } from '../../src/model/evaluation.js';
import { amount, type Money, sumMoney } from '../../src/model/money.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import type { PriceBook } from '../../src/model/prices.js';
import type { LambdaFunction } from '../../src/model/resource/index.js';
import { HOURS_PER_MONTH } from '../../src/model/time.js';

const { quantity } = parts;

interface Allocation {
  qualifier: string;
  allocated: number;
  needed: number;
}

/** What keeping fewer environments ready saves a month; duration on them is charged as before. */
function saving(fn: LambdaFunction, environments: number, prices: PriceBook): Money | null {
  const rate = prices.lambda({ region: fn.region, architecture: fn.architecture })?.provisionedGbSecond ?? null;
  return rate === null ? null : sumMoney([amount(rate, environments * (fn.memoryMib / 1024) * HOURS_PER_MONTH * 3600)]);
}

function commands(fn: LambdaFunction, allocations: readonly Allocation[]): CommandDraft[] {
  const set = (purpose: CommandDraft['purpose'], qualifier: string, count: number): CommandDraft => {
    const named = ['--qualifier', { value: qualifier, pattern: 'free' }] as const;
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
    metrics: { utilization: optional('lambda.provisionedUtilization', { daily: ['Maximum'] }) },
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
    'provisioned-unread': 'Whether environments are provisioned for it could not be read.',
    'several-aliases': 'The highest use of any alias is taken for all of them.',
    'short-history': 'Less than 7 days of datapoints.',
    'ask-schedule': 'Is the number set by Application Auto Scaling or a schedule, which would set it again?',
    'ask-cold-starts': 'May invocations above the number wait for a cold start?',
  },
  evaluate(fn, { metrics: { utilization }, options, cost, prices }) {
    const allocated = provisionedTotal(fn);
    if (allocated === null || fn.provisionedConcurrency === null) return parts.notAssessed('provisioned-unread');
    if (allocated === 0) return parts.notApplicable('none-provisioned');
    if (!hasDatapoints(utilization)) return parts.unknownMetric(utilization);
    // The metric is a fraction: 0.5 is half of the environments (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html).
    const maximumPercent = utilization.maximum('window') * 100;
    const room = 1 - options.headroomPercent / 100;
    const allocations = fn.provisionedConcurrency.map(
      ({ qualifier, allocated: count }): Allocation => ({
        qualifier,
        allocated: count,
        needed: Math.min(count, Math.ceil((count * maximumPercent) / 100 / room - 1e-9)),
      }),
    );
    const needed = allocations.reduce((total, part) => total + part.needed, 0);
    const values = {
      maximum: quantity(maximumPercent, 'percent'),
      allocated: quantity(allocated, 'count'),
      needed: quantity(needed, 'count'),
      headroom: quantity(options.headroomPercent, 'percent'),
    };
    if (utilization.status === 'partial') return parts.partialMetric(utilization);
    if (needed >= allocated) return parts.pass('well-used', values);
    const saved = saving(fn, allocated - needed, prices);
    const projected = cost.monthly === null || saved === null ? null : { ...cost.monthly, usd: cost.monthly.usd - saved.usd };
    return parts.finding({
      code: needed === 0 ? 'unused' : 'over-provisioned',
      values,
      evidence: [
        parts.viewEvidence(
          { name: 'maximumUtilizationPercent', value: maximumPercent, unit: 'percent' },
          { view: utilization, statistic: 'Maximum', scope: 'window' },
          {
            heldAgainst: { option: 'headroomPercent', value: options.headroomPercent },
            flipsAt: (100 * room * Math.max(0, allocated - 1)) / allocated,
          },
        ),
        ...allocations.map(({ qualifier, allocated: count }) => parts.statedEvidence(`provisionedFor ${qualifier}`, count, 'count')),
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
          savings: parts.impact(cost, projected).savings ?? saved,
          risk: 2,
          notes: allocations.length > 1 ? ['several-aliases'] : [],
        }),
        alternatives: [],
      },
      cost: { ...parts.impact(cost, projected), savings: saved },
      ...parts.confidenceOf('high', [[utilization.daysWithData('window') < 7, 'short-history', 'medium']]),
      commands: commands(fn, allocations),
      questions: ['ask-schedule', 'ask-cold-starts'],
    });
  },
});
