import * as z from 'zod';
import { type Outcome, SEVERITIES, UNITS } from '../model/evaluation.js';
import { DAILY_STATISTICS, PERCENTILES } from '../model/metric.js';
import { METRICS, type MetricId } from '../model/metric-catalog.js';
import { nearestName } from '../model/nearest-name.js';
import type { LoadedPolicy, OptionSpec, PolicyContext } from '../model/policy.js';
import type { Resource, ResourceKind } from '../model/resource/index.js';
import { optionProblem } from './options.js';
import { assertOutcome } from './outcome-shape.js';

const RESOURCE_KINDS = [
  'ec2-instance',
  'instance-group',
  'ecs-cluster',
  'ecs-service',
  'ecs-task',
  'ecs-container-instance',
  'ecs-capacity-provider',
  'lambda-function',
] as const satisfies readonly ResourceKind[];

const isMetricId = (id: string): id is MetricId => Object.hasOwn(METRICS, id);
const metricSchema = z.string().transform((id, context): MetricId => {
  if (isMetricId(id)) return id;
  const nearest = nearestName(id, Object.keys(METRICS));
  context.addIssue(`there is no metric "${id}"${nearest === null ? '' : ` (did you mean "${nearest}"?)`}`);
  return z.NEVER;
});

const described = { description: z.string().min(1), source: z.string().min(1).optional() };
const optionSpecSchema = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.enum(['number', 'integer']),
      unit: z.enum(UNITS),
      minimum: z.number(),
      maximum: z.number(),
      default: z.number(),
      ...described,
    }),
    z.strictObject({ type: z.literal('boolean'), default: z.boolean(), ...described }),
    z.strictObject({
      type: z.literal('string'),
      default: z.string(),
      values: z.array(z.string()).min(1).readonly().optional(),
      ...described,
    }),
    z.strictObject({ type: z.literal('string-list'), default: z.array(z.string()).readonly(), ...described }),
  ])
  .check(({ value, issues }) => {
    const problem = optionProblem(withoutUndefined(value), value.default);
    if (problem !== null) issues.push({ code: 'custom', input: value, path: ['default'], message: `the default ${problem}` });
    if ('minimum' in value && value.minimum > value.maximum) {
      issues.push({ code: 'custom', input: value, path: ['minimum'], message: 'is above the maximum' });
    }
  });

/** zod gives `undefined` for absent optional keys of its types; the model has them absent. */
function withoutUndefined(spec: z.infer<typeof optionSpecSchema>): OptionSpec {
  const { source, ...rest } = spec;
  const base = source === undefined ? {} : { source };
  if (rest.type !== 'string') return { ...rest, ...base };
  const { values, ...text } = rest;
  return values === undefined ? { ...text, ...base } : { ...text, ...base, values };
}

/**
 * The one place where a policy's type parameters are given up. A policy's functions take their own kind of resource and
 * context; what is loaded takes any. `adopt` below keeps that sound: a function is only called with a resource of a kind that
 * the policy declares, and with a context built from that policy's own declarations of options, metrics and series.
 */
const judgingFunction = <Result>() =>
  z.custom<(resource: Resource, context: PolicyContext) => Result>((value) => typeof value === 'function', 'must be a function');

const policySchema = z.strictObject({
  meta: z.strictObject({
    id: z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'),
    title: z.string().min(1).max(200),
    severity: z.enum(SEVERITIES),
    rationale: z.string().min(1).max(2000),
    links: z
      .array(z.strictObject({ title: z.string().min(1), url: z.url({ protocol: /^https$/, error: 'must be an https URL' }) }))
      .readonly(),
    findsSavings: z.boolean().exactOptional(),
  }),
  requires: z.strictObject({
    kinds: z.array(z.enum(RESOURCE_KINDS)).min(1).readonly(),
    metrics: z.record(
      z.string(),
      z.strictObject({
        metric: metricSchema,
        daily: z.array(z.enum(DAILY_STATISTICS)).readonly().optional(),
        whole: z.array(z.enum(PERCENTILES)).readonly().optional(),
        required: z.boolean(),
      }),
    ),
    series: z.record(
      z.string(),
      z.strictObject({
        metric: metricSchema,
        statistic: z.enum(DAILY_STATISTICS),
        periodSeconds: z.union([z.literal(300), z.literal(3600)]),
      }),
    ),
    wantsSeries: judgingFunction<boolean>().optional(),
  }),
  options: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'must be camelCase'), optionSpecSchema),
  messages: z.record(z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'), z.string().min(1)),
  evaluate: judgingFunction<Outcome>(),
});

/** Origin of the policies that come with the tool. */
export const BUILT_IN = 'built-in';

/** Problems of a policy object, each naming the field; none means that `adopt` takes it. */
export type PolicyProblems = readonly string[];

/**
 * Checks the shape of what a policy file exports and makes it a loaded policy.
 * @param origin `built-in`, or the file; outcomes of policies that are not built in are checked each time they are given.
 */
export function adopt(exported: unknown, origin: string): { policy: LoadedPolicy } | { problems: PolicyProblems } {
  const parsed = policySchema.safeParse(exported);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`)),
    };
  }
  const { meta, requires, options, messages, evaluate } = parsed.data;
  const kinds = new Set<ResourceKind>(requires.kinds);
  const guard = (resource: Resource): void => {
    if (!kinds.has(resource.kind)) throw new TypeError(`policy ${meta.id} does not judge resources of kind ${resource.kind}`);
  };
  const metrics = Object.entries(requires.metrics).map(([name, { daily, whole, ...need }]) => [
    name,
    { ...need, ...(daily === undefined ? {} : { daily }), ...(whole === undefined ? {} : { whole }) },
  ]);
  const policy: LoadedPolicy = {
    meta,
    requires: { kinds: requires.kinds, metrics: Object.fromEntries(metrics), series: requires.series },
    options: Object.fromEntries(Object.entries(options).map(([name, spec]) => [name, withoutUndefined(spec)])),
    messages,
    origin,
    wantsSeries(resource, context) {
      guard(resource);
      return requires.wantsSeries?.(resource, context) ?? false;
    },
    evaluate(resource, context) {
      guard(resource);
      const outcome = evaluate(resource, context);
      if (origin !== BUILT_IN) assertOutcome(outcome);
      return outcome;
    },
  };
  return { policy };
}
