import type { MetricSource, MetricSourceIndex } from '../world.js';
import type { FleetWorld } from './fleet-world.js';
import { functionSources, instanceSources, type Source, serviceSources } from './metric-sources.js';
import type { RegionWorld } from './region-world.js';
import { findServiceOfTargetGroup } from './service-places.js';

function sameDimensions(a: Record<string, string>, b: Record<string, string>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}

/** Sources of the one resource that the dimensions name; empty where they name none. */
function sourcesOf(world: RegionWorld, dimensions: Record<string, string>): Iterable<Source> {
  const { InstanceId, ClusterName, ServiceName, FunctionName, function_name: insightsName, TargetGroup } = dimensions;
  if (InstanceId !== undefined) {
    const place = world.findInstance(InstanceId);
    return place === null ? [] : instanceSources(world, place);
  }
  if (ClusterName !== undefined && ServiceName !== undefined) {
    const cluster = world.findCluster(ClusterName);
    const service = cluster === null ? null : world.layout(cluster).findService(ServiceName);
    return cluster === null || service === null ? [] : serviceSources(world, { cluster, service });
  }
  if (TargetGroup !== undefined) {
    const place = findServiceOfTargetGroup(world, TargetGroup);
    return place === null ? [] : serviceSources(world, place);
  }
  const functionPlace = world.findFunction(FunctionName ?? insightsName ?? '');
  return functionPlace === null ? [] : functionSources(world, functionPlace);
}

/** The first resource of a group stands for all of it: a group none of whose metrics is wanted is passed over whole. */
function* wantedSources(world: RegionWorld, wanted: (source: Source) => boolean): Iterable<Source> {
  const holds = (sources: Iterable<Source>) => {
    for (const source of sources) if (wanted(source)) return true;
    return false;
  };
  const from = function* (sources: Iterable<Source>) {
    for (const source of sources) if (wanted(source)) yield source;
  };
  for (const [group, { count }] of world.instances.groups.entries()) {
    if (!holds(instanceSources(world, { group, index: 0 }))) continue;
    for (let index = 0; index < count; index++) yield* from(instanceSources(world, { group, index }));
  }
  for (const cluster of world.clusters.places()) {
    for (const [group, { count }] of world.layout(cluster).services.groups.entries()) {
      if (!holds(serviceSources(world, { cluster, service: { group, index: 0 } }))) continue;
      for (let index = 0; index < count; index++) yield* from(serviceSources(world, { cluster, service: { group, index } }));
    }
  }
  for (const [group, { count }] of world.functions.groups.entries()) {
    if (!holds(functionSources(world, { group, index: 0 }))) continue;
    for (let index = 0; index < count; index++) yield* from(functionSources(world, { group, index }));
  }
}

/** Finds the metrics of a fleet's resources without a list of them. */
export class FleetMetricIndex implements MetricSourceIndex {
  constructor(private readonly fleet: FleetWorld) {}

  find(accountId: string, region: string, namespace: string, metricName: string, dimensions: Record<string, string>): MetricSource | null {
    const world = this.fleet.region(accountId, region);
    for (const source of sourcesOf(world, dimensions)) {
      if (source.metricName !== metricName || source.namespace !== namespace) continue;
      if (sameDimensions(source.dimensions, dimensions)) return complete(world, source);
    }
    return null;
  }

  *list(accountId: string, region: string, { namespace, metricName }: { namespace?: string; metricName?: string }): Iterable<MetricSource> {
    const world = this.fleet.region(accountId, region);
    const wanted = (source: Source) =>
      (namespace === undefined || source.namespace === namespace) && (metricName === undefined || source.metricName === metricName);
    for (const source of wantedSources(world, wanted)) yield complete(world, source);
  }
}

function complete(world: RegionWorld, source: Source): MetricSource {
  const { owner, ...rest } = source;
  return { accountId: world.accountId, region: world.region, ...rest, seed: world.seedOf(owner, source.namespace, source.metricName) };
}
