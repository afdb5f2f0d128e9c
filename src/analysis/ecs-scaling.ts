import type { CommandDraft } from '../model/evaluation.js';
import type { EcsService } from '../model/resource/index.js';

/** What can move the desired count of a service now. */
export interface Moves {
  /** Policies may add tasks. */
  out: boolean;
  /** Policies may take tasks away. */
  in: boolean;
  /** Scheduled actions are carried out. */
  scheduled: boolean;
}

type Target = NonNullable<NonNullable<EcsService['scaling']>['target']>;

/** The kinds of scaling that stand still. Snapshots that name no kinds know that something is suspended, and not what: then it is all. */
export function suspendedKindsOf({ suspended, suspendedKinds }: Pick<Target, 'suspended' | 'suspendedKinds'>): readonly string[] {
  return suspendedKinds ?? (suspended ? ['in', 'out', 'scheduled'] : []);
}

/**
 * What of a service's scaling is at work: there is something of that kind and it is not suspended. Each kind is suspended by itself:
 * https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html
 * Policies need bounds that differ; a scheduled action sets bounds of its own. Nothing moves without a target. null: scaling could not be read.
 */
export function movesOf({ scaling }: Pick<EcsService, 'scaling'>): Moves | null {
  if (scaling === null) return null;
  const { target, policies, scheduledActions } = scaling;
  if (target === null) return { out: false, in: false, scheduled: false };
  const off = suspendedKindsOf(target);
  const byPolicy = policies.length > 0 && target.minimum < target.maximum;
  return {
    out: byPolicy && !off.includes('out'),
    in: byPolicy && !off.includes('in'),
    scheduled: scheduledActions.length > 0 && !off.includes('scheduled'),
  };
}

/** Whether some scheduled action sets other bounds than there are now: one that sets the same again moves nothing, though it would undo a change. */
export const scheduleSetsOthers = ({ scaling }: Pick<EcsService, 'scaling'>): boolean => {
  const target = scaling?.target ?? null;
  if (target === null) return false;
  const differs = (bound: number | null, now: number): boolean => bound !== null && bound !== now;
  return (scaling?.scheduledActions ?? []).some(
    ({ minimum, maximum }) => differs(minimum, target.minimum) || differs(maximum, target.maximum),
  );
};

/**
 * A registration that also says what of a service's automatic scaling stands still, as the shorthand of `--suspended-state`
 * (https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html).
 */
export function withSuspended(line: CommandDraft, kinds: readonly string[]): CommandDraft {
  const state = [
    `DynamicScalingInSuspended=${kinds.includes('in')}`,
    `DynamicScalingOutSuspended=${kinds.includes('out')}`,
    `ScheduledScalingSuspended=${kinds.includes('scheduled')}`,
  ];
  return { ...line, argv: [...line.argv, '--suspended-state', state.join(',')] };
}
