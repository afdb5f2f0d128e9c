import { existsSync } from 'node:fs';
import { type Config, defaultConfig } from '../model/config.js';
import type { LoadedPolicy } from '../model/policy.js';

/** Read when no other is named and it is there. */
const DEFAULT_CONFIG_FILE = 'fleet-auditor.yaml';

/**
 * Reads the config file, or `fleet-auditor.yaml` of the current folder where none is named; without either the defaults hold.
 * Nothing in it is run, and no file that it names is read here. Rejects as `configFromFile` throws.
 */
export async function readConfig(file: string | null, policies: readonly LoadedPolicy[]): Promise<{ config: Config; file: string | null }> {
  const path = file ?? (existsSync(DEFAULT_CONFIG_FILE) ? DEFAULT_CONFIG_FILE : null);
  if (path === null) return { config: defaultConfig(), file: null };
  // Most runs have no config, and the YAML parser is a tenth of all that they would load before the first request.
  const { configFromFile } = await import('./from-file.js');
  return { config: configFromFile(path, policies), file: path };
}
