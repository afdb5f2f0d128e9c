import type { Money } from './money.js';
import type { Compute, ResourceRef } from './resource/index.js';

/**
 * What Lambda decided in silence and ECS leaves open, for one service, and what it decided. Null is "not known" throughout: never "no".
 */
export interface EcsChoices {
  resource: ResourceRef;
  /** Its tasks a month: what Fargate charges, and on instances the part of them that its tasks reserve, which the instances carry in every total. */
  monthly: Money | null;
  server: ServerChoice;
  copies: CopiesChoice;
  healthCheck: HealthCheckChoice;
  /** `not-offered`: deployments are steered by CodeDeploy or from outside, which have no circuit breaker. */
  circuitBreaker: 'on-with-rollback' | 'on' | 'off' | 'not-offered' | null;
  /** What is asked for, and what its tasks run on; null where no task is on Fargate, which alone has platform versions. */
  platformVersion: { asked: string | null; running: string[] } | null;
  /** Reserved inside each task by containers beside the work. */
  sidecars: TaskOverhead;
  /** Reserved beside each task by services that run once on every instance. */
  daemons: TaskOverhead;
}

export interface ServerChoice {
  chosenBy: 'launch-type' | 'capacity-provider' | null;
  /** The launch type, or the capacity providers in the order of the strategy. */
  names: string[];
  runsOn: { compute: Compute; share: number }[] | null;
}

export interface CopiesChoice {
  desired: number;
  running: number;
  /**
   * `one-per-instance`: a daemon; `nothing`: no scaling is registered; `bounds-only`: a minimum and a maximum that no policy and no
   * schedule moves, or that are equal; `suspended`: what would move it is switched off.
   */
  scaledBy: 'one-per-instance' | 'policies' | 'schedule' | 'bounds-only' | 'suspended' | 'nothing' | null;
  minimum: number | null;
  maximum: number | null;
  /** What policies track or do: `target-tracking ECSServiceAverageCPUUtilization 60`. */
  policies: string[];
}

export interface HealthCheckChoice {
  loadBalancer: boolean;
  container: boolean | null;
  /** Where the containers were seen; null where they were not. */
  seenIn: 'task' | 'task-definition' | null;
}

/** Shares are of what one task reserves, 0 to 1; null where nothing is reserved of that, or it is not known. */
export interface TaskOverhead {
  /** False where it could not be told whether there are any. */
  known: boolean;
  names: string[];
  cpuShare: number | null;
  memoryShare: number | null;
  monthly: Money | null;
}
