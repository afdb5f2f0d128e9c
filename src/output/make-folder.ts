import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/**
 * Makes a folder and those above it, where they are missing; rejects with the file system's own error. Node's recursive mkdir never ends in
 * a file system that says "no such file" of a folder to be made although its parent is there, as Linux's /proc does.
 */
export async function makeFolder(folder: string): Promise<void> {
  const error = await made(folder);
  if (error === null) return;
  const parent = dirname(folder);
  if (codeOf(error) !== 'ENOENT' || parent === folder) throw error;
  await makeFolder(parent);
  const again = await made(folder);
  if (again !== null) throw again;
}

/** Null where the folder is there now. */
async function made(folder: string): Promise<unknown> {
  try {
    await mkdir(folder);
    return null;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') return error;
    return (await stat(folder)).isDirectory() ? null : error;
  }
}
