import { describe, expect, it } from 'vitest';
import { instance } from '../../support/policy-fixtures.js';
import { judge } from './idle-fixtures.js';

describe('ec2-idle', () => {
  it.each<[string, Parameters<typeof instance>[0], string]>([
    ['host', { tenancy: 'host' }, 'idle-on-host'],
    ['outpost', { onOutpost: true }, 'idle-on-outpost'],
    ['capacity block', { lifecycle: 'capacity-block' }, 'idle-on-capacity-block'],
  ])('saves nothing on what is paid in its place, and offers no stop: %s', (_, of, note) => {
    const outcome = judge({}, instance(of));
    expect(outcome).toMatchObject({
      verdict: 'fail',
      severity: 'low',
      cost: { current: null, projected: null, savings: { usd: 0 } },
      recommendation: { action: 'investigate', target: { notes: expect.arrayContaining([note]) } },
    });
    if (outcome.verdict === 'fail') expect(outcome.commands.map(({ purpose }) => purpose)).toEqual(['inspect']);
  });

  it.each<[Parameters<typeof instance>[0], string, string]>([
    [{ tags: { 'aws:elasticmapreduce:job-flow-id': 'j-1' } }, 'made-by-service', 'stop-in-emr'],
    [{ tags: { 'karpenter.sh/nodepool': 'a' }, eksCluster: 'prod' }, 'pods-unseen', 'stop-in-karpenter'],
    [{ tags: { 'aws:ec2:fleet-id': 'fleet-1' } }, 'made-by-service', 'stop-in-ec2-fleet'],
  ])('is not sure of what another service made, and only looks: %j', (of, reason, note) => {
    const outcome = judge({}, instance(of));
    expect(outcome).toMatchObject({
      verdict: 'fail',
      confidence: 'medium',
      recommendation: { target: { notes: expect.arrayContaining([note]) } },
    });
    if (outcome.verdict !== 'fail') return;
    expect(outcome.confidenceReasons).toContain(reason);
    expect(outcome.commands.map(({ purpose }) => purpose)).toEqual(['inspect']);
  });

  it('says of a Kubernetes node that it is drained first, and of reserved capacity that it goes on costing', () => {
    expect(judge({}, instance({ eksCluster: 'prod' }))).toMatchObject({
      confidence: 'medium',
      recommendation: { target: { notes: expect.arrayContaining(['pods-move']) } },
    });
    expect(judge({}, instance({ capacityReservationId: 'cr-1' }))).toMatchObject({
      confidence: 'low',
      confidenceReasons: expect.arrayContaining(['reserved-capacity']),
      questions: expect.arrayContaining(['release-reservation']),
    });
  });
});
