import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';

/** A file that is larger than anything of its kind can be. */
export class TooLarge extends RangeError {
  constructor(path: string, maximumBytes: number) {
    super(`${path} is larger than ${maximumBytes} bytes`);
    this.name = 'TooLarge';
  }
}

const PIECE_BYTES = 1 << 16;

/**
 * The bytes of a file that somebody else may have written. No more of it is read than may be: a device that never ends is
 * larger than anything too. Throws TooLarge, and the file system's own errors.
 */
export function readLimited(path: string, maximumBytes: number): Buffer {
  const file = openSync(path, 'r');
  try {
    return readToEnd(file, path, maximumBytes);
  } finally {
    closeSync(file);
  }
}

/**
 * The bytes of a file that another file names. It has to be a file, no device or pipe, and to lie in the folder of the one that names it,
 * or below: a config or a folder of templates from elsewhere must not put what else this machine holds into a report. Links are followed first.
 * Throws a RangeError for one that is not, TooLarge, and the file system's own errors.
 */
export function readNamedBy(folder: string, path: string, maximumBytes: number): Buffer {
  const inside = realpathSync(folder);
  const target = realpathSync(path);
  if (!target.startsWith(inside.endsWith(sep) ? inside : inside + sep)) throw new RangeError(`${path} lies outside of ${folder}`);
  // Without waiting for whoever might write to a pipe.
  const file = openSync(target, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw new RangeError(`${path} is no file`);
    return readToEnd(file, path, maximumBytes);
  } finally {
    closeSync(file);
  }
}

function readToEnd(file: number, path: string, maximumBytes: number): Buffer {
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const read = readSync(file, piece, 0, PIECE_BYTES, null);
    if (read === 0) return Buffer.concat(pieces);
    size += read;
    if (size > maximumBytes) throw new TooLarge(path, maximumBytes);
    pieces.push(piece.subarray(0, read));
  }
}
