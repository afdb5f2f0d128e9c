import type { Action } from '../../src/model/evaluation.js';
import type { LoadedPolicy } from '../../src/model/policy.js';
import type { RegionBlock } from '../../src/model/region-block.js';
import { type ResourceKind, refOf } from '../../src/model/resource/index.js';
import { createJudge } from '../../src/policy/judge.js';
import { instance } from '../support/resources.js';
import { block, failing, header, policyOf, settingsOf } from './fixtures.js';

/** A policy without needs that fails what `saving` has a number (or null, unknown) for. */
export function saves(
  id: string,
  action: Action,
  saving: Readonly<Record<string, number | null>>,
  members: readonly string[] = [],
  kinds: readonly ResourceKind[] = ['ec2-instance'],
): LoadedPolicy {
  return policyOf({
    id,
    kinds,
    metrics: {},
    evaluate: (resource) => {
      const savingUsd = saving[resource.id];
      if (savingUsd === undefined) return { verdict: 'not-applicable', code: 'found', values: {} };
      return failing({ action, savingUsd, members: members.map((member) => refOf(instance({ id: member }))) });
    },
  });
}

export function judge(policies: readonly LoadedPolicy[], blocks: readonly RegionBlock[], config: unknown = {}) {
  const judging = createJudge(policies, settingsOf(config));
  for (const one of blocks) judging.region(one);
  return judging.finish(header());
}

/** A region of two instances. */
export const two = block([instance({ id: 'i-1' }), instance({ id: 'i-2' })]);
