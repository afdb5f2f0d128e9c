import { createHash } from 'node:crypto';
import type { RawRequest } from '../wire/protocol.js';
import { escapeXml, xmlElement } from '../wire/query.js';
import { type Caller, ServiceError } from '../world.js';
import { type Bucket, etag, ObjectStore, type StoredObject } from './object-store.js';
import type { Service } from './service.js';

/** What S3 answers: its bodies are bytes, or XML without an envelope. */
export interface ObjectAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** S3 as a service for faults and for the words of its errors; it has paths and bodies of its own kind, so no operations here. */
export const s3: Service = {
  prefix: 's3',
  signingName: 's3',
  protocol: 'rest-json',
  throttle: { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
  denied: { code: 'AccessDenied', status: 403 },
  operations: {},
};

const XMLNS = 'http://s3.amazonaws.com/doc/2006-03-01/';
const ALL_USERS = 'http://acs.amazonaws.com/groups/global/AllUsers';
const MAX_KEYS = 1_000;

interface Place {
  bucket: string;
  key: string;
  query: URLSearchParams;
}

/** Bucket and key of a request: the bucket is the first part of the path, or of the host's name before `s3.` or `localhost`. */
export function placeOf({ url, headers }: RawRequest): Place {
  const parsed = new URL(url, 'http://localhost');
  const path = decodeURIComponent(parsed.pathname.slice(1));
  const host = /^(.+)\.(?:s3[.-][^:]*|localhost)(?::\d+)?$/.exec(headers.host ?? '')?.[1];
  if (host !== undefined) return { bucket: host, key: path, query: parsed.searchParams };
  const slash = path.indexOf('/');
  const [bucket, key] = slash === -1 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
  return { bucket, key, query: parsed.searchParams };
}

const SUBRESOURCES = {
  publicAccessBlock: 'PublicAccessBlock',
  policyStatus: 'BucketPolicyStatus',
  policy: 'BucketPolicy',
  acl: 'BucketAcl',
  encryption: 'BucketEncryption',
} as const;

/** The operation that method and place come to. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export function objectOperation(method: string, { key, query }: Place): string {
  const verb = { GET: 'Get', PUT: 'Put', HEAD: 'Head' }[method] ?? method;
  if (key !== '') return `${verb}Object`;
  for (const [parameter, name] of Object.entries(SUBRESOURCES)) if (query.has(parameter)) return `${verb}${name}`;
  if (method === 'GET') return 'ListObjectsV2';
  return method === 'PUT' ? 'CreateBucket' : `${verb}Bucket`;
}

const xml = (name: string, value: object): ObjectAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElement(name, value, 'member').replace(`<${name}>`, `<${name} xmlns="${XMLNS}">`)}`,
});
const nothing = (headers: Record<string, string> = {}): ObjectAnswer => ({ status: 200, headers, body: '' });

/** An error as S3 writes it; an answer to HEAD has no body at all. */
export function objectError(error: ServiceError, method: string, region: string | null): ObjectAnswer {
  const headers = { 'content-type': 'application/xml', ...(region === null ? {} : { 'x-amz-bucket-region': region }) };
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message></Error>`;
  return { status: error.status, headers, body: method === 'HEAD' ? '' : body };
}

/** The simulated S3: one-request objects, listing, and what says whether a bucket is public. */
export class SimulatedS3 {
  readonly store = new ObjectStore();

  run(operation: string, request: RawRequest, place: Place, caller: Caller): ObjectAnswer {
    if (operation === 'CreateBucket') {
      const region = /<LocationConstraint[^>]*>([^<]+)</.exec(request.body.toString('utf8'))?.[1] ?? 'us-east-1';
      this.store.create(place.bucket, caller, region);
      return nothing({ location: `/${place.bucket}` });
    }
    const bucket = this.store.bucket(place.bucket, caller);
    if (bucket.region !== caller.region) {
      throw new ServiceError(
        'PermanentRedirect',
        'The bucket you are attempting to access must be addressed using the specified endpoint.',
        301,
      );
    }
    const text = (): string => request.body.toString('utf8');
    switch (operation) {
      case 'HeadBucket':
        return nothing({ 'x-amz-bucket-region': bucket.region });
      case 'ListObjectsV2':
        return list(bucket, place);
      case 'PutObject':
        return put(bucket, place.key, request);
      case 'GetObject':
      case 'HeadObject':
        return get(bucket, place.key, operation === 'HeadObject');
      case 'GetPublicAccessBlock': {
        const on = bucket.blocked;
        return xml('PublicAccessBlockConfiguration', {
          BlockPublicAcls: on,
          IgnorePublicAcls: on,
          BlockPublicPolicy: on,
          RestrictPublicBuckets: on,
        });
      }
      case 'PutPublicAccessBlock':
        bucket.blocked = !text().includes('>false<');
        return nothing();
      case 'GetBucketPolicyStatus':
        return xml('PolicyStatus', { IsPublic: bucket.publicPolicy });
      case 'PutBucketPolicy':
        bucket.publicPolicy = /"Effect"\s*:\s*"Allow"/.test(text()) && /"Principal"\s*:\s*"\*"/.test(text());
        return nothing();
      case 'PutBucketEncryption':
        bucket.encryption = {
          algorithm: /<SSEAlgorithm>([^<]+)</.exec(text())?.[1] ?? 'AES256',
          kmsKeyId: /<KMSMasterKeyID>([^<]+)</.exec(text())?.[1] ?? null,
        };
        return nothing();
      case 'GetBucketAcl':
        return acl(bucket);
      case 'PutBucketAcl':
        bucket.publicAcl = request.headers['x-amz-acl'] === 'public-read';
        return nothing();
      default:
        throw new ServiceError('NotImplemented', 'A header you provided implies functionality that is not implemented.', 501);
    }
  }
}

function put(bucket: Bucket, key: string, { headers, body }: RawRequest): ObjectAnswer {
  const expected = headers['x-amz-checksum-sha256'];
  if (typeof expected === 'string' && createHash('sha256').update(body).digest('base64') !== expected) {
    throw new ServiceError('BadDigest', 'The SHA256 you specified did not match the calculated checksum.', 400);
  }
  const asked = headers['x-amz-server-side-encryption'];
  const kmsKey = headers['x-amz-server-side-encryption-aws-kms-key-id'];
  const object: StoredObject = {
    body,
    contentType: headers['content-type'] ?? 'binary/octet-stream',
    encryption: typeof asked === 'string' ? asked : bucket.encryption.algorithm,
    kmsKeyId: typeof asked === 'string' ? (typeof kmsKey === 'string' ? kmsKey : null) : bucket.encryption.kmsKeyId,
    cacheControl: headers['cache-control'] ?? null,
    modified: new Date().toUTCString(),
  };
  bucket.objects.set(key, object);
  return nothing({ etag: etag(body), ...encryptionOf(object) });
}

function encryptionOf({ encryption, kmsKeyId }: StoredObject): Record<string, string> {
  return {
    'x-amz-server-side-encryption': encryption,
    ...(kmsKeyId === null ? {} : { 'x-amz-server-side-encryption-aws-kms-key-id': kmsKeyId }),
  };
}

function get(bucket: Bucket, key: string, head: boolean): ObjectAnswer {
  const object = bucket.objects.get(key);
  if (object === undefined) throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
  const { body, contentType, cacheControl, modified } = object;
  return {
    status: 200,
    headers: {
      'content-type': contentType,
      etag: etag(body),
      'last-modified': modified,
      ...encryptionOf(object),
      ...(cacheControl === null ? {} : { 'cache-control': cacheControl }),
    },
    body: head ? '' : body,
  };
}

function list({ objects }: Bucket, { bucket: name, query }: Place): ObjectAnswer {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const limit = Math.min(Number(query.get('max-keys') ?? MAX_KEYS), MAX_KEYS);
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, limit);
  const truncated = keys.length > page.length;
  const head = xmlElement('Name', name, 'member') + xmlElement('Prefix', prefix, 'member') + xmlElement('KeyCount', page.length, 'member');
  const contents = page.map((key) => {
    const { body = Buffer.alloc(0), modified = '' } = objects.get(key) ?? {};
    const fields = {
      Key: key,
      LastModified: new Date(modified).toISOString(),
      ETag: etag(body),
      Size: body.length,
      StorageClass: 'STANDARD',
    };
    return xmlElement('Contents', fields, 'member');
  });
  const more =
    xmlElement('IsTruncated', truncated, 'member') + (truncated ? xmlElement('NextContinuationToken', page.at(-1), 'member') : '');
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="${XMLNS}">${head}${more}${contents.join('')}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function acl({ owner, publicAcl }: Bucket): ObjectAnswer {
  const grant = (type: string, inner: string, permission: string): string =>
    `<Grant><Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${type}">${inner}</Grantee><Permission>${permission}</Permission></Grant>`;
  const grants = [
    grant('CanonicalUser', `<ID>${owner}</ID>`, 'FULL_CONTROL'),
    ...(publicAcl ? [grant('Group', `<URI>${ALL_USERS}</URI>`, 'READ')] : []),
  ];
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<AccessControlPolicy xmlns="${XMLNS}"><Owner><ID>${owner}</ID></Owner><AccessControlList>${grants.join('')}</AccessControlList></AccessControlPolicy>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}
