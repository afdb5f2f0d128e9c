import { listObjects } from '../aws/operations/index.js';
import { bucketError, requireBucketHere } from './bucket-checks.js';
import { LATEST } from './destination.js';
import { fetchFile } from './file.js';
import { type S3Location, urlOf } from './s3-location.js';
import type { DeliverySession } from './session.js';

/** A snapshot in a bucket. */
export interface StoredSnapshot {
  /** `s3://bucket/key`. */
  url: string;
  /** Writes it to a file. Throws a UserError where it cannot be read. */
  fetch(path: string): Promise<void>;
}

/** Keys of snapshots in a folder and beneath it. Throws a UserError where the bucket cannot be listed. */
async function snapshotKeys({ api, region }: DeliverySession, { bucket, prefix }: S3Location): Promise<string[]> {
  await requireBucketHere(api, region, bucket);
  const keys: string[] = [];
  try {
    const folder = prefix === '' || prefix.endsWith('.gz') ? prefix : `${prefix}/`;
    for await (const page of api.pages(region, listObjects, { Bucket: bucket, Prefix: folder })) {
      for (const { Key = '' } of page.Contents ?? []) if (Key.endsWith('.json.gz')) keys.push(Key);
    }
    return keys;
  } catch (error) {
    throw bucketError(`s3://${bucket}/${prefix} cannot be listed`, error, 's3:ListBucket on the bucket');
  }
}

const isLatest = (key: string): boolean => key.split('/').at(-2) === LATEST;

/** The parts of a run that each went to a folder of its own beneath a prefix: the newest snapshot of every folder, in the order of keys. */
export async function partSnapshots(session: DeliverySession, location: S3Location): Promise<StoredSnapshot[]> {
  const keys = await snapshotKeys(session, location);
  return keys.filter(isLatest).map((key) => stored(session, location.bucket, key));
}

/**
 * Finds the snapshots under a prefix, in the order of their keys. The copy in `latest/` is left out where the dated ones are there. Throws a
 * UserError where the bucket cannot be listed.
 */
export async function storedSnapshots(session: DeliverySession, location: S3Location): Promise<StoredSnapshot[]> {
  const keys = await snapshotKeys(session, location);
  const dated = keys.filter((key) => !isLatest(key));
  return (dated.length > 0 ? dated : keys).map((key) => stored(session, location.bucket, key));
}

function stored(session: DeliverySession, bucket: string, key: string): StoredSnapshot {
  return { url: urlOf(bucket, key), fetch: (path) => fetchFile(session, { bucket, prefix: key }, path) };
}
