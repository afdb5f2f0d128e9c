import type { AwsFailure } from './api.js';

/** Failures of many operations, all alike, that close a whole region. */
const REGION_STATUSES: readonly string[] = ['region-disabled', 'timeout'];

interface Streak {
  status: string;
  length: number;
  last: AwsFailure;
}

/**
 * Remembers failures alike that come one after the other, so that a region that is off or credentials that have
 * expired are not asked a thousand times more. A success starts the count anew. An answer that blames the request
 * itself (a validation error) never counts.
 */
export class Circuit {
  private readonly streaks = new Map<string, Streak>();

  constructor(private readonly giveUpAfter: number) {}

  /** The failure that stands for this call, when it need not be tried; null when it should. */
  refusal(region: string, operation: string): AwsFailure | null {
    return this.open('', 1) ?? this.open(region, 2) ?? this.open(`${region}/${operation}`, 1);
  }

  succeeded(region: string, operation: string): void {
    if (this.streaks.size === 0) return;
    for (const key of ['', region, `${region}/${operation}`]) this.streaks.delete(key);
  }

  failed(region: string, operation: string, failure: AwsFailure): void {
    this.extend(`${region}/${operation}`, failure);
    if (REGION_STATUSES.includes(failure.status)) this.extend(region, failure);
    if (failure.status === 'auth-expired') this.extend('', failure);
  }

  private extend(key: string, failure: AwsFailure): void {
    const streak = this.streaks.get(key);
    if (streak === undefined || streak.status !== failure.status) {
      this.streaks.set(key, { status: failure.status, length: 1, last: failure });
    } else {
      streak.length += 1;
      streak.last = failure;
    }
  }

  /** A region closes later than an operation: one hanging operation of it must not take the others with it. */
  private open(key: string, patience: number): AwsFailure | null {
    const streak = this.streaks.get(key);
    if (streak === undefined) return null;
    const limit = streak.status === 'timeout' ? this.giveUpAfter * patience : this.giveUpAfter;
    return streak.length >= limit ? streak.last : null;
  }
}
