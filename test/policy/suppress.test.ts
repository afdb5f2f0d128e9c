import { describe, expect, it } from 'vitest';
import { hasLapsed } from '../../src/policy/suppress.js';
import { judge, saves, two } from './judging.js';

describe('suppressions', () => {
  const policy = saves('a', 'terminate', { 'i-1': 9, 'i-2': 9 });
  const rule = (overrides: object) => ({
    policyId: 'a',
    match: { id: 'i-1' },
    reason: 'standby',
    owner: 'ops',
    until: '2026-12-31',
    ...overrides,
  });

  it('tell what became of each', () => {
    const { suppressions, findings } = judge([policy, saves('b', 'resize', {})], [two], {
      suppressions: [
        rule({}),
        rule({ until: '2026-11-15' }),
        rule({ match: { id: 'i-9' } }),
        rule({ policyId: '*', match: { id: 'i-2', region: 'us-*' } }),
        rule({ policyId: 'b' }),
      ],
    });
    expect(suppressions.map(({ status, findings: count }) => [status, count])).toEqual([
      ['applied', 1],
      ['expired', 1],
      ['unmatched', 0],
      ['applied', 1],
      ['unmatched', 0],
    ]);
    expect(findings.map(({ status, primary }) => [status, primary])).toEqual([
      ['suppressed', false],
      ['suppressed', false],
    ]);
    expect(suppressions[3]).toMatchObject({ match: { id: 'i-2', region: 'us-*' }, reason: 'standby', owner: 'ops', until: '2026-12-31' });
  });

  it('lapse with the end of their last day, by the end of the window and never by a clock', () => {
    expect(hasLapsed('2026-11-16', '2026-11-16T23:59:59Z')).toBe(false);
    expect(hasLapsed('2026-11-16', '2026-11-17T00:00:00Z')).toBe(true);
    expect(judge([policy], [two], { suppressions: [rule({ until: '2026-11-15' })] }).findings[0]?.status).toBe('active');
    expect(judge([policy], [two], { suppressions: [rule({ until: '2026-11-16' })] }).findings[0]?.status).toBe('suppressed');
  });
});
