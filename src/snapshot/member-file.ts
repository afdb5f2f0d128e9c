import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** Text that becomes one gzip member. Members follow each other in a file, which is one gzip file to any reader. */
const MEMBER_CHARACTERS = 1 << 20;

/** Room for a packed member, which is a fifth of its text: each time that it is full costs a way to this thread and back. */
const PACKED_BYTES = 1 << 18;

/** The operating-system byte of a gzip header says "unknown", so that equal text gives equal bytes everywhere (RFC 1952). */
const OS_BYTE = 9;
const OS_UNKNOWN = 255;

/** Gzip of text, with nothing in it but the text. Level 2: a fifth larger than level 6, in a third of the time. */
async function member(text: string): Promise<Buffer> {
  const bytes = await compress(text, { level: 2, chunkSize: PACKED_BYTES });
  bytes[OS_BYTE] = OS_UNKNOWN;
  return bytes;
}

/**
 * A file of gzip members under construction. Where a member ends depends on the text alone, never on timing. A member is packed
 * in another thread while the text of the next two comes.
 */
export class MemberFile {
  #text: string[] = [];
  #length = 0;
  /** Settles when all members that were ended are in the file. */
  #written: Promise<void> = Promise.resolve();
  /** The same of all but the last. */
  #writtenBefore: Promise<void> = Promise.resolve();

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

  /** Ends the member here. Resolves when at most two wait to be written; `close` waits for all. */
  async section(): Promise<void> {
    if (this.#length === 0) return;
    const text = this.#text.join('');
    this.#text = [];
    this.#length = 0;
    const before = this.#writtenBefore;
    this.#writtenBefore = this.#written;
    this.#written = Promise.all([member(text), this.#writtenBefore]).then(([bytes]) => this.handle.writeFile(bytes));
    // Who waits for it next gets the error: a member to come, `append` or `close`.
    this.#written.catch(() => undefined);
    await before;
  }

  /** Adds a finished file of members as it is. */
  async append(path: string): Promise<void> {
    await this.#written;
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
      await this.#written;
      await this.handle.sync();
    } finally {
      await this.handle.close();
    }
  }
}
