import type {
  Confidence,
  CostImpact,
  CostLine,
  Evidence,
  FailOutcome,
  Outcome,
  Quantity,
  ResourceCost,
  Target,
  Unit,
  Values,
} from '../model/evaluation.js';
import type { DailyStatistic, MetricView, Percentile, PresentMetric, Scope, Series } from '../model/metric.js';
import { METRICS, type MetricId } from '../model/metric-catalog.js';
import { type Money, subtractMoney } from '../model/money.js';
import { datapoints } from './series.js';

/** Pieces that outcomes are made of: verdicts that need no more than a code, lines of evidence, amounts, confidence. */

const DAY_SECONDS = 86_400;

/** A value with its unit. */
export const quantity = (value: Quantity['value'], unit: Unit): Quantity => ({ value, unit });

export const pass = (code: string, values: Values = {}): Outcome => ({ verdict: 'pass', code, values });
export const notApplicable = (code: string, values: Values = {}): Outcome => ({ verdict: 'not-applicable', code, values });
export const notAssessed = (code: string, values: Values = {}): Outcome => ({ verdict: 'not-assessed', code, values });

/** Messages of `unknownMetric` and `partialMetric`, for the `messages` of a policy. */
export const METRIC_MESSAGES = {
  'metric-unknown': 'The policy needs {metric}, and {status}.',
  'metric-incomplete': 'Some results of {metric} are missing, and what is missing could change the verdict.',
} as const;

/** `AWS/ECS CPUUtilization`. */
function metricLabel(metric: MetricId): string {
  const { namespace, metricName } = METRICS[metric];
  return `${namespace} ${metricName}`;
}

type Missing = Exclude<MetricView, { present: true }>['status'];

const MISSING_WORDS: Readonly<Record<Missing, string>> = {
  'no-data': 'CloudWatch has no datapoints of it in the window',
  refused: 'CloudWatch refused to give it',
  denied: 'access to it was denied',
  'region-disabled': 'the region is not enabled',
  throttled: 'reading it was throttled',
  timeout: 'reading it timed out',
  'auth-expired': 'the credentials expired before it was read',
  failed: 'reading it failed',
  'not-requested': 'it was not asked for when the snapshot was collected',
};

/** Not assessed, for a metric is missing. Code: `metric-unknown`. */
export const unknownMetric = (view: MetricView): Outcome =>
  notAssessed('metric-unknown', {
    metric: quantity(metricLabel(view.metric), 'text'),
    status: quantity(MISSING_WORDS[view.present ? 'no-data' : view.status], 'text'),
  });

/** Not assessed, for what is there of a metric is enough to be careful with, not to clear anything. Code: `metric-incomplete`. */
export const partialMetric = (view: PresentMetric): Outcome =>
  notAssessed('metric-incomplete', { metric: quantity(metricLabel(view.metric), 'text') });

interface Held {
  heldAgainst?: { option: string; value: number | string };
  flipsAt?: number;
}

/** A line of evidence that no metric gave: a setting, a count, a state. */
export const statedEvidence = (name: string, value: Evidence['value'], unit: Unit, held: Held = {}): Evidence => ({
  name,
  value,
  unit,
  ...held,
});

/** Evidence that was measured on one member of a group. */
export const onMember = (evidence: readonly Evidence[], member: string): Evidence[] => evidence.map((entry) => ({ ...entry, member }));

/** A line of evidence from the daily values of a metric. */
export function viewEvidence(
  { name, value, unit }: Pick<Evidence, 'name' | 'value' | 'unit'>,
  { view, statistic, scope }: { view: PresentMetric; statistic: DailyStatistic; scope: Scope },
  held: Held = {},
): Evidence {
  const expected = view.daysExpected(scope);
  const source = {
    metric: metricLabel(view.metric),
    statistic,
    periodSeconds: DAY_SECONDS,
    windowDays: expected,
    datapoints: view.daysWithData(scope),
    expectedDatapoints: expected,
  };
  return { name, value, unit, source, ...held };
}

/** A line of evidence from a percentile over the whole scalar window. */
export function percentileEvidence(
  { name, value, unit }: Pick<Evidence, 'name' | 'value' | 'unit'>,
  { view, statistic }: { view: PresentMetric; statistic: Percentile },
  held: Held = {},
): Evidence {
  const windowDays = view.daysExpected('scalar');
  const stand = view.percentile(statistic).substituted ? 'Maximum' : statistic;
  const source = {
    metric: metricLabel(view.metric),
    statistic: stand,
    periodSeconds: windowDays * DAY_SECONDS,
    windowDays,
    datapoints: 1,
    expectedDatapoints: 1,
  };
  return { name, value, unit, source, ...held };
}

/** A line of evidence from a fine series; `statistic` says what was taken of its values (`p99.5 of Maximum`). */
export function seriesEvidence(
  { name, value, unit }: Pick<Evidence, 'name' | 'value' | 'unit'>,
  { metric, series, statistic }: { metric: MetricId; series: Series; statistic: string },
  held: Held = {},
): Evidence {
  const source = {
    metric: metricLabel(metric),
    statistic,
    periodSeconds: series.periodSeconds,
    windowDays: (series.values.length * series.periodSeconds) / DAY_SECONDS,
    datapoints: datapoints(series.values),
    expectedDatapoints: series.values.length,
  };
  return { name, value, unit, source, ...held };
}

/** What changing from the cost seen to `projected` leads to; `after` are the lines that `projected` is the sum of. */
export const impact = (
  cost: Pick<ResourceCost, 'monthly' | 'lines'>,
  projected: Money | null,
  after: readonly CostLine[] = [],
): CostImpact => ({
  current: cost.monthly,
  projected,
  savings: subtractMoney(cost.monthly, projected),
  lines: [...cost.lines, ...after.map((line) => ({ ...line, of: 'projected' as const }))],
});

/** A change that leaves the bill as it is: the saving is known to be nothing, even where the cost is not known. */
export const unchangedCost = (cost: ResourceCost, asOf: string): CostImpact => ({
  current: cost.monthly,
  projected: cost.monthly,
  savings: { usd: 0, basis: cost.monthly?.basis ?? 'list', asOf: cost.monthly?.asOf ?? asOf },
  lines: cost.lines,
});

const ORDER: readonly Confidence[] = ['high', 'medium', 'low'];

/** The lowest of the levels that apply, with the codes that lowered it; `at` is the level when nothing speaks against it. */
export function confidenceOf(
  at: Confidence,
  reasons: readonly (readonly [applies: boolean, code: string, level: Confidence])[],
): { confidence: Confidence; confidenceReasons: string[] } {
  const applying = reasons.filter(([applies]) => applies);
  const lowest = Math.max(ORDER.indexOf(at), ...applying.map(([, , level]) => ORDER.indexOf(level)));
  return { confidence: ORDER[lowest] ?? 'low', confidenceReasons: applying.map(([, code]) => code) };
}

/** A target of which only what matters is named. */
export const targetOf = (label: string, named: Partial<Target> = {}): Target => ({
  label,
  values: {},
  projected: [],
  monthly: null,
  savings: null,
  risk: null,
  platformDifferences: [],
  offerChecked: true,
  notes: [],
  ...named,
});

/** A finding of which only what matters is named. */
export const finding = (
  named: Pick<FailOutcome, 'code' | 'values' | 'evidence' | 'recommendation' | 'cost'> & Partial<FailOutcome>,
): FailOutcome => ({
  verdict: 'fail',
  confidence: 'high',
  confidenceReasons: [],
  risk: named.recommendation.target?.risk ?? null,
  members: [],
  commands: [],
  questions: [],
  charts: [],
  ...named,
});
