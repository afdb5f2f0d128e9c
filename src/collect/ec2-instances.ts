import { describeInstances, describeInstanceTypes } from '../aws/operations/index.js';
import type { InstanceTypeSpec } from '../model/resource/index.js';
import { begun } from './begun.js';
import { instanceRecord } from './ec2-instance-record.js';
import { instanceTypeSpec } from './instance-type-spec.js';
import type { RegionContext } from './region.js';

/** No metric is worth asking for: these machines are gone, AWS only lists them for about an hour more. */
const GONE: readonly string[] = ['terminated', 'shutting-down'];

/** EC2 instances of a region, and what types it offers where it has any. */
export async function collectInstances(context: RegionContext): Promise<void> {
  const { steps, sink } = context;
  const step = steps.resources(describeInstances);
  const seen = new Set<string>();
  let offer: Promise<void> | null = null;
  for await (const page of step.pages(describeInstances, { MaxResults: 1_000 })) {
    for (const instance of page.Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? []) {
      const record = instanceRecord(instance, context);
      if (record === null) {
        step.missing('instances without an id, type or state');
      } else if (!seen.has(record.id)) {
        seen.add(record.id);
        step.gave(1);
        sink.resource(record);
        if (!GONE.includes(record.state)) sink.measurable(record);
        offer ??= begun(collectInstanceTypes(context));
      }
    }
  }
  sink.atMost('ec2-instance', 0);
  await offer;
}

/** All types that the region offers; nothing is stored when the list is not whole, since a missing type would read as not offered. */
async function collectInstanceTypes({ accountId, region, steps, sink }: RegionContext): Promise<void> {
  const step = steps.facts(describeInstanceTypes);
  const types = new Map<string, InstanceTypeSpec>();
  for await (const page of step.pages(describeInstanceTypes, { MaxResults: 100 })) {
    for (const info of page.InstanceTypes ?? []) {
      const spec = instanceTypeSpec(info);
      if (spec !== null) types.set(spec.instanceType, spec);
    }
  }
  if (!step.complete) return;
  const sorted = [...types.values()].sort((a, b) => (a.instanceType < b.instanceType ? -1 : 1));
  sink.resource({ kind: 'instance-type-offer', accountId, region, id: 'instance-types', types: sorted });
}
