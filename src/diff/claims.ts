import type { DoneBecause, JudgedSnapshot, JudgementDiff, ResourceGlance } from '../model/diff.js';
import type { Finding } from '../model/judgement.js';
import { toCents } from '../model/money.js';
import { watchKeysOf } from '../policy/track.js';
import { roleKeysOf, tellsNothing } from '../policy/track-roles.js';
import { doneIn } from './diff.js';

/** What was said to be realised of one resource, and what would undo it. */
interface Claim {
  finding: Finding;
  usd: number;
  because: DoneBecause;
  /** Its size before. */
  size: string | null;
}

/**
 * What a trend has counted as realised, so that it is taken off again where it is undone: what was stopped runs again, what was gone is made
 * anew, what was made smaller is as large as before. Without that a machine that is stopped and started in turn would save more each time.
 */
export class Claims {
  private readonly claims = new Map<string, Claim>();

  /** What to watch in the next snapshot besides what the last one has findings on. */
  watched(): string[] {
    return [...this.claims.values()].flatMap(({ finding }) => watchKeysOf(finding.resource));
  }

  /**
   * Takes in one more comparison, and gives what of all that was realised before it is undone now: US dollars a month, in cents.
   * What the comparison itself books of a resource is no second time undone.
   */
  next(before: JudgedSnapshot, now: JudgedSnapshot, changes: Pick<JudgementDiff, 'resolved' | 'changed'>): number {
    const booked = doneIn(changes);
    let undone = 0;
    const taken = new Set<string>();
    for (const [key, claim] of this.claims) {
      if (booked.has(key) || !isUndone(key, claim, before, now, taken)) continue;
      undone += claim.usd;
      this.claims.delete(key);
    }
    for (const [key, { finding, because, realised }] of booked) {
      if (realised === null || realised.usd <= 0) continue;
      this.claims.set(key, { finding, usd: realised.usd, because, size: before.tracked.present.get(key)?.size ?? null });
    }
    return toCents(undone);
  }
}

function isUndone(
  key: string,
  { finding, because, size }: Claim,
  before: JudgedSnapshot,
  now: JudgedSnapshot,
  taken: Set<string>,
): boolean {
  const there: ResourceGlance | undefined = now.tracked.present.get(key);
  switch (because) {
    case 'stopped':
    case 'scaled-to-zero':
      return there?.running === true;
    case 'resized':
      return there !== undefined && size !== null && there.size === size;
    case 'gone': {
      if (there !== undefined) return true;
      const holders = roleKeysOf(finding.resource).flatMap((role) =>
        (now.tracked.roles.get(role) ?? []).filter(({ state }) => !tellsNothing(role) || state.size === size),
      );
      const made = holders.find((holder) => !taken.has(holder.key) && !before.tracked.present.has(holder.key));
      if (made !== undefined) taken.add(made.key);
      return made !== undefined;
    }
    default:
      return false;
  }
}
