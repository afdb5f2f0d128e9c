import { beforeAll, describe, expect, it } from 'vitest';
import { type Judgement, judge, loadRules } from '../../src/index.js';
import type { ResourceRef } from '../../src/model/resource/index.js';
import { virginiaOpinions } from '../../src/simulator/fleets/demo/commitments.js';
import { demoSnapshot } from '../support/made-once.js';
import { DEMO_EXPECTATIONS } from './demo-expectations.js';

/** What the expectations may call a resource: its name, its id, and of a standalone task (`cluster_name:revision`) the name in it. */
function namesOf({ type, id, name }: ResourceRef): string[] {
  const plain = type === 'AWS::ECS::Task' ? name?.replace(/^[^_]*_/, '').replace(/:\d+$/, '') : name;
  return [id, ...(plain === null || plain === undefined ? [] : [plain])];
}

describe('the demo fleet, audited over the wire', () => {
  let judgement: Judgement;
  beforeAll(async () => {
    judgement = await judge(await demoSnapshot(), await loadRules());
  });

  it('is covered as a whole', () => {
    expect(judgement.coverage.filter(({ status }) => status !== 'ok' && status !== 'empty')).toEqual([]);
    // From the 6th to the 20th there is no month end.
    expect(judgement.warnings.map(({ code }) => code)).toEqual(['no-month-end']);
    expect(judgement.policies.map(({ meta }) => meta.id)).toEqual(Object.keys(DEMO_EXPECTATIONS).sort());
  });

  it('has second opinions on resources with findings', () => {
    const flagged = new Set(judgement.findings.map(({ resource }) => resource.id));
    expect(virginiaOpinions.filter(({ id }) => !flagged.has(id))).toEqual([]);
  });

  it.each(Object.entries(DEMO_EXPECTATIONS))('%s says what a careful engineer would', (policyId, expected) => {
    const { mustFlag, mustNotFlag, mustBeNotAssessed = [] } = expected;
    const named = (entries: readonly { policyId: string; resource: ResourceRef }[]) =>
      new Set(entries.filter((entry) => entry.policyId === policyId).flatMap(({ resource }) => namesOf(resource)));
    const [flagged, notAssessed] = [named(judgement.findings), named(judgement.notAssessed)];
    expect({
      missed: mustFlag.filter((name) => !flagged.has(name)),
      flaggedWrongly: mustNotFlag.filter((name) => flagged.has(name)),
      assessedWithoutData: mustBeNotAssessed.filter((name) => !notAssessed.has(name)),
    }).toEqual({ missed: [], flaggedWrongly: [], assessedWithoutData: [] });
  });
});
