import type { CopiesChoice, EcsChoices, ServerChoice } from '../model/ecs-choices.js';
import type { EcsService, EcsTask, ScalingPolicy } from '../model/resource/index.js';
import { healthCheckOf } from './ecs-health-check.js';
import { movesOf } from './ecs-scaling.js';

function serverOf({ launchType, capacityProviderStrategy, compute }: EcsService): ServerChoice {
  const runsOn = compute === null ? null : compute.filter(({ share }) => share > 0);
  if (capacityProviderStrategy.length > 0) {
    return { chosenBy: 'capacity-provider', names: capacityProviderStrategy.map(({ provider }) => provider), runsOn };
  }
  return launchType === null ? { chosenBy: null, names: [], runsOn } : { chosenBy: 'launch-type', names: [launchType], runsOn };
}

const policyText = ({ type, trackedMetric, targetValue }: ScalingPolicy): string =>
  [type, trackedMetric ?? '', targetValue ?? ''].filter((part) => part !== '').join(' ');

/** Whether anything moves the desired count. A target alone only sets bounds, and equal bounds leave nothing to move. */
function scaledBy({ scaling, schedulingStrategy }: EcsService): CopiesChoice['scaledBy'] {
  if (schedulingStrategy === 'DAEMON') return 'one-per-instance';
  if (scaling === null) return null;
  const { target, policies, scheduledActions } = scaling;
  const moves = movesOf({ scaling });
  if (target === null || moves === null) return 'nothing';
  if (moves.out || moves.in) return 'policies';
  if (moves.scheduled) return 'schedule';
  const wouldMove = scheduledActions.length > 0 || (policies.length > 0 && target.minimum < target.maximum);
  return target.suspended && wouldMove ? 'suspended' : 'bounds-only';
}

/** What of scaling by policies is suspended, where the rest of it is at work. */
function suspendedText(service: EcsService): string {
  const moves = movesOf(service);
  if (moves === null || moves.in === moves.out) return '';
  return moves.in ? ' (scale-out suspended)' : ' (scale-in suspended)';
}

function copiesOf(service: EcsService): CopiesChoice {
  const { target, policies } = service.scaling ?? { target: null, policies: [] };
  const suspended = suspendedText(service);
  return {
    desired: service.desired,
    running: service.running,
    scaledBy: scaledBy(service),
    minimum: target?.minimum ?? null,
    maximum: target?.maximum ?? null,
    policies: policies.map((policy) => `${policyText(policy)}${suspended}`),
  };
}

/**
 * The deployment circuit breaker, which only the rolling updates of ECS itself have:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
function circuitBreakerOf({ circuitBreaker, deploymentController }: EcsService): EcsChoices['circuitBreaker'] {
  if (deploymentController === 'CODE_DEPLOY' || deploymentController === 'EXTERNAL') return 'not-offered';
  if (circuitBreaker === null) return null;
  return circuitBreaker.enabled ? (circuitBreaker.rollback ? 'on-with-rollback' : 'on') : 'off';
}

function platformVersionOf({ platformVersion, launchType, compute }: EcsService, tasks: readonly EcsTask[]): EcsChoices['platformVersion'] {
  const onFargate = compute?.some((part) => part.compute === 'fargate' || part.compute === 'fargate-spot') ?? launchType === 'FARGATE';
  if (!onFargate && platformVersion === null) return null;
  const running = tasks.flatMap((task) => (task.lastStatus === 'RUNNING' ? (task.platformVersion ?? []) : []));
  return { asked: platformVersion, running: [...new Set(running)].sort() };
}

/** What a service decided of all that ECS leaves open, but for what its sidecars and daemons take. `tasks` are its own. */
export function choicesOf(
  service: EcsService,
  tasks: readonly EcsTask[],
): Pick<EcsChoices, 'server' | 'copies' | 'healthCheck' | 'circuitBreaker' | 'platformVersion'> {
  return {
    server: serverOf(service),
    copies: copiesOf(service),
    healthCheck: healthCheckOf(service),
    circuitBreaker: circuitBreakerOf(service),
    platformVersion: platformVersionOf(service, tasks),
  };
}
