import { describe, expect, it } from 'vitest';
import type { CoverageEntry } from '../../src/model/coverage.js';
import type { Finding } from '../../src/model/judgement.js';
import type { MeasuredBlock } from '../../src/model/region-block.js';
import type { CollectedResource } from '../../src/model/resource/index.js';
import type { OPINION_VERDICTS } from '../../src/model/resource/second-opinion.js';
import { secondOpinions } from '../../src/policy/second-opinion.js';
import { findingOf } from '../support/fixture-findings.js';
import { POLICY_SEEDS } from '../support/fixture-policies.js';
import { block } from './fixtures.js';

describe('a second opinion', () => {
  const seed = POLICY_SEEDS.find(({ kind, action }) => kind === 'ec2-instance' && action === 'resize');
  if (seed === undefined) throw new Error('no seed');
  const made = findingOf(seed, 0);
  const beside = (finding: Finding, verdict: (typeof OPINION_VERDICTS)[number]) => {
    const { accountId, region, id: resourceId, type: resourceType } = finding.resource;
    const opinion: CollectedResource = {
      kind: 'second-opinion',
      accountId,
      region,
      id: `${resourceType}/${resourceId}`,
      resourceType,
      resourceId,
      verdict,
      idle: false,
      size: null,
    };
    const asked: CoverageEntry = {
      accountId,
      region,
      service: 'compute-optimizer',
      step: 'GetEC2InstanceRecommendations',
      status: 'ok',
      detail: null,
      resources: 1,
      optional: true,
    };
    const measured: MeasuredBlock = block([opinion], [], { accountId, region, coverage: [asked] });
    return secondOpinions(measured)(finding);
  };
  const to = (nowPercent: number | null, projectedPercent: number | null): Finding => {
    const { recommendation } = made.outcome;
    if (recommendation.target === null) throw new Error('no target');
    const target = { ...recommendation.target, projected: [{ dimension: 'cpu', nowPercent, projectedPercent }] };
    return {
      ...made,
      outcome: { ...made.outcome, confidence: 'high', confidenceReasons: [], recommendation: { ...recommendation, target } },
    };
  };

  it('that calls it too small takes the certainty of making it smaller', () => {
    const { outcome, sentences, secondOpinion } = beside(to(20, 40), 'under-provisioned');
    expect(secondOpinion).toMatchObject({ agreement: 'differs', verdict: 'under-provisioned' });
    expect(outcome).toMatchObject({ confidence: 'medium', confidenceReasons: ['called-under-provisioned'] });
    expect(outcome.questions[0]).toBe('ask-under-provisioned');
    for (const code of ['called-under-provisioned', 'ask-under-provisioned']) expect(sentences).toHaveProperty(code);
  });

  it('leaves what is less sure as it is, and says why', () => {
    const finding = to(20, 40);
    const low = { ...finding, outcome: { ...finding.outcome, confidence: 'low' as const, confidenceReasons: ['little-data'] } };
    expect(beside(low, 'under-provisioned').outcome).toMatchObject({
      confidence: 'low',
      confidenceReasons: ['little-data', 'called-under-provisioned'],
    });
  });

  it.each<[string, Finding, (typeof OPINION_VERDICTS)[number]]>([
    ['it agrees', to(20, 40), 'over-provisioned'],
    ['it calls it right', to(20, 40), 'optimized'],
    ['nothing becomes less', to(20, 20), 'under-provisioned'],
    ['it becomes larger', to(90, 45), 'under-provisioned'],
    ['that is not known', to(null, null), 'under-provisioned'],
  ])('takes none where %s', (_, finding, verdict) => {
    expect(beside(finding, verdict).outcome).toEqual(finding.outcome);
  });

  it('takes the certainty of a stop too', () => {
    const finding = to(20, 20);
    const stop: Finding = {
      ...finding,
      outcome: { ...finding.outcome, recommendation: { action: 'terminate', target: null, alternatives: [] } },
    };
    expect(beside(stop, 'under-provisioned').outcome.confidence).toBe('medium');
  });
});
