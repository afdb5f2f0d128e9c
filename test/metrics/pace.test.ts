import { describe, expect, it } from 'vitest';
import { RequestPace } from '../../src/metrics/request-pace.js';

/** Points of series of one size. */
const series = (count: number, points = 100): number[] => Array.from({ length: count }, () => points);

describe('the size of requests', () => {
  it('is full on AWS, whatever its answers take, until one hangs', () => {
    const pace = new RequestPace(false);
    expect(pace.share(series(500))).toBe(500);
    pace.answered(50_000, 25, 0);
    expect(pace.share(series(500))).toBe(500);
    pace.timedOut(50_000, 500);
    expect(pace.share(series(500))).toBe(250);
  });

  it('is one series at first on an endpoint of which nothing is known, and full after a prompt answer', () => {
    const pace = new RequestPace(true);
    expect(pace.share(series(500))).toBe(1);
    pace.answered(100, 0.02, 0);
    expect(pace.share(series(500))).toBe(500);
  });

  it('comes to what an endpoint does in a few seconds, where each series takes its time', () => {
    const pace = new RequestPace(true);
    for (let asked = 0; asked < 200; ) {
      const count = pace.share(series(500));
      pace.answered(count * 100, count * 0.5, 0);
      asked += count;
    }
    expect(pace.share(series(500))).toBeGreaterThanOrEqual(6);
    expect(pace.share(series(500))).toBeLessThanOrEqual(10);
    // The fine series of the second pass, forty times as long, go one by one.
    expect(pace.share(series(10, 4_032))).toBe(1);
  });

  it('grows to full where it is not the size that takes long', () => {
    const pace = new RequestPace(true);
    for (let request = 0; request < 20; request += 1) pace.answered(pace.share(series(5_000)) * 100, 20, 0);
    expect(pace.isFull).toBe(true);
  });

  it('is one series at once where nothing has been answered yet', () => {
    const pace = new RequestPace(false);
    pace.timedOut(50_000, 500);
    expect(pace.share(series(500))).toBe(1);
  });

  it('grows again when answers are prompt', () => {
    const pace = new RequestPace(false);
    pace.answered(50_000, 1, 0);
    pace.timedOut(50_000, 500);
    pace.answered(25_000, 0.2, 0);
    expect(pace.share(series(500))).toBe(500);
  });

  it('is not blamed where the same request came at the second try', () => {
    const pace = new RequestPace(false);
    expect(pace.tries).toBe(1);
    pace.answered(100, 0.1, 1);
    expect(pace.tries).toBe(2);
  });
});

describe('requests under way at once', () => {
  const overlap = async (pace: RequestPace): Promise<number> => {
    let [now, most] = [0, 0];
    await Promise.all(
      Array.from({ length: 8 }, () =>
        pace.turn(async () => {
          now += 1;
          most = Math.max(most, now);
          await new Promise((resolve) => setTimeout(resolve, 1));
          now -= 1;
        }),
      ),
    );
    return most;
  };

  it('are one on an endpoint that cannot do full requests, and all on one that has shown that it can', async () => {
    const pace = new RequestPace(true);
    expect(await overlap(pace)).toBe(1);
    pace.answered(100, 0.02, 0);
    expect(await overlap(pace)).toBe(1);
    pace.answered(16_000, 0.5, 0);
    expect(await overlap(pace)).toBe(8);
    pace.timedOut(50_000, 500);
    expect(await overlap(pace)).toBe(1);
  });
});
