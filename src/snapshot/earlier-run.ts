import { MetricStore, type Position, type Spool } from '../metrics/record-store.js';
import type { CoverageEntry, CoverageStatus } from '../model/coverage.js';
import { counted } from '../model/quantity.js';
import type { SnapshotHeader } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';
import { regionKeyOf } from './keys.js';
import { openRecords, type SnapshotRecords } from './records.js';
import type { RecordLines, RegionRecords } from './write.js';

/** What came of a step that asking again would not change. */
const FINAL: readonly CoverageStatus[] = ['ok', 'empty', 'skipped', 'denied', 'region-disabled'];

/** What a run that goes on has from the one before it. */
export interface TakenOver {
  /** Coverage of the regions that were finished. */
  coverage: CoverageEntry[];
  /** True for a region that was finished; it is in the new snapshot already. */
  has(accountId: string, region: string): boolean;
  /** The metrics that a region had which was not finished. To be closed. */
  metricsOf(accountId: string, region: string): MetricStore | null;
}

/** Where finished regions go, and where records wait; a `SnapshotWriter`. */
export interface Destination {
  addRegion(block: RegionRecords): Promise<void>;
  spool(): Spool;
}

/** Who the caller is and which regions there are was found out anew. */
const isOfScope = ({ service, step }: CoverageEntry): boolean => service === 'sts' || step === 'DescribeRegions';

class SpooledLines implements RecordLines {
  readonly #positions: Position[] = [];

  constructor(private readonly spool: Spool) {}

  add(line: string): void {
    this.#positions.push(this.spool.append(line));
  }

  *lines(): Generator<string> {
    for (const position of this.#positions) yield this.spool.read(position);
  }
}

/** One region of the earlier snapshot while it is read. */
class RegionPart {
  readonly coverage: CoverageEntry[] = [];
  readonly metrics: MetricStore;
  readonly resources: SpooledLines;
  readonly #spool: Spool;

  constructor(
    readonly accountId: string,
    readonly region: string,
    destination: Destination,
  ) {
    this.#spool = destination.spool();
    this.resources = new SpooledLines(this.#spool);
    this.metrics = new MetricStore(destination.spool());
  }

  /** Finished: its metrics were asked for, and no step failed in a way that another try may heal. */
  get isFinished(): boolean {
    const measured = this.coverage.some(({ step }) => step === 'GetMetricData');
    return measured && this.coverage.every(({ optional, status }) => optional || FINAL.includes(status));
  }

  closeResources(): void {
    this.#spool.close();
  }
}

/**
 * The snapshot of a run that was cut short, to go on from. Regions that it finished are copied, of others the metrics are
 * taken over. Throws a UserError for a file that is missing, damaged, or not a snapshot.
 */
export class EarlierRun {
  private constructor(private readonly records: SnapshotRecords) {}

  static async open(path: string): Promise<EarlierRun> {
    return new EarlierRun(await openRecords(path));
  }

  get header(): SnapshotHeader {
    return this.records.header;
  }

  /** Reads the file to its end. Throws a UserError naming what differs when it is of another run than `header`. */
  async takeOver(header: Omit<SnapshotHeader, 'run' | 'interrupted'>, destination: Destination): Promise<TakenOver> {
    requireSameRun(this.records.path, this.header, header);
    const coverage: CoverageEntry[] = [];
    const finished = new Set<string>();
    const open = new Map<string, MetricStore>();
    const end = async (part: RegionPart): Promise<void> => {
      const key = regionKeyOf(part.accountId, part.region);
      if (part.isFinished) {
        await destination.addRegion(part);
        coverage.push(...part.coverage);
        finished.add(key);
        part.metrics.close();
      } else {
        open.set(key, part.metrics);
      }
      part.closeResources();
    };
    let part: RegionPart | null = null;
    for await (const batch of this.records.batches) {
      for (const { record, line } of batch) {
        const { accountId, region } = record;
        if (part === null || part.region !== region || part.accountId !== accountId) {
          if (part !== null) await end(part);
          part = new RegionPart(accountId, region, destination);
        }
        if (record.kind === 'metric') {
          part.metrics.put(record);
        } else if (record.kind === 'coverage') {
          const { kind: _, ...entry } = record;
          if (!isOfScope(entry)) part.coverage.push(entry);
        } else {
          part.resources.add(line);
        }
      }
    }
    if (part !== null) await end(part);
    return {
      coverage,
      has: (accountId, region) => finished.has(regionKeyOf(accountId, region)),
      metricsOf: (accountId, region) => open.get(regionKeyOf(accountId, region)) ?? null,
    };
  }

  /** Lets the file go. */
  async close(): Promise<void> {
    await this.records.batches.return(undefined);
  }
}

type Parts = Omit<SnapshotHeader, 'run' | 'interrupted'>;

const scopeOf = ({ regions }: Parts): string =>
  Object.entries(regions)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, names]) => `${account}: ${names.join(', ')}`)
    .join('; ');

/** What decides whether two runs are one, in words. */
const ASPECTS: readonly { name: string; of: (header: Parts) => string }[] = [
  { name: 'version', of: ({ tool }) => `${tool.name} ${tool.version}` },
  { name: 'window', of: ({ window }) => `${counted(window.days, 'day')} to ${window.end}` },
  {
    name: 'shard',
    of: ({ shard, merged }) => (merged !== null ? 'a merge of several' : shard === null ? 'none' : `${shard.index}/${shard.count}`),
  },
  { name: 'scope', of: scopeOf },
  // Last, since it follows from the others too: alone it means the policies.
  { name: 'policies or their options', of: ({ identity }) => `run ${identity}` },
];

function requireSameRun(path: string, earlier: Parts, now: Parts): void {
  const differs = ASPECTS.find(({ of }) => of(earlier) !== of(now));
  if (differs === undefined) return;
  const { name, of } = differs;
  throw new UserError(
    `${path} is of another run and cannot be resumed: its ${name} (${of(earlier)}) is not that of this one (${of(now)})`,
    {
      hint: 'Resume with the options that the interrupted run had, or collect anew without --resume.',
    },
  );
}
