import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** The package's own folder, from the sources as from the built files. */
const PACKAGE_ROOT: string = existsSync(join(here, '../package.json')) ? join(here, '..') : join(here, '../..');

/** Built-in policies beside this build: TypeScript in a checkout, JavaScript in the package. */
export const BUILT_IN_POLICIES: string = join(here, '../policies');

/** Name and version as reports and snapshots state them. */
export function toolIdentity(): { name: string; version: string } {
  const { name, version }: { name: string; version: string } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'));
  return { name, version };
}
