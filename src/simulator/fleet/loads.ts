import { type Shape, type ShapeInput, shapeSchema } from '../metrics/shape.js';
import { runningOf } from './cluster-layout.js';
import type { InstanceGroupSpec } from './schema-ec2.js';
import type { ServiceGroupSpec } from './schema-ecs.js';
import type { FunctionGroupSpec } from './schema-lambda.js';

/**
 * Metrics of a group with their shapes: the defaults of its kind with its own laid over them. Worked out once per group,
 * so that all its resources share the same shape objects.
 */
export type Loads = readonly (readonly [metric: string, shape: Shape])[];

const known = new WeakMap<object, Loads>();

function once(spec: object, compose: () => Record<string, ShapeInput | null>): Loads {
  const cached = known.get(spec);
  if (cached !== undefined) return cached;
  const loads = Object.entries(compose()).flatMap(([metric, shape]) =>
    shape === null ? [] : [[metric, shapeSchema.parse(shape)] as const],
  );
  known.set(spec, loads);
  return loads;
}

const MEBIBYTE = 1_048_576;
/** Resources older than this have sent datapoints for as long as CloudWatch keeps any. */
const RETENTION_DAYS = 455;

const flat = (level: number, spread = 0.3): ShapeInput => ({ kind: 'flat', level, noise: 0.2, spread });
const working = (busy: number, idle: number, spread = 0.5): ShapeInput => ({ kind: 'office-hours', busy, idle, noise: 0.25, spread });

/** An instance that is used as most are: by day more than by night, never to its limits. Amounts are per sample. */
const INSTANCE: Readonly<Record<string, ShapeInput>> = {
  CPUUtilization: working(42, 14),
  NetworkIn: working(180 * MEBIBYTE, 40 * MEBIBYTE),
  NetworkOut: working(220 * MEBIBYTE, 45 * MEBIBYTE),
  NetworkPacketsIn: working(210_000, 60_000),
  NetworkPacketsOut: working(220_000, 60_000),
  EBSReadBytes: flat(12 * MEBIBYTE),
  EBSWriteBytes: flat(90 * MEBIBYTE),
  EBSReadOps: flat(600),
  EBSWriteOps: flat(5_400),
};
const BURSTABLE: Readonly<Record<string, ShapeInput>> = {
  CPUUtilization: working(12, 4),
  CPUCreditBalance: flat(240, 0.1),
  CPUSurplusCreditsCharged: 0,
};

/** Wraps a shape so that it sends only between two moments, where the resource did not exist all the time. */
function within(shape: ShapeInput | null, sinceDays: number | undefined, untilDays: number | undefined): ShapeInput | null {
  if (shape === null || ((sinceDays === undefined || sinceDays >= RETENTION_DAYS) && untilDays === undefined)) return shape;
  const from = sinceDays === undefined || sinceDays >= RETENTION_DAYS ? {} : { fromHoursBeforeEnd: Math.max(0, sinceDays * 24) };
  return { kind: 'during', of: shape, ...from, toHoursBeforeEnd: Math.max(0, (untilDays ?? 0) * 24) };
}

function mapShapes(
  shapes: Readonly<Record<string, ShapeInput | null>>,
  change: (shape: ShapeInput | null, metric: string) => ShapeInput | null,
) {
  return Object.fromEntries(Object.entries(shapes).map(([metric, shape]) => [metric, change(shape, metric)]));
}

export function instanceLoads(spec: InstanceGroupSpec): Loads {
  return once(spec, () => {
    const types = typeof spec.type === 'string' ? [spec.type] : spec.type;
    const burstable = types.every((type) => /^t\d/.test(type));
    const since = spec.reportingSinceDaysAgo ?? spec.launchedDaysAgo;
    const untilDays = {
      stopped: spec.stoppedDaysAgo,
      stopping: spec.stoppedDaysAgo,
      terminated: 0.02,
      'shutting-down': 0.02,
      running: undefined,
      pending: undefined,
    };
    const all = { ...INSTANCE, ...(burstable ? BURSTABLE : {}), ...spec.metrics };
    return mapShapes(all, (shape) => within(shape, since, untilDays[spec.state]));
  });
}

