import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Match } from '../../src/model/config.js';
import { refOf } from '../../src/model/resource/index.js';
import { globMatches, matchAsText, matches } from '../../src/policy/match.js';
import { instance, lambdaFunction } from '../support/resources.js';

describe('globs', () => {
  it.each([
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['batch-*', 'batch-', true],
    ['batch-*', 'batch-7', true],
    ['batch-*', 'a-batch-7', false],
    ['*-dev', 'api-dev', true],
    ['*-dev', 'api-dev2', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a*b*c', 'a--b--bc', true],
    ['a.c', 'abc', false],
    ['(a|b)+$', '(a|b)+$', true],
    ['A', 'a', false],
  ])('%j against %j: %s', (glob, text, expected) => {
    expect(globMatches(glob, text)).toBe(expected);
  });

  it('agrees with a regular expression on small texts', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(letters, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (glob, text) => {
        const pattern = new RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`);
        expect(globMatches(glob, text)).toBe(pattern.test(text));
      }),
    );
  });

  it('takes a hostile glob, which would never end if it were tried in every way', () => {
    expect(globMatches(`${'*a'.repeat(250)}b`, 'a'.repeat(1024))).toBe(false);
  });
});

describe('matches', () => {
  const ref = refOf(instance({ name: 'batch-7', tags: { team: 'data', constructor: 'x' } }));
  it.each<[string, Match, boolean]>([
    ['account', { account: '111122223333' }, true],
    ['another account', { account: '9*' }, false],
    ['region', { region: 'us-*' }, true],
    ['type', { type: 'AWS::EC2::*' }, true],
    ['id', { id: 'i-0123456789abcdef0' }, true],
    ['name', { name: 'batch-*' }, true],
    ['tag', { tag: { team: 'd*' } }, true],
    ['a tag of another value', { tag: { team: 'web' } }, false],
    ['a tag it has not', { tag: { toString: '*' } }, false],
    ['a tag named as a property of every object', { tag: { constructor: 'x' } }, true],
    ['all parts together', { region: 'us-east-1', name: '*', tag: { team: '*' } }, true],
    ['one part of several that does not fit', { region: 'us-east-1', name: 'web' }, false],
  ])('%s', (_, match, expected) => {
    expect(matches(match, ref)).toBe(expected);
  });

  it('matches the id where there is no name, and no tag where tags are not known', () => {
    expect(matches({ name: 'i-*' }, refOf(instance({ name: null })))).toBe(true);
    expect(matches({ tag: { team: '*' } }, refOf(lambdaFunction({ tags: null })))).toBe(false);
  });

  it('is shown as flat text, sorted', () => {
    expect(matchAsText({ region: 'us-*', tag: { team: 'data' }, account: '1*' })).toEqual({
      account: '1*',
      region: 'us-*',
      'tag:team': 'data',
    });
  });
});
