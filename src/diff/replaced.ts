import type { RoleHolder } from '../model/diff.js';
import type { Finding } from '../model/judgement.js';
import { moneyInCents, subtractMoney } from '../model/money.js';
import type { ResourceRef } from '../model/resource/index.js';
import { resourceKey } from '../policy/track.js';
import { roleKeysOf, tellsNothing } from '../policy/track-roles.js';
import type { Done } from './done.js';
import { lookAt, type Side } from './sides.js';

/** What stands in the place of each resource that is gone, by the key of the one that is gone. Each stands for one. */
export type Successors = ReadonlyMap<string, RoleHolder>;

/** Resources with a finding that are not there any more, in a fixed order. */
function goneFrom(findings: readonly Finding[], now: Side): Map<string, ResourceRef> {
  const gone = findings.flatMap((finding): [string, ResourceRef][] => {
    const key = resourceKey(finding.resource);
    return finding.status === 'active' && !now.tracked.present.has(key) && lookAt(finding, now) === 'seen' ? [[key, finding.resource]] : [];
  });
  return new Map(gone.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Finds for what is gone what the old snapshot did not have and has its role now. The surest sign of a role is matched first, over all that is
 * gone, and of several candidates one of the same size: what was made again as it was is then paired with itself.
 */
export function successorsOf(findings: readonly Finding[], old: Side, now: Side): Successors {
  const gone = goneFrom(findings, now);
  const successors = new Map<string, RoleHolder>();
  const taken = new Set<string>();
  const byRole = new Map<string, RoleHolder[]>();
  /** What the old snapshot did not have, in a fixed order. */
  const newHolders = (role: string): readonly RoleHolder[] => {
    const known = byRole.get(role);
    if (known !== undefined) return known;
    const holders = (now.tracked.roles.get(role) ?? []).filter((holder) => !old.tracked.present.has(holder.key));
    holders.sort((a, b) => (a.key < b.key ? -1 : 1));
    byRole.set(role, holders);
    return holders;
  };
  const most = Math.max(0, ...[...gone.values()].map((resource) => roleKeysOf(resource).length));
  for (let rank = 0; rank < most; rank += 1) {
    for (const sameSize of [true, false]) {
      for (const [key, resource] of gone) {
        const role = roleKeysOf(resource)[rank];
        if (role === undefined || successors.has(key) || (!sameSize && tellsNothing(role))) continue;
        const size = old.tracked.states.get(key)?.size ?? null;
        const found = newHolders(role).find(
          (holder) => !taken.has(holder.key) && (!sameSize || (holder.state.size === size && size !== null)),
        );
        if (found === undefined) continue;
        successors.set(key, found);
        taken.add(found.key);
      }
    }
  }
  return successors;
}

/** What became of a resource that is gone. Null: its parts are there, in another group or by themselves, so that nothing is gone. */
export function doneToGone(resource: ResourceRef, old: Side, now: Side, successors: Successors): Done | null {
  const key = resourceKey(resource);
  const before = old.tracked.states.get(key);
  const { accountId, region } = resource;
  const stays = (id: string) => now.tracked.present.has(resourceKey({ accountId, region, type: 'AWS::EC2::Instance', id }));
  if (before?.instanceIds.some(stays) === true) return null;
  const monthly = moneyInCents(before?.monthly ?? null);
  const successor = successors.get(key);
  if (successor === undefined) return { because: 'gone', detail: null, realised: monthly };
  const { id, state } = successor;
  const sizes = before?.size === state.size || state.size === null ? '' : `, ${before?.size ?? 'no size known'} to ${state.size}`;
  return {
    because: 'replaced',
    detail: `by ${id}${sizes}`,
    realised: moneyInCents(subtractMoney(monthly, moneyInCents(state.monthly))),
  };
}
