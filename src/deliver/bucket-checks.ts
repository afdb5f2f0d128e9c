import { type AwsApi, AwsFailure } from '../aws/api.js';
import { getBucketAcl, getBucketPolicyStatus, getPublicAccessBlock, headBucket } from '../aws/operations/index.js';
import { UserError } from '../model/user-error.js';

/** Groups that mean everybody, and everybody with any AWS account. */
const PUBLIC_GROUPS: readonly string[] = [
  'http://acs.amazonaws.com/groups/global/AllUsers',
  'http://acs.amazonaws.com/groups/global/AuthenticatedUsers',
];

/** A failed check as the error of the person who named the bucket. */
export function bucketError(what: string, failure: unknown, permission: string): unknown {
  if (!(failure instanceof AwsFailure)) return failure;
  const hint =
    failure.status === 'denied'
      ? `It takes ${permission}; \`fleet-auditor permissions --for delivery\` prints all that delivery needs.`
      : failure.status === 'auth-expired'
        ? 'Check the AWS credentials of this run.'
        : null;
  return new UserError(`${what}: ${failure.code}: ${failure.message}`, { hint, cause: failure });
}

/** Throws a UserError where there is no such bucket, it is another region's, or this caller may not list it. */
export async function requireBucketHere(api: AwsApi, region: string, bucket: string): Promise<void> {
  try {
    const found = await api.call(region, headBucket, { Bucket: bucket });
    const elsewhere = found.elsewhere || (found.region !== null && found.region !== region);
    if (elsewhere) {
      throw new UserError(`the bucket ${bucket} is in ${found.region ?? 'another region'}, and this run delivers to ${region}`, {
        hint: `Set AWS_REGION=${found.region ?? 'REGION'}, or name a bucket of ${region}.`,
      });
    }
  } catch (error) {
    // A HEAD has no body, so that S3 cannot say more than the status.
    if (error instanceof AwsFailure && error.httpStatus === 404) throw new UserError(`there is no bucket ${bucket}`, { cause: error });
    throw bucketError(`the bucket ${bucket} cannot be used`, error, 's3:ListBucket on the bucket');
  }
}

/**
 * Throws a UserError for a bucket that anybody may read, by its policy or its ACL, and for one of which that cannot be told: reports name
 * resources and what they cost. Settings of the account that block public access besides are not looked at.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
 */
export async function requirePrivateBucket(api: AwsApi, region: string, bucket: string): Promise<void> {
  const input = { Bucket: bucket };
  let open: string | null = null;
  try {
    const block = await api.call(region, getPublicAccessBlock, input);
    if (block.RestrictPublicBuckets !== true && (await api.call(region, getBucketPolicyStatus, input)).isPublic) open = 'policy';
    if (open === null && block.IgnorePublicAcls !== true) {
      const { Grants = [] } = await api.call(region, getBucketAcl, input);
      if (Grants.some(({ Grantee }) => Grantee?.URI !== undefined && PUBLIC_GROUPS.includes(Grantee.URI))) open = 'ACL';
    }
  } catch (error) {
    const permission = 's3:GetBucketPublicAccessBlock, s3:GetBucketPolicyStatus and s3:GetBucketAcl on the bucket';
    throw bucketError(`whether the bucket ${bucket} is public cannot be told`, error, permission);
  }
  if (open !== null) {
    throw new UserError(`the bucket ${bucket} is public by its ${open}; reports name resources and what they cost`, {
      hint: 'Block public access to it, or name another bucket.',
    });
  }
}
