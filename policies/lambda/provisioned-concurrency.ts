import { PROVISIONED_CONCURRENCY } from '../../src/analysis/cost-lambda.js';
import { scaleLines } from '../../src/analysis/cost-lines.js';
import { changedLately, settledDays, settledEvidence, settledMaximumAhead } from '../../src/analysis/lambda-days.js';
import {
  daysInvoked,
  hasDatapoints,
  inspectFunction,
  knownSilent,
  lambdaCommand,
  provisionedTotal,
} from '../../src/analysis/lambda-function.js';
import { PROVISIONED_MESSAGES, setProvisioned } from '../../src/analysis/lambda-provisioned.js';
import { VERSION_MESSAGES, versionRemarks } from '../../src/analysis/lambda-versions.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft } from '../../src/model/evaluation.js';
import { highestOf, type MetricView } from '../../src/model/metric.js';
import { amount, type Money, sumMoney } from '../../src/model/money.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import type { PriceBook } from '../../src/model/prices.js';
import type { LambdaFunction } from '../../src/model/resource/index.js';
import { HOURS_PER_MONTH, type Window } from '../../src/model/time.js';

const { quantity } = parts;
const WEEK_DAYS = 7;

type Provisioned = NonNullable<LambdaFunction['provisionedConcurrency']>[number];

interface Allocation extends Provisioned {
  /** Highest share in use at the present number, 0 to 1, and the one to be reckoned with where it rises. */
  used: number;
  ahead: number;
  /** Environments that hold what was used with headroom, and with what has to be reckoned with. */
  neededSeen: number;
  needed: number;
  /** Datapoints before the number was changed tell of more than `needed` has room for. */
  olderPeak: boolean;
  changedLately: boolean;
  /** Days of the window with a datapoint; null where none is needed to know. */
  days: number | null;
}

/** What keeping fewer environments ready saves a month; duration on them is charged as before. */
function saving(fn: LambdaFunction, environments: number, prices: PriceBook): Money | null {
  const rate = prices.lambda({ region: fn.region, architecture: fn.architecture })?.provisionedGbSecond ?? null;
  return rate === null ? null : sumMoney([amount(rate, environments * (fn.memoryMib / 1024) * HOURS_PER_MONTH * 3600)]);
}

/**
 * What an alias needs. The metric is a fraction: 0.5 is half of its environments
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-concurrency.html). Without a datapoint, while others of the function have some,
 * none worked; so is a view of null read, which stands for a function that was never called.
 */
function allocationOf(provisioned: Provisioned, view: MetricView | null, room: number, window: Window): Allocation {
  const { allocated } = provisioned;
  const history = { changedAt: provisioned.lastModified ?? null, window };
  const seen = view !== null && hasDatapoints(view) ? view : null;
  const used = seen === null ? 0 : (highestOf(settledDays(seen, 'Maximum', history)) ?? 0);
  const ahead = seen === null ? 0 : Math.max(used, settledMaximumAhead(seen, history) ?? 0);
  const neededSeen = Math.min(allocated, Math.ceil((allocated * used) / room - 1e-9));
  const needed = Math.max(neededSeen, Math.min(allocated, Math.ceil(allocated * ahead - 1e-9)));
  const reduced = needed < allocated;
  const scalarPeak = seen?.maximum('scalar') ?? 0;
  return {
    ...provisioned,
    used,
    ahead,
    neededSeen,
    needed,
    olderPeak: reduced && scalarPeak > used * (1 + 1e-9) && scalarPeak * allocated > room * needed * (1 + 1e-9),
    changedLately: reduced && changedLately(history),
    days: seen?.daysWithData('window') ?? null,
  };
}

