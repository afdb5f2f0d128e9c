import type { CoverageEntry } from '../model/coverage.js';
import { type AwsApi, AwsFailure } from './api.js';
import { getServiceQuota } from './operations/index.js';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const RATE_OF_GET_METRIC_DATA = { ServiceCode: 'monitoring', QuotaCode: 'L-5E141212' };

/**
 * Asks Service Quotas how many GetMetricData requests a second this account may send in a region, and paces by that from
 * then on. Without an answer the start rate of older accounts stays: slower, never wrong, so that the entry is optional.
 */
export async function adoptMetricDataQuota(api: AwsApi, region: string): Promise<CoverageEntry> {
  const step = {
    accountId: api.accountId,
    region,
    service: 'servicequotas',
    step: 'GetServiceQuota',
    resources: null,
    optional: true,
  } as const;
  try {
    const { Quota } = await api.call(region, getServiceQuota, RATE_OF_GET_METRIC_DATA);
    if (Quota?.Value !== undefined && Quota.Value > 0) api.adoptQuota(region, 'cloudwatch-get-metric-data', Quota.Value);
    return { ...step, status: 'ok', detail: null };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    return { ...step, status: error.status, detail: `paced at 50 GetMetricData requests a second: ${error.code}: ${error.message}` };
  }
}
