import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { suggestion } from '../model/nearest-name.js';
import { UserError } from '../model/user-error.js';

async function sections(path: string): Promise<string[]> {
  try {
    const text = await readFile(path, 'utf8');
    return [...text.matchAll(/^\s*\[([^\]]+)\]/gm)].map((match) => match[1]?.trim() ?? '');
  } catch {
    // No such file is the normal case on a machine with a role.
    return [];
  }
}

/** Names of the profiles in the shared config and credentials files. */
async function profileNames(environment: NodeJS.ProcessEnv = process.env): Promise<string[]> {
  const folder = join(homedir(), '.aws');
  const config = await sections(environment.AWS_CONFIG_FILE ?? join(folder, 'config'));
  const credentials = await sections(environment.AWS_SHARED_CREDENTIALS_FILE ?? join(folder, 'credentials'));
  const configured = config
    .filter((name) => name === 'default' || name.startsWith('profile '))
    .map((name) => name.replace(/^profile\s+/, '').replace(/^(["'])(.*)\1$/, '$2'));
  return [...new Set([...configured, ...credentials])].sort();
}

/** Throws a UserError that names the nearest profile when there is none of this name. */
export async function requireProfile(profile: string): Promise<void> {
  const names = await profileNames();
  if (names.includes(profile)) return;
  throw new UserError(`there is no AWS profile "${profile}"${suggestion(profile, names)}`, {
    hint: names.length === 0 ? 'No profile is configured; `aws configure` makes one.' : `Known profiles: ${names.slice(0, 20).join(', ')}.`,
  });
}
