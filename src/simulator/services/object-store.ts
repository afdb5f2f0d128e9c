import { createHash } from 'node:crypto';
import { type Caller, ServiceError } from '../world.js';

export interface StoredObject {
  body: Buffer;
  contentType: string;
  encryption: string;
  /** Of the key that encrypts it; null where S3's own does. */
  kmsKeyId: string | null;
  cacheControl: string | null;
  modified: string;
}

export interface Bucket {
  owner: string;
  region: string;
  objects: Map<string, StoredObject>;
  /** All four settings on, as every new bucket has them. */
  blocked: boolean;
  publicPolicy: boolean;
  publicAcl: boolean;
  /** What objects get that ask for nothing. */
  encryption: { algorithm: string; kmsKeyId: string | null };
}

/** Buckets of the whole simulated partition, since their names are unique in it. */
export class ObjectStore {
  readonly #buckets = new Map<string, Bucket>();

  create(name: string, { accountId }: Caller, region: string): void {
    if (this.#buckets.has(name)) throw new ServiceError('BucketAlreadyExists', 'The requested bucket name is not available.', 409);
    const bucket = {
      owner: accountId,
      region,
      objects: new Map<string, StoredObject>(),
      blocked: true,
      publicPolicy: false,
      publicAcl: false,
      encryption: { algorithm: 'AES256', kmsKeyId: null },
    };
    this.#buckets.set(name, bucket);
  }

  /** The bucket as its owner sees it. */
  bucket(name: string, { accountId }: Caller): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
    if (bucket.owner !== accountId) throw new ServiceError('AccessDenied', 'Access Denied', 403);
    return bucket;
  }

  regionOf(name: string): string | null {
    return this.#buckets.get(name)?.region ?? null;
  }
}

/** S3's tag of an object that came in one request and is encrypted by S3's own keys. */
export function etag(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
