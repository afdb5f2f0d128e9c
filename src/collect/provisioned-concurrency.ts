import type { ProvisionedConcurrencyConfigListItem } from '@aws-sdk/client-lambda';
import { listMetrics, listProvisionedConcurrencyConfigs } from '../aws/operations/index.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { eachOnce } from './batches.js';
import { begun } from './begun.js';
import type { RegionContext } from './region.js';
import { instantFrom } from './sdk-values.js';

type Provisioned = NonNullable<LambdaFunction['provisionedConcurrency']>;

export interface ProvisionedConcurrency {
  /** Null where it could not be read, empty where there is none. */
  of(functionName: string): Provisioned | null;
}

/**
 * Lambda lists provisioned concurrency one function a call, out of 15 calls a second for everything. CloudWatch knows
 * which functions have any: those with a ProvisionedConcurrencyUtilization series in the last two weeks. Only those
 * are asked for.
 */
export async function readProvisionedConcurrency({ steps, sink }: RegionContext): Promise<ProvisionedConcurrency> {
  const listing = steps.facts(listMetrics);
  const configs = steps.facts(listProvisionedConcurrencyConfigs);
  const asked = new Map<string, Promise<Provisioned | null>>();
  const query = { Namespace: 'AWS/Lambda', MetricName: 'ProvisionedConcurrencyUtilization' };
  for await (const page of listing.pages(listMetrics, query)) {
    for (const { Dimensions } of page.Metrics ?? []) {
      const name = Dimensions?.find(({ Name }) => Name === 'FunctionName')?.Value;
      if (name !== undefined && !asked.has(name)) asked.set(name, begun(readConfigs(name)));
    }
  }
  const read = new Map(await Promise.all([...asked].map(async ([name, configs]) => [name, await configs] as const)));
  sink.atMost(
    'provisioned-concurrency',
    [...read.values()].reduce((sum, configurations) => sum + (configurations?.length ?? 0), 0),
  );
  return {
    of: (functionName) => read.get(functionName) ?? (listing.complete && !read.has(functionName) ? [] : null),
  };

  async function readConfigs(functionName: string): Promise<Provisioned | null> {
    const items = await configs.all(listProvisionedConcurrencyConfigs, { FunctionName: functionName, MaxItems: 50 }, GONE);
    if (items === null) return null;
    return eachOnce(items.map(provisioned), ({ qualifier }) => qualifier).sort((a, b) => (a.qualifier < b.qualifier ? -1 : 1));
  }
}

/** The function may have been deleted within the two weeks. */
const GONE = { gone: ['ResourceNotFoundException'] };

function provisioned(item: ProvisionedConcurrencyConfigListItem): Provisioned[number] {
  return {
    qualifier: item.FunctionArn?.split(':')[7] ?? '',
    allocated: item.AllocatedProvisionedConcurrentExecutions ?? 0,
    requested: item.RequestedProvisionedConcurrentExecutions ?? 0,
    status: item.Status ?? null,
    lastModified: instantFrom(item.LastModified),
  };
}
