import * as z from 'zod';
import {
  absentSchema,
  batchSchema,
  burstySchema,
  csvSchema,
  flatSchema,
  growingSchema,
  level,
  monthEndSchema,
  officeHoursSchema,
} from './shape-parts.js';
import type { Shape, ShapeInput } from './shape-types.js';

export type { Shape, ShapeInput } from './shape-types.js';

/**
 * The load behind one metric, as a fleet file gives it. A bare number is that level without noise. Levels are in the
 * metric's own CloudWatch unit. `...BeforeEnd` counts back from the fleet's end.
 *
 *   { kind: flat, level: 2 }
 *   { kind: office-hours, busy: 60, idle: 2, timeZone: Europe/Berlin }
 *   { kind: batch, at: "02:00", minutes: 90, busy: 95, idle: 1, days: [sat] }
 *   { kind: sum, of: [{ kind: flat, level: 5 }, { kind: month-end, busy: 60, idle: 0 }] }
 *   { kind: duration, perMinute: 30, medianMilliseconds: 120, p99Milliseconds: 900, maximumMilliseconds: 3000 }
 *
 * A datapoint holds one sample, except of three kinds: `per-task` holds one sample per running task, `events` one of
 * value 1 per event, `duration` one per invocation.
 */
export const shapeSchema: z.ZodType<Shape, ShapeInput> = z.lazy(() => anyShapeSchema);

/** Kinds whose datapoints hold several samples: they stand for a metric, never for a level inside another shape. */
function isLevel(shape: Shape): boolean {
  if (typeof shape === 'number') return true;
  if (shape.kind === 'per-task' || shape.kind === 'events' || shape.kind === 'duration') return false;
  return shape.kind === 'gaps' || shape.kind === 'during' ? isLevel(shape.of) : true;
}

/** A shape inside another, where a level is meant. */
const levelShapeSchema: z.ZodType<Shape, ShapeInput> = z.lazy(() =>
  shapeSchema.refine(isLevel, 'per-task, events and duration cannot stand for a level'),
);

const hoursBeforeEnd = z.number().min(0).max(20_000);

/** One shape before a deployment, another since. */
const stepSchema = z.strictObject({ kind: z.literal('step'), hoursBeforeEnd, before: levelShapeSchema, after: levelShapeSchema });

/** All parts added up; a part without a datapoint adds nothing, and where none has one there is none. */
const sumSchema = z.strictObject({ kind: z.literal('sum'), of: z.array(levelShapeSchema).min(1).max(16) });

/** The largest of the parts. */
const largestSchema = z.strictObject({ kind: z.literal('largest'), of: z.array(levelShapeSchema).min(1).max(16) });

/** `of` times `by`, held between `minimum` and `maximum`; `whole` rounds to integers (a count of tasks). */
const scaledSchema = z.strictObject({
  kind: z.literal('scaled'),
  of: levelShapeSchema,
  by: z.number().min(0).default(1),
  minimum: level.default(0),
  maximum: level.optional(),
  whole: z.boolean().default(false),
});

const spanSchema = z
  .strictObject({ fromHoursBeforeEnd: hoursBeforeEnd, toHoursBeforeEnd: hoursBeforeEnd.default(0) })
  .refine(({ fromHoursBeforeEnd, toHoursBeforeEnd }) => fromHoursBeforeEnd > toHoursBeforeEnd, 'from lies before to');

/** Another shape with holes: this fraction of its clock hours, drawn by seed, and whole spans. */
const gapsSchema = z.strictObject({
  kind: z.literal('gaps'),
  of: shapeSchema,
  missingFraction: z.number().min(0).max(1).default(0),
  spans: z.array(spanSchema).max(64).default([]),
});

/** Another shape inside a span only: of a resource that was launched, or stopped, on the way. */
const duringSchema = z.strictObject({
  kind: z.literal('during'),
  of: shapeSchema,
  fromHoursBeforeEnd: hoursBeforeEnd.optional(),
  toHoursBeforeEnd: hoursBeforeEnd.default(0),
});

/**
 * Utilization of a service whose tasks each send a sample a minute, so that SampleCount per minute is the number of running
 * tasks (rounded; no datapoint where none runs). Tasks lie evenly between `1 - imbalance` and `1 + imbalance` of the mean.
 */
const perTaskSchema = z.strictObject({
  kind: z.literal('per-task'),
  utilization: levelShapeSchema,
  tasks: levelShapeSchema,
  imbalance: z.number().min(0).max(1).default(0),
});

/** Events a minute (`perMinute` may be under one), each a sample of value 1. A minute without events has no datapoint. */
const eventsSchema = z.strictObject({ kind: z.literal('events'), perMinute: levelShapeSchema });

const distributionFields = {
  medianMilliseconds: z.number().positive(),
  p99Milliseconds: z.number().positive(),
  /** No duration is longer; one in 10,000 is as long. */
  maximumMilliseconds: z.number().positive(),
};
const rises = ({ medianMilliseconds, p99Milliseconds, maximumMilliseconds }: Record<keyof typeof distributionFields, number>) =>
  medianMilliseconds <= p99Milliseconds && p99Milliseconds <= maximumMilliseconds;
const MUST_RISE = 'median, p99 and maximum must not fall';

/** Durations of the same invocations as `events` of the same `perMinute` counts: lognormal, cut at the maximum. */
const durationSchema = z
  .strictObject({
    kind: z.literal('duration'),
    perMinute: levelShapeSchema,
    ...distributionFields,
    /** The distribution of the last so many hours, where it is another. */
    step: z
      .strictObject({ hoursBeforeEnd, ...distributionFields })
      .refine(rises, MUST_RISE)
      .optional(),
  })
  .refine(rises, MUST_RISE);

/** Busy copies for the same invocations: at least one in a minute with an event, no datapoint in a minute without. */
const concurrencySchema = z.strictObject({
  kind: z.literal('concurrency'),
  perMinute: levelShapeSchema,
  meanMilliseconds: z.number().positive(),
});

const anyShapeSchema = z.union(
  [
    level,
    z.discriminatedUnion('kind', [
      flatSchema,
      officeHoursSchema,
      batchSchema,
      burstySchema,
      growingSchema,
      monthEndSchema,
      absentSchema,
      csvSchema,
      stepSchema,
      sumSchema,
      largestSchema,
      scaledSchema,
      gapsSchema,
      duringSchema,
      perTaskSchema,
      eventsSchema,
      durationSchema,
      concurrencySchema,
    ]),
  ],
  { error: ({ input, errors }) => unionMessage(input, errors) },
);

/** What is wrong with the kind that was meant, in place of a list of all that it is not. */
function unionMessage(input: unknown, errors: unknown): string | undefined {
  const [ofNumber, ofKind] = z
    .array(z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() })))
    .catch([])
    .parse(errors);
  const [issue] = (typeof input === 'number' ? ofNumber : ofKind) ?? [];
  return issue === undefined ? undefined : `${issue.path.join('.')}${issue.path.length > 0 ? ': ' : ''}${issue.message}`;
}
