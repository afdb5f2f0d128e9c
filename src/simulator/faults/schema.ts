import * as z from 'zod';

/** What can go wrong, where. */
export const FAULT_KINDS = [
  // errors that a service answers
  'throttle',
  'internal-error',
  'service-unavailable',
  'access-denied',
  'scp-denied',
  'region-off',
  'expired-token',
  'clock-skew',
  // the connection
  'reset-before',
  'reset-within',
  'reset-after',
  'half-body',
  'wrong-content-type',
  'html',
  'hang',
  'slow-body',
  'latency',
  // answers that are well formed and wrong
  'repeated-token',
  'endless-pages',
  'empty-page',
  'failures',
  'vanish',
  'duplicate',
  'partial-data',
  'missing-results',
  'failed-results',
  'null-items',
  'null-values',
  'negative-numbers',
  'no-host-resources',
  'unordered',
  'refuse-metrics',
  'no-percentiles',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** One fault: what, where (absent: anywhere), how often. Chances are drawn from the seed and the request, not from its order. */
export const faultSchema = z.strictObject({
  kind: z.enum(FAULT_KINDS),
  /** IAM prefix: `ec2`, `cloudwatch`… */
  service: z.string().optional(),
  operation: z.string().optional(),
  region: z.string().optional(),
  account: z.string().optional(),
  /** Share of matching requests (of resources or metrics, for faults that pick among them). */
  chance: z.number().min(0).max(1).default(1),
  /** Leaves the first matching calls alone: a token that expires in the middle. */
  skip: z.number().int().min(0).default(0),
  /** At most so many injections in all. */
  times: z.number().int().min(1).optional(),
  /** At most so many injections into one and the same request: 1 heals with one retry. */
  attempts: z.number().int().min(1).optional(),
  /** For `latency` (default 20,000) and `slow-body` (time between pieces, default 500). */
  delayMs: z.number().min(0).optional(),
});
export type Fault = z.output<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;
