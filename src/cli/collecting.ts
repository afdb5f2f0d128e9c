import { type CollectResult, collect, type Rules } from '../index.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { keepHeapSmall } from './heap.js';
import { type Log, logFrom } from './log.js';
import type { Options } from './parsed.js';
import { createProgress, terminalScreen } from './progress.js';
import { scopeOf } from './scope.js';
import { StoppedBySignal, watchSignals } from './signals.js';

export interface Collected {
  /** Null when a signal came before there was anything to write. */
  result: CollectResult | null;
  /** The exit code that a signal asks for, also where it comes while the rest of the command goes on; null while none came. */
  ended(): ExitCode | null;
}

/**
 * Runs a collection with progress on stderr, ending in good order on a signal. One that comes later, while what was collected is judged and
 * written, lets that come to its end.
 */
export async function runCollection(options: Options, rules: Rules, output: string, log: Log = logFrom(options)): Promise<Collected> {
  const progress = createProgress(log, terminalScreen(options));
  const watch = watchSignals((ending) => log.warn(`${ending}: writing what there is; once more ends at once`));
  const endHeapCare = keepHeapSmall();
  try {
    const result = await collect({
      rules,
      ...scopeOf(options),
      lookbackDays: options.lookbackDays,
      end: options.end === undefined ? undefined : new Date(options.end),
      shard: options.shard,
      with: options.with,
      quotaShare: options.quotaShare,
      maxMetricCostUsd: options.maxMetricCost,
      planOnly: options.plan,
      resume: options.resume,
      timeoutMs: options.timeout === undefined ? undefined : options.timeout * 1000,
      output,
      signal: watch.signal,
      onProgress: progress.on,
    });
    return { result, ended: watch.code };
  } catch (error) {
    if (error instanceof StoppedBySignal) return { result: null, ended: () => watch.code() ?? EXIT.interrupted };
    throw error;
  } finally {
    endHeapCare();
    progress.end();
  }
}

/** What `--plan` prints: the calls and the cost of what would follow the inventory, `whole` where all of it could be seen. */
export function planText({ header, plans }: CollectResult, whole: boolean): string {
  const lines = ['account       pass    requests  pages   metrics   cost (USD)'];
  let total = 0;
  for (const { accountId, first, second } of plans) {
    for (const [pass, plan] of [
      ['first', first],
      ['second', second],
    ] as const) {
      total += plan.costUsd;
      const bound = pass === 'second' ? ' at most' : '';
      lines.push(
        `${accountId}  ${pass.padEnd(6)}  ${String(plan.requests).padStart(8)}  ${String(plan.pages).padStart(5)}  ${String(plan.billedMetrics).padStart(8)}   ${plan.costUsd.toFixed(4)}${bound}`,
      );
    }
  }
  const least = whole ? '' : ', more once the whole inventory can be read';
  lines.push(`in all at most ${total.toFixed(4)} USD${least}; the inventory took ${header.run.apiCalls} calls, which are free`);
  return `${lines.join('\n')}\n`;
}
