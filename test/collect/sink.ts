import { type CollectionSink, collectRegion, type Measured, type RegionRequest } from '../../src/collect/region.js';
import type { CoverageEntry } from '../../src/model/coverage.js';
import type { CollectedResource } from '../../src/model/resource/index.js';
import { windowEndingAt } from '../../src/model/time.js';

type OfKind<K extends CollectedResource['kind']> = Extract<CollectedResource, { kind: K }>;

/** All that a region gave, in the order in which it came. */
export class Collected implements CollectionSink {
  readonly records: CollectedResource[] = [];
  readonly measurables: CollectedResource[] = [];
  readonly limits: [Measured, number][] = [];
  readonly entries: CoverageEntry[] = [];

  resource(record: CollectedResource): void {
    this.records.push(record);
  }
  measurable(resource: CollectedResource): void {
    this.measurables.push(resource);
  }
  atMost(measured: Measured, more: number): void {
    this.limits.push([measured, more]);
  }
  coverage(entry: CoverageEntry): void {
    this.entries.push(entry);
  }

  all<K extends CollectedResource['kind']>(kind: K): OfKind<K>[] {
    return this.records.filter((record): record is OfKind<K> => record.kind === kind);
  }
  one<K extends CollectedResource['kind']>(kind: K, id: string): OfKind<K> {
    const found = this.all(kind).filter((record) => record.id === id);
    const [record] = found;
    if (record === undefined || found.length > 1) throw new Error(`${found.length} records of ${kind} ${id}`);
    return record;
  }
  step(name: string): CoverageEntry | undefined {
    return this.entries.find(({ service, step }) => `${service}:${step}` === name);
  }
  /** Records in the order of a snapshot. */
  sorted(): CollectedResource[] {
    const key = ({ kind, id }: CollectedResource) => `${kind}/${id}`;
    return [...this.records].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }
}

export async function collected(request: Omit<RegionRequest, 'scalarWindow'>, end: string): Promise<Collected> {
  const sink = new Collected();
  await collectRegion({ ...request, scalarWindow: windowEndingAt(end, 32) }, sink);
  return sink;
}
