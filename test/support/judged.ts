import type { Outcome } from '../../src/model/evaluation.js';
import type { MetricView } from '../../src/model/metric.js';
import type { MetricNeeds, OptionSpecs, Policy, SeriesNeeds } from '../../src/model/policy.js';
import type { ResourceByKind, ResourceKind } from '../../src/model/resource/index.js';
import { sentenceOf } from '../../src/policy/messages.js';
import { type ContextSpec, codesOf, contextFor } from './policy-fixtures.js';

/**
 * What a policy says, after checks that hold for every one: each code has a sentence, and the sentences of the outcome, its notes,
 * questions and reasons can be filled from its values. The series are only handed over where the policy asked for them, as in an audit.
 */
function told<K extends ResourceKind, O extends OptionSpecs, M extends MetricNeeds, S extends SeriesNeeds>(
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

/**
 * The outcome of a policy as an audit has it (`evaluate`): one that read a metric which is not whole says nothing, unless it says that what is
 * missing could not matter.
 */
export function judged<K extends ResourceKind, O extends OptionSpecs, M extends MetricNeeds, S extends SeriesNeeds>(
  policy: Policy<K, O, M, S>,
  resource: ResourceByKind[K],
  spec: ContextSpec<O, M, S> = {},
): Outcome {
  const holes = new Set<string>();
  const watched: typeof policy = {
    ...policy,
    evaluate: (of, context) => policy.evaluate(of, { ...context, metrics: noting(context.metrics, holes) }),
  };
  const outcome = told(watched, resource, spec);
  const [hole] = outcome.verdict === 'not-assessed' || outcome.decidedDespitePartialData === true ? [] : holes;
  return hole === undefined ? outcome : { verdict: 'not-assessed', code: `metric-${hole}`, values: {} };
}

/** The same views; the status of each that is read and not whole is noted. */
const noting = <T extends object>(metrics: T, holes: Set<string>): T =>
  new Proxy(metrics, {
    get(target, name) {
      const view: MetricView | undefined = Reflect.get<object, string | symbol>(target, name);
      if (view !== undefined && !['ok', 'zero', 'no-data'].includes(view.status)) holes.add(view.status);
      return view;
    },
  });

/** `fail over-provisioned`: what a table of cases is held against. */
export const verdictOf = ({ verdict, code }: Outcome): string => `${verdict} ${code}`;
