import { setMaxListeners } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Pacer } from '../../src/aws/pacer.js';
import type { BucketQuota } from '../../src/aws/quotas.js';

const quota = (perSecond: number, burst: number, weight: BucketQuota['weight'] = null): BucketQuota => ({
  perSecond,
  burst,
  weight,
  source: 'test',
});
const never = new AbortController().signal;
setMaxListeners(0, never);

interface Admission {
  at: number;
  weight: number;
  order: number;
}

async function admissions(pacer: Pacer, weights: readonly number[], milliseconds: number): Promise<Admission[]> {
  const admitted: Admission[] = [];
  weights.forEach((weight, order) => {
    pacer.take(weight, never).then(() => admitted.push({ at: performance.now(), weight, order }));
  });
  await vi.advanceTimersByTimeAsync(milliseconds);
  return admitted;
}

/** What AWS does: a full bucket at the first request, refilled by the clock; counts the requests it would throttle. */
function throttledByService(arrivals: readonly Admission[], perSecond: number, burst: number): number {
  let tokens = burst;
  let last = arrivals[0]?.at ?? 0;
  let throttled = 0;
  for (const { at } of arrivals) {
    tokens = Math.min(burst, tokens + ((at - last) / 1_000) * perSecond);
    last = at;
    if (tokens < 1) throttled += 1;
    else tokens -= 1;
  }
  return throttled;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance', 'Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a pacer', () => {
  it('lets the burst leave at once and the rest at the rate, within a tenth of the floor', async () => {
    const admitted = await admissions(new Pacer(quota(50, 50), 1), Array(500).fill(1), 60_000);
    expect(admitted).toHaveLength(500);
    expect(admitted.filter(({ at }) => at === admitted[0]?.at).length).toBe(47);
    const wall = (admitted.at(-1)?.at ?? 0) - (admitted[0]?.at ?? 0);
    const floor = ((500 - 50) / 50) * 1_000;
    expect(wall / floor).toBeLessThan(1.1);
  });

  it('is never throttled by a service with that quota, whatever the quota and however long the calls have waited', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 100 }),
        fc.integer({ min: 1, max: 200 }),
        async (rate, burst, calls) => {
          const admitted = await admissions(new Pacer(quota(rate, burst), 1), Array(calls).fill(1), 300_000);
          expect(admitted).toHaveLength(calls);
          expect(throttledByService(admitted, rate, Math.max(1, burst))).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('admits in the order of asking, heavy calls too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 40 }), async (weights) => {
        const admitted = await admissions(new Pacer(quota(100, 100, { perSecond: 100, burst: 100 }), 1), weights, 300_000);
        expect(admitted.map(({ order }) => order)).toEqual(weights.map((_, order) => order));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the sum of weights to their own rate', async () => {
    const weights = Array(20).fill(100_800);
    const admitted = await admissions(new Pacer(quota(500, 500, { perSecond: 396_000, burst: 396_000 }), 1), weights, 60_000);
    const seconds = ((admitted.at(-1)?.at ?? 0) - (admitted[0]?.at ?? 0)) / 1_000;
    const floor = (20 * 100_800 - 396_000) / 396_000;
    expect(admitted).toHaveLength(20);
    expect(seconds / floor).toBeGreaterThan(0.95);
    expect(seconds / floor).toBeLessThan(1.1);
  });

  it('uses only its share of the quota', async () => {
    const admitted = await admissions(new Pacer(quota(20, 100), 0.5), Array(200).fill(1), 10_000);
    // 47 at once, then 9.8 a second.
    expect(admitted.length).toBeGreaterThan(47 + 95);
    expect(admitted.length).toBeLessThanOrEqual(50 + 100);
  });

  it('slows down when throttled, once for all calls that were on the wire, and recovers with successes', async () => {
    const pacer = new Pacer(quota(100, 10), 1);
    await admissions(pacer, Array(10).fill(1), 1_000);
    for (let i = 0; i < 5; i += 1) pacer.throttled();
    const slowed = await admissions(pacer, Array(500).fill(1), 1_000);
    expect(slowed.length).toBeGreaterThan(44);
    expect(slowed.length).toBeLessThan(52);
    for (let i = 0; i < 250; i += 1) pacer.succeeded();
    await vi.advanceTimersByTimeAsync(60_000);
    expect((await admissions(pacer, Array(500).fill(1), 1_000)).length).toBeGreaterThan(95);
  });

  it('when throttled has neither requests nor weight left, since the service does not say which of them was used up', async () => {
    const pacer = new Pacer(quota(500, 500, { perSecond: 1_000, burst: 1_000 }), 1);
    pacer.throttled();
    // Half of 980 a second is left after the first sign: 500 are there after 1,021 ms.
    const admitted = await admissions(pacer, [500], 1_000);
    expect(admitted).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(50);
    expect(admitted).toHaveLength(1);
  });

  it('takes a better quota while calls wait', async () => {
    const pacer = new Pacer(quota(50, 50), 1);
    const admitted = admissions(pacer, Array(600).fill(1), 2_000);
    pacer.adopt(500);
    expect((await admitted).length).toBe(600);
  });

  it('lets a waiting call go when its signal is aborted, and the next one takes its place', async () => {
    const pacer = new Pacer(quota(1, 1), 1);
    const stop = new AbortController();
    await pacer.take(1, never);
    const stopped = pacer.take(1, stop.signal);
    const next = admissions(pacer, [1], 1_500);
    stop.abort(new Error('stopped'));
    await expect(stopped).rejects.toThrow('stopped');
    expect(await next).toHaveLength(1);
    await expect(pacer.take(1, stop.signal)).rejects.toThrow('stopped');
  });
});
