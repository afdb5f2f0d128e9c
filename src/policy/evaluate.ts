import type { FailOutcome, Outcome, Severity, Values } from '../model/evaluation.js';
import type { MetricStatus } from '../model/metric.js';
import { METRICS, type MetricId } from '../model/metric-catalog.js';
import type { LoadedPolicy } from '../model/policy.js';
import type { Resource } from '../model/resource/index.js';
import { UserError } from '../model/user-error.js';
import { contextFor, type WatchedContext } from './context.js';
import { checkSentence, fillMessage, sentenceOf, TOOL_MESSAGES, type ToolCode } from './messages.js';
import type { EffectiveSettings } from './options.js';
import type { RegionWork } from './region-work.js';
import type { JudgeSettings } from './settings.js';

/** What one policy says of one resource, with its sentence. */
export type Evaluation = { policy: LoadedPolicy; resource: Resource } & (
  | { verdict: 'fail'; outcome: FailOutcome; severity: Severity; summary: string; sentences: Readonly<Record<string, string>> }
  | { verdict: 'pass' | 'not-applicable' | 'not-assessed'; code: string; values: Values; sentence(): string }
);

/** An error's text may quote what a policy was given; one bounded line of it is enough to find the place. */
const ERROR_TEXT_LIMIT = 300;

function byTool(
  policy: LoadedPolicy,
  resource: Resource,
  verdict: 'not-applicable' | 'not-assessed',
  code: ToolCode,
  values: Values,
): Evaluation {
  return { policy, resource, verdict, code, values, sentence: () => fillMessage(TOOL_MESSAGES[code], values) };
}

const text = (value: string) => ({ value, unit: 'text' as const });

const METRIC_CODES: Readonly<Record<Exclude<MetricStatus, 'ok' | 'zero'>, ToolCode>> = {
  'no-data': 'metric-no-data',
  partial: 'metric-partial',
  refused: 'metric-refused',
  denied: 'metric-denied',
  'region-disabled': 'metric-region-disabled',
  throttled: 'metric-throttled',
  timeout: 'metric-timeout',
  'auth-expired': 'metric-auth-expired',
  failed: 'metric-failed',
  'not-requested': 'metric-not-requested',
};

/** Why nothing is said without a metric: its status as a code, and what the sentence of it needs. */
function missingBecause(
  metric: MetricId,
  { status, detail }: { status: keyof typeof METRIC_CODES; detail: string | null },
): { code: ToolCode; values: Values } {
  return { code: METRIC_CODES[status], values: { metric: text(metric), detail: text(detail ?? 'no further detail') } };
}

/**
 * The first required metric of the resource's own kind that is missing; null when all are there. A group has no metrics of
 * its own: its policy reads those of the members.
 */
export function missingMetric(policy: LoadedPolicy, resource: Resource, work: RegionWork): { code: ToolCode; values: Values } | null {
  for (const need of Object.values(policy.requires.metrics)) {
    if (!need.required || METRICS[need.metric].kind !== resource.kind) continue;
    const view = work.metrics.view(resource, need);
    if (view.present) continue;
    return missingBecause(need.metric, view);
  }
  return null;
}

/** Sentences for the codes that stand beside the summary: why confidence is lower, remarks on targets, questions to ask. */
function sentencesOf(policy: LoadedPolicy, outcome: FailOutcome): Record<string, string> {
  const { target, alternatives } = outcome.recommendation;
  const sentences: Record<string, string> = {};
  const add = (code: string, values: Values): void => {
    sentences[code] ??= sentenceOf(policy.messages, code, values);
  };
  for (const code of [...outcome.confidenceReasons, ...outcome.questions]) add(code, outcome.values);
  for (const { notes, values } of target === null ? alternatives : [target, ...alternatives]) {
    for (const code of notes) add(code, { ...outcome.values, ...values });
  }
  return sentences;
}

function worded(policy: LoadedPolicy, resource: Resource, outcome: Outcome, effective: EffectiveSettings): Evaluation {
  const { code, values } = outcome;
  if (outcome.verdict !== 'fail') {
    // Most evaluations clear, and nobody reads why: the sentence is only made sure of.
    checkSentence(policy.messages, code, values);
    return { policy, resource, verdict: outcome.verdict, code, values, sentence: () => sentenceOf(policy.messages, code, values) };
  }
  const severity = effective.severity?.value ?? outcome.severity ?? policy.meta.severity;
  const summary = sentenceOf(policy.messages, code, values);
  return { policy, resource, verdict: 'fail', outcome, severity, summary, sentences: sentencesOf(policy, outcome) };
}

/**
 * Evaluates one policy on one resource: exactly one evaluation, whatever happens.
 * - Left out by an override of the config: not applicable.
 * - A required metric is missing: not assessed, with the metric's status as the reason.
 * - The policy throws, or has no sentence for what it says: not assessed, `policy-error`. One broken policy ends no run.
 * - The policy read a metric that is there in part or could not be read (an optional one too), or wanted a fine series that is not
 *   there: not assessed, unless the policy says that nothing missing could turn its verdict.
 */
export function evaluate(policy: LoadedPolicy, resource: Resource, work: RegionWork, settings: JudgeSettings): Evaluation {
  const effective = work.settingsOf(resource).settingsOf(policy);
  if (!effective.enabled.value) {
    return byTool(policy, resource, 'not-applicable', 'disabled-by-override', { source: text(effective.enabled.source) });
  }
  const missing = missingMetric(policy, resource, work);
  if (missing !== null) return byTool(policy, resource, 'not-assessed', missing.code, missing.values);
  /** What the policy looked at and was not whole. A series that it would not have asked for is missing to nobody. */
  const holeIn = ({ holes, missingSeries }: WatchedContext['watch']): { code: ToolCode; values: Values } | null => {
    const [hole] = [...(holes ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    if (hole !== undefined) return missingBecause(hole[0], hole[1]);
    const [series] = [...(missingSeries ?? [])].sort();
    if (series === undefined) return null;
    const wanted = policy.wantsSeries(resource, contextFor(policy, resource, effective, work, settings, false).context);
    return wanted ? { code: 'series-missing', values: { metric: text(series) } } : null;
  };
  try {
    const { context, watch } = contextFor(policy, resource, effective, work, settings, true);
    const outcome = policy.evaluate(resource, context);
    const hole = outcome.verdict === 'not-assessed' || outcome.decidedDespitePartialData === true ? null : holeIn(watch);
    if (hole === null) return worded(policy, resource, outcome, effective);
    return byTool(policy, resource, 'not-assessed', hole.code, hole.values);
  } catch (error) {
    // The snapshot itself cannot be read here: no fault of the policy, and nothing that another one could judge.
    if (error instanceof UserError) throw error;
    const [line = ''] = (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).split('\n', 1);
    return byTool(policy, resource, 'not-assessed', 'policy-error', { error: text(line.slice(0, ERROR_TEXT_LIMIT)) });
  }
}
