import { listFunctions } from '../aws/operations/index.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { begun } from './begun.js';
import { readEventSources } from './event-sources.js';
import { readFunctionTags } from './function-tags.js';
import { functionRecord } from './lambda-function-record.js';
import { readProvisionedConcurrency } from './provisioned-concurrency.js';
import type { RegionContext } from './region.js';

/**
 * Lambda functions of a region. Their tags, event sources and provisioned concurrency are each read once for the whole
 * region while the marker chain of ListFunctions still runs; one call a function would take minutes at Lambda's quota.
 */
export async function collectFunctions(context: RegionContext): Promise<void> {
  const { steps, sink } = context;
  const step = steps.resources(listFunctions);
  const functions = new Map<string, LambdaFunction>();
  let facts: ReturnType<typeof readFacts> | null = null;
  for await (const page of step.pages(listFunctions, { MaxItems: 50 })) {
    for (const configuration of page.Functions ?? []) {
      const record = functionRecord(configuration, context);
      if (record === null) {
        step.missing('functions without a name, memory or timeout');
      } else if (!functions.has(record.id)) {
        functions.set(record.id, record);
        step.gave(1);
        sink.measurable(record);
      }
    }
    if (functions.size > 0) facts ??= begun(readFacts(context));
  }
  if (facts === null) return;
  const [tags, eventSources, provisioned] = await facts;
  for (const record of functions.values()) {
    sink.resource({
      ...record,
      tags: tags === null ? null : (tags.get(record.arn ?? '') ?? {}),
      eventSources: eventSources === null ? null : (eventSources.get(record.functionName) ?? []),
      provisionedConcurrency: provisioned.of(record.functionName),
    });
  }
}

function readFacts(context: RegionContext) {
  return Promise.all([readFunctionTags(context), readEventSources(context), readProvisionedConcurrency(context)]);
}
