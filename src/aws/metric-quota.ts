import type { CoverageEntry } from '../model/coverage.js';
import { type AwsApi, AwsFailure } from './api.js';
import { getServiceQuota } from './operations/index.js';
import { QUOTAS } from './quotas.js';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const RATE_OF_GET_METRIC_DATA = { ServiceCode: 'monitoring', QuotaCode: 'L-5E141212' };

const START = QUOTAS['cloudwatch-get-metric-data'].perSecond;

export interface MetricDataQuota {
  /** GetMetricData requests a second that calls are paced by, before the share of it that is used. */
  perSecond: number;
  entry: CoverageEntry;
}

/**
 * Metrics wait for the answer. What comes back at once gets its usual tries, which are over in seconds; a network that lets nothing through to
 * Service Quotas, as a VPC without an endpoint for it, hangs at every try, and is asked once.
 */
const ATTEMPTS = { throttled: 5, timeout: 1 };

/**
 * Asks Service Quotas how many GetMetricData requests a second this account may send in a region, and paces by that from
 * then on. Without an answer the start rate of older accounts stays: slower, never wrong, so that the entry is optional.
 */
export async function adoptMetricDataQuota(api: AwsApi, region: string): Promise<MetricDataQuota> {
  const step = {
    accountId: api.accountId,
    region,
    service: 'servicequotas',
    step: 'GetServiceQuota',
    resources: null,
    optional: true,
  } as const;
  try {
    const { Quota } = await api.call(region, getServiceQuota, RATE_OF_GET_METRIC_DATA, { attempts: ATTEMPTS });
    const perSecond = Quota?.Value !== undefined && Quota.Value > 0 ? Quota.Value : START;
    api.adoptQuota(region, 'cloudwatch-get-metric-data', perSecond);
    return { perSecond, entry: { ...step, status: 'ok', detail: null } };
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    const detail = `paced at ${START} GetMetricData requests a second: ${error.code}: ${error.message}`;
    return { perSecond: START, entry: { ...step, status: error.status, detail } };
  }
}
