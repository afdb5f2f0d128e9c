/**
 * What is known of one endpoint and region: whether it does percentiles at all, and whether it takes the whole window
 * as one period. An emulator may do neither; CloudWatch's documented rule (any multiple of 60 s) allows both.
 */
export class PercentileSupport {
  state: 'unknown' | 'supported' | 'unsupported' = 'unknown';
  /** `daily`: percentiles are asked for by the day, and their largest is taken. */
  period: 'whole-window' | 'daily' = 'whole-window';
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Runs `explore` alone while it is unknown whether percentiles work, so that an endpoint without them is found out by
   * one request and not by all that would be under way. null: it became known while waiting, and `explore` was not run.
   */
  alone<T>(explore: () => Promise<T>): Promise<T | null> {
    const turn = this.#turn.then(() => (this.state === 'unknown' ? explore() : null));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
