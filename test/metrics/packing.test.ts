import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillOf, type Load, packAll, pagesPerRequest, REQUEST_LIMITS, RequestPacker } from '../../src/metrics/packing.js';

const sizeOf = (queries: number): Load => ({ queries, points: queries * 32 });
const loadOf = (items: readonly Load[]): Load => ({
  queries: items.reduce((sum, { queries }) => sum + queries, 0),
  points: items.reduce((sum, { points }) => sum + points, 0),
});

describe('packing requests while items arrive', () => {
  it('fills 98 % of every request over a stream, and loses or doubles nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 2_000, maxLength: 4_000 }), (sizes) => {
        const items = sizes.map((queries, id) => ({ ...sizeOf(queries), id }));
        const packer = new RequestPacker<(typeof items)[number]>((item) => item);
        const during = items.flatMap((item) => packer.add(item));
        const batches = [...during, ...packer.flush()];
        expect(
          batches
            .flat()
            .map(({ id }) => id)
            .sort((a, b) => a - b),
        ).toEqual(items.map(({ id }) => id));
        for (const batch of batches) expect(fillOf(loadOf(batch))).toBeLessThanOrEqual(1);
        for (const batch of during) expect(fillOf(loadOf(batch))).toBeGreaterThanOrEqual(0.98);
        // The last request holds what is left; all others together set the figure.
        const queries = loadOf(items).queries;
        expect(batches.length).toBeLessThanOrEqual(Math.ceil(queries / (0.98 * REQUEST_LIMITS.queries)) + 1);
      }),
      { numRuns: 30 },
    );
  });

  it('sends a request as soon as it is full', () => {
    const packer = new RequestPacker<Load>((item) => item);
    const sent = Array.from({ length: 125 }, () => packer.add(sizeOf(4)));
    expect(sent.slice(0, 124).flat()).toEqual([]);
    expect(sent[124]).toHaveLength(1);
    expect(packer.flush()).toEqual([]);
  });

  it('holds the point limit too', () => {
    const packer = new RequestPacker<Load>((item) => item);
    const wide = { queries: 1, points: 4_032 };
    const sent = Array.from({ length: 50 }, () => packer.add(wide)).flat();
    expect(sent.map((batch) => batch.length)).toEqual([25, 25]);
  });

  it('gives an item above the limits a request of its own', () => {
    const oversized = { queries: 1, points: 200_000 };
    expect(packAll([sizeOf(1), oversized], (item) => item)).toEqual([[oversized], [sizeOf(1)]]);
  });
});

describe('packing the second pass', () => {
  it('fills 95 % of the pages with any mixture of five-minute and hourly series of 14 days', () => {
    const series = fc.constantFrom(4_032, 2 * 4_032, 336, 2 * 336, 4_032 + 336);
    fc.assert(
      fc.property(fc.array(series, { minLength: 400, maxLength: 2_000 }), (points) => {
        const items = points.map((count) => ({ queries: Math.ceil(count / 4_368), points: count }));
        const total = loadOf(items).points;
        const batches = packAll(items, (item) => item);
        const full = total / (batches.length * REQUEST_LIMITS.points);
        expect(full >= 0.95 || batches.length <= Math.ceil(total / REQUEST_LIMITS.points)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    [4_032, 1],
    [336, 1],
    [8_640, 2],
    [2_016, 1],
    [60_000, 3],
  ])('series of %i points fill %i pages a request', (points, pages) => {
    expect(pagesPerRequest(points)).toBe(pages);
  });
});
