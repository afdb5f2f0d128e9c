import { describe, expect, it } from 'vitest';
import type { Load } from '../../support/loads.js';
import { instance } from '../../support/policy-fixtures.js';
import { flat, judge, peak } from './over-provisioned-fixtures.js';

describe('ec2-over-provisioned: a size that may have changed', () => {
  const twoDaysAgo = instance({ launchTime: '2026-11-14T00:00:00Z' });
  const since = Date.parse('2026-11-14T00:00:00Z') / 1000;

  it('gives no second advice a week after its advice was taken', () => {
    // 30 % of 16 vCPU until the change, 60 % of 8 after it.
    const weekAgo = instance({ instanceType: 'm5.2xlarge', launchTime: '2026-11-09T00:00:00Z' });
    const changed: Load = ({ epoch }) => (epoch < Date.parse('2026-11-09T00:00:00Z') / 1000 ? 30 : 60);
    expect(judge(changed, { metrics: { memory: peak('ec2.memory', 70) } }, weekAgo)).toMatchObject({
      verdict: 'pass',
      code: 'needs-its-size',
    });
  });

  it('must fit after the change', () => {
    // Ten values, each in an hour of its own: under 0.5 % of the whole window, over it since the start.
    const grown: Load = ({ epoch }) => (epoch >= since + 86_400 && epoch < since + 86_400 + 36_000 && epoch % 3600 === 0 ? 60 : 2);
    expect(judge(grown, { metrics: { memory: peak('ec2.memory', 70) } }, twoDaysAgo)).toMatchObject({ verdict: 'pass' });
    expect(judge(grown, { metrics: { memory: peak('ec2.memory', 70) } }).verdict).toBe('fail');
  });

  it('must fit the whole window', () => {
    const shrunk: Load = ({ epoch }) => (epoch < since ? 60 : 2);
    expect(judge(shrunk, { metrics: { memory: peak('ec2.memory', 70) } }, twoDaysAgo).verdict).toBe('pass');
  });

  it('has low confidence under seven days, and waits for 30 hours', () => {
    expect(judge(flat(2), {}, twoDaysAgo)).toMatchObject({
      verdict: 'fail',
      confidence: 'low',
      confidenceReasons: ['size-may-have-changed'],
    });
    expect(judge(flat(2), {}, instance({ launchTime: '2026-11-09T00:00:00Z' }))).toMatchObject({ verdict: 'fail', confidence: 'high' });
    expect(judge(flat(2), {}, instance({ launchTime: '2026-11-15T00:00:00Z' }))).toMatchObject({
      verdict: 'not-assessed',
      code: 'too-little-data',
    });
  });
});
