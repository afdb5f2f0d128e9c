import { type Caller, ServiceError } from '../world.js';
import { NO_VALUES, type Values } from './aggregate.js';
import type { MetricName, OperationOf } from './input.js';
import { type MetricDataRequest, type Query, readRequest } from './metric-data-request.js';
import { type Position, positionOf, tokenOf } from './page-token.js';
import type { Series, SeriesReader } from './series-reader.js';

/** One entry of `MetricDataResults`. Timestamps are epoch seconds. */
interface MetricDataResult {
  Id: string;
  Label: string;
  Timestamps: readonly number[];
  Values: readonly number[];
  StatusCode: 'Complete' | 'PartialData';
}

export interface GetMetricDataOutput {
  MetricDataResults: MetricDataResult[];
  NextToken?: string;
  Messages: { Code: string; Value: string }[];
}

/**
 * GetMetricData without metric math: up to 500 queries, up to 100,800 points a page. A page that is full ends inside a
 * query, whose result is then PartialData; the token goes on at the very next point.
 */
export function getMetricData(reader: SeriesReader): OperationOf<GetMetricDataOutput> {
  return (input, caller) => {
    const request = readRequest(input, caller);
    const from = request.token === undefined ? { query: 0, point: 0 } : positionOf(request.token, request.hash());
    if (from === null || from.query >= request.queries.length) throw new ServiceError('InvalidNextToken', 'The next token is invalid.');
    const results: MetricDataResult[] = [];
    const next = fillPage(request, from, reader, caller, ({ id, label, returned }, { timestamps, values }, cut) => {
      if (!returned) return;
      results.push({ Id: id, Label: label, Timestamps: timestamps, Values: values, StatusCode: cut ? 'PartialData' : 'Complete' });
    });
    return { MetricDataResults: results, ...(next === null ? {} : { NextToken: tokenOf(next, request.hash()) }), Messages: [] };
  };
}

function fillPage(
  { queries, start, end, descending, maximumPoints }: MetricDataRequest,
  from: Position,
  reader: SeriesReader,
  caller: Caller,
  add: (query: Query, values: Values, cut: boolean) => void,
): Position | null {
  let room = maximumPoints;
  let [last, series]: [Query | null, Series | null] = [null, null];
  for (let number = from.query; number < queries.length; number++) {
    const query = queries[number];
    if (query === undefined) break;
    if (series === null || last === null || !sameMetric(last.metric, query.metric)) series = reader.find(caller, query.metric);
    last = query;
    const wanted = query.unit === null || query.unit === series.unit;
    const all = wanted ? reader.values(series, start, end, query.periodSeconds, query.statistic) : NO_VALUES;
    const sent = number === from.query ? from.point : 0;
    const left = all.values.length - sent;
    if (left > 0 && room === 0) return { query: number, point: sent };
    const values = sliced(descending ? reversed(all) : all, sent, Math.min(left, room));
    add(query, values, left > room);
    if (left > room) return { query: number, point: sent + room };
    room -= left;
  }
  return null;
}

function sameMetric(a: MetricName, b: MetricName): boolean {
  if (a.metricName !== b.metricName || a.namespace !== b.namespace) return false;
  let names = 0;
  for (const name in a.dimensions) {
    if (a.dimensions[name] !== b.dimensions[name]) return false;
    names += 1;
  }
  return names === Object.keys(b.dimensions).length;
}

/** Kept beside what they are made of: the same values are asked for again and again. */
const reversals = new WeakMap<Values, Values>();

function reversed(values: Values): Values {
  let known = reversals.get(values);
  if (known === undefined) {
    known = { timestamps: values.timestamps.toReversed(), values: values.values.toReversed() };
    reversals.set(values, known);
  }
  return known;
}

function sliced(all: Values, from: number, length: number): Values {
  if (from === 0 && length === all.values.length) return all;
  return { timestamps: all.timestamps.slice(from, from + length), values: all.values.slice(from, from + length) };
}
