import type { Operation } from '../world.js';
import type { Paging, Service } from './service.js';

type CloudWatchOperation = 'GetMetricData' | 'ListMetrics' | 'PutMetricData' | 'GetMetricStatistics';

const paged = (list: string): Paging => ({ tokenIn: 'NextToken', tokenOut: 'NextToken', list });

/** CloudWatch as a service of the endpoint: the metric engine's operations, in JSON and in the older Query form. */
export function cloudwatch(operations: Readonly<Record<CloudWatchOperation, Operation>>): Service {
  return {
    prefix: 'cloudwatch',
    signingName: 'monitoring',
    protocol: 'json',
    target: 'GraniteServiceVersion20100801',
    xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/',
    throttle: { code: 'Throttling', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDenied', status: 403 },
    operations: {
      GetMetricData: { run: operations.GetMetricData, paging: paged('MetricDataResults') },
      ListMetrics: { run: operations.ListMetrics, paging: paged('Metrics') },
      GetMetricStatistics: { run: operations.GetMetricStatistics },
      PutMetricData: { run: operations.PutMetricData },
    },
  };
}
