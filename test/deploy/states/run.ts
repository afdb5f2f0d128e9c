import pLimit from 'p-limit';
import type { Machine, MapState, State, TaskState } from './machine.js';
import { filled, type Scope, valueAt } from './payload.js';

/** An error by its name in the States Language. */
export class StateError extends Error {
  override readonly name = 'StateError';
  constructor(
    readonly error: string,
    override readonly cause: string,
  ) {
    super(`${error}: ${cause}`);
  }
}

/** What the states reach. */
export interface Services {
  /** Does what a task's resource stands for. Throws a StateError where it fails. */
  task(resource: string, parameters: unknown): Promise<unknown>;
  /** The text of an S3 object. */
  read(parameters: unknown): Promise<string>;
  /** Told how long a retry would wait, in seconds; does not wait. */
  waited(seconds: number): void;
}

export interface Execution {
  name: string;
  /** An instant. */
  startTime: string;
}

type Context = { Execution: { Name: string; StartTime: string } };
const contextOf = ({ name, startTime }: Execution): Context => ({ Execution: { Name: name, StartTime: startTime } });

/** Runs a state machine to its end; gives its output, or throws the StateError that it ends in. */
export function runMachine(machine: Pick<Machine, 'StartAt' | 'States'>, input: unknown, execution: Execution, services: Services) {
  return runStates(machine, input, contextOf(execution), services);
}

async function runStates(
  { StartAt, States }: { StartAt: string; States: Readonly<Record<string, State>> },
  input: unknown,
  context: Context,
  services: Services,
): Promise<unknown> {
  let data = input;
  for (let name = StartAt; ; ) {
    const state = States[name];
    if (state === undefined) throw new Error(`there is no state ${name}`);
    if (state.Type === 'Fail') throw new StateError(state.Error, String(valueAt(state.CausePath, { input: data, context })));
    const scope = { input: data, context };
    try {
      const result = await retried(state, services, () =>
        state.Type === 'Map' ? runMap(state, scope, services) : runTask(state, scope, services),
      );
      data = state.OutputPath === null ? {} : withResult(data, state.ResultPath, result);
    } catch (error) {
      const found = error instanceof StateError ? state.Catch.find(({ ErrorEquals }) => matches(ErrorEquals, error)) : undefined;
      if (found === undefined || !(error instanceof StateError)) throw error;
      data = withResult(data, found.ResultPath, { Error: error.error, Cause: error.cause });
      name = found.Next;
      continue;
    }
    if (state.End === true) return data;
    if (state.Next === undefined) throw new Error(`${name} neither ends nor goes on`);
    name = state.Next;
  }
}

function withResult(input: unknown, path: string | null, result: unknown): unknown {
  if (path === null) return input;
  if (path === '$') return result;
  return { ...Object(input), [path.slice(2)]: result };
}

/** `States.TaskFailed` stands for every error of a task but a timeout. */
function matches(names: readonly string[], { error }: StateError): boolean {
  return names.includes(error) || names.includes('States.ALL') || (names.includes('States.TaskFailed') && error !== 'States.Timeout');
}

async function retried(state: TaskState | MapState, services: Services, run: () => Promise<unknown>): Promise<unknown> {
  const tries = new Map<object, number>();
  for (;;) {
    try {
      return await run();
    } catch (error) {
      const retrier = error instanceof StateError ? state.Retry.find(({ ErrorEquals }) => matches(ErrorEquals, error)) : undefined;
      if (retrier === undefined) throw error;
      const before = tries.get(retrier) ?? 0;
      if (before >= retrier.MaxAttempts) throw error;
      tries.set(retrier, before + 1);
      const longest = Math.min(
        retrier.IntervalSeconds * retrier.BackoffRate ** before,
        retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY,
      );
      services.waited(retrier.JitterStrategy === 'FULL' ? Math.random() * longest : longest);
    }
  }
}

async function runTask({ Resource, Parameters }: TaskState, scope: Scope, services: Services): Promise<unknown> {
  return services.task(Resource, filled(Parameters, scope));
}

/** A distributed map: items from a file, batches of them, each batch an execution of its own. */
async function runMap(state: MapState, scope: Scope, services: Services): Promise<unknown> {
  const { ItemReader, ItemSelector, ItemBatcher, ItemProcessor, MaxConcurrency, ToleratedFailurePercentage, Label } = state;
  const items: unknown = JSON.parse(await services.read(filled(ItemReader.Parameters, scope)));
  if (!Array.isArray(items)) throw new StateError('States.ItemReaderFailed', 'the file holds no list');
  const selected = items.map((Value, Index) =>
    filled(ItemSelector, { ...scope, context: { ...Object(scope.context), Map: { Item: { Value, Index } } } }),
  );
  const batches: unknown[][] = [];
  for (let from = 0; from < selected.length; from += ItemBatcher.MaxItemsPerBatch) {
    batches.push(selected.slice(from, from + ItemBatcher.MaxItemsPerBatch));
  }
  const BatchInput = filled(ItemBatcher.BatchInput, scope);
  const limit = pLimit(MaxConcurrency);
  let failed = 0;
  const outputs = await Promise.all(
    batches.map((Items, index) =>
      limit(async () => {
        const context = contextOf({ name: `${Label}-${index}`, startTime: new Date().toISOString() });
        try {
          return await runStates(ItemProcessor, { BatchInput, Items }, context, services);
        } catch (error) {
          if (!(error instanceof StateError)) throw error;
          failed += Items.length;
          return null;
        }
      }),
    ),
  );
  if (failed > (selected.length * ToleratedFailurePercentage) / 100) {
    throw new StateError('States.ExceedToleratedFailureThreshold', `${failed} of ${selected.length} items failed`);
  }
  return outputs.filter((output) => output !== null);
}
