import * as z from 'zod';
import { nameOf } from '../fleet/ids.js';
import { instanceView } from '../fleet/instance-view.js';
import type { RegionWorld } from '../fleet/region-world.js';
import { type Operation, ServiceError } from '../world.js';
import { functionView } from './lambda-function.js';
import { listScope, pageOf } from './paging.js';
import { parseInput, type Service, type Site } from './service.js';

const getResourcesInput = z.object({
  ResourceTypeFilters: z.array(z.string()).max(100).default([]),
  TagFilters: z
    .array(z.object({ Key: z.string(), Values: z.array(z.string()).default([]) }))
    .max(50)
    .default([]),
  ResourcesPerPage: z.number().int().min(1).max(100).optional(),
  PaginationToken: z.string().optional(),
});

/** A tagged resource, made when its page is asked for. */
interface Tagged {
  tags: Record<string, string>;
  arn(): string;
}

type Lister = (world: RegionWorld) => Iterable<Tagged>;

function* instances(world: RegionWorld): Iterable<Tagged> {
  for (const place of world.instances.places()) {
    const view = instanceView(world, place);
    yield { tags: view.tags, arn: () => world.arn('ec2', `instance/${view.id}`) };
  }
}

function* functions(world: RegionWorld): Iterable<Tagged> {
  for (const [group, spec] of world.functions.groups.entries()) {
    for (let index = 0; index < spec.count; index++) yield { tags: spec.tags, arn: () => functionView(world, { group, index }).arn };
  }
}

function* clusters(world: RegionWorld): Iterable<Tagged> {
  for (const place of world.clusters.places()) {
    yield { tags: world.layout(place).spec.tags, arn: () => world.arn('ecs', `cluster/${world.clusterName(place)}`) };
  }
}

function* services(world: RegionWorld): Iterable<Tagged> {
  for (const place of world.clusters.places()) {
    for (const spec of world.layout(place).spec.services) {
      for (let index = 0; index < spec.count; index++) {
        yield { tags: spec.tags, arn: () => world.arn('ecs', `service/${world.clusterName(place)}/${nameOf(spec, index)}`) };
      }
    }
  }
}

const LISTERS: Readonly<Record<string, Lister>> = {
  'ec2:instance': instances,
  'ecs:cluster': clusters,
  'ecs:service': services,
  'lambda:function': functions,
};

/** Types by their full name or by service, as `lambda` stands for `lambda:function`. */
function listersFor(filters: readonly string[]): Lister[] {
  return Object.entries(LISTERS)
    .filter(([type]) => filters.length === 0 || filters.some((filter) => filter === type || type.startsWith(`${filter}:`)))
    .map(([, lister]) => lister);
}

function getResources({ here }: Site): Operation {
  return (input, caller) => {
    const parsed = parseInput(getResourcesInput, input, 'InvalidParameterException');
    const { ResourceTypeFilters, TagFilters, ResourcesPerPage, PaginationToken } = parsed;
    const world = here(caller);
    const tagged: Tagged[] = [];
    for (const lister of listersFor(ResourceTypeFilters)) {
      for (const resource of lister(world)) {
        // Resources that never had a tag are not listed at all.
        if (Object.keys(resource.tags).length === 0) continue;
        const fits = TagFilters.every(({ Key, Values }) => {
          const value = resource.tags[Key];
          return value !== undefined && (Values.length === 0 || Values.includes(value));
        });
        if (fits) tagged.push(resource);
      }
    }
    const invalid = () => new ServiceError('PaginationTokenExpiredException', 'The pagination token is invalid or expired');
    const scope = listScope(caller, 'GetResources', ResourceTypeFilters, TagFilters);
    const page = pageOf(PaginationToken, ResourcesPerPage ?? 50, tagged.length, scope, invalid);
    return {
      // The last page has an empty token, not none.
      PaginationToken: page.next ?? '',
      ResourceTagMappingList: tagged.slice(page.from, page.to).map(({ tags, arn }) => ({
        ResourceARN: arn(),
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      })),
    };
  };
}

export function tagging(site: Site): Service {
  return {
    prefix: 'tag',
    signingName: 'tagging',
    protocol: 'json',
    target: 'ResourceGroupsTaggingAPI_20170126',
    throttle: { code: 'ThrottledException', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDeniedException', status: 400 },
    operations: {
      GetResources: {
        run: getResources(site),
        paging: { tokenIn: 'PaginationToken', tokenOut: 'PaginationToken', list: 'ResourceTagMappingList' },
      },
    },
  };
}
