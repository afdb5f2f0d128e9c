import { rmSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../model/user-error.js';
import { makeFolder } from './make-folder.js';
import { reasonOf } from './reasons.js';

/** The folder is only about to be made: that it is not there says nothing. */
const NOT_MADE = { ENOENT: 'no folder can be made there' };

/** Folders that are open. A process that ends in the middle, by a second signal or a fault, takes them along. */
const open = new Set<string>();

function removeOpen(): void {
  for (const folder of open) rmSync(folder, { recursive: true, force: true });
}

/** A folder beside the output in which it is put together, so that the output itself appears whole or not at all. */
export class Workbench {
  private constructor(
    readonly output: string,
    /** Goes with all that is in it when the output is published or discarded. */
    readonly folder: string,
  ) {}

  /** Throws a UserError when nothing can be written where the output should be. */
  static async beside(output: string): Promise<Workbench> {
    try {
      await makeFolder(dirname(output));
      const folder = await mkdtemp(join(dirname(output), `.${basename(output)}-`));
      if (open.size === 0) process.once('exit', removeOpen);
      open.add(folder);
      return new Workbench(output, folder);
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

  /** Removes the folder and all in it; never fails. */
  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true }).catch(() => undefined);
    open.delete(this.folder);
    if (open.size === 0) process.off('exit', removeOpen);
  }
}
