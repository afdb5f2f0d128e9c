import type { CoverageEntry, CoverageStatus } from '../model/coverage.js';
import type { MetricRecord, MetricStatus } from '../model/metric.js';

/** Statuses of a metric about which nothing is amiss: none is not the same as not known. */
const SEEN: readonly MetricStatus[] = ['ok', 'zero', 'no-data', 'not-requested'];

const COVERAGE: Readonly<Partial<Record<MetricStatus, CoverageStatus>>> = {
  denied: 'denied',
  'region-disabled': 'region-disabled',
  throttled: 'throttled',
  timeout: 'timeout',
  'auth-expired': 'auth-expired',
  failed: 'failed',
};

interface Gap {
  status: CoverageStatus;
  reason: string;
  series: number;
  metrics: Set<string>;
}

/** Gathers what is missing into one coverage entry for each status and reason, so that 500 metrics of a lost request are one line. */
export class MetricCoverage {
  #asked = 0;
  readonly #gaps = new Map<string, Gap>();

  add({ status, detail, metric }: Pick<MetricRecord, 'status' | 'detail' | 'metric'>): void {
    this.#asked += 1;
    if (SEEN.includes(status)) return;
    // A metric refused, or there in part, is one of many that a working step gave.
    const covered = COVERAGE[status] ?? 'partial';
    const reason = detail ?? status;
    const key = `${covered} ${reason}`;
    const gap = this.#gaps.get(key) ?? { status: covered, reason, series: 0, metrics: new Set<string>() };
    gap.series += 1;
    gap.metrics.add(metric);
    this.#gaps.set(key, gap);
  }

  /** The entries of this step, in a fixed order: one `ok` or `empty` where nothing is missing. */
  entries(accountId: string, region: string, pass: 'first' | 'second'): CoverageEntry[] {
    const base = { accountId, region, service: 'cloudwatch' as const, step: 'GetMetricData', resources: null, optional: false };
    const gaps = [...this.#gaps.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, gap]) => gap);
    if (gaps.length > 0) return gaps.map((gap) => ({ ...base, status: gap.status, detail: wordsOf(gap, pass) }));
    // The second pass is part of the same step: without a gap there is nothing to add to it.
    return pass === 'second' ? [] : [{ ...base, status: this.#asked === 0 ? 'empty' : 'ok', detail: null }];
  }
}

function wordsOf({ reason, series, metrics }: Gap, pass: 'first' | 'second'): string {
  const what = pass === 'first' ? 'metrics' : 'fine series';
  return `${series} ${what} (${[...metrics].sort().join(', ')}): ${reason}`;
}
