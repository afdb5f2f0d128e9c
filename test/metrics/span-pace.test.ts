import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '../../src/metrics/fetch-request.js';
import { SpanPace } from '../../src/metrics/span-pace.js';

const DAY = 86_400;
const WINDOW: Span = { start: 0, end: 14 * DAY };
const SERIES_POINTS = (14 * DAY) / 300;

/** Asks for the window part by part, of an endpoint that takes `seconds` for a part; gives the parts in the order asked for. */
function ask(pace: SpanPace, seconds: (part: Span) => number, { period = 300, points = SERIES_POINTS, window = WINDOW } = {}): Span[] {
  const parts = pace.parts(window, period, points);
  const asked: Span[] = [];
  let total = 0;
  for (let part = parts.next(); part !== null; part = parts.next()) {
    asked.push(part);
    total += seconds(part);
    parts.answered(part, seconds(part));
  }
  pace.answered(points, total);
  return asked;
}

/** An emulator that looks through all datapoints of the span once for every period of it. */
const searching = ({ start, end }: Span): number => 0.01 + 12 * ((end - start) / (14 * DAY)) ** 2;
const distant = (): number => 5;
const took = (asked: readonly Span[], seconds: (part: Span) => number): number => asked.reduce((sum, part) => sum + seconds(part), 0);

describe('how much of a window one request asks for', () => {
  it('is all of it on AWS, however long its answers take', () => {
    const pace = new SpanPace(false);
    for (let request = 0; request < 5; request += 1) expect(ask(pace, () => 25)).toEqual([WINDOW]);
    pace.hung(WINDOW);
    expect(ask(pace, searching)).toEqual([WINDOW]);
  });

  it('is all of it on an endpoint that answers fast enough', () => {
    const pace = new SpanPace(true);
    for (let request = 0; request < 5; request += 1) expect(ask(pace, () => 2.9)).toEqual([WINDOW]);
    // Late once, and in time again; then much at once, by the datapoint no slower than before.
    for (const seconds of [20, 2, 20, 2]) expect(ask(pace, () => seconds)).toEqual([WINDOW]);
    for (let request = 0; request < 3; request += 1) expect(ask(pace, () => 40, { points: 100_000 })).toEqual([WINDOW]);
  });

  it('becomes small where the time grows with the square of the window', () => {
    const pace = new SpanPace(true);
    for (let request = 0; request < 2; request += 1) expect(ask(pace, searching)).toEqual([WINDOW]);
    ask(pace, searching);
    const settled = ask(pace, searching);
    expect(settled.length).toBeGreaterThan(8);
    expect(took(settled, searching)).toBeLessThan(12 / 6);
  });

  it('stays whole where it is the way that takes long, after one trial for work of that size', () => {
    const pace = new SpanPace(true);
    for (let request = 0; request < 2; request += 1) expect(ask(pace, distant)).toEqual([WINDOW]);
    expect(ask(pace, distant)).toHaveLength(3);
    for (let request = 0; request < 5; request += 1) expect(ask(pace, distant)).toEqual([WINDOW]);
  });

  it('is never less than the longest period', () => {
    const pace = new SpanPace(true);
    for (let request = 0; request < 4; request += 1) {
      for (const { start, end } of ask(pace, searching, { period: DAY, points: 14 })) expect((end - start) % DAY).toBe(0);
    }
    expect(ask(new SpanPace(true), searching, { period: 14 * DAY, points: 1 })).toEqual([WINDOW]);
  });

  it('is less when a single series has not come in time', () => {
    const pace = new SpanPace(true);
    expect(pace.isCut).toBe(false);
    pace.hung(WINDOW);
    expect(pace.isCut).toBe(true);
    expect(ask(pace, () => 0.1)[0]).toMatchObject({ end: WINDOW.end, start: expect.toSatisfy((start: number) => start >= 12 * DAY) });
  });

  it('leaves nothing of the window out and asks for nothing twice, cut at multiples of the period', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.constantFrom(60, 300, 3_600, DAY),
        fc.array(fc.double({ min: 0.001, max: 60, noNaN: true }), { minLength: 1, maxLength: 60 }),
        fc.boolean(),
        (periods, period, times, hangs) => {
          const window = { start: 1_000 * DAY, end: 1_000 * DAY + periods * period };
          const pace = new SpanPace(true);
          if (hangs) pace.hung(window);
          let index = 0;
          const next = (): number => times[index++ % times.length] ?? 1;
          for (let request = 0; request < 3; request += 1) {
            const asked = ask(pace, next, { period, points: periods, window });
            expect(asked[0]?.end).toBe(window.end);
            expect(asked.at(-1)?.start).toBe(window.start);
            asked.forEach((part, at) => {
              expect(part.end).toBeGreaterThan(part.start);
              expect((part.start - window.start) % period).toBe(0);
              if (at > 0) expect(part.end).toBe(asked[at - 1]?.start);
            });
          }
        },
      ),
    );
  });
});
