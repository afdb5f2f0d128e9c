import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

const MIB = 1024 * 1024;
/** How large the young generation may get: what is made of one answer dies in it. */
const YOUNG_BYTES = 8 * MIB;
/** Garbage that the old generation may gather before it is collected: a share of what lives, and no more than so many bytes. */
const MOST_GARBAGE_PERCENT = 60;
const LEAST_GARBAGE_PERCENT = 20;
const GARBAGE_BYTES = 36 * MIB;
const CHECK_MS = 100;

function space(name: string): { size: number; used: number } {
  const found = getHeapSpaceStatistics().find(({ space_name }) => space_name === name);
  return { size: found?.space_size ?? 0, used: found?.space_used_size ?? 0 };
}

/**
 * Has V8 collect garbage early while answers stream through: left alone it lets a heap of 80 MB grow to four times of that before
 * it looks, and the process keeps the room. Call what it returns when the collection is over: judging is a burst that ends with the process.
 */
export function keepHeapSmall(): () => void {
  let youngIsLimited = false;
  let percent = 0;
  const check = (): void => {
    const wanted = Math.round((100 * GARBAGE_BYTES) / Math.max(1, space('old_space').used));
    const next = Math.min(MOST_GARBAGE_PERCENT, Math.max(LEAST_GARBAGE_PERCENT, wanted));
    if (next !== percent) setFlagsFromString(`--heap-growing-percent=${next}`);
    percent = next;
    if (youngIsLimited || space('new_space').size < YOUNG_BYTES) return;
    youngIsLimited = true;
    setFlagsFromString('--semi-space-growth-factor=1');
  };
  check();
  const timer = setInterval(check, CHECK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    // V8's own values.
    setFlagsFromString('--heap-growing-percent=0');
    setFlagsFromString('--semi-space-growth-factor=2');
  };
}
