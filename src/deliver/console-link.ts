import { partitionOfRegion } from '../aws/regions.js';

const HOSTS = { aws: 'console.aws.amazon.com', 'aws-us-gov': 'console.amazonaws-us-gov.com', 'aws-cn': 'console.amazonaws.cn' } as const;

/** The AWS console's page of an object, or of a folder where the key ends in a slash. It opens for those who may read the bucket only. */
export function consoleLink(region: string, bucket: string, key: string): string {
  const page = key.endsWith('/') ? 'buckets' : 'object';
  const query = new URLSearchParams({ region, prefix: key });
  return `https://${HOSTS[partitionOfRegion(region)]}/s3/${page}/${bucket}?${query}`;
}
