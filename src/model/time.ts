import * as z from 'zod';

/** An instant as ISO 8601 in UTC with seconds, for example `2026-11-21T08:00:00Z`. */
export const instantSchema = z.iso.datetime({ offset: true });

/** A span of time that ends at `end` (exclusive) and covers `days` whole days of 24 hours. */
export const windowSchema = z.object({
  start: instantSchema,
  end: instantSchema,
  days: z.number().int().positive(),
});
export type Window = z.infer<typeof windowSchema>;

/** Hours in the month that AWS itself uses for monthly prices (365 days x 24 h / 12). */
export const HOURS_PER_MONTH = 730;

/** Epoch seconds of an instant. Throws a RangeError for text that is no date. */
export function epochSeconds(instant: string): number {
  const milliseconds = Date.parse(instant);
  if (Number.isNaN(milliseconds)) throw new RangeError(`not an instant: ${instant}`);
  return Math.floor(milliseconds / 1000);
}

/** The instant of epoch seconds, in the one spelling that snapshots use. */
export function instantOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** The window of `days` days that ends at `end`. */
export function windowEndingAt(end: string, days: number): Window {
  const endSeconds = epochSeconds(end);
  return { start: instantOf(endSeconds - days * 86_400), end: instantOf(endSeconds), days };
}
