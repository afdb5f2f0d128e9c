import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/user-error.js';
import { errorOf, read } from './reading.js';

describe('a config that is hostile', () => {
  it('does not expand aliases that multiply', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]' : `a${level}: &a${level} [${new Array(9).fill(`*a${level - 1}`).join(', ')}]`,
    );
    // Expanded they are 9^12 strings, for which no memory is large enough.
    expect(errorOf(levels.join('\n')).message).toMatch(/alias/);
  });

  it('refuses what is too deep or too large', () => {
    expect(errorOf(`a: ${'['.repeat(20_000)}`).message).toMatch(/deep|YAML/);
    expect(errorOf(`a: ${'['.repeat(60)}${']'.repeat(60)}`).message).toContain('nested more than 40 deep');
    expect(errorOf(`a: ${'x'.repeat(1_000_001)}`).message).toContain('larger than 1000000 bytes');
  });

  it('leaves the prototype of everything alone', () => {
    expect(() => read('report: { __proto__: { polluted: 1 } }')).toThrow(UserError);
    expect(() => read('overrides: [{ match: { tag: { __proto__: x } } }]')).toThrow(UserError);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
    const tags = read('overrides: [{ match: { tag: { constructor: x } }, owner: o }]').overrides[0]?.match.tag;
    expect(tags).toEqual({ constructor: 'x' });
  });

  it('ends every text in a config or in a one-line error', () => {
    const words = [
      'regions',
      'policies',
      'test-quiet',
      'options',
      'limitPercent',
      'match',
      'tag',
      '- ',
      ': ',
      '\n',
      '  ',
      '&a',
      '*a',
      '!!',
      '[',
      '{',
      '}',
      ']',
      '|',
      '>',
      '"',
      "'",
      '#',
      '1',
      '\t',
      '\u0000',
      '<<',
    ];
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 5 })), { maxLength: 40 }), (parts) => {
        try {
          read(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect(String(error)).not.toContain('\n');
        }
      }),
      { numRuns: 300 },
    );
  });
});
