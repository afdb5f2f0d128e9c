import type { CopiesChoice, EcsChoices, ServerChoice } from '../model/ecs-choices.js';
import type { EcsService, EcsTask, ScalingPolicy } from '../model/resource/index.js';
import { healthCheckOf } from './ecs-health-check.js';

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
  if (target === null) return 'nothing';
  if (target.suspended) return 'suspended';
  if (target.minimum === target.maximum && scheduledActions.length === 0) return 'bounds-only';
  return policies.length > 0 ? 'policies' : scheduledActions.length > 0 ? 'schedule' : 'bounds-only';
}

function copiesOf(service: EcsService): CopiesChoice {
  const { target, policies } = service.scaling ?? { target: null, policies: [] };
  return {
    desired: service.desired,
    running: service.running,
    scaledBy: scaledBy(service),
    minimum: target?.minimum ?? null,
    maximum: target?.maximum ?? null,
    policies: policies.map(policyText),
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
