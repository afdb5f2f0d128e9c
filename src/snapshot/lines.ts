import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UserError } from '../model/user-error.js';

/** The name of a snapshot in its folder. */
export const SNAPSHOT_FILE = 'snapshot.json.gz';

/** No record of a true snapshot comes near it: the longest holds all instance types of a region, half a megabyte. */
const MAXIMUM_LINE_BYTES = 32 * 1024 * 1024;

/** Snapshots unpack to some twenty times their size. Beyond the first megabytes, one that unpacks to far more is there to fill memory. */
const MAXIMUM_RATIO = 250;
const FREE_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 10;

/** A snapshot is packed in pieces: what is wrong between two of them looks the same. */
const STRAY_BYTES = 'bytes follow there, or between two of its pieces, that are no part of it';

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

export const cutShort = (path: string, cause?: unknown): UserError =>
  new UserError(`the snapshot ${path} is cut short: its end is missing`, { hint: 'Copy it again, or collect again.', cause });

export const notASnapshot = (path: string, cause?: unknown): UserError =>
  new UserError(`${path} is not a snapshot`, { hint: 'A snapshot is the snapshot.json.gz that audit and collect write.', cause });

/** The snapshot file that a path means: the file itself, or the one in a folder. Throws a UserError where there is none. */
export async function snapshotFile(path: string): Promise<string> {
  const file = await stat(path).then(
    (found) => (found.isDirectory() ? join(path, SNAPSHOT_FILE) : path),
    (error: unknown) => {
      throw cannotRead(path, error);
    },
  );
  await stat(file).catch((error: unknown) => {
    throw cannotRead(file, error);
  });
  return file;
}

/**
 * The lines of a gzip file, a batch for each chunk that is unpacked. Throws a UserError for a file that cannot be read, is
 * no gzip, ends early (in its gzip stream or in the middle of a line), or has a line or unpacks to a size beyond all measure.
 */
export async function* linesOf(path: string, chunkBytes = 1 << 17): AsyncGenerator<string[]> {
  const source = createReadStream(path, { highWaterMark: chunkBytes });
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  // Unpacking runs in another thread; some chunks of room let it go on while a chunk is parsed here.
  const unpacked = new PassThrough({ highWaterMark: 4 * chunkBytes });
  pipeline(source, gunzip, unpacked, () => undefined);
  let rest: Buffer[] = [];
  let restBytes = 0;
  let unpackedBytes = 0;
  try {
    for await (const chunk of unpacked) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('gunzip gave something else than bytes');
      unpackedBytes += chunk.length;
      if (unpackedBytes > FREE_BYTES && unpackedBytes > MAXIMUM_RATIO * source.bytesRead) throw notASnapshot(path);
      const lines: string[] = [];
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
        const piece = chunk.toString('utf8', start, end);
        lines.push(restBytes === 0 ? piece : Buffer.concat([...rest, chunk.subarray(start, end)]).toString('utf8'));
        rest = [];
        restBytes = 0;
        start = end + 1;
      }
      if (start < chunk.length) {
        rest.push(Buffer.from(chunk.subarray(start)));
        restBytes += chunk.length - start;
        if (restBytes > MAXIMUM_LINE_BYTES) throw notASnapshot(path);
      }
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    throw readError(path, error, await beginsAsGzip(path));
  } finally {
    unpacked.destroy();
  }
  if (restBytes > 0) throw cutShort(path);
}

const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

async function beginsAsGzip(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (file === null) return false;
  try {
    const { buffer } = await file.read(Buffer.alloc(GZIP_MAGIC.length), 0, GZIP_MAGIC.length, 0);
    return buffer.equals(GZIP_MAGIC);
  } finally {
    await file.close();
  }
}

function readError(path: string, error: unknown, isGzip: boolean): unknown {
  switch (codeOf(error)) {
    case 'Z_BUF_ERROR':
      return cutShort(path, error);
    case 'Z_DATA_ERROR':
      if (error instanceof Error && error.message === 'incorrect header check') {
        return isGzip
          ? new UserError(`the snapshot ${path} is damaged after its end: ${STRAY_BYTES}`, { cause: error })
          : notASnapshot(path, error);
      }
      return new UserError(`the snapshot ${path} is damaged: ${error instanceof Error ? error.message : ''}`, { cause: error });
    case '':
      return error;
    default:
      return cannotRead(path, error);
  }
}

function cannotRead(path: string, error: unknown): UserError {
  const code = codeOf(error);
  if (code === 'ENOENT' || code === 'ENOTDIR') return new UserError(`there is no snapshot at ${path}`, { cause: error });
  if (code === 'EISDIR') return new UserError(`${path} is a folder, not a snapshot`, { cause: error });
  if (code === 'EACCES' || code === 'EPERM') return new UserError(`cannot read ${path}: permission denied`, { cause: error });
  return new UserError(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
}
