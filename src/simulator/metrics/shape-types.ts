import type { z } from 'zod';
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

interface Distribution {
  medianMilliseconds: number;
  p99Milliseconds: number;
  maximumMilliseconds: number;
}

/** Fields that a fleet file may leave out, since they have a default. */
type Defaulted<T, K extends keyof T> = Omit<T, K> & { [P in K]?: T[P] | undefined };

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
interface ScaledOf<S> {
  kind: 'scaled';
  of: S;
  by: number;
  minimum: number;
  maximum?: number | undefined;
  whole: boolean;
}
interface Span {
  fromHoursBeforeEnd: number;
  toHoursBeforeEnd: number;
}
interface GapsOf<S, P> {
  kind: 'gaps';
  of: S;
  missingFraction: number;
  spans: P[];
}
interface DuringOf<S> {
  kind: 'during';
  of: S;
  fromHoursBeforeEnd?: number | undefined;
  toHoursBeforeEnd: number;
}
interface PerTaskOf<S> {
  kind: 'per-task';
  utilization: S;
  tasks: S;
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
  | ScaledOf<Shape>
  | GapsOf<Shape, Span>
  | DuringOf<Shape>
  | PerTaskOf<Shape>
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
  | Defaulted<ScaledOf<ShapeInput>, 'by' | 'minimum' | 'whole'>
  | Defaulted<GapsOf<ShapeInput, Defaulted<Span, 'toHoursBeforeEnd'>>, 'missingFraction' | 'spans'>
  | Defaulted<DuringOf<ShapeInput>, 'toHoursBeforeEnd'>
  | Defaulted<PerTaskOf<ShapeInput>, 'imbalance'>
  | EventsOf<ShapeInput>
  | DurationOf<ShapeInput>
  | ConcurrencyOf<ShapeInput>;
