import { ClusterLayout } from './cluster-layout.js';
import { fraction, GroupedList, hash32, IdCodec, NameIndex, nameOf, type Place } from './ids.js';
import type { RegionSpec } from './schema.js';
import type { AutoScalingGroupSpec, InstanceGroupSpec } from './schema-ec2.js';
import type { ClusterGroupSpec } from './schema-ecs.js';
import type { FunctionGroupSpec } from './schema-lambda.js';

/** Kinds in ids, so that an id of one kind is never read as another's. */
export const ID_KINDS = {
  instance: 1,
  volume: 2,
  networkInterface: 3,
  taskOwner: 5,
  taskOrdinal: 6,
  containerInstance: 7,
  other: 8,
} as const;

/** What all regions of a fleet share. */
export interface FleetFacts {
  seed: number;
  /** Epoch seconds of the fleet's "now". */
  end: number;
  partition: string;
  canary: string | null;
}

/** One region of one account. It holds groups; resources are made from them when asked for. */
export class RegionWorld {
  readonly codec: IdCodec;
  readonly instances: GroupedList<InstanceGroupSpec>;
  readonly autoScalingGroups: GroupedList<AutoScalingGroupSpec>;
  readonly clusters: GroupedList<ClusterGroupSpec>;
  readonly functions: GroupedList<FunctionGroupSpec>;
  readonly typesNotOffered: readonly string[];
  readonly #clusterNames: NameIndex;
  readonly #functionNames: NameIndex;
  readonly #instanceIds = new Map<string, Place>();
  readonly #layouts: ClusterLayout[];

  constructor(
    readonly accountId: string,
    readonly region: string,
    spec: RegionSpec,
    readonly facts: FleetFacts,
  ) {
    this.codec = new IdCodec(facts.seed, accountId, region);
    this.instances = new GroupedList(spec.instances);
    this.autoScalingGroups = new GroupedList(spec.autoScalingGroups);
    this.clusters = new GroupedList(spec.clusters);
    this.functions = new GroupedList(spec.functions);
    this.typesNotOffered = spec.typesNotOffered;
    this.#clusterNames = new NameIndex(spec.clusters);
    this.#functionNames = new NameIndex(spec.functions);
    this.#layouts = spec.clusters.map((cluster) => new ClusterLayout(cluster));
    spec.instances.forEach(({ id }, group) => {
      if (id !== undefined) this.#instanceIds.set(id, { group, index: 0 });
    });
  }

  /** `arn:aws:ecs:us-east-1:111122223333:cluster/web` and the like. */
  arn(service: string, resource: string): string {
    return `arn:${this.facts.partition}:${service}:${this.region}:${this.accountId}:${resource}`;
  }

  /** A number in [0, 1) for one question about one resource of this region. */
  chance(...question: (string | number)[]): number {
    return fraction(this.facts.seed, this.accountId, this.region, ...question);
  }

  seedOf(...parts: (string | number)[]): number {
    return hash32(this.facts.seed, this.accountId, this.region, ...parts);
  }

  /** Epoch seconds `days` before the fleet's end. */
  daysAgo(days: number): number {
    return Math.floor(this.facts.end - days * 86_400);
  }

  instanceId(place: Place): string {
    return this.instances.groups[place.group]?.id ?? `i-0${this.codec.encode(ID_KINDS.instance, place)}`;
  }

  findInstance(id: string): Place | null {
    const named = this.#instanceIds.get(id);
    if (named !== undefined) return named;
    const place = id.startsWith('i-0') ? this.codec.decode(ID_KINDS.instance, id.slice(3)) : null;
    const spec = place === null ? undefined : this.instances.groups[place.group];
    return place !== null && spec !== undefined && spec.id === undefined && place.index < spec.count ? place : null;
  }

  findFunction(name: string): Place | null {
    return this.#functionNames.find(name);
  }

  /** By short name or ARN. */
  findCluster(nameOrArn: string): Place | null {
    const name = nameOrArn.startsWith('arn:') ? this.#nameInArn(nameOrArn, 'cluster/') : nameOrArn;
    return name === null ? null : this.#clusterNames.find(name);
  }

  #nameInArn(arn: string, prefix: string): string | null {
    const start = this.arn('ecs', prefix);
    return arn.startsWith(start) ? arn.slice(start.length) : null;
  }

  layout(cluster: Place): ClusterLayout {
    const layout = this.#layouts[cluster.group];
    if (layout === undefined) throw new RangeError(`no cluster group ${cluster.group}`);
    return layout;
  }

  clusterName(cluster: Place): string {
    return nameOf(this.layout(cluster).spec, cluster.index);
  }

  /** Places of the instances of groups that `matches`, in order. */
  *instancesWhere(matches: (spec: InstanceGroupSpec) => boolean): Iterable<Place> {
    for (const [group, spec] of this.instances.groups.entries()) {
      if (!matches(spec)) continue;
      for (let index = 0; index < spec.count; index++) yield { group, index };
    }
  }
}
