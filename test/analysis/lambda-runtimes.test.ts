import { describe, expect, it } from 'vitest';
import { runtimeNotes, runtimeValues, updatesBlockedSince } from '../../src/analysis/lambda-runtimes.js';

describe('runtimes whose functions cannot be updated', () => {
  it.each<[string | null, string, string | null]>([
    ['nodejs12.x', '2023-04-30T00:00:00Z', '2023-04-30'],
    ['nodejs12.x', '2023-04-29T23:59:59Z', null],
    ['python2.7', '2026-11-16T00:00:00Z', '2022-05-30'],
    ['nodejs20.x', '2026-11-16T00:00:00Z', null],
    ['nodejs20.x', '2027-08-31T00:00:00Z', '2027-08-31'],
    ['python3.14', '2029-01-01T00:00:00Z', null],
    ['toString', '2029-01-01T00:00:00Z', null],
    [null, '2029-01-01T00:00:00Z', null],
  ])('%s at %s', (runtime, instant, since) => {
    expect(updatesBlockedSince(runtime, instant)).toBe(since);
    expect(runtimeNotes(runtime, instant)).toEqual(since === null ? [] : ['runtime-first']);
    expect(runtimeValues(runtime, instant)).toEqual({
      runtime: { value: runtime, unit: 'text' },
      blockedSince: { value: since, unit: 'text' },
    });
  });
});
