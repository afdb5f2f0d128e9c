/** Calls a second that a token bucket refills, and how many it holds when full. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

export interface BucketQuota extends Rate {
  /** A second limit on the sum of the calls' weights: the points of GetMetricData. */
  readonly weight: Rate | null;
  /** Where AWS states it. */
  readonly source: string;
}

const EC2_THROTTLING = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html';
const ECS_THROTTLING = 'https://docs.aws.amazon.com/AmazonECS/latest/APIReference/request-throttling.html';
const LAMBDA_QUOTAS = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const CLOUDWATCH_QUOTAS = 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html';
/** Requests that write, a second and prefix. */
const S3_RATES = 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html';
const SNS_QUOTAS = 'https://docs.aws.amazon.com/general/latest/gr/sns.html';
/** All calls of one account and region together. */
const IAM_QUOTAS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
const NOT_PUBLISHED = 'not published by AWS: a start that adapts to the throttling seen';

const quota = (perSecond: number, burst: number, source: string, weight: Rate | null = null): BucketQuota => ({
  perSecond,
  burst,
  weight,
  source,
});

/**
 * The request quotas of AWS, each per account and region. Operations that share a bucket draw from the same one.
 * GetMetricData starts at the 50/s of older accounts; `adoptQuota` raises it once Service Quotas has said so.
 */
export const QUOTAS = {
  'ec2-paginated': quota(20, 100, EC2_THROTTLING),
  'ec2-instance-types': quota(20, 100, EC2_THROTTLING),
  'ec2-unpaginated': quota(10, 50, EC2_THROTTLING),
  'ecs-clusters': quota(20, 50, ECS_THROTTLING),
  'ecs-services': quota(20, 100, ECS_THROTTLING),
  'ecs-tasks': quota(20, 100, ECS_THROTTLING),
  'ecs-task-definitions': quota(20, 50, ECS_THROTTLING),
  'ecs-capacity-providers': quota(20, 50, ECS_THROTTLING),
  'lambda-control-plane': quota(15, 15, LAMBDA_QUOTAS),
  tagging: quota(5, 10, NOT_PUBLISHED),
  'application-autoscaling-targets': quota(10, 20, NOT_PUBLISHED),
  'application-autoscaling-policies': quota(10, 20, NOT_PUBLISHED),
  'application-autoscaling-actions': quota(10, 20, NOT_PUBLISHED),
  autoscaling: quota(10, 20, NOT_PUBLISHED),
  'cloudwatch-get-metric-data': quota(50, 50, CLOUDWATCH_QUOTAS, { perSecond: 396_000, burst: 396_000 }),
  'cloudwatch-list-metrics': quota(25, 25, CLOUDWATCH_QUOTAS),
  sts: quota(600, 600, IAM_QUOTAS),
  'service-quotas': quota(2, 2, NOT_PUBLISHED),
  commitments: quota(5, 5, NOT_PUBLISHED),
  'compute-optimizer': quota(5, 5, NOT_PUBLISHED),
  organizations: quota(10, 20, NOT_PUBLISHED),
  iam: quota(2, 2, NOT_PUBLISHED),
  'price-list': quota(10, 20, NOT_PUBLISHED),
  s3: quota(3_500, 3_500, S3_RATES),
  sns: quota(300, 300, SNS_QUOTAS),
} as const satisfies Record<string, BucketQuota>;

export type BucketName = keyof typeof QUOTAS;
