import { UserError } from '../model/user-error.js';

/** A bucket and a folder in it. */
export interface S3Location {
  bucket: string;
  /** Without slashes at its ends; empty for the bucket's root. */
  prefix: string;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Leaves room for a date and a file name in the 1,024 bytes of a key. */
const MAX_PREFIX_BYTES = 900;

/** Reads `s3://bucket/prefix`. Throws a UserError for a bucket or prefix that S3 cannot have. */
export function parseS3Location(url: string): S3Location {
  const match = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(url);
  const bucket = match?.[1] ?? '';
  const prefix = (match?.[2] ?? '').replace(/\/+$/, '');
  if (!BUCKET.test(bucket)) {
    throw new UserError(`${url} names no bucket`, { hint: 'Give s3://bucket or s3://bucket/prefix.' });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: S3 takes them in keys, and nothing that lists keys shows them
  if (prefix.split('/').some((part, index) => part === '' && (index > 0 || prefix !== '')) || /[\u0000-\u001f\u007f]/.test(prefix)) {
    throw new UserError(`${url} has an empty or unprintable part in its prefix`, { hint: 'Give s3://bucket/prefix.' });
  }
  if (Buffer.byteLength(prefix) > MAX_PREFIX_BYTES)
    throw new UserError(`the prefix of s3://${bucket} is longer than ${MAX_PREFIX_BYTES} bytes`);
  return { bucket, prefix };
}

/** The key of a file under a location. */
export function keyUnder({ prefix }: S3Location, ...parts: readonly string[]): string {
  return [...(prefix === '' ? [] : [prefix]), ...parts].join('/');
}

/** `s3://bucket/key`, as people name an object. */
export function urlOf(bucket: string, key: string): string {
  return `s3://${bucket}/${key}`;
}
