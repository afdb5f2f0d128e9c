import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../model/user-error.js';
import { cannotWriteAnyMore } from './reasons.js';
import { Workbench } from './workbench.js';

/**
 * Throws a UserError where these files cannot be written, before any work is done: the folder cannot be made or written to, or a folder stands
 * where one of the files should be. Nothing is left behind.
 */
export async function requireOutputFiles(folder: string, names: Iterable<string>): Promise<void> {
  for (const name of names) {
    const bench = await Workbench.beside(join(folder, name));
    await bench.discard();
  }
}

/** Characters that are written at once. */
const CHUNK_CHARACTERS = 1 << 20;

function* chunksOf(parts: Iterable<string>): Generator<string> {
  let chunk: string[] = [];
  let length = 0;
  for (const part of parts) {
    chunk.push(part);
    length += part.length;
    if (length < CHUNK_CHARACTERS) continue;
    yield chunk.join('');
    chunk = [];
    length = 0;
  }
  yield chunk.join('');
}

/**
 * Writes a file whole or not at all, readable by its owner only: reports name resources and what they cost. A reader never sees
 * half of it, and what was there before stays until the new one is complete. Throws an OutputError where it cannot be written any more.
 */
export async function writeWhole(folder: string, name: string, content: string | Iterable<string>): Promise<string> {
  const path = join(folder, name);
  let bench: Workbench | null = null;
  try {
    bench = await Workbench.beside(path);
    const file = await open(bench.path(name), 'wx', 0o600);
    try {
      await writeChunks(file, typeof content === 'string' ? [content] : chunksOf(content));
      await file.sync();
    } finally {
      await file.close();
    }
    await bench.publish(name);
    return path;
  } catch (error) {
    await bench?.discard();
    // The folder could be written to when the work began.
    throw cannotWriteAnyMore(path, error instanceof UserError ? error.cause : error);
  }
}

/** A chunk goes to disk while the next one is made. */
async function writeChunks(file: FileHandle, chunks: Iterable<string>): Promise<void> {
  let before: Promise<void> = Promise.resolve();
  try {
    for (const chunk of chunks) {
      await before;
      before = file.writeFile(chunk);
    }
  } finally {
    await before;
  }
}
