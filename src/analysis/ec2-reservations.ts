import type { RegionFleet } from '../model/policy.js';
import type { Ec2Instance, EcsContainerInstance, InstanceTypeSpec } from '../model/resource/index.js';
import { reservationsBind } from './host-tasks.js';
import { isSized } from './placement-packing.js';
import type { Demand } from './rightsizing.js';

const hostsAmong = (instances: readonly Ec2Instance[], { containerInstanceOf }: RegionFleet): EcsContainerInstance[] =>
  instances.flatMap(({ id }) => containerInstanceOf.get(id) ?? []);

/** False where one of them is a container instance that does not say what its tasks reserve. */
export const areReservationsKnown = (instances: readonly Ec2Instance[], fleet: RegionFleet): boolean =>
  hostsAmong(instances, fleet).every(isSized);

/**
 * Container instances must hold what their tasks reserve, whatever the tasks use of it. A reservation needs no headroom of its own, so it
 * enters as the need that just fits. Where tasks cannot use more than they reserve, memory is then known without an agent.
 */
export function withReservations(
  demand: Demand,
  instances: readonly Ec2Instance[],
  spec: InstanceTypeSpec,
  headroomPercent: number,
  fleet: RegionFleet,
): Demand {
  const hosts = hostsAmong(instances, fleet).filter(isSized);
  if (hosts.length === 0) return demand;
  const asNeed = (share: number, available: number) => share * available * (1 - headroomPercent / 100);
  const share = (of: 'cpuUnits' | 'memoryMib') =>
    Math.max(...hosts.map(({ registered, remaining }) => (registered[of] === 0 ? 1 : (registered[of] - remaining[of]) / registered[of])));
  return {
    ...demand,
    cpu: Math.max(demand.cpu ?? 0, asNeed(share('cpuUnits'), spec.vcpus)),
    memory:
      demand.memory === null && !hosts.every((host) => reservationsBind(host, fleet))
        ? null
        : Math.max(demand.memory ?? 0, asNeed(share('memoryMib'), spec.memoryMib)),
  };
}
