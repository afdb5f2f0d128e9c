import { describe, expect, test } from 'vitest';
import { covers } from '../../src/analysis/commitments.js';
import type { Commitment, UsagePlace } from '../../src/model/commitments.js';
import { commitment, FUNCTIONS, instances, M5, plan, SPOT } from './commitments-fixtures.js';

test('a commitment covers its account, region, family, size and platform, and nothing else', () => {
  const ri = commitment(1);
  expect(covers(ri, M5)).toBe(true);
  expect(covers(ri, instances('m5.24xlarge'))).toBe(true);
  for (const other of [
    instances('m5a.large'),
    instances('m5.large', { region: 'eu-west-1' }),
    instances('m5.large', { accountId: '2' }),
    instances('m5.large', { platform: 'Windows' }),
    FUNCTIONS,
  ]) {
    expect(covers(ri, other), JSON.stringify(other)).toBe(false);
  }
  expect(covers(commitment(1, { instanceFamily: null, instanceType: 'm5.large' }), instances('m5.xlarge'))).toBe(false);
  expect(covers(plan(1), instances('x8g.large', { region: 'eu-west-1', platform: 'Windows' }))).toBe(true);
  expect(covers(plan(1, { accountId: null }), instances('m5.large', { accountId: '2' }))).toBe(true);
});

describe('what a commitment covers', () => {
  const any = { region: null, instanceFamily: null, platform: null };
  test.each<[string, Partial<Commitment>, UsagePlace, boolean | null]>([
    ['its family', {}, M5, true],
    ['another family', {}, instances('m5a.large'), false],
    ['a family of which it has the first letters', {}, instances('m5n.large'), false],
    ['its type', { instanceType: 'm5.large' }, M5, true],
    ['another size', { instanceType: 'm5.large' }, instances('m5.xlarge'), false],
    ['its size, of no family that is named', { instanceType: 'm5.large', instanceFamily: null }, M5, true],
    ['any type', any, M5, true],
    ['any type of several', any, instances(null), true],
    ['a type that is not one', {}, instances(null), null],
    ['functions, though it is for any type', any, FUNCTIONS, false],
    ['another region', {}, instances('m5.large', { region: 'eu-west-1' }), false],
    ['any region', { region: null }, instances('m5.large', { region: 'eu-west-1' }), true],
    ['another platform', {}, instances('m5.large', { platform: 'Windows' }), false],
    ['a platform that is not known', {}, instances('m5.large', { platform: null }), true],
    ['any platform', { platform: null }, instances('m5.large', { platform: 'Windows' }), true],
    ['another account', {}, instances('m5.large', { accountId: '2' }), false],
    ['all accounts', { accountId: null }, instances('m5.large', { accountId: '2' }), true],
    ['Spot', any, SPOT, false],
    ['its zone', { zone: 'us-east-1a' }, instances('m5.large', { zone: 'us-east-1a' }), true],
    ['another zone', { zone: 'us-east-1a' }, instances('m5.large', { zone: 'us-east-1b' }), false],
    ['several zones', { zone: 'us-east-1a' }, instances('m5.large', { zone: null }), null],
    ['several zones, of another type', { zone: 'us-east-1a' }, instances('c5.large', { zone: null }), false],
    ['a zone, of any', {}, instances('m5.large', { zone: 'us-east-1b' }), true],
    ['another account, shared', { shared: true }, instances('m5.large', { accountId: '2' }), true],
    // Accounts name zones each in their own way.
    [
      'a zone of another account',
      { shared: true, zone: 'us-east-1a' },
      instances('m5.large', { accountId: '2', zone: 'us-east-1b' }),
      true,
    ],
  ])('%s', (_name, more, place, expected) => {
    expect(covers(commitment(10, more), place)).toBe(expected);
  });
});