/** Metrics of which every running task sends a sample each minute. */
const PER_TASK: ReadonlySet<string> = new Set(['CPUUtilization', 'MemoryUtilization']);

const SERVICE: Readonly<Record<string, ShapeInput>> = { CPUUtilization: working(48, 22, 0.3), MemoryUtilization: flat(62, 0.15) };
const REQUESTS: Readonly<Record<string, ShapeInput>> = { RequestCountPerTarget: { kind: 'events', perMinute: working(240, 60) } };

function insights(tasks: Shape): Record<string, ShapeInput> {
  return {
    RunningTaskCount: tasks,
    NetworkRxBytes: working(900_000, 200_000),
    NetworkTxBytes: working(1_100_000, 250_000),
  };
}

export function serviceLoads(spec: ServiceGroupSpec, containerInsights: boolean): Loads {
  return once(spec, () => {
    const tasks = spec.tasksOverTime ?? runningOf(spec);
    const all = {
      ...SERVICE,
      ...(spec.targetGroups.length > 0 ? REQUESTS : {}),
      ...(containerInsights ? insights(tasks) : {}),
      ...spec.metrics,
    };
    return mapShapes(all, (shape, metric) => {
      const levelled = shape !== null && PER_TASK.has(metric) && (typeof shape === 'number' || isLevel(shape));
      const sent: ShapeInput | null = levelled ? { kind: 'per-task', utilization: shape, tasks } : shape;
      return within(sent, spec.createdDaysAgo, undefined);
    });
  });
}

/** Shapes that say themselves what their samples are, or where they have holes, are taken as they stand. */
function isLevel(shape: Exclude<ShapeInput, number>): boolean {
  return !['per-task', 'events', 'duration', 'absent'].includes(shape.kind) && !('of' in shape && isSampled(shape.of));
}

function isSampled(shape: ShapeInput | ShapeInput[]): boolean {
  if (Array.isArray(shape)) return shape.some(isSampled);
  return typeof shape !== 'number' && (shape.kind === 'per-task' || ('of' in shape && isSampled(shape.of)));
}

/** Mean of a lognormal distribution by its median and 99th percentile (2.326 standard deviations above). */
function meanMilliseconds(median: number, p99: number): number {
  const sigma = Math.log(p99 / median) / 2.326;
  return median * Math.exp((sigma * sigma) / 2);
}

const FUNCTION_LOAD = {
  perMinute: working(6, 1),
  medianMilliseconds: 90,
  p99Milliseconds: 600,
  maximumMilliseconds: 2_500,
  errorFraction: 0,
  throttleFraction: 0,
};

export function functionLoads(spec: FunctionGroupSpec): Loads {
  return once(spec, () => {
    const { perMinute, medianMilliseconds, p99Milliseconds, maximumMilliseconds, errorFraction, throttleFraction } =
      spec.load ?? FUNCTION_LOAD;
    const share = (by: number): ShapeInput => ({ kind: 'events', perMinute: { kind: 'scaled', of: perMinute, by } });
    return {
      Invocations: { kind: 'events', perMinute },
      Duration: { kind: 'duration', perMinute, medianMilliseconds, p99Milliseconds, maximumMilliseconds },
      ConcurrentExecutions: { kind: 'concurrency', perMinute, meanMilliseconds: meanMilliseconds(medianMilliseconds, p99Milliseconds) },
      ...(errorFraction > 0 ? { Errors: share(errorFraction) } : {}),
      ...(throttleFraction > 0 ? { Throttles: share(throttleFraction) } : {}),
      ...spec.metrics,
    };
  });
}
