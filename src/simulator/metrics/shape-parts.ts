import * as z from 'zod';

/**
 * Fields that shapes share. Levels are in the metric's own CloudWatch unit (percent, bytes per sample, milliseconds,
 * events per minute), and every other number says its unit in its name.
 */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export const level = z.number().min(0).max(1e15);

/** Values lie in a band around the level: `noise: 0.1` of level 40 is 36 to 44, every value as likely. */
const noise = z.number().min(0).max(1).default(0.05);

/** Resources of one group differ in level by up to this fraction, up and down. */
const spread = z.number().min(0).max(0.9).default(0);

const numberFields = { noise, spread };

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is HH:MM');
/** `24:00` is the end of the day. */
const clockEnd = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day is HH:MM');

const timeZone = z.string().refine((name) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}, 'not an IANA time zone');

/** Where the days and hours of a schedule are those of: an IANA time zone (with its clock changes), or a fixed offset. */
const zoneFields = {
  timeZone: timeZone.optional(),
  utcOffsetMinutes: z.number().int().min(-720).max(840).default(0),
};

const days = (standard: readonly (typeof WEEKDAYS)[number][]) =>
  z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .default([...standard]);

/** One level through the window. */
export const flatSchema = z.strictObject({ kind: z.literal('flat'), level, ...numberFields });

/** Busy from `from` to `to` on `days`, idle else. A `to` before `from` runs past midnight. */
export const officeHoursSchema = z.strictObject({
  kind: z.literal('office-hours'),
  busy: level,
  idle: level,
  days: days(WEEKDAYS.slice(0, 5)),
  from: clock.default('08:00'),
  to: clockEnd.default('18:00'),
  ...zoneFields,
  ...numberFields,
});

/** A job at `at` on `days` (default: every night) that is busy for `minutes`. */
export const batchSchema = z.strictObject({
  kind: z.literal('batch'),
  busy: level,
  idle: level,
  days: days(WEEKDAYS),
  at: clock.default('02:00'),
  minutes: z.number().int().min(1).max(1_440),
  ...zoneFields,
  ...numberFields,
});

/** Time is cut into slots of `minutes`; each is a burst with this probability, independent of all others. */
export const burstySchema = z.strictObject({
  kind: z.literal('bursty'),
  burst: level,
  idle: level,
  probability: z.number().min(0).max(1),
  minutes: z.number().int().min(1).max(1_440).default(10),
  ...numberFields,
});

/** A straight line from `from`, `overDays` before the end, to `to` at the end; `from` before that. */
export const growingSchema = z.strictObject({
  kind: z.literal('growing'),
  from: level,
  to: level,
  overDays: z.number().positive().max(455).default(32),
  ...numberFields,
});

/** Busy in the last days of each calendar month (and the first of the next), UTC. */
export const monthEndSchema = z.strictObject({
  kind: z.literal('month-end'),
  busy: level,
  idle: level,
  lastDays: z.number().int().min(0).max(28).default(1),
  firstDays: z.number().int().min(0).max(28).default(0),
  ...numberFields,
});

/** No datapoints at all. */
export const absentSchema = z.strictObject({ kind: z.literal('absent') });

/**
 * A recorded series: a CSV file with columns timestamp (UTC where it names no zone) and value, or points given here.
 * Shifted by whole weeks so that it ends in the last week before the fleet's end; never repeated; nothing outside its span.
 */
export const csvSchema = z
  .strictObject({
    kind: z.literal('csv'),
    file: z.string().min(1).optional(),
    /** Pairs of an instant (ISO 8601) and a value. */
    points: z.array(z.tuple([z.string(), z.number()])).optional(),
    scale: z.number().positive().default(1),
  })
  .refine(({ file, points }) => (file === undefined) !== (points === undefined), 'either file or points');

export type OfficeHoursShape = z.output<typeof officeHoursSchema>;
export type BatchShape = z.output<typeof batchSchema>;
export type CsvShape = z.output<typeof csvSchema>;
