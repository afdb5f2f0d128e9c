import * as z from 'zod';
import { ServiceError } from '../world.js';
import { parseInput, type Service, type Site } from './service.js';

const input = z.object({ ServiceCode: z.string(), QuotaCode: z.string() });

/** Rate of GetMetricData requests. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html */
const GET_METRIC_DATA = 'L-5E141212';

export function serviceQuotas(site: Site): Service {
  return {
    prefix: 'servicequotas',
    signingName: 'servicequotas',
    protocol: 'json',
    target: 'ServiceQuotasV20190624',
    throttle: { code: 'TooManyRequestsException', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDeniedException', status: 400 },
    operations: {
      GetServiceQuota: {
        run: (given, caller) => {
          const { ServiceCode, QuotaCode } = parseInput(input, given, 'IllegalArgumentException');
          if (ServiceCode !== 'monitoring' || QuotaCode !== GET_METRIC_DATA) {
            throw new ServiceError('NoSuchResourceException', 'The request failed because the specified service quota does not exist.');
          }
          return {
            Quota: {
              ServiceCode,
              ServiceName: 'Amazon CloudWatch',
              QuotaArn: site.here(caller).arn('servicequotas', `${ServiceCode}/${QuotaCode}`),
              QuotaCode,
              QuotaName: 'Rate of GetMetricData requests',
              Value: site.getMetricDataPerSecond(caller.accountId),
              Unit: 'None',
              Adjustable: true,
              GlobalQuota: false,
              Period: { PeriodValue: 1, PeriodUnit: 'SECOND' },
            },
          };
        },
      },
    },
  };
}
