import type { CoverageStatus } from '../model/coverage.js';
import type { CallCounts } from './api.js';

type Outcomes = Partial<Record<CoverageStatus, number>>;

/** Counts every HTTP request by operation and outcome. */
export class AttemptCounter implements CallCounts {
  readonly attempts = new Map<string, Outcomes>();

  count(operation: string, outcome: CoverageStatus): void {
    const outcomes = this.attempts.get(operation) ?? {};
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    this.attempts.set(operation, outcomes);
  }

  total(): number {
    return Object.values(this.byOperation()).reduce((sum, count) => sum + count, 0);
  }

  byOperation(): Record<string, number> {
    const sums = [...this.attempts].map(([operation, outcomes]): [string, number] => [
      operation,
      Object.values(outcomes).reduce((sum, count) => sum + count, 0),
    ]);
    return Object.fromEntries(sums.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
