import { randomBytes } from 'node:crypto';
import { access, constants, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { OutputError } from '../model/output-error.js';
import { UserError } from '../model/user-error.js';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason');

/** Makes the folder if need be. Throws a UserError where it cannot be made or written to, before any work is done. */
export async function requireOutputFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new UserError(`the output folder ${folder} cannot be written (${codeOf(cause)})`, {
      hint: 'Name another with --output.',
      cause,
    });
  }
}

/**
 * Writes a file whole or not at all, readable by its owner only: reports name resources and what they cost. A reader never sees
 * half of it, and what was there before stays until the new one is complete.
 */
export async function writeWhole(folder: string, name: string, content: string): Promise<string> {
  const path = join(folder, name);
  const temporary = join(folder, `.${name}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return path;
  } catch (cause) {
    await rm(temporary, { force: true });
    throw new OutputError(`cannot write ${path} any more (${codeOf(cause)})`, { cause });
  }
}
