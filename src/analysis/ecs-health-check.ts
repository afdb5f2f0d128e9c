import type { HealthCheckChoice } from '../model/ecs-choices.js';
import type { Container, EcsService } from '../model/resource/index.js';
import { isNamedAsSidecar } from './fargate-sidecars.js';

/**
 * The containers whose health says that a task does its work: the essential ones, which alone ECS counts (where that is not told, any may be
 * one that has not ended), without sidecars: a proxy that is well says nothing of the application behind it. Sidecars alone count where there is nothing else.
 */
export function workContainers({ shape }: EcsService): readonly Container[] {
  const essential = (shape?.containers ?? []).filter(({ essential, endsEarly }) => essential !== false && endsEarly !== true);
  const work = essential.filter(({ name }) => !isNamedAsSidecar(name));
  return work.length === 0 ? essential : work;
}

/**
 * Who would notice that a task hangs: a load balancer, or a health check of a container that does its work
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html). What a container does is null where it could not be seen.
 */
export function healthCheckOf(service: EcsService): HealthCheckChoice {
  const containers = workContainers(service);
  const checked = containers.some(({ hasHealthCheck }) => hasHealthCheck === true);
  const unseen = containers.length === 0 || containers.some(({ hasHealthCheck }) => hasHealthCheck === null);
  return {
    loadBalancer: service.targetGroupArns.length + service.classicLoadBalancers.length > 0,
    container: checked ? true : unseen ? null : false,
    seenIn: service.shape?.source ?? null,
  };
}
