import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type {
  GetBucketAclCommandInput,
  GetBucketPolicyStatusCommandInput,
  GetObjectCommandInput,
  GetPublicAccessBlockCommandInput,
  HeadBucketCommandInput,
  ListObjectsV2CommandInput,
  PublicAccessBlockConfiguration,
  PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import type { PublishCommandInput } from '@aws-sdk/client-sns';
import * as z from 'zod';
import { operation, pagedOperation, service } from './definition.js';

const s3 = service(
  's3',
  () => import('@aws-sdk/client-s3'),
  ({ S3Client }, configuration) =>
    new S3Client({
      ...configuration,
      // Other endpoints than AWS's own rarely have a name for each bucket.
      forcePathStyle: configuration.endpoint !== undefined,
      // Whole files come with a SHA-256 of ours, which S3 checks: the SDK's own checksum would need another encoding of the body.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    }),
);

const sns = service(
  'sns',
  () => import('@aws-sdk/client-sns'),
  ({ SNSClient }, configuration) => new SNSClient(configuration),
);

const failed = z.object({
  name: z.string().catch(''),
  $response: z.object({ headers: z.record(z.string(), z.string()).catch({}) }).optional(),
});

/** The answer to an error that is one of S3's ways to say "there is none"; any other error goes on. */
async function unless<O>(names: readonly string[], instead: O, work: Promise<O>): Promise<O> {
  try {
    return await work;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (names.includes(name)) return instead;
    throw error;
  }
}

/**
 * Where a bucket is. S3 tells it in a header, of a redirect too, and of a refusal.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
export const headBucket = operation(s3, {
  name: 'HeadBucket',
  bucket: 's3',
  permissionSet: 'delivery',
  iamAction: 's3:ListBucket',
  perform: async ({ sdk, client }, input: HeadBucketCommandInput, options) => {
    try {
      const { BucketRegion } = await client.send(new sdk.HeadBucketCommand(input), options);
      return { region: BucketRegion ?? null, elsewhere: false };
    } catch (error) {
      const region = failed.safeParse(error).data?.$response?.headers['x-amz-bucket-region'];
      if (region !== undefined && region !== (await client.config.region())) return { region, elsewhere: true };
      throw error;
    }
  },
  answered: () => true,
});

/** What lies under a prefix. A page without a list holds nothing: S3 leaves the list out then, so that its own count tells a true answer. */
export const listObjects = pagedOperation(s3, {
  name: 'ListObjectsV2',
  bucket: 's3',
  permissionSet: 'delivery',
  iamAction: 's3:ListBucket',
  perform: ({ sdk, client }, input: ListObjectsV2CommandInput, options) => client.send(new sdk.ListObjectsV2Command(input), options),
  items: ({ Contents, KeyCount }) => Contents ?? (KeyCount === 0 ? [] : undefined),
  nextToken: ({ IsTruncated, NextContinuationToken }) => (IsTruncated === true ? NextContinuationToken : undefined),
  withToken: (input, ContinuationToken) => ({ ...input, ContinuationToken }),
});

const NOTHING_BLOCKED: PublicAccessBlockConfiguration = { RestrictPublicBuckets: false, IgnorePublicAcls: false };

/** A bucket without such a configuration blocks nothing. */
export const getPublicAccessBlock = operation(s3, {
  name: 'GetPublicAccessBlock',
  bucket: 's3',
  permissionSet: 'delivery',
  iamAction: 's3:GetBucketPublicAccessBlock',
  perform: ({ sdk, client }, input: GetPublicAccessBlockCommandInput, options) =>
    unless(
      ['NoSuchPublicAccessBlockConfiguration'],
      NOTHING_BLOCKED,
      client
        .send(new sdk.GetPublicAccessBlockCommand(input), options)
        .then((output) => output.PublicAccessBlockConfiguration ?? NOTHING_BLOCKED),
    ),
  answered: () => true,
});

/** Whether the bucket policy lets the public in; a bucket without a policy does not. */
export const getBucketPolicyStatus = operation(s3, {
  name: 'GetBucketPolicyStatus',
  bucket: 's3',
  permissionSet: 'delivery',
  perform: ({ sdk, client }, input: GetBucketPolicyStatusCommandInput, options) =>
    unless(
      ['NoSuchBucketPolicy'],
      { isPublic: false },
      client
        .send(new sdk.GetBucketPolicyStatusCommand(input), options)
        .then((output) => ({ isPublic: output.PolicyStatus?.IsPublic === true })),
    ),
  answered: () => true,
});

export const getBucketAcl = operation(s3, {
  name: 'GetBucketAcl',
  bucket: 's3',
  permissionSet: 'delivery',
  perform: ({ sdk, client }, input: GetBucketAclCommandInput, options) => client.send(new sdk.GetBucketAclCommand(input), options),
  answered: (output) => output.Grants !== undefined,
});

/** The body is a file, opened afresh at each try; or a short text. */
export type PutObjectInput = Omit<PutObjectCommandInput, 'Body'> & { source: { path: string } | { text: string } };

export const putObject = operation(s3, {
  name: 'PutObject',
  bucket: 's3',
  permissionSet: 'delivery',
  perform: ({ sdk, client }, { source, ...input }: PutObjectInput, options) =>
    client.send(new sdk.PutObjectCommand({ ...input, Body: 'path' in source ? createReadStream(source.path) : source.text }), options),
  answered: (output) => output.ETag !== undefined,
});

/** Writes the object to a file, whole at each try. False where there is no such object. */
export const getObject = operation(s3, {
  name: 'GetObject',
  bucket: 's3',
  permissionSet: 'delivery',
  perform: async ({ sdk, client }, { path, ...input }: GetObjectCommandInput & { path: string }, options) => {
    const output = await unless(['NoSuchKey'], null, client.send(new sdk.GetObjectCommand(input), options));
    if (output === null) return false;
    if (!(output.Body instanceof Readable)) throw new Error('the answer has no body');
    await pipeline(output.Body, createWriteStream(path, { mode: 0o600 }), { signal: options.abortSignal });
    return true;
  },
  answered: () => true,
});

export const publish = operation(sns, {
  name: 'Publish',
  bucket: 'sns',
  permissionSet: 'delivery',
  perform: ({ sdk, client }, input: PublishCommandInput, options) => client.send(new sdk.PublishCommand(input), options),
  answered: (output) => output.MessageId !== undefined,
});
