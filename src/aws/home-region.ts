import { defaultRegion, partitionOfRegion } from './regions.js';

/** The region that the environment or the profile names, as the SDK (and the AWS CLI's variable) understand it; null: none. */
async function configuredRegion(profile: string | null): Promise<string | null> {
  const fromCli = process.env.AWS_DEFAULT_REGION;
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(profile === null ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    // "Region is missing": the CLI's own variable is the last thing to look at.
    return fromCli === undefined || fromCli === '' ? null : fromCli;
  } finally {
    client.destroy();
  }
}

/**
 * Where the account is asked who it is and which regions it has: the configured region, unless the regions to audit are of another
 * partition, whose credentials mean nothing there. Where none is configured it is the partition's default and not a region to audit: a
 * name that is misspelt has no endpoint that could say so.
 */
export async function homeRegion(profile: string | null, regions: readonly string[] | null): Promise<string> {
  const configured = await configuredRegion(profile);
  const named = regions?.[0];
  if (configured === null) return defaultRegion(partitionOfRegion(named ?? ''));
  return named === undefined || partitionOfRegion(configured) === partitionOfRegion(named) ? configured : named;
}
