import { describe, expect, it } from 'vitest';
import { dropEmptyItems } from '../../src/aws/empty-items.js';

describe('empty items of an answer', () => {
  it('go from every list, however deep, and are counted', () => {
    const answer = { tasks: [null, { containers: [{ name: 'a' }, null, undefined], memory: null }], failures: [undefined], next: null };
    expect(dropEmptyItems(answer)).toBe(4);
    expect(answer).toEqual({ tasks: [{ containers: [{ name: 'a' }], memory: null }], failures: [], next: null });
  });

  it('leave everything else as it is', () => {
    const at = new Date(0);
    const whole = { lists: [[], [0, '', false]], at, blob: new Uint8Array([0, 1]), none: null };
    expect(dropEmptyItems(whole)).toBe(0);
    expect(whole).toEqual({ lists: [[], [0, '', false]], at, blob: new Uint8Array([0, 1]), none: null });
    for (const nothing of [null, undefined, 'text', 7]) expect(dropEmptyItems(nothing)).toBe(0);
  });
});
