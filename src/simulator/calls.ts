/** Counts calls by operation and outcome. Outcomes are `ok`, an error code, or the name of a fault that gave no answer. */
export class CallCounter {
  readonly #counts = new Map<string, Map<string, number>>();

  add(operation: string, outcome: string): void {
    const outcomes = this.#counts.get(operation) ?? new Map<string, number>();
    this.#counts.set(operation, outcomes);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }

  /** `{ 'ec2:DescribeInstances': { ok: 6, RequestLimitExceeded: 1 } }`, keys sorted. */
  snapshot(): Record<string, Record<string, number>> {
    const sorted = <V>(map: Map<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted(this.#counts).map(([operation, outcomes]) => [operation, Object.fromEntries(sorted(outcomes))]));
  }
}
