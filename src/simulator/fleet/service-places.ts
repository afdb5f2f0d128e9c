import { hex, nameOf, type Place } from './ids.js';
import type { RegionWorld } from './region-world.js';

/** A service: its cluster, and its place among the cluster's services. */
export interface ServicePlace {
  cluster: Place;
  service: Place;
}

function* servicePlaces(world: RegionWorld): Iterable<ServicePlace> {
  for (const cluster of world.clusters.places()) {
    for (const service of world.layout(cluster).services.places()) yield { cluster, service };
  }
}

/** `targetgroup/name/0123456789abcdef`: the end of a target group's ARN, and CloudWatch's TargetGroup dimension. */
export function targetGroupDimension(world: RegionWorld, clusterName: string, serviceName: string, targetGroup: string): string {
  const digest = hex(world.seedOf('target-group', clusterName, serviceName, targetGroup), 8);
  // Names of target groups have at most 32 characters.
  const name = `${serviceName}-${targetGroup}`.slice(0, 32).replace(/-$/, '');
  return `targetgroup/${name}/${digest}${hex(world.seedOf(digest), 8)}`;
}

/** Target groups of a region by dimension. Their names are cut short, so they cannot be read back and are kept instead. */
const targetGroups = new WeakMap<RegionWorld, Map<string, ServicePlace>>();

export function findServiceOfTargetGroup(world: RegionWorld, dimension: string): ServicePlace | null {
  let known = targetGroups.get(world);
  if (known === undefined) {
    known = new Map();
    targetGroups.set(world, known);
    for (const place of servicePlaces(world)) {
      const spec = world.layout(place.cluster).services.groups[place.service.group];
      for (const targetGroup of spec?.targetGroups ?? []) {
        const serviceName = nameOf({ name: spec?.name ?? '', count: spec?.count ?? 1 }, place.service.index);
        known.set(targetGroupDimension(world, world.clusterName(place.cluster), serviceName, targetGroup), place);
      }
    }
  }
  return known.get(dimension) ?? null;
}
