import { begun } from './begun.js';
import type { Step } from './steps.js';

/**
 * Runs `describe` for ids in full batches while the listing still goes on, each id once. A last, smaller batch takes
 * what is left. Ends when all have been described.
 */
export async function inBatches(
  listings: AsyncIterable<readonly string[]>,
  size: number,
  describe: (batch: string[]) => Promise<void>,
): Promise<void> {
  const seen = new Set<string>();
  const running: Promise<void>[] = [];
  let batch: string[] = [];
  const flush = () => {
    if (batch.length > 0) running.push(begun(describe(batch)));
    batch = [];
  };
  for await (const ids of listings) {
    for (const id of ids) {
      if (seen.has(id)) continue;
      seen.add(id);
      batch.push(id);
      if (batch.length === size) flush();
    }
  }
  flush();
  await Promise.all(running);
}

/** What an answer describes, each thing once: an answer that names one twice must not count twice. */
export function eachOnce<T>(described: readonly T[], idOf: (item: T) => string | undefined): T[] {
  const byId = new Map<string, T>();
  for (const item of described) {
    const id = idOf(item);
    if (id !== undefined && !byId.has(id)) byId.set(id, item);
  }
  return [...byId.values()];
}

interface EcsFailure {
  arn?: string | undefined;
  reason?: string | undefined;
}

/**
 * Holds an ECS answer against what was asked for: it may say 200 and yet list failures, or leave some out. What was
 * deleted since it was listed (MISSING) is only remarked on; the rest is missing.
 */
export function checkDescribed(
  step: Step,
  asked: readonly string[],
  described: readonly (string | undefined)[],
  failures: readonly EcsFailure[],
): void {
  const accounted = new Set<string>();
  for (const arn of described) if (arn !== undefined) accounted.add(arn);
  for (const { arn, reason } of failures) {
    if (arn !== undefined) accounted.add(arn);
    if (reason === 'MISSING') step.remark('gone since they were listed');
    else step.missing(`refused by ECS (${reason ?? 'no reason given'})`);
  }
  const silent = asked.filter((arn) => !accounted.has(arn)).length;
  // A failure may name what it is about in another form than it was asked in, so that only the surplus is silent.
  const unnamed = failures.filter(({ arn }) => arn === undefined || !asked.includes(arn)).length;
  if (silent > unnamed) step.missing('asked for, neither described nor refused', silent - unnamed);
}
