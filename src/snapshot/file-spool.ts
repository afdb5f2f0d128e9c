import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { cannotWriteAnyMore } from './output-file.js';

/** Bytes that wait in memory before they go to disk. */
const PENDING_BYTES = 1 << 20;

/**
 * Text kept in a file and given back by position, so that a region's metric records take the disk's room and not memory's.
 * The file is private, and nameless from the start where the system allows it: nothing is left behind whatever happens.
 */
export class FileSpool {
  readonly #folder: string;
  readonly #descriptor: number;
  #pending = Buffer.allocUnsafeSlow(PENDING_BYTES);
  #pendingBytes = 0;
  #flushed = 0;

  /** `folder` must exist. Throws an OutputError where nothing can be written to it. */
  constructor(folder: string) {
    try {
      this.#folder = mkdtempSync(join(folder, '.spool-'));
      this.#descriptor = openSync(join(this.#folder, 'records'), 'wx+', 0o600);
    } catch (error) {
      throw cannotWriteAnyMore(folder, error);
    }
    this.#remove();
  }

  /** Throws an OutputError when the disk is full. */
  append(text: string): { offset: number; length: number } {
    const length = Buffer.byteLength(text);
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

  read({ offset, length }: { offset: number; length: number }): string {
    if (offset >= this.#flushed) return this.#pending.toString('utf8', offset - this.#flushed, offset - this.#flushed + length);
    const bytes = Buffer.allocUnsafe(length);
    for (let read = 0; read < length; ) {
      const more = readSync(this.#descriptor, bytes, read, length - read, offset + read);
      if (more === 0) throw new RangeError(`the spool ends before ${offset + length}`);
      read += more;
    }
    return bytes.toString('utf8');
  }

  /** Frees the file. Nothing can be read after it. */
  close(): void {
    closeSync(this.#descriptor);
    this.#remove();
    this.#pending = Buffer.alloc(0);
  }

  #flush(): void {
    this.#write(this.#pending.subarray(0, this.#pendingBytes));
    this.#pendingBytes = 0;
  }

  #write(bytes: Buffer): void {
    try {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.#descriptor, bytes, written, bytes.length - written, this.#flushed + written);
      }
    } catch (error) {
      throw cannotWriteAnyMore(this.#folder, error);
    }
    this.#flushed += bytes.length;
  }

  /** A file that is open can lose its name everywhere but on Windows, where `close` removes it. */
  #remove(): void {
    try {
      rmSync(this.#folder, { recursive: true, force: true });
    } catch {
      // In use: close() comes back to it.
    }
  }
}
