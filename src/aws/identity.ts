import type { CoverageEntry } from '../model/coverage.js';
import type { AccountApi } from './account-api.js';
import { AwsFailure, type Partition } from './api.js';
import { getCallerIdentity } from './operations/index.js';
import { partitionOfArn } from './regions.js';

export interface CallerIdentity {
  accountId: string;
  partition: Partition;
  arn: string;
  coverage: CoverageEntry;
}

/** Asks the region's own STS who the credentials are, and tells the API. Needs no permission. Throws an AwsFailure. */
export async function identify(api: AccountApi, region: string): Promise<CallerIdentity> {
  const { Account: accountId = '', Arn: arn = '' } = await api.call(region, getCallerIdentity, {});
  const partition = partitionOfArn(arn);
  if (partition === null) {
    const message = `the caller ${arn} is in a partition that the tool does not know`;
    throw new AwsFailure({ status: 'failed', code: 'UnknownPartition', message, operation: 'GetCallerIdentity', region, httpStatus: 200 });
  }
  api.adoptIdentity(accountId, partition);
  const coverage: CoverageEntry = {
    accountId,
    region,
    service: 'sts',
    step: 'GetCallerIdentity',
    status: 'ok',
    detail: null,
    resources: null,
    optional: false,
  };
  return { accountId, partition, arn, coverage };
}
