import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../model/user-error.js';

/** A folder that nobody else may look into. Throws a UserError where the place for temporary files takes none. */
async function newFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'fleet-auditor-'));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new UserError(`no temporary folder can be made in ${tmpdir()}${code}`, {
      hint: 'Set TMPDIR to a folder that can be written.',
      cause: error,
    });
  }
}

/** Gives the work a folder that goes with it, and with the process where that ends in between: snapshots hold names. */
export async function withTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await newFolder();
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
    process.off('exit', remove);
  }
}
