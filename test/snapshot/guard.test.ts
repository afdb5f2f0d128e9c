import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metricRecordSchema } from '../../src/model/metric.js';
import { isMetricRecord } from '../../src/model/metric-guard.js';
import { metric } from './sample.js';

/** Replaces one value somewhere in a record. */
function replaced(value: unknown, path: readonly string[], by: unknown): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (String(index) === first ? replaced(item, rest, by) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, key === first ? replaced(member, rest, by) : member]));
}

function pathsOf(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, member]) => pathsOf(member).map((path) => [key, ...path]))];
}

describe('the guard of metric records', () => {
  it('agrees with the schema whatever is changed in a record', () => {
    const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(0, -1, 1.5, 1e300, '', 'ok', 'zero', 'centi', null, undefined, [], {}));
    fc.assert(
      fc.property(fc.constantFrom(...pathsOf(metric())), odd, (path, by) => {
        const changed = replaced(metric(), path, by);
        expect(isMetricRecord(changed)).toBe(metricRecordSchema.safeParse(changed).success);
      }),
      { numRuns: 3_000 },
    );
  });
});
