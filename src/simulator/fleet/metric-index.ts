import type { MetricSource, MetricSourceIndex } from '../world.js';
import type { FleetWorld } from './fleet-world.js';
import { functionSources, instanceSources, serviceSources, type Source } from './metric-sources.js';
import type { RegionWorld } from './region-world.js';
import { findServiceOfTargetGroup, servicePlaces } from './service-places.js';

/** CloudWatch's ListMetrics forgets a series two weeks after its last datapoint. */
const FORGOTTEN_AFTER_SECONDS = 14 * 86_400;

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

function* allSources(world: RegionWorld): Iterable<Source> {
  for (const place of world.instances.places()) yield* instanceSources(world, place);
  for (const place of servicePlaces(world)) yield* serviceSources(world, place);
  for (const place of world.functions.places()) yield* functionSources(world, place);
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
    for (const source of allSources(world)) {
      if (namespace !== undefined && source.namespace !== namespace) continue;
      if (metricName !== undefined && source.metricName !== metricName) continue;
      if (source.until !== undefined && source.until < world.facts.end - FORGOTTEN_AFTER_SECONDS) continue;
      yield complete(world, source);
    }
  }
}

function complete(world: RegionWorld, source: Source): MetricSource {
  const { owner, ...rest } = source;
  return { accountId: world.accountId, region: world.region, ...rest, seed: world.seedOf(owner, source.namespace, source.metricName) };
}
