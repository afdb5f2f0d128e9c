import type { RegionFleet } from '../model/policy.js';
import type { EcsCluster, EcsContainerInstance, EcsService, EcsTask } from '../model/resource/index.js';
import { specOf, type TypeSource } from './ec2-subject.js';
import { movesOf } from './ecs-scaling.js';
import { tasksByHost } from './host-tasks.js';
import { type Packing, packInstances, type Reserve, reserveOf, type SizedHost } from './placement-packing.js';

/** Hosts on which tasks run or still end. */
export const isHost = ({ status }: EcsContainerInstance): boolean => status === 'ACTIVE' || status === 'DRAINING';

/** Container instances of a cluster that no group speaks for, by id: EC2 instances that were started one by one. */
export function looseHosts({ name, id }: EcsCluster, { containerInstances, instances, groupOf }: RegionFleet): EcsContainerInstance[] {
  return [...containerInstances.values()].filter((host) => {
    const instance = host.ec2InstanceId === null ? undefined : instances.get(host.ec2InstanceId);
    if (host.clusterName !== (name ?? id) || !isHost(host) || host.capacityProvider !== null || instance === undefined) return false;
    return instance.state === 'running' && instance.autoScalingGroup === null && !groupOf.has(instance.id);
  });
}

/** True where a host has GPUs: its agent registers them, or its type has accelerators of which the agent says nothing. */
export function hasAccelerators({ registered, ec2InstanceId }: EcsContainerInstance, types: TypeSource & { fleet: RegionFleet }): boolean {
  const instance = ec2InstanceId === null ? undefined : types.fleet.instances.get(ec2InstanceId);
  return (registered !== null && registered.gpus > 0) || (instance !== undefined && (specOf(instance, types)?.accelerators ?? 0) > 0);
}

/** The hosts packed anew, at least `least` of them kept. */
export function packHosts(hosts: readonly SizedHost[], fleet: RegionFleet, least: number): Packing {
  const tasks = tasksByHost(fleet);
  const daemons = new Set(fleet.services.filter(({ schedulingStrategy }) => schedulingStrategy === 'DAEMON').map(({ id }) => id));
  const isDaemon = ({ clusterName, serviceName }: EcsTask): boolean => serviceName !== null && daemons.has(`${clusterName}/${serviceName}`);
  return packInstances(hosts, ({ id }) => tasks.get(id) ?? [], isDaemon, least);
}

/** The most tasks that scaling at work may take a service to; those that run where nothing does. */
function mostTasks(service: EcsService): number {
  const moves = movesOf(service);
  const { target = null, scheduledActions = [] } = service.scaling ?? {};
  const byPolicy = moves?.out === true ? (target?.maximum ?? 0) : 0;
  const bySchedule = moves?.scheduled === true ? scheduledActions.map(({ minimum }) => minimum ?? 0) : [];
  return Math.max(service.running, byPolicy, ...bySchedule);
}

/**
 * Whether the services with tasks on these hosts may grow, by their own scaling, beyond what is kept of them: all that is reserved now and a task's
 * reservation for each that may come, against all that the kept ones register.
 */
export function mayOutgrow(hosts: readonly SizedHost[], kept: readonly SizedHost[], fleet: RegionFleet): boolean {
  const byHost = tasksByHost(fleet);
  const reserves = new Map<string, Reserve>();
  for (const { id } of hosts) {
    for (const task of byHost.get(id) ?? []) {
      const reserve = reserveOf(task);
      if (task.serviceName !== null && reserve !== null) reserves.set(`${task.clusterName}/${task.serviceName}`, reserve);
    }
  }
  const growing = fleet.services.filter(({ id, schedulingStrategy }) => reserves.has(id) && schedulingStrategy === 'REPLICA');
  const exceeds = (of: keyof Reserve): boolean => {
    const used = hosts.reduce((sum, { registered, remaining }) => sum + Math.max(0, registered[of] - remaining[of]), 0);
    const more = growing.reduce((sum, service) => sum + (mostTasks(service) - service.running) * (reserves.get(service.id)?.[of] ?? 0), 0);
    return more > 0 && used + more > kept.reduce((sum, { registered }) => sum + registered[of], 0);
  };
  return exceeds('cpuUnits') || exceeds('memoryMib');
}
