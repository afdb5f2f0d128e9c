import type { CommandDraft, FailOutcome } from '../model/evaluation.js';
import type { PolicyContext } from '../model/policy.js';
import type { EcsService } from '../model/resource/index.js';
import type { IdleService } from './fargate-idle.js';
import { describeService, setCountBounds, updateService } from './fargate-service.js';
import { impact } from './outcome-parts.js';

/** Scales a service to nothing, so that it can come back with one command; bounds of automatic scaling go first, or they would bring it back. */
function stopCommands(service: EcsService): CommandDraft[] {
  const target = service.scaling?.target ?? null;
  const bounds = target === null || target.minimum === 0 ? null : target;
  return [
    describeService(service),
    ...(bounds === null ? [] : [setCountBounds(service, 'apply', 0, bounds.maximum)]),
    updateService(service, 'apply', '--desired-count', '0'),
    ...(bounds === null ? [] : [setCountBounds(service, 'undo', bounds.minimum, bounds.maximum)]),
    updateService(service, 'undo', '--desired-count', { value: String(service.desired), pattern: 'number' }),
  ];
}

/** The finding of an idle service: all of its cost goes. */
export function stopOutcome(idle: IdleService, { cost, prices }: Pick<PolicyContext, 'cost' | 'prices'>, code: string): FailOutcome {
  const { service, values, evidence, confidence, notes, questions, charts } = idle;
  const nothing = { usd: 0, basis: 'list', asOf: cost.monthly?.asOf ?? prices.asOf } as const;
  const money = impact(cost, nothing);
  return {
    verdict: 'fail',
    code,
    values,
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
        notes,
      },
      alternatives: [],
    },
    cost: money,
    ...confidence,
    risk: 1,
    members: [],
    commands: stopCommands(service),
    questions,
    charts,
  };
}
