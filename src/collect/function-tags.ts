import { getResources } from '../aws/operations/index.js';
import type { RegionContext } from './region.js';
import { tagsFrom } from './sdk-values.js';

/**
 * Tags of all functions by ARN, from the Tagging API: a hundred functions a call, where lambda:ListTags takes one. A
 * function that was never tagged is not listed, so that no entry means no tags. Null when the list is not whole.
 */
export async function readFunctionTags({ steps }: RegionContext): Promise<ReadonlyMap<string, Record<string, string>> | null> {
  const step = steps.facts(getResources);
  const tags = new Map<string, Record<string, string>>();
  for await (const page of step.pages(getResources, { ResourceTypeFilters: ['lambda:function'], ResourcesPerPage: 100 })) {
    for (const { ResourceARN, Tags } of page.ResourceTagMappingList ?? []) {
      if (ResourceARN !== undefined) tags.set(ResourceARN, tagsFrom(Tags));
    }
  }
  return step.complete ? tags : null;
}
