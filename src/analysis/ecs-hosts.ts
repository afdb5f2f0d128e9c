import type { ResourceCost } from '../model/evaluation.js';
import { type Money, scaleMoney } from '../model/money.js';
import type { RegionFleet } from '../model/policy.js';
import type { Ec2Instance, EcsService, EcsTask } from '../model/resource/index.js';
import { CPU_UNITS_PER_VCPU } from './fargate-sizes.js';
import { type Reserve, reserveOf } from './placement-packing.js';

/**
 * Weight of a vCPU against a GB where AWS itself splits the cost of an instance among the tasks on it; it follows from the prices of
 * Fargate: https://docs.aws.amazon.com/cur/latest/userguide/example-split-cost-allocation-data.html
 */
const VCPU_WEIGHT = 9;
const MIB_PER_GIB = 1024;

/** Reservation as one number: nine for a vCPU, one for a GB. */
export const weightOf = ({ cpuUnits, memoryMib }: Reserve): number =>
  VCPU_WEIGHT * (cpuUnits / CPU_UNITS_PER_VCPU) + memoryMib / MIB_PER_GIB;

/** A container instance with what its tasks reserve. */
export interface TaskHost {
  /** Monthly cost of one unit of weight; null where the instance or its price is not known. */
  perWeight: Money | null;
  /** Of daemons, and of everything else. */
  daemons: Reserve;
  work: Reserve;
  /** Names of the services that run once on each instance, and do on this one. */
  daemonNames: Set<string>;
  /** False where a task on it reserves nothing that could be seen. */
  complete: boolean;
}

const NOTHING: Reserve = { cpuUnits: 0, memoryMib: 0 };
const plus = (a: Reserve, b: Reserve): Reserve => ({ cpuUnits: a.cpuUnits + b.cpuUnits, memoryMib: a.memoryMib + b.memoryMib });

/** The container instance that a task runs on, as `RegionFleet` names it; null on Fargate. */
export const hostKey = ({ clusterName, containerInstanceId }: EcsTask): string | null =>
  containerInstanceId === null ? null : `${clusterName}/${containerInstanceId}`;

/** A task that holds what it reserves. */
export const holds = ({ lastStatus }: EcsTask): boolean => lastStatus !== 'STOPPED';

/** The container instances of a region with what is reserved on each, by daemons (as their service says) and by the rest. */
export function taskHosts(fleet: RegionFleet, costOf: (instance: Ec2Instance) => ResourceCost): ReadonlyMap<string, TaskHost> {
  const hosts = new Map<string, TaskHost>();
  for (const [key, { registered, ec2InstanceId }] of fleet.containerInstances) {
    const instance = ec2InstanceId === null ? undefined : fleet.instances.get(ec2InstanceId);
    const weight = registered === null ? 0 : weightOf(registered);
    const monthly = instance === undefined || weight <= 0 ? null : costOf(instance).monthly;
    const perWeight = scaleMoney(monthly, 1 / weight);
    hosts.set(key, { perWeight, daemons: NOTHING, work: NOTHING, daemonNames: new Set(), complete: true });
  }
  const daemons = new Set(
    fleet.services.flatMap(({ id, schedulingStrategy }: EcsService) => (schedulingStrategy === 'DAEMON' ? [id] : [])),
  );
  for (const [service, tasks] of fleet.tasks) {
    const isDaemon = daemons.has(service);
    for (const task of tasks) {
      const host = holds(task) ? hosts.get(hostKey(task) ?? '') : undefined;
      if (host === undefined) continue;
      const reserve = reserveOf(task);
      if (reserve === null) host.complete = false;
      if (isDaemon) {
        host.daemons = plus(host.daemons, reserve ?? NOTHING);
        host.daemonNames.add(task.serviceName ?? '');
      } else host.work = plus(host.work, reserve ?? NOTHING);
    }
  }
  return hosts;
}
