import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Unit } from '../../src/model/evaluation.js';
import { formatQuantity } from '../../src/model/quantity.js';
import { fillMessage, placeholdersOf, sentenceOf, TOOL_MESSAGES } from '../../src/policy/messages.js';

describe('quantities', () => {
  it.each<[number | string | boolean | null, Unit, string]>([
    [4.2, 'percent', '4.2 %'],
    [0.004, 'percent', '< 0.01 %'],
    [0.01, 'percent', '0.01 %'],
    [0.126, 'percent', '0.13 %'],
    [99.96, 'percent', '100 %'],
    [0, 'percent', '0 %'],
    [5_000_000, 'bytes-per-day', '5 MB a day'],
    [999, 'bytes', '999 B'],
    [1234.5, 'count', '1,235'],
    [1_234_567, 'count', '1,234,567'],
    [1, 'days', '1 day'],
    [14, 'days', '14 days'],
    [512, 'mib', '512 MiB'],
    [1.5, 'gib', '1.5 GiB'],
    [850, 'milliseconds', '850 ms'],
    [9300, 'milliseconds', '9.3 s'],
    [12_345, 'milliseconds', '12.3 s'],
    [2, 'hours', '2 hours'],
    [0.781, 'gbps', '781 Mbit/s'],
    [12_500, 'mbps', '12.5 Gbit/s'],
    [8192, 'mib', '8 GiB'],
    [3785, 'mib', '3,785 MiB'],
    [0.459994, 'usd-per-hour', '$0.46 an hour'],
    [0.003792, 'ratio', '0.0038'],
    [1234.5, 'usd-per-month', '$1,234.50 a month'],
    [-3, 'usd', '−$3.00'],
    [0.0000166667, 'usd', '$0.0000167'],
    ['2026-11-21T08:00:00Z', 'instant', '21 Nov 2026 08:00 UTC'],
    [1_795_248_000, 'instant', '21 Nov 2026 08:00 UTC'],
    ['dev', 'text', 'dev'],
    [true, 'text', 'yes'],
    [null, 'usd', 'not known'],
    [Number.NaN, 'percent', 'not known'],
  ])('%j %s reads %j', (value, unit, expected) => {
    expect(formatQuantity({ value, unit })).toBe(expected);
  });
});

describe('messages', () => {
  const text = (value: string) => ({ value, unit: 'text' as const });
  it('are filled, and need every value they name', () => {
    expect(fillMessage('{a} and {b}, {a}', { a: text('x'), b: { value: 2, unit: 'percent' } })).toBe('x and 2 %, x');
    expect(() => fillMessage('{a}', {})).toThrow('has {a}, but no such value was given');
    expect(() => fillMessage('{toString}', {})).toThrow(RangeError);
    expect(() => sentenceOf({}, 'constructor', {})).toThrow('no message for the code "constructor"');
  });
  it('take a value as it is, whatever it looks like', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(fillMessage('[{a}|{b}]', { a: text(`{b}$&${a}`), b: text(b) })).toBe(`[{b}$&${a}|${b}]`);
      }),
    );
  });
  it('of the tool itself name values in camelCase', () => {
    for (const message of Object.values(TOOL_MESSAGES))
      expect(message.match(/\{/g)?.length ?? 0).toBeGreaterThanOrEqual(placeholdersOf(message).length);
  });
});
