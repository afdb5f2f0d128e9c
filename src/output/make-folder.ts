import { mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/**
 * Makes a folder and those above it, where they are missing, and gives those that it made, the innermost first; rejects with the file system's
 * own error. Node's recursive mkdir never ends in
 * a file system that says "no such file" of a folder to be made although its parent is there, as Linux's /proc does.
 */
export async function makeFolder(folder: string): Promise<string[]> {
  const before = await made(folder);
  if (before === 'made') return [folder];
  if (before === 'there') return [];
  const { error } = before;
  const parent = dirname(folder);
  if (codeOf(error) !== 'ENOENT' || parent === folder) throw error;
  const above = await makeFolder(parent);
  const again = await made(folder);
  if (again === 'made') return [folder, ...above];
  if (again === 'there') return above;
  await removeEmpty(above);
  throw again.error;
}

/** Removes folders, the innermost first, up to one that is not empty any more: somebody else has come to use it. */
export async function removeEmpty(folders: readonly string[]): Promise<void> {
  try {
    for (const folder of folders) await rmdir(folder);
  } catch {
    // What is in use stays.
  }
}

async function made(folder: string): Promise<'made' | 'there' | { error: unknown }> {
  try {
    await mkdir(folder);
    return 'made';
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') return { error };
    return (await stat(folder)).isDirectory() ? 'there' : { error };
  }
}
