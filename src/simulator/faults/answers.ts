import * as z from 'zod';
import { shuffled } from '../metrics/noise.js';
import type { Paging } from '../services/service.js';
import { internalError } from '../wire/errors.js';
import type { Call } from '../wire/protocol.js';
import { ServiceError } from '../world.js';
import type { Strike } from './injector.js';

/** Faults in answers that look right: pages, lists, metric results. */

type Output = Record<string, unknown>;

/** Tokens that a fault invented; no service ever sees one. */
const INVENTED = 'simulated-fault-';

/** Whether a page token was invented by a fault, and which page of the real list it stands for. */
export function inventedToken(call: Call, paging: Paging | undefined): 'first-page' | 'no-page' | null {
  const token = paging === undefined ? undefined : call.input[paging.tokenIn];
  if (typeof token !== 'string' || !token.startsWith(INVENTED)) return null;
  return token === `${INVENTED}first` ? 'first-page' : 'no-page';
}

export function emptyPage(paging: Paging): Output {
  return { [paging.list]: [] };
}

export function withoutToken(call: Call, paging: Paging): Output {
  return Object.fromEntries(Object.entries(call.input).filter(([key]) => key !== paging.tokenIn));
}

/** Changes an answer as the fault says; the answer itself where the fault is of another sort. */
export function faultyAnswer({ fault, draw }: Strike, call: Call, paging: Paging | undefined, output: Output): Output {
  const tokenIn = paging === undefined ? undefined : call.input[paging.tokenIn];
  const chosen = (entry: unknown) => draw('entry', JSON.stringify(entry) ?? '') < fault.chance;
  switch (fault.kind) {
    case 'repeated-token':
      if (paging === undefined) return output;
      return { ...output, [paging.tokenOut]: tokenIn ?? (hasMore(output, paging) ? output[paging.tokenOut] : `${INVENTED}repeated`) };
    case 'endless-pages': {
      if (paging === undefined || hasMore(output, paging)) return output;
      const number =
        typeof tokenIn === 'string' && tokenIn.startsWith(`${INVENTED}endless-`) ? Number(tokenIn.slice(INVENTED.length + 8)) + 1 : 1;
      return { ...output, [paging.tokenOut]: `${INVENTED}endless-${number}` };
    }
    case 'empty-page':
      return paging === undefined || tokenIn !== undefined
        ? output
        : { ...output, [paging.list]: [], [paging.tokenOut]: `${INVENTED}first` };
    case 'duplicate':
      return mapList(output, paging, (list) => (list.length > 0 ? [...list, list[0]] : list));
    case 'vanish': {
      const { FunctionName } = call.input;
      if (typeof FunctionName === 'string') return goneFunction(FunctionName, draw(FunctionName) < fault.chance, output);
      return withFailures(output, paging, (entry) => canVanish(entry) && chosen(entry), 'MISSING');
    }
    case 'failures':
      return withFailures(output, paging, chosen, 'INTERNAL_ERROR');
    case 'missing-results':
      return mapList(output, paging, (list) => list.filter((entry) => !chosen(entry)));
    case 'partial-data':
      return mapList(output, paging, (list) => list.map((entry) => (chosen(entry) ? changed(entry, halved) : entry)));
    case 'failed-results':
      return mapList(output, paging, (list) => list.map((entry) => (chosen(entry) ? changed(entry, failedResult) : entry)));
    case 'null-items':
      return mapList(output, paging, (list) => [null, ...list]);
    case 'null-values':
      return mapList(output, paging, (list) => list.map((entry) => (chosen(entry) ? changed(entry, withoutValues) : entry)));
    case 'negative-numbers':
      return mapList(output, paging, (list) => list.map((entry) => (chosen(entry) ? negated(entry) : entry)));
    case 'no-host-resources':
      return mapList(output, paging, (list) => list.map((entry) => (chosen(entry) ? withoutResources(entry) : entry)));
    case 'unordered':
      return mapList(output, paging, (list) => list.map((entry) => changed(entry, inNoOrder)));
    default:
      return output;
  }
}

/** A function that was listed a moment ago, and is not there any more when it is asked about. */
function goneFunction(name: string, gone: boolean, output: Output): Output {
  if (gone) throw new ServiceError('ResourceNotFoundException', `Function not found: ${name}`, 404);
  return output;
}

const clusterSchema = z.looseObject({
  clusterArn: z.string(),
  registeredContainerInstancesCount: z.number(),
  runningTasksCount: z.number(),
  activeServicesCount: z.number(),
});

/** A cluster can be deleted only when nothing is in it: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html */
function canVanish(entry: unknown): boolean {
  const cluster = clusterSchema.safeParse(entry);
  if (!cluster.success) return true;
  const { registeredContainerInstancesCount, runningTasksCount, activeServicesCount } = cluster.data;
  return registeredContainerInstancesCount + runningTasksCount + activeServicesCount === 0;
}

/** The last page has no token, or an empty one. */
function hasMore(output: Output, paging: Paging): boolean {
  const token = output[paging.tokenOut];
  return typeof token === 'string' && token !== '';
}

