import { GroupedList, NameIndex, type Place } from './ids.js';
import type { ClusterGroupSpec, ServiceGroupSpec, TaskGroupSpec } from './schema-ecs.js';

/** Who a task belongs to: a service, or the group of standalone tasks it was started with. */
export type TaskOwner =
  | { kind: 'service'; spec: ServiceGroupSpec; service: Place }
  | { kind: 'standalone'; spec: TaskGroupSpec; family: string };

/** One task of a cluster: its owner and its number among the owner's tasks. */
export interface TaskPlace {
  owner: TaskOwner;
  /** Owners are numbered through the cluster: services first, then groups of standalone tasks. */
  ownerNumber: number;
  ordinal: number;
}

/** How many tasks of a service run. */
export function runningOf(spec: ServiceGroupSpec): number {
  return spec.status === 'ACTIVE' ? (spec.running ?? spec.desired) : 0;
}

/** Services and tasks of a cluster, laid end to end. Clusters of one group have the same layout. */
export class ClusterLayout {
  readonly services: GroupedList<ServiceGroupSpec>;
  readonly #serviceNames: NameIndex;
  readonly #tasks: GroupedList<{ count: number }>;
  readonly #serviceStarts: number[] = [];

  constructor(readonly spec: ClusterGroupSpec) {
    this.services = new GroupedList(spec.services);
    this.#serviceNames = new NameIndex(spec.services);
    this.#tasks = new GroupedList([...spec.services.map((service) => ({ count: service.count * runningOf(service) })), ...spec.tasks]);
    let start = 0;
    for (const service of spec.services) {
      this.#serviceStarts.push(start);
      start += service.count;
    }
  }

  get taskCount(): number {
    return this.#tasks.length;
  }

  findService(name: string): Place | null {
    return this.#serviceNames.find(name);
  }

  taskAt(position: number): TaskPlace {
    const { group, index } = this.#tasks.placeAt(position);
    const service = this.spec.services[group];
    if (service === undefined) {
      const spec = this.spec.tasks[group - this.spec.services.length];
      if (spec === undefined) throw new RangeError(`no task ${position}`);
      return { owner: { kind: 'standalone', spec, family: spec.name }, ownerNumber: this.services.length + group, ordinal: index };
    }
    const running = runningOf(service);
    return this.serviceTask({ group, index: Math.floor(index / running) }, index % running);
  }

  serviceTask(service: Place, ordinal: number): TaskPlace {
    const spec = this.spec.services[service.group];
    if (spec === undefined) throw new RangeError(`no service group ${service.group}`);
    const ownerNumber = (this.#serviceStarts[service.group] ?? 0) + service.index;
    return { owner: { kind: 'service', spec, service }, ownerNumber, ordinal };
  }

  /** The task that an owner number and an ordinal stand for; null where there is none. */
  findTask(ownerNumber: number, ordinal: number): TaskPlace | null {
    if (ownerNumber < this.services.length) {
      const service = this.services.placeAt(ownerNumber);
      const spec = this.spec.services[service.group];
      return spec !== undefined && ordinal < runningOf(spec) ? this.serviceTask(service, ordinal) : null;
    }
    const spec = this.spec.tasks[ownerNumber - this.services.length - this.spec.services.length];
    return spec !== undefined && ordinal < spec.count
      ? { owner: { kind: 'standalone', spec, family: spec.name }, ownerNumber, ordinal }
      : null;
  }

  *tasks(from = 0, to = this.taskCount): Iterable<TaskPlace> {
    for (let position = from; position < Math.min(to, this.taskCount); position++) yield this.taskAt(position);
  }
}
