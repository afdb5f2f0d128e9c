import { z } from 'zod';

const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.number().default(1),
  BackoffRate: z.number().default(2),
  MaxAttempts: z.number().default(3),
  MaxDelaySeconds: z.number().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});
const catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  ResultPath: z.string().nullable().default('$'),
  Next: z.string(),
});
const common = {
  ResultPath: z.string().nullable().default('$'),
  OutputPath: z.null().optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
  Next: z.string().optional(),
  End: z.literal(true).optional(),
};

const taskState = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  Parameters: z.record(z.string(), z.unknown()),
  TimeoutSeconds: z.number().optional(),
  ...common,
});
const failState = z.strictObject({ Type: z.literal('Fail'), Error: z.string(), CausePath: z.string() });

const itemProcessor = z.strictObject({
  ProcessorConfig: z.strictObject({ Mode: z.literal('DISTRIBUTED'), ExecutionType: z.literal('STANDARD') }),
  StartAt: z.string(),
  States: z.record(z.string(), taskState),
});
const mapState = z.strictObject({
  Type: z.literal('Map'),
  Label: z.string(),
  ItemReader: z.strictObject({
    Resource: z.string(),
    ReaderConfig: z.strictObject({ InputType: z.literal('JSON') }),
    Parameters: z.record(z.string(), z.unknown()),
  }),
  ItemSelector: z.record(z.string(), z.unknown()),
  ItemBatcher: z.strictObject({ MaxItemsPerBatch: z.number(), BatchInput: z.record(z.string(), z.unknown()) }),
  ItemProcessor: itemProcessor,
  MaxConcurrency: z.number(),
  ToleratedFailurePercentage: z.number(),
  ...common,
});

/** A state machine of the kinds of states that the templates here use; any other field is an error. */
export const machineSchema = z.strictObject({
  Comment: z.string(),
  StartAt: z.string(),
  States: z.record(z.string(), z.discriminatedUnion('Type', [taskState, mapState, failState])),
});
export type Machine = z.output<typeof machineSchema>;
export type State = Machine['States'][string];
export type TaskState = z.output<typeof taskState>;
export type MapState = z.output<typeof mapState>;
