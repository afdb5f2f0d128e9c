import type { EventSourceMappingConfiguration } from '@aws-sdk/client-lambda';
import { listEventSourceMappings } from '../aws/operations/index.js';
import type { LambdaFunction } from '../model/resource/index.js';
import type { RegionContext } from './region.js';

type EventSource = NonNullable<LambdaFunction['eventSources']>[number];

/** Event source mappings of the whole region by function name; null when the list is not whole. */
export async function readEventSources({ steps }: RegionContext): Promise<ReadonlyMap<string, EventSource[]> | null> {
  const step = steps.facts(listEventSourceMappings);
  const sources = new Map<string, Map<string, EventSource>>();
  for await (const page of step.pages(listEventSourceMappings, { MaxItems: 100 })) {
    for (const mapping of page.EventSourceMappings ?? []) {
      const name = functionNameOf(mapping.FunctionArn);
      if (name === null) continue;
      const known = sources.get(name) ?? new Map<string, EventSource>();
      sources.set(name, known);
      known.set(mapping.UUID ?? `${known.size}`, eventSource(mapping));
    }
  }
  if (!step.complete) return null;
  const sorted = (byId: Map<string, EventSource>) => [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, source]) => source);
  return new Map([...sources].map(([name, byId]) => [name, sorted(byId)]));
}

/** `arn:aws:lambda:region:account:function:name[:qualifier]` */
function functionNameOf(arn: string | undefined): string | null {
  return arn?.split(':')[6] ?? null;
}

function eventSource({ EventSourceArn, SelfManagedEventSource, State, BatchSize }: EventSourceMappingConfiguration): EventSource {
  const service = EventSourceArn?.split(':')[2] ?? (SelfManagedEventSource === undefined ? 'unknown' : 'self-managed-kafka');
  return { service, arn: EventSourceArn ?? null, state: State ?? null, batchSize: BatchSize ?? null };
}
