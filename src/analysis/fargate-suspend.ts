import type { EcsService, ScheduledAction } from '../model/resource/index.js';
import { movesOf, suspendedKindsOf } from './ecs-scaling.js';
import { raisingAgain } from './scheduled-raises.js';

/** The scheduled actions at work that bring tasks back; none where scaling could not be read, which has to be asked for. */
export const raisingActions = (service: EcsService): ScheduledAction[] =>
  movesOf(service)?.scheduled === true ? raisingAgain(service.scaling?.scheduledActions ?? []) : [];

/** True where a service has scheduled actions that are suspended: new ones would stand still with them. */
export const standsStill = ({ scaling }: EcsService): boolean =>
  scaling?.target != null && scaling.scheduledActions.length > 0 && suspendedKindsOf(scaling.target).includes('scheduled');
