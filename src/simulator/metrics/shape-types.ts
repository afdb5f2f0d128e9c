import type * as z from 'zod';
import type {
  absentSchema,
  batchSchema,
  burstySchema,
  csvSchema,
  flatSchema,
  growingSchema,
  monthEndSchema,
  officeHoursSchema,
} from './shape-parts.js';

/** Types of shapes. They are written out where shapes hold shapes: a recursive schema cannot be inferred. */

type LeafSchema =
  | typeof flatSchema
  | typeof officeHoursSchema
  | typeof batchSchema
  | typeof burstySchema
  | typeof growingSchema
  | typeof monthEndSchema
  | typeof absentSchema
  | typeof csvSchema;

export interface Distribution {
  medianMilliseconds: number;
  p99Milliseconds: number;
  maximumMilliseconds: number;
}

/** Settings that a fleet file may leave out, since they have a default. */
type Defaulted<T> = { [K in keyof T]?: T[K] | undefined };

interface StepOf<S> {
  kind: 'step';
  hoursBeforeEnd: number;
  before: S;
  after: S;
}
interface ListOf<K, S> {
  kind: K;
  of: S[];
}
interface One<K, S> {
  kind: K;
  of: S;
}
interface ScaledSettings {
  by: number;
  minimum: number;
  maximum?: number | undefined;
  whole: boolean;
}
interface Span {
  fromHoursBeforeEnd: number;
  toHoursBeforeEnd: number;
}
interface SpanInput {
  fromHoursBeforeEnd: number;
  toHoursBeforeEnd?: number | undefined;
}
interface GapsSettings<P> {
  missingFraction: number;
  spans: P[];
}
interface DuringSettings {
  fromHoursBeforeEnd?: number | undefined;
  toHoursBeforeEnd: number;
}
interface PerTaskOf<S> {
  kind: 'per-task';
  utilization: S;
  tasks: S;
}
interface PerTaskSettings {
  imbalance: number;
}
interface EventsOf<S> {
  kind: 'events';
  perMinute: S;
}
interface DurationOf<S> extends Distribution {
  kind: 'duration';
  perMinute: S;
  step?: ({ hoursBeforeEnd: number } & Distribution) | undefined;
}
interface ConcurrencyOf<S> {
  kind: 'concurrency';
  perMinute: S;
  meanMilliseconds: number;
}

/** A shape as the engine reads it, defaults filled in. */
export type Shape =
  | number
  | z.output<LeafSchema>
  | StepOf<Shape>
  | ListOf<'sum', Shape>
  | ListOf<'largest', Shape>
  | (One<'scaled', Shape> & ScaledSettings)
  | (One<'gaps', Shape> & GapsSettings<Span>)
  | (One<'during', Shape> & DuringSettings)
  | (PerTaskOf<Shape> & PerTaskSettings)
  | EventsOf<Shape>
  | DurationOf<Shape>
  | ConcurrencyOf<Shape>;

/** A shape as a fleet file gives it. */
export type ShapeInput =
  | number
  | z.input<LeafSchema>
  | StepOf<ShapeInput>
  | ListOf<'sum', ShapeInput>
  | ListOf<'largest', ShapeInput>
  | (One<'scaled', ShapeInput> & Defaulted<ScaledSettings>)
  | (One<'gaps', ShapeInput> & Defaulted<GapsSettings<SpanInput>>)
  | (One<'during', ShapeInput> & Defaulted<DuringSettings>)
  | (PerTaskOf<ShapeInput> & Defaulted<PerTaskSettings>)
  | EventsOf<ShapeInput>
  | DurationOf<ShapeInput>
  | ConcurrencyOf<ShapeInput>;
