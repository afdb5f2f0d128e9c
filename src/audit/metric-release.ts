/**
 * Lets the metrics of an account be asked for as soon as it is sure that they cost no more than allowed: mostly while its inventory
 * is still being read, since counts are known long before the last page of a list.
 */
export class MetricRelease {
  /** Resolves when metrics may be asked for; rejects when they must not be. */
  readonly granted: Promise<void>;
  readonly #atMostUsd = new Map<string, number>();
  #grant: () => void = () => undefined;
  #refuse: (reason: Error) => void = () => undefined;

  /** `regions`: how many will tell what they cost at most. */
  constructor(
    private readonly regions: number,
    private readonly capUsd: number,
  ) {
    this.granted = new Promise<void>((resolve, reject) => {
      this.#grant = resolve;
      this.#refuse = reject;
    });
    // Whoever waits for it sees the reason; where nobody waits, nothing was going to be sent.
    this.granted.catch(() => undefined);
  }

  /** All metrics of a region cost at most so many US dollars, as is sure by now. */
  bound(region: string, usd: number): void {
    this.#atMostUsd.set(region, usd);
    let sum = 0;
    for (const one of this.#atMostUsd.values()) sum += one;
    if (this.#atMostUsd.size === this.regions && sum <= this.capUsd) this.#grant();
  }

  grant(): void {
    this.#grant();
  }

  /** Without effect once it was granted. */
  refuse(reason: unknown): void {
    this.#refuse(reason instanceof Error ? reason : new Error(String(reason)));
  }
}
