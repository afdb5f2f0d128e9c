import pLimit, { type LimitFunction } from 'p-limit';
import type { AccountPlan } from './account-plan.js';

/** Two large accounts keep one core busy, and what is in memory of them fits a small task. */
const FEWEST = 2;
const MOST = 8;
/** Series of the first pass: an account with fewer is read before it weighs anything. */
const SMALL_ACCOUNT_SERIES = 10_000;

/**
 * Accounts under way at once. How large one is shows only when it has been read, and until then all that was read of it waits in memory:
 * the run begins with few at a time, takes one more whenever one was small, and falls back to few after a large one.
 */
export class AccountWidth {
  readonly #limit: LimitFunction = pLimit(FEWEST);

  /** Audits an account when it is its turn. */
  run(audit: () => Promise<AccountPlan>): Promise<AccountPlan> {
    return this.#limit(async () => {
      const plan = await audit();
      const isSmall = plan.first.series < SMALL_ACCOUNT_SERIES;
      this.#limit.concurrency = isSmall ? Math.min(MOST, this.#limit.concurrency + 1) : FEWEST;
      return plan;
    });
  }
}
