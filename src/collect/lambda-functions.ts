import { getAccountSettings, listFunctions } from '../aws/operations/index.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { begun } from './begun.js';
import { readEventSources } from './event-sources.js';
import { readFunctionTags } from './function-tags.js';
import { functionRecord } from './lambda-function-record.js';
import { readProvisionedConcurrency } from './provisioned-concurrency.js';
import type { RegionContext } from './region.js';

/** Wide enough for what is made while the list is read, and for a count that lags behind. */
const COUNT_MARGIN = { factor: 1.05, functions: 50 };
/** Worth an answer while the list is long; without one, the end of the list tells. */
const ATTEMPTS = { throttled: 3, transient: 2, timeout: 1 };

/**
 * Lambda functions of a region. Their tags, event sources and provisioned concurrency are each read once for the whole
 * region while the marker chain of ListFunctions still runs; one call a function would take minutes at Lambda's quota.
 */
export async function collectFunctions(context: RegionContext): Promise<void> {
  const { steps, sink } = context;
  const step = steps.resources(listFunctions);
  const functions = new Map<string, LambdaFunction>();
  let facts: ReturnType<typeof readFacts> | null = null;
  let listed = false;
  const ended = new AbortController();
  // How many functions the rest of the list can have, long before its last page. Nothing of the audit depends on it: a denial is no gap.
  const foretell = async () => {
    const settings = await steps.api.call(steps.region, getAccountSettings, {}, { attempts: ATTEMPTS, signal: ended.signal });
    const count = settings.AccountUsage?.FunctionCount ?? 0;
    // An endpoint that only plays AWS may say none.
    if (listed || count < functions.size) return;
    sink.atMost('lambda-function', Math.ceil(count * COUNT_MARGIN.factor) + COUNT_MARGIN.functions - functions.size);
  };
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
    if (functions.size === 0 || facts !== null) continue;
    facts = begun(readFacts(context));
    begun(foretell());
  }
  listed = true;
  sink.atMost('lambda-function', 0);
  if (facts === null) {
    sink.atMost('provisioned-concurrency', 0);
    return;
  }
  const [tags, eventSources, provisioned] = await facts;
  ended.abort();
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
