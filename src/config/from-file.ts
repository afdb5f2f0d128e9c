import { readLimited, TooLarge } from '../input/limited-file.js';
import { type Config, configSchema, DEFAULT_ENVIRONMENTS, defaultConfig } from '../model/config.js';
import { suggestion } from '../model/nearest-name.js';
import type { LoadedPolicy } from '../model/policy.js';
import { UserError } from '../model/user-error.js';
import { CONFIG_BYTES_LIMIT, parseConfig } from './document.js';
import { type ConfigProblem, problemsOf } from './problems.js';
import { configJsonSchema, configSchemaFor } from './schema.js';

/** Names that only mean something together with the rest of the config. */
function problemsBetween(config: Config): ConfigProblem[] {
  const environments = Object.keys({ ...DEFAULT_ENVIRONMENTS, ...config.environments.names });
  return config.overrides.flatMap(({ environment }, index) => {
    if (environment === undefined || environments.includes(environment)) return [];
    const path = ['overrides', index, 'environment'];
    return [
      {
        path,
        key: null,
        message: `${path.join('.')} is "${environment}", which is no environment${suggestion(environment, environments)}`,
      },
    ];
  });
}

/**
 * Parses a config and holds it against the policies that are loaded.
 * Throws a UserError that names file, line and what is wrong first, with the nearest name or the bounds; the hint counts the rest.
 */
export function configFromText(text: string, file: string, policies: readonly LoadedPolicy[]): Config {
  const document = parseConfig(text, file);
  const checked = configSchemaFor(policies).safeParse(document.value);
  // What fits the stricter schema of these policies fits the general one, whose type does not depend on them.
  const config = checked.success ? configSchema.parse(document.value) : defaultConfig();
  const problems = checked.success ? problemsBetween(config) : problemsOf(checked.error, document.value, configJsonSchema(policies));
  const [first, ...others] = problems;
  if (first !== undefined) {
    const place = document.placeOf(first.path, first.key ?? undefined);
    const hint =
      others.length === 0
        ? null
        : `${others.length} more in this file: ${others
            .slice(0, 3)
            .map(({ message }) => message)
            .join('; ')}`;
    throw new UserError(`${place}: ${first.message}`, { hint });
  }
  return config;
}

/** Reads a config from its file. Throws a UserError where it cannot be read, and as `configFromText` does. */
export function configFromFile(path: string, policies: readonly LoadedPolicy[]): Config {
  let text: string;
  try {
    text = readLimited(path, CONFIG_BYTES_LIMIT).toString('utf8');
  } catch (error) {
    if (error instanceof TooLarge) throw new UserError(error.message);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new UserError(`the config ${path} cannot be read (${code})`, { cause: error });
  }
  return configFromText(text, path, policies);
}
