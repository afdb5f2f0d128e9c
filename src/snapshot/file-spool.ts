import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Position, Spool } from '../metrics/record-store.js';
import { cannotWriteAnyMore } from '../output/reasons.js';

/** Bytes that wait in memory before they go to disk. */
const PENDING_BYTES = 1 << 18;
/** What is read at once, and how many of these are kept: a resource's records lie in as many places as requests asked for its metrics. */
const BLOCK_BYTES = 16 * 1024;
const KEPT_BLOCKS = 64;

/**
 * Text kept in a file and given back by position, so that a region's metric records take the disk's room and not memory's.
 * The file is private, and nameless from the start where the system allows it: nothing is left behind whatever happens.
 */
export class FileSpool implements Spool {
  #file: { folder: string; descriptor: number } | null = null;
  #pending = Buffer.alloc(0);
  #pendingBytes = 0;
  #flushed = 0;
  /** Whole blocks of the file by number, the one used longest ago first. What is written once never changes. */
  readonly #blocks = new Map<number, Buffer>();

  /**
   * `folder` must exist; nothing is made in it before there is more than `pendingBytes`, which waits in memory. `output`: what an error names, where
   * the folder is one that nobody but the tool knows.
   */
  constructor(
    private readonly folder: string,
    private readonly pendingBytes = PENDING_BYTES,
    private readonly output = folder,
  ) {}

  /** Throws an OutputError when nothing can be written to the folder, or the disk is full. */
  append(text: string): Position {
    const length = Buffer.byteLength(text);
    if (this.#pending.length === 0) this.#pending = Buffer.allocUnsafeSlow(this.pendingBytes);
    if (this.#pendingBytes + length > this.#pending.length) this.#flush();
    const offset = this.#flushed + this.#pendingBytes;
    if (length > this.#pending.length) {
      this.#write(Buffer.from(text));
    } else {
      this.#pending.write(text, this.#pendingBytes);
      this.#pendingBytes += length;
    }
    return { offset, length };
  }

  read({ offset, length }: Position): string {
    if (offset >= this.#flushed) return this.#pending.toString('utf8', offset - this.#flushed, offset - this.#flushed + length);
    const within = offset % BLOCK_BYTES;
    const block = within + length > BLOCK_BYTES ? null : this.#block((offset - within) / BLOCK_BYTES);
    if (block === null) return this.#readInto(Buffer.allocUnsafe(length), offset).toString('utf8');
    return block.toString('utf8', within, within + length);
  }

  /** A block of the file; null where it is not written to its end yet. */
  #block(number: number): Buffer | null {
    const known = this.#blocks.get(number);
    if (known === undefined && (number + 1) * BLOCK_BYTES > this.#flushed) return null;
    const block = known ?? this.#readInto(this.#room(), number * BLOCK_BYTES);
    this.#blocks.delete(number);
    this.#blocks.set(number, block);
    return block;
  }

  /** Room for one more block: that of the one used longest ago, once there are as many as are kept. */
  #room(): Buffer {
    const [oldest] = this.#blocks.size < KEPT_BLOCKS ? [] : this.#blocks;
    if (oldest === undefined) return Buffer.allocUnsafeSlow(BLOCK_BYTES);
    this.#blocks.delete(oldest[0]);
    return oldest[1];
  }

  /** Fills the bytes from the file. */
  #readInto(bytes: Buffer, offset: number): Buffer {
    const { descriptor } = this.#open();
    const { length } = bytes;
    for (let read = 0; read < length; ) {
      const more = readSync(descriptor, bytes, read, length - read, offset + read);
      if (more === 0) throw new RangeError(`the spool ends before ${offset + length}`);
      read += more;
    }
    return bytes;
  }

  /** Frees the file. Nothing can be read after it. */
  close(): void {
    if (this.#file !== null) {
      closeSync(this.#file.descriptor);
      remove(this.#file.folder);
    }
    this.#file = null;
    this.#pending = Buffer.alloc(0);
    this.#blocks.clear();
  }

  #flush(): void {
    this.#write(this.#pending.subarray(0, this.#pendingBytes));
    this.#pendingBytes = 0;
  }

  #write(bytes: Buffer): void {
    const { descriptor } = this.#open();
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(descriptor, bytes, written, bytes.length - written, this.#flushed + written);
      }
    } catch (error) {
      throw cannotWriteAnyMore(this.output, error);
    }
    this.#flushed += bytes.length;
  }

  #open(): { folder: string; descriptor: number } {
    if (this.#file !== null) return this.#file;
    try {
      const folder = mkdtempSync(join(this.folder, '.spool-'));
      this.#file = { folder, descriptor: openSync(join(folder, 'records'), 'wx+', 0o600) };
    } catch (error) {
      throw cannotWriteAnyMore(this.output, error);
    }
    remove(this.#file.folder);
    return this.#file;
  }
}

/** A file that is open can lose its name everywhere but on Windows, where `close` removes it. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // In use: close() comes back to it.
  }
}
