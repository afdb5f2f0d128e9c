import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsFailure } from '../aws/api.js';
import { getObject, putObject } from '../aws/operations/index.js';
import { bucketError, requireBucketHere, requirePrivateBucket } from './bucket-checks.js';
import { consoleLink } from './console-link.js';
import { keyUnder, type S3Location, urlOf } from './s3-location.js';
import type { DeliverySession } from './session.js';

/** The folder under a prefix that holds the newest of everything. */
export const LATEST = 'latest';
const SNAPSHOT = 'snapshot.json.gz';
/** Written before a run: proves that the bucket can be written, and tells who last began. */
const STARTED = 'last-started.json';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  // The file itself is what is wanted: said to be an encoding, browsers would unpack it.
  gz: 'application/gzip',
};

/** The content type of a file by its name. */
function contentType(name: string): string {
  return CONTENT_TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
}

/** `2026-11-21T080000Z`: sorts by time, and has nothing that a shell or a URL would take for its own. */
function datedFolder(at: Date): string {
  return at
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
}

/**
 * `findings/day=2026-11-21`: one folder for each day with nothing but lines in it, as Athena wants a partition.
 * https://docs.aws.amazon.com/athena/latest/ug/partitions.html
 */
function partitionOf(name: string, at: Date): string {
  return `${name.slice(0, name.lastIndexOf('.'))}/day=${at.toISOString().slice(0, 10)}`;
}

interface Encryption {
  ServerSideEncryption: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  SSEKMSKeyId?: string;
}

export interface Delivered {
  /** Dated keys, in the order of the files' names. */
  keys: string[];
  /** `s3://bucket/prefix/date/`. */
  url: string;
  /** A page of the AWS console, for those who may read the bucket. */
  link: string;
}

/** A place in a bucket that reports can be delivered to. */
export interface Destination {
  /**
   * Puts every file of a folder under a dated key, then under `latest/`, and lines for query engines once more under their day. Rejects where S3 no
   * longer takes them.
   */
  put(folder: string, at: Date): Promise<Delivered>;
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('base64');
}

/** The encryption that the bucket applied by default, to be asked for by name from then on. */
function encryptionOf(answer: { ServerSideEncryption?: string | undefined; SSEKMSKeyId?: string | undefined }): Encryption {
  const { ServerSideEncryption: algorithm, SSEKMSKeyId } = answer;
  if (algorithm !== 'aws:kms' && algorithm !== 'aws:kms:dsse') return { ServerSideEncryption: 'AES256' };
  return { ServerSideEncryption: algorithm, ...(SSEKMSKeyId === undefined ? {} : { SSEKMSKeyId }) };
}

/**
 * Checks that a bucket is there, in this region, private, and can be written, and opens it. Throws a UserError where it is not, before any
 * work is done.
 */
export async function openDestination(
  { api, region }: DeliverySession,
  location: S3Location,
  tool: string,
  now: Date,
): Promise<Destination> {
  const { bucket } = location;
  await requireBucketHere(api, region, bucket);
  await requirePrivateBucket(api, region, bucket);
  const key = keyUnder(location, LATEST, STARTED);
  let encryption: Encryption;
  try {
    const text = `${JSON.stringify({ startedAt: now.toISOString(), tool })}\n`;
    const answer = await api.call(region, putObject, { Bucket: bucket, Key: key, source: { text }, ContentType: contentType(key) });
    encryption = encryptionOf(answer);
  } catch (error) {
    throw bucketError(`s3://${bucket}/${key} cannot be written`, error, 's3:PutObject on what is under the prefix');
  }
  const put = async (path: string, name: string, part: string, digest: string): Promise<void> => {
    const target = keyUnder(location, part, name);
    try {
      await api.call(region, putObject, {
        Bucket: bucket,
        Key: target,
        ContentLength: (await stat(path)).size,
        ContentType: contentType(name),
        ChecksumSHA256: digest,
        ...(part === LATEST ? { CacheControl: 'no-cache' } : {}),
        ...encryption,
        source: { path },
      });
    } catch (error) {
      if (!(error instanceof AwsFailure)) throw error;
      throw new Error(`s3://${bucket}/${target} could not be written any more: ${error.code}: ${error.message}`, { cause: error });
    }
  };
  return {
    async put(folder, at) {
      const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && !entry.name.startsWith('.'));
      const files = await Promise.all(names.map(async ({ name }) => ({ name, digest: await sha256(join(folder, name)) })));
      files.sort((a, b) => (a.name < b.name ? -1 : 1));
      const dated = datedFolder(at);
      // All dated ones first: what `latest/` has is always also kept under its date.
      for (const part of [dated, LATEST]) {
        for (const { name, digest } of files) await put(join(folder, name), name, part, digest);
      }
      for (const { name, digest } of files) {
        if (name.endsWith('.ndjson')) await put(join(folder, name), `${dated}.ndjson`, partitionOf(name, at), digest);
      }
      const main = ['report.html', 'report.md'].find((name) => files.some((file) => file.name === name)) ?? '';
      return {
        keys: files.map(({ name }) => keyUnder(location, dated, name)),
        url: `${urlOf(bucket, keyUnder(location, dated))}/`,
        link: consoleLink(region, bucket, keyUnder(location, dated, main)),
      };
    },
  };
}

/** Fetches one object into a file. False where there is none. Throws a UserError where the bucket cannot be read. */
export async function fetchObject({ api, region }: DeliverySession, bucket: string, key: string, path: string): Promise<boolean> {
  await requireBucketHere(api, region, bucket);
  try {
    return await api.call(region, getObject, { Bucket: bucket, Key: key, path });
  } catch (error) {
    throw bucketError(`${urlOf(bucket, key)} cannot be read`, error, 's3:GetObject on what is under the prefix');
  }
}

/** Fetches the snapshot that the run before left in `latest/`, or the object itself where the location names one. Null where there is none yet. */
export async function fetchSnapshot(session: DeliverySession, location: S3Location, folder: string): Promise<string | null> {
  const key = location.prefix.endsWith('.gz') ? location.prefix : keyUnder(location, LATEST, SNAPSHOT);
  const path = join(folder, `earlier-${SNAPSHOT}`);
  return (await fetchObject(session, location.bucket, key, path)) ? path : null;
}
