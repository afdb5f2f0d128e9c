import { rmdirSync, rmSync } from 'node:fs';
import { lstat, mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../model/user-error.js';
import { sweepLeftovers } from './leftovers.js';
import { makeFolder, removeEmpty } from './make-folder.js';
import { reasonOf } from './reasons.js';

/** The folder is only about to be made: that it is not there says nothing. */
const NOT_MADE = { ENOENT: 'no folder can be made there' };

/** Folders that are open, with those that were made to hold them. A process that ends in the middle, by a second signal or a fault, takes them along. */
const open = new Map<string, readonly string[]>();

function removeOpen(): void {
  for (const [folder, made] of open) {
    rmSync(folder, { recursive: true, force: true });
    try {
      for (const above of made) rmdirSync(above);
    } catch {
      // What is in use stays.
    }
  }
}

/** A folder beside the output in which it is put together, so that the output itself appears whole or not at all. */
export class Workbench {
  private constructor(
    readonly output: string,
    /** Goes with all that is in it when the output is published or discarded. */
    readonly folder: string,
    /** Folders that were made for the output, the innermost first: they go too where there is none in the end. */
    private readonly made: readonly string[],
  ) {}

  /** Throws a UserError when nothing can be written where the output should be. */
  static async beside(output: string): Promise<Workbench> {
    await requireNoFolder(output);
    try {
      const { folder, made } = await folderBeside(output);
      await sweepLeftovers(prefixOf(output));
      if (open.size === 0) process.once('exit', removeOpen);
      open.set(folder, made);
      return new Workbench(output, folder, made);
    } catch (error) {
      throw new UserError(`the output folder ${dirname(output)} cannot be written: ${reasonOf(error, NOT_MADE)}`, {
        hint: 'Name another place with --output.',
        cause: error,
      });
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Gives the output its name. The rename is atomic: a reader sees the file before or the file after. */
  async publish(name: string): Promise<void> {
    await rename(this.path(name), this.output);
    await this.discard();
  }

  /** Removes the folder and all in it, and what was made to hold it where nothing else is in that; never fails. */
  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
    if (open.delete(this.folder)) await removeEmpty(this.made);
    if (open.size === 0) process.off('exit', removeOpen);
  }
}

const prefixOf = (output: string): string => join(dirname(output), `.${basename(output)}-`);

/** Somebody else who gives up may remove a folder just when it was found to be there: it is made once more then. */
async function folderBeside(output: string): Promise<{ folder: string; made: string[] }> {
  const made = await makeFolder(dirname(output));
  const temporary = prefixOf(output);
  try {
    return { folder: await mkdtemp(temporary), made };
  } catch {
    const again = [...(await makeFolder(dirname(output))), ...made];
    try {
      return { folder: await mkdtemp(temporary), made: again };
    } catch (error) {
      await removeEmpty(again);
      throw error;
    }
  }
}

/** A file cannot take the place of a folder, which would come out only when it is to be given its name. */
async function requireNoFolder(output: string): Promise<void> {
  const found = await lstat(output).catch(() => null);
  if (found?.isDirectory() !== true) return;
  const cause = Object.assign(new Error(`EISDIR: ${output}`), { code: 'EISDIR' });
  throw new UserError(`${output} cannot be written: ${reasonOf(cause)}`, {
    hint: 'Remove it, or name another place with --output.',
    cause,
  });
}
