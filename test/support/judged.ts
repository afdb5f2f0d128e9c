import type { Outcome } from '../../src/model/evaluation.js';
import type { MetricNeeds, OptionSpecs, Policy, SeriesNeeds } from '../../src/model/policy.js';
import type { ResourceByKind, ResourceKind } from '../../src/model/resource/index.js';
import { sentenceOf } from '../../src/policy/messages.js';
import { type ContextSpec, codesOf, contextFor } from './policy-fixtures.js';

/**
 * The outcome of a policy, after checks that hold for every one: each code has a sentence, and the sentences of the outcome, its notes,
 * questions and reasons can be filled from its values. The series are only handed over where the policy asked for them, as in an audit.
 */
export function judged<K extends ResourceKind, O extends OptionSpecs, M extends MetricNeeds, S extends SeriesNeeds>(
  policy: Policy<K, O, M, S>,
  resource: ResourceByKind[K],
  spec: ContextSpec<O, M, S> = {},
): Outcome {
  const { series: _, ...first } = spec;
  const wanted = policy.requires.wantsSeries?.(resource, contextFor(policy, resource, first)) ?? false;
  const outcome = policy.evaluate(resource, contextFor(policy, resource, wanted ? spec : first));
  for (const code of codesOf(outcome)) sentenceOf(policy.messages, code, outcome.values);
  return outcome;
}

/** `fail over-provisioned`: what a table of cases is held against. */
export const verdictOf = ({ verdict, code }: Outcome): string => `${verdict} ${code}`;
