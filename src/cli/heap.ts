import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Garbage of the old generation is collected once it is three tenths of what lives. */
const GROWTH_PERCENT = 30;
/** How large the young generation may get: what is made of one answer dies in it. */
const YOUNG_BYTES = 8 * 1024 * 1024;
const CHECK_MS = 50;

const youngBytes = (): number => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/**
 * Has V8 collect garbage early while answers stream through: left alone it lets a heap of 80 MB grow to four times of that before
 * it looks, and the process keeps the room. Call what it returns when the collection is over: judging is a burst that ends with the process.
 */
export function keepHeapSmall(): () => void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  const timer = setInterval(() => {
    if (youngBytes() < YOUNG_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, CHECK_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    // V8's own values.
    setFlagsFromString('--heap-growing-percent=0');
    setFlagsFromString('--semi-space-growth-factor=2');
  };
}
