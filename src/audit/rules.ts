import { readConfig } from '../config/read.js';
import type { Config } from '../model/config.js';
import type { LoadedPolicy } from '../model/policy.js';
import type { PriceBook } from '../model/prices.js';
import { BUILT_IN_POLICIES } from '../package.js';
import { loadPolicies } from '../policy/load.js';
import { createPriceBook } from '../pricing/price-book.js';
import { readPriceFile } from '../pricing/price-file.js';

/** What a snapshot is judged by. */
export interface Rules {
  policies: readonly LoadedPolicy[];
  config: Config;
  /** Where the config came from; null where the defaults hold. */
  configFile: string | null;
  prices: PriceBook;
}

export interface RuleFiles {
  /** `--config`; null: fleet-auditor.yaml if it is there. */
  config?: string | undefined;
  /** `--policies`: a folder of the user's own; its code is run. */
  policies?: string | undefined;
  /** `--prices`: rows that come before the built-in table's. */
  prices?: string | undefined;
  /** `--min-saving`: US dollars a month, in place of the config's. Findings below it are left out, and count for nothing. */
  minSavingUsd?: number | undefined;
}

/** Loads policies, configuration and prices. Throws a UserError for whatever in them is not as it should be. */
export async function loadRules(files: RuleFiles = {}): Promise<Rules> {
  const policies = await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: files.policies === undefined ? [] : [files.policies] });
  const { config, file } = await readConfig(files.config ?? null, policies);
  const overrides = files.prices === undefined ? [] : [await readPriceFile(files.prices)];
  if (files.minSavingUsd !== undefined) config.report.minSaving = files.minSavingUsd;
  return { policies, config, configFile: file, prices: createPriceBook(undefined, overrides) };
}