function commands(fn: LambdaFunction, allocations: readonly Allocation[]): CommandDraft[] {
  const changed = allocations.filter(({ allocated, needed }) => needed < allocated);
  return [
    inspectFunction(fn),
    lambdaCommand(fn, 'inspect', 'list-provisioned-concurrency-configs'),
    ...versionRemarks(fn).inspect,
    ...changed.map(({ qualifier, needed }) => setProvisioned(fn, 'apply', qualifier, needed)),
    // What was asked for, which may be more than has been made ready so far.
    ...changed.map(({ qualifier, requested }) => setProvisioned(fn, 'undo', qualifier, requested)),
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
    'well-used-ahead':
      'At most {maximum} of {allocated} provisioned environments were in use at once, but that rises: {ahead} has to be reckoned with.',
    'none-provisioned': 'It has no provisioned concurrency.',
    'never-called':
      'Provisioned environments are found by the metric that they send while they work. It was not called, so whether any are kept ready is not known: ListProvisionedConcurrencyConfigs tells it, one function a call.',
    'provisioned-unread': 'Whether environments are provisioned for it could not be read.',
    'silent-alias': 'An alias sent no datapoint at all, which is what one sends that nobody calls; one that is new would look the same.',
    'called-before':
      'It was called before the window and not in it: how many of its {allocated} provisioned environments that needed is not known.',
    'use-rises': "More of them are in use from day to day: {ahead} of today's number has to be reckoned with, which this carries.",
    'few-days': 'Its share in use is known on fewer than 7 days, and it was called on more: an alias may be new.',
    'short-history': 'Less than 7 days of datapoints.',
    'changed-lately': 'The number was set less than 7 days before the end of the window; earlier shares may be of another number.',
    'older-peak': 'Before the number was last set, a larger share was in use than this number would have room for.',
    ...PROVISIONED_MESSAGES,
    ...VERSION_MESSAGES,
    'ask-cold-starts': 'May invocations above the number wait for a cold start?',
  },
  evaluate(fn, { metrics: { utilization, invocations }, variants, options, window, cost, prices }) {
    const allocated = provisionedTotal(fn);
    if (allocated === null || fn.provisionedConcurrency === null) return parts.notAssessed('provisioned-unread');
    if (fn.capacityProvider !== null) return parts.notApplicable('none-provisioned');
    // Environments send the metric while they work: a function that is never called has no datapoint of it, and is not found by it.
    const silent = knownSilent(invocations, 'window');
    if (allocated === 0) return silent ? parts.notAssessed('never-called') : parts.notApplicable('none-provisioned');
    if (silent && !knownSilent(invocations, 'scalar')) {
      return parts.notAssessed('called-before', { allocated: quantity(allocated, 'count') });
    }
    if (!silent && !hasDatapoints(utilization)) return parts.unknownMetric(utilization);
    if (!silent && utilization.status === 'partial') return parts.partialMetric(utilization);
    const byAlias = variants('utilization');
    const room = 1 - options.headroomPercent / 100;
    const allocations = fn.provisionedConcurrency.map((one) =>
      allocationOf(one, silent ? null : (byAlias.get(one.qualifier) ?? utilization), room, window),
    );
    const total = (of: (part: Allocation) => number) => allocations.reduce((sum, part) => sum + of(part), 0);
    // Of all that is kept ready, where each alias was at its fullest.
    const maximumPercent = (100 * total((part) => part.used * part.allocated)) / allocated;
    const needed = total((part) => part.needed);
    const neededSeen = total((part) => part.neededSeen);
    const values = {
      maximum: quantity(maximumPercent, 'percent'),
      ahead: quantity((100 * total((part) => part.ahead * part.allocated)) / allocated, 'percent'),
      allocated: quantity(allocated, 'count'),
      needed: quantity(needed, 'count'),
      headroom: quantity(options.headroomPercent, 'percent'),
    };
    if (needed >= allocated) return parts.pass(neededSeen < allocated ? 'well-used-ahead' : 'well-used', values);
    const days = Math.min(...allocations.map((part) => part.days ?? WEEK_DAYS));
    const daysCalled = invocations.present ? daysInvoked(invocations) : days;
    const saved = saving(fn, allocated - needed, prices);
    const projected = cost.monthly === null || saved === null ? null : { ...cost.monthly, usd: cost.monthly.usd - saved.usd };
    const after = cost.lines.flatMap((one) => (one.label === PROVISIONED_CONCURRENCY ? scaleLines([one], needed / allocated) : [one]));
    const money = parts.impact(cost, projected, after);
    return parts.finding({
      // The shares in use are whole here, or it was never called; invocations of which some are missing change nothing beside the shares.
      decidedDespitePartialData: true,
      code: needed === 0 ? 'unused' : 'over-provisioned',
      values,
      evidence: [
        ...(silent && invocations.present
          ? [parts.viewEvidence({ name: 'invocations', value: 0, unit: 'count' }, { view: invocations, statistic: 'Sum', scope: 'window' })]
          : []),
        ...allocations.flatMap(({ qualifier, allocated: count, used, lastModified }) => {
          const view = byAlias.get(qualifier) ?? utilization;
          if (silent || !view.present) return [];
          const line = settledEvidence(
            { name: 'maximumUtilizationPercent', value: used * 100, unit: 'percent' },
            { view, statistic: 'Maximum', history: { changedAt: lastModified ?? null, window } },
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
          notes: needed > neededSeen ? ['use-rises'] : [],
        }),
        alternatives: [],
      },
      cost: { ...money, savings: saved },
      ...parts.confidenceOf('high', [
        [days < Math.min(WEEK_DAYS, daysCalled), 'few-days', 'low'],
        [days < WEEK_DAYS && days >= daysCalled, 'short-history', 'medium'],
        [allocations.some((part) => part.changedLately), 'changed-lately', 'low'],
        [allocations.some((part) => part.olderPeak), 'older-peak', 'low'],
        [!silent && allocations.some(({ qualifier }) => byAlias.get(qualifier)?.present === false), 'silent-alias', 'medium'],
      ]),
      commands: commands(fn, allocations),
      // The amounts take the memory of $LATEST for that of the versions.
      questions: ['ask-schedule', 'ask-cold-starts', ...versionRemarks(fn).questions],
    });
  },
});
