import { type FileHandle, mkdir, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { OutputError } from '../model/output-error.js';
import { UserError } from '../model/user-error.js';

const compress = promisify(gzip);

/** Text that becomes one gzip member. Members follow each other in a file, which is one gzip file to any reader. */
const MEMBER_CHARACTERS = 1 << 20;

/** The operating-system byte of a gzip header says "unknown", so that equal text gives equal bytes everywhere (RFC 1952). */
const OS_BYTE = 9;
const OS_UNKNOWN = 255;

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'the folder is gone',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file stands where the folder should be',
  EISDIR: 'a folder stands where the file should be',
};

function reasonOf(error: unknown): string {
  return REASONS[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

/** The error of an output that could be written at first and cannot be now; an error that is not the file system's stays what it is. */
export function cannotWriteAnyMore(path: string, error: unknown): unknown {
  return codeOf(error) === '' ? error : new OutputError(`cannot write ${path} any more: ${reasonOf(error)}`, { cause: error });
}

/** Gzip of text, with nothing in it but the text. Level 2: a fifth larger than level 6, in a third of the time. */
async function member(text: string): Promise<Buffer> {
  const bytes = await compress(text, { level: 2 });
  bytes[OS_BYTE] = OS_UNKNOWN;
  return bytes;
}

/** A file of gzip members under construction. Where a member ends depends on the text alone, never on timing. */
export class MemberFile {
  #text: string[] = [];
  #length = 0;

  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
  ) {}

  static async create(path: string): Promise<MemberFile> {
    return new MemberFile(path, await open(path, 'wx', 0o600));
  }

  /** Adds a line (without its line feed). Await the promise where there is one: the buffer was full. */
  line(text: string): Promise<void> | null {
    this.#text.push(text, '\n');
    this.#length += text.length + 1;
    return this.#length >= MEMBER_CHARACTERS ? this.section() : null;
  }

  /** Ends the member here. */
  async section(): Promise<void> {
    if (this.#length === 0) return;
    const text = this.#text.join('');
    this.#text = [];
    this.#length = 0;
    await this.handle.writeFile(await member(text));
  }

  /** Adds a finished file of members as it is. */
  async append(path: string): Promise<void> {
    const part = await open(path, 'r');
    try {
      const buffer = Buffer.allocUnsafe(1 << 16);
      for (;;) {
        const { bytesRead } = await part.read(buffer, 0, buffer.length);
        if (bytesRead === 0) return;
        await this.handle.writeFile(buffer.subarray(0, bytesRead));
      }
    } finally {
      await part.close();
    }
  }

  async close(): Promise<void> {
    try {
      await this.section();
      await this.handle.sync();
    } finally {
      await this.handle.close();
    }
  }
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
      await mkdir(dirname(output), { recursive: true });
      return new Workbench(output, await mkdtemp(join(dirname(output), `.${basename(output)}-`)));
    } catch (error) {
      throw new UserError(`cannot write to ${dirname(output)}: ${reasonOf(error)}`, { cause: error });
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
  }
}
