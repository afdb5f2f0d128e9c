import type { CommandDraft, FailOutcome } from '../model/evaluation.js';
import type { PolicyContext } from '../model/policy.js';
import type { EcsService } from '../model/resource/index.js';
import { suspendedKindsOf, withSuspended } from './ecs-scaling.js';
import type { IdleService } from './fargate-idle.js';
import { describeService, restoreCount, setCountBounds, updateService } from './fargate-service.js';
import { raisingActions } from './fargate-suspend.js';
import { impact, quantity } from './outcome-parts.js';
import { raisesText } from './scheduled-raises.js';

/**
 * Scales a service to nothing, so that it can come back with one command; what of automatic scaling would bring it back goes first: the least
 * that its bounds allow, and scheduled actions, which are suspended, since that is undone as easily.
 */
function stopCommands(service: EcsService): CommandDraft[] {
  const target = service.scaling?.target ?? null;
  const scheduled = raisingActions(service).length > 0;
  const bounds = target === null || (target.minimum === 0 && !scheduled) ? null : target;
  const off = bounds === null ? [] : suspendedKindsOf(bounds);
  const state = (line: CommandDraft, kinds: readonly string[]) => (scheduled ? withSuspended(line, kinds) : line);
  return [
    describeService(service),
    ...(bounds === null ? [] : [state(setCountBounds(service, 'apply', 0, bounds.maximum), [...off, 'scheduled'])]),
    updateService(service, 'apply', '--desired-count', '0'),
    ...(bounds === null ? [] : [state(setCountBounds(service, 'undo', bounds.minimum, bounds.maximum), off)]),
    restoreCount(service),
  ];
}

/** The finding of an idle service: all of its cost goes. */
export function stopOutcome(idle: IdleService, { cost, prices }: Pick<PolicyContext, 'cost' | 'prices'>, code: string): FailOutcome {
  const { service, values, evidence, confidence, notes, questions, charts } = idle;
  const nothing = { usd: 0, basis: 'list', asOf: cost.monthly?.asOf ?? prices.asOf } as const;
  const money = impact(cost, nothing);
  const raising = raisingActions(service);
  const raised = raising.length > 0;
  return {
    verdict: 'fail',
    code,
    values: { ...values, ...(raised ? { scheduledRaises: quantity(raisesText(raising), 'text') } : {}) },
    evidence,
    recommendation: {
      action: 'terminate',
      target: {
        label: 'desired count 0, then delete the service',
        values: {},
        projected: [],
        monthly: nothing,
        savings: money.savings,
        risk: 1,
        platformDifferences: [],
        offerChecked: true,
        notes: [...notes, ...(raised ? ['scheduled-suspended'] : [])],
      },
      alternatives: [],
    },
    cost: money,
    ...confidence,
    risk: 1,
    members: [],
    commands: stopCommands(service),
    questions: [...questions, ...(raised ? ['ask-who-scheduled'] : []), ...(service.scaling === null ? ['ask-scaling-unread'] : [])],
    charts,
  };
}
