import type { Caller, MetricSource, MetricSourceIndex } from '../world.js';
import { invalidValue, isFields, type MetricName, type OperationOf } from './input.js';
import { type Position, positionOf, requestHash, tokenOf } from './page-token.js';
import type { PushedMetrics } from './pushed.js';
import type { Templates } from './templates.js';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
const PAGE = 500;
const MAX_FILTERS = 10;
const HOUR = 3_600;
const DAY = 86_400;

export interface ListMetricsOutput {
  Metrics: { Namespace: string; MetricName: string; Dimensions: { Name: string; Value: string }[] }[];
  NextToken?: string;
}

interface Filter {
  namespace?: string;
  metricName?: string;
  dimensions: { name: string; value: string | null }[];
  /** Epoch seconds of the last datapoint that a metric must have had. */
  activeSince: number;
}

function readFilter({ Namespace, MetricName, Dimensions = [], RecentlyActive }: Record<string, unknown>, end: number): Filter {
  if (RecentlyActive !== undefined && RecentlyActive !== 'PT3H') {
    throw invalidValue(`The value ${String(RecentlyActive)} for parameter RecentlyActive is invalid.`);
  }
  const given = Array.isArray(Dimensions) ? Dimensions : [];
  if (given.length > MAX_FILTERS) throw invalidValue(`The collection Dimensions must not have a size greater than ${MAX_FILTERS}.`);
  return {
    ...(typeof Namespace === 'string' ? { namespace: Namespace } : {}),
    ...(typeof MetricName === 'string' ? { metricName: MetricName } : {}),
    dimensions: given.map((dimension: unknown, position) => {
      const { Name, Value } = isFields(dimension) ? dimension : {};
      if (typeof Name !== 'string') throw invalidValue(`The parameter Dimensions.member.${position + 1}.Name is required.`);
      return { name: Name, value: typeof Value === 'string' ? Value : null };
    }),
    activeSince: RecentlyActive === undefined ? end - 14 * DAY : end - 3 * HOUR,
  };
}

function hasDimensions({ dimensions }: MetricName, wanted: Filter['dimensions']): boolean {
  return wanted.every(({ name, value }) => (value === null ? dimensions[name] !== undefined : dimensions[name] === value));
}

/** A listing under way: it can be taken up by the next page, which saves walking to its place again. */
interface Walk {
  metrics: Iterator<MetricName>;
  /** The first metric of the next page. */
  next: MetricName;
}

const WALKS = 32;

/**
 * ListMetrics: 500 a page, in the order of the index, metrics with a datapoint in the last two weeks (or three hours).
 * A token says how many metrics came before; the walk that it belongs to is kept for a while, and is made again where not.
 */
export function listMetrics(
  index: MetricSourceIndex,
  templates: Templates,
  pushed: PushedMetrics,
  end: number,
): OperationOf<ListMetricsOutput> {
  const walks = new Map<string, Walk>();
  return (input, caller) => {
    const { NextToken, ...rest } = input;
    const filter = readFilter(rest, end);
    const hash = requestHash(caller.accountId, caller.region, rest);
    const from = NextToken === undefined || NextToken === '' ? { query: 0, point: 0 } : positionOf(NextToken, hash);
    if (from === null) throw invalidValue('Request parameter NextToken is invalid');
    const walk = typeof NextToken === 'string' ? walks.get(NextToken) : undefined;
    if (typeof NextToken === 'string') walks.delete(NextToken);
    const metrics = walk?.metrics ?? skipped(matching(index, templates, pushed, filter, caller), from);
    const page: MetricName[] = walk === undefined ? [] : [walk.next];
    let next = metrics.next();
    for (; page.length < PAGE && next.done !== true; next = metrics.next()) page.push(next.value);
    const output = { Metrics: page.map(spelled) };
    if (next.done === true) return output;
    const token = tokenOf({ query: 0, point: from.point + page.length }, hash);
    for (const oldest of walks.keys()) if (walks.size >= WALKS) walks.delete(oldest);
    walks.set(token, { metrics, next: next.value });
    return { ...output, NextToken: token };
  };
}

function spelled({ namespace, metricName, dimensions }: MetricName): ListMetricsOutput['Metrics'][number] {
  return {
    Namespace: namespace,
    MetricName: metricName,
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}

function skipped(metrics: Iterator<MetricName>, { point }: Position): Iterator<MetricName> {
  for (let count = 0; count < point; count++) metrics.next();
  return metrics;
}

/** Metrics of the fleet, then those that clients pushed and the fleet has not. */
function* matching(
  index: MetricSourceIndex,
  templates: Templates,
  pushed: PushedMetrics,
  { namespace, metricName, dimensions, activeSince }: Filter,
  { accountId, region }: Caller,
): Generator<MetricName, undefined> {
  const names = { ...(namespace === undefined ? {} : { namespace }), ...(metricName === undefined ? {} : { metricName }) };
  const site = `${accountId}/${region}`;
  const isActive = (source: MetricSource) =>
    templates.of(source).activeSince(activeSince) || (pushed.find(site, source)?.data.some(({ time }) => time >= activeSince) ?? false);
  for (const source of index.list(accountId, region, names)) {
    if (hasDimensions(source, dimensions) && isActive(source)) yield source;
  }
  for (const metric of pushed.list(site)) {
    const wanted = (namespace ?? metric.namespace) === metric.namespace && (metricName ?? metric.metricName) === metric.metricName;
    if (!wanted || !hasDimensions(metric, dimensions) || !metric.data.some(({ time }) => time >= activeSince)) continue;
    if (index.find(accountId, region, metric.namespace, metric.metricName, metric.dimensions) === null) yield metric;
  }
  return undefined;
}
