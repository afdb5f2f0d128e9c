import type { SuppressionRule } from '../model/config.js';
import type { Suppression } from '../model/judgement.js';
import type { ResourceRef } from '../model/resource/index.js';
import { epochSeconds } from '../model/time.js';
import { matchAsText, matches } from './match.js';

/** Counts what each suppression of the config met while findings stream by. */
export interface Suppressor {
  /** True where a suppression in force matches; those that have lapsed are counted, and silence nothing. */
  silences(policyId: string, ref: ResourceRef): boolean;
  /** All suppressions in the order of the config, with what became of each. */
  results(): Suppression[];
}

/** True once the last day of a suppression (UTC) has ended. Time is the end of the audit's window, never a clock. */
export function hasLapsed(until: string, windowEnd: string): boolean {
  return epochSeconds(windowEnd) >= epochSeconds(`${until}T00:00:00Z`) + 86_400;
}

export function suppressor(rules: readonly SuppressionRule[], windowEnd: string): Suppressor {
  const states = rules.map((rule) => ({ rule, lapsed: hasLapsed(rule.until, windowEnd), findings: 0 }));
  return {
    silences(policyId, ref) {
      let silenced = false;
      for (const state of states) {
        if (state.rule.policyId !== '*' && state.rule.policyId !== policyId) continue;
        if (!matches(state.rule.match, ref)) continue;
        state.findings += 1;
        silenced ||= !state.lapsed;
      }
      return silenced;
    },
    results: () =>
      states.map(({ rule: { policyId, match, reason, owner, until }, lapsed, findings }) => ({
        policyId,
        match: matchAsText(match),
        reason,
        owner,
        until,
        status: lapsed ? 'expired' : findings > 0 ? 'applied' : 'unmatched',
        findings,
      })),
  };
}
