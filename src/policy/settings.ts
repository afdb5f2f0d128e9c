import type { Config } from '../model/config.js';
import type { PriceBook } from '../model/prices.js';
import type { Account } from '../model/snapshot.js';
import type { Window } from '../model/time.js';

/** All that judging needs beside the records of a snapshot. */
export interface JudgeSettings {
  config: Config;
  prices: PriceBook;
  /** Verdict window; its end is "now". */
  window: Window;
  scalarWindow: Window;
  accounts: readonly Account[];
}
