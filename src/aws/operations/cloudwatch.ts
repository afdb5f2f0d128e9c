import type { GetMetricDataCommandInput, ListMetricsCommandInput } from '@aws-sdk/client-cloudwatch';
import { pagedOperation, service } from './definition.js';
import { type MetricDataAnswer, readPlainly } from './metric-data-answer.js';

const cloudwatch = service(
  'cloudwatch',
  () => import('@aws-sdk/client-cloudwatch'),
  ({ CloudWatchClient }, configuration) => readPlainly(new CloudWatchClient(configuration)),
);

/** Pass the request's estimated points (window / period, summed over its queries) as the call's weight. */
export const getMetricData = pagedOperation(cloudwatch, {
  name: 'GetMetricData',
  bucket: 'cloudwatch-get-metric-data',
  perform: ({ sdk, client }, input: GetMetricDataCommandInput, options): Promise<MetricDataAnswer> =>
    client.send(new sdk.GetMetricDataCommand(input), options),
  items: (output) => output.MetricDataResults,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

/** Only series that had a datapoint in the last two weeks are listed. */
export const listMetrics = pagedOperation(cloudwatch, {
  name: 'ListMetrics',
  bucket: 'cloudwatch-list-metrics',
  perform: ({ sdk, client }, input: ListMetricsCommandInput, options) => client.send(new sdk.ListMetricsCommand(input), options),
  items: (output) => output.Metrics,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});