function listName(output: Output, paging: Paging | undefined): string | undefined {
  return paging?.list ?? Object.keys(output).find((key) => key !== 'failures' && Array.isArray(output[key]));
}

function mapList(output: Output, paging: Paging | undefined, change: (list: unknown[]) => unknown[]): Output {
  const name = listName(output, paging);
  const list = name === undefined ? undefined : output[name];
  return name !== undefined && Array.isArray(list) ? { ...output, [name]: change(list) } : output;
}

/** ECS tells what it could not describe in `failures`; elsewhere the entry is just gone. */
function withFailures(output: Output, paging: Paging | undefined, chosen: (entry: unknown) => boolean, reason: string): Output {
  const name = listName(output, paging);
  const list = name === undefined ? undefined : output[name];
  if (name === undefined || !Array.isArray(list)) return output;
  const lost = list.filter(chosen);
  const kept = { ...output, [name]: list.filter((entry) => !lost.includes(entry)) };
  if (!Array.isArray(output.failures)) return kept;
  return { ...kept, failures: [...output.failures, ...lost.map((entry) => ({ arn: arnOf(entry), reason }))] };
}

function arnOf(entry: unknown): string {
  if (typeof entry !== 'object' || entry === null) return '';
  const own = Object.entries(entry).find(
    ([key, value]) => /^(cluster|service|task|containerInstance|capacityProvider)Arn$/.test(key) && typeof value === 'string',
  );
  return String(own?.[1] ?? '');
}

const resultSchema = z.looseObject({ Timestamps: z.array(z.unknown()), Values: z.array(z.unknown()) });

type MetricResult = z.infer<typeof resultSchema>;

function changed(entry: unknown, change: (result: MetricResult) => MetricResult): unknown {
  const result = resultSchema.safeParse(entry);
  return result.success ? change(result.data) : entry;
}

/** CloudWatch's PartialData: the first half of the points, and a message that there are more. */
function halved(result: MetricResult): MetricResult {
  const half = Math.ceil(result.Values.length / 2);
  return {
    ...result,
    Timestamps: result.Timestamps.slice(0, half),
    Values: result.Values.slice(0, half),
    StatusCode: 'PartialData',
    Messages: [{ Code: 'PartialData', Value: 'Not all data could be read.' }],
  };
}

/** A result that CloudWatch could not compute, in an answer that is otherwise whole. */
function failedResult(result: MetricResult): MetricResult {
  const Messages = [{ Code: 'InternalError', Value: 'An internal error has occurred. Please retry.' }];
  return { ...result, Timestamps: [], Values: [], StatusCode: 'InternalError', Messages };
}

/** As many points as before, none of which says anything. */
function withoutValues(result: MetricResult): MetricResult {
  return { ...result, Values: result.Values.map(() => null) };
}

const recordSchema = z.record(z.string(), z.unknown());
/** Numbers above this are times. */
const LARGEST_COUNT = 1e6;

/** Sizes and counts of an entry below zero, which no resource has. */
function negated(entry: unknown): unknown {
  const record = recordSchema.safeParse(entry);
  if (!record.success) return entry;
  const negative = ([key, value]: [string, unknown]) => [key, typeof value === 'number' && value < LARGEST_COUNT ? -1 : value];
  return Object.fromEntries(Object.entries(record.data).map(negative));
}

/** A container instance that does not say what is left of it. */
function withoutResources(entry: unknown): unknown {
  const record = recordSchema.safeParse(entry);
  return record.success && 'remainingResources' in record.data ? { ...record.data, remainingResources: [] } : entry;
}

/** The same points in no order: ScanBy orders them, and emulators forget to. */
function inNoOrder(result: MetricResult): MetricResult {
  const order = result.Values.length;
  return { ...result, Timestamps: shuffled(result.Timestamps, order), Values: shuffled(result.Values, order) };
}

const querySchema = z.object({ Id: z.string(), MetricStat: z.object({ Stat: z.string(), Metric: z.unknown() }) });

/** Refuses a whole GetMetricData request for single queries in it, as CloudWatch's validation does. */
export function refuseQueries({ fault, draw }: Strike, call: Call): void {
  if (fault.kind !== 'refuse-metrics' && fault.kind !== 'no-percentiles') return;
  const queries = Array.isArray(call.input.MetricDataQueries) ? call.input.MetricDataQueries : [];
  for (const [position, given] of queries.entries()) {
    const query = querySchema.safeParse(given);
    if (!query.success) continue;
    const { Stat, Metric } = query.data.MetricStat;
    const refused = fault.kind === 'no-percentiles' ? /^p\d/.test(Stat) : draw(JSON.stringify(Metric)) < fault.chance;
    if (!refused) continue;
    // Emulators that know no percentiles fall over them.
    if (fault.kind === 'no-percentiles') throw internalError(call.service);
    const message = `The value for parameter MetricDataQueries.member.${position + 1}.MetricStat.Metric is not supported.`;
    throw new ServiceError('ValidationError', message);
  }
}
