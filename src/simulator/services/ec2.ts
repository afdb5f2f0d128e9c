import * as z from 'zod';
import { hex, type Place } from '../fleet/ids.js';
import { INSTANCE_TYPES } from '../fleet/instance-types.js';
import { type InstanceView, instanceView } from '../fleet/instance-view.js';
import type { RegionWorld } from '../fleet/region-world.js';
import { type Operation, ServiceError } from '../world.js';
import { instanceElement } from './ec2-instance.js';
import { instanceTypeElement } from './ec2-instance-type.js';
import { describeReservedInstances } from './ec2-reserved.js';
import { listScope, pageOf } from './paging.js';
import { parseInput, type Service, type Site, textList } from './service.js';

const filters = z.array(z.object({ Name: z.string(), Value: textList })).default([]);
type Filters = z.infer<typeof filters>;
const maxResults = (minimum: number, maximum: number) => z.coerce.number().int().min(minimum).max(maximum).optional();

const invalidToken = () => new ServiceError('InvalidParameterValue', 'Unable to parse pagination token');

/** AWS's filter patterns: `*` and `?` are wildcards. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html */
function matchesAny(patterns: readonly string[], value: string): boolean {
  return patterns.some((pattern) =>
    /[*?]/.test(pattern)
      ? new RegExp(
          `^${pattern
            .replace(/[.+^${}()|[\]\\]/g, '\\$&')
            .replaceAll('*', '.*')
            .replaceAll('?', '.')}$`,
          's',
        ).test(value)
      : pattern === value,
  );
}

function instanceMatches(view: InstanceView, wanted: Filters): boolean {
  return wanted.every(({ Name, Value }) => {
    if (Name === 'instance-state-name') return matchesAny(Value, view.spec.state);
    if (Name === 'instance-type') return matchesAny(Value, view.instanceType);
    if (Name === 'instance-lifecycle') return view.spec.lifecycle === 'spot' && matchesAny(Value, 'spot');
    if (Name === 'tag-key') return Object.keys(view.tags).some((key) => matchesAny(Value, key));
    if (Name.startsWith('tag:')) return matchesAny(Value, view.tags[Name.slice(4)] ?? '\u0000');
    throw new ServiceError('InvalidParameterValue', `The filter '${Name}' is invalid`);
  });
}

const describeInstancesInput = z.object({
  InstanceId: textList,
  Filter: filters,
  MaxResults: maxResults(5, 1_000),
  NextToken: z.string().optional(),
});

function placesById(world: RegionWorld, ids: readonly string[]): Place[] {
  return ids.map((id) => {
    if (!/^i-[0-9a-f]{8}([0-9a-f]{9})?$/.test(id)) throw new ServiceError('InvalidInstanceID.Malformed', `Invalid id: "${id}"`);
    const place = world.findInstance(id);
    if (place === null) throw new ServiceError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
    return place;
  });
}

function describeInstances({ here }: Site): Operation {
  return (input, caller) => {
    const { InstanceId, Filter, MaxResults, NextToken } = parseInput(describeInstancesInput, input, 'InvalidParameterValue');
    if (InstanceId.length > 0 && MaxResults !== undefined) {
      const message = 'The parameter instancesSet cannot be used with the parameter maxResults';
      throw new ServiceError('InvalidParameterCombination', message);
    }
    const world = here(caller);
    const size = MaxResults ?? (InstanceId.length > 0 ? InstanceId.length : world.instances.length);
    const scope = listScope(caller, 'DescribeInstances', Filter);
    const page = pageOf(NextToken, size, InstanceId.length > 0 ? InstanceId.length : world.instances.length, scope, invalidToken);
    const places = InstanceId.length > 0 ? placesById(world, InstanceId) : world.instances.places(page.from, page.to);
    const reservationSet = [];
    for (const place of places) {
      const view = instanceView(world, place);
      if (!instanceMatches(view, Filter)) continue;
      const reservationId = `r-0${view.id.slice(-8)}${hex(place.index, 8)}`;
      reservationSet.push({ reservationId, ownerId: caller.accountId, groupSet: [], instancesSet: [instanceElement(world, view)] });
    }
    return { reservationSet, nextToken: page.next };
  };
}

const describeTypesInput = z.object({
  InstanceType: textList,
  Filter: filters,
  MaxResults: maxResults(5, 100),
  NextToken: z.string().optional(),
});

function describeInstanceTypes({ here }: Site): Operation {
  return (input, caller) => {
    const { InstanceType, Filter, MaxResults, NextToken } = parseInput(describeTypesInput, input, 'InvalidParameterValue');
    const missing = here(caller).typesNotOffered;
    const offered = INSTANCE_TYPES.filter(
      ({ instanceType, familyName, family }) =>
        !missing.includes(instanceType) &&
        !missing.includes(familyName) &&
        Filter.every(({ Name, Value }) => {
          if (Name === 'instance-type') return matchesAny(Value, instanceType);
          if (Name === 'current-generation') return matchesAny(Value, String(family.current));
          if (Name === 'processor-info.supported-architecture') return matchesAny(Value, family.architecture);
          throw new ServiceError('InvalidParameterValue', `The filter '${Name}' is invalid`);
        }),
    );
    const unknown = InstanceType.filter((name) => !offered.some(({ instanceType }) => instanceType === name));
    if (unknown.length > 0) {
      throw new ServiceError('InvalidInstanceType', `The following supplied instance types do not exist: [${unknown.join(', ')}]`);
    }
    const wanted = InstanceType.length > 0 ? offered.filter(({ instanceType }) => InstanceType.includes(instanceType)) : offered;
    const page = pageOf(
      NextToken,
      MaxResults ?? 100,
      wanted.length,
      listScope(caller, 'DescribeInstanceTypes', Filter, InstanceType),
      invalidToken,
    );
    return { instanceTypeSet: wanted.slice(page.from, page.to).map(instanceTypeElement), nextToken: page.next };
  };
}

const describeRegionsInput = z.object({ AllRegions: z.string().default('false'), RegionName: textList, Filter: filters });

function describeRegions({ world }: Site): Operation {
  return (input, caller) => {
    const { AllRegions, RegionName, Filter } = parseInput(describeRegionsInput, input, 'InvalidParameterValue');
    const suffix = world.spec.partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    const all = world.regionsOf(caller.accountId);
    const unknown = RegionName.find((wanted) => !all.some(({ name }) => name === wanted));
    if (unknown !== undefined) throw new ServiceError('InvalidParameterValue', `Invalid region: ${unknown}`);
    const regionInfo = all
      .filter(({ optInStatus }) => AllRegions === 'true' || optInStatus !== 'not-opted-in')
      .filter(({ name }) => RegionName.length === 0 || RegionName.includes(name))
      .filter(({ name, optInStatus }) =>
        Filter.every(({ Name, Value }) => matchesAny(Value, Name === 'opt-in-status' ? optInStatus : Name === 'region-name' ? name : '')),
      )
      .map(({ name, optInStatus }) => ({ regionName: name, regionEndpoint: `ec2.${name}.${suffix}`, optInStatus }));
    return { regionInfo };
  };
}

export function ec2(site: Site): Service {
  return {
    prefix: 'ec2',
    signingName: 'ec2',
    protocol: 'ec2',
    xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    throttle: { code: 'RequestLimitExceeded', status: 503, message: 'Request limit exceeded.' },
    denied: { code: 'UnauthorizedOperation', status: 403 },
    operations: {
      DescribeInstances: {
        run: describeInstances(site),
        paging: { tokenIn: 'NextToken', tokenOut: 'nextToken', list: 'reservationSet' },
      },
      DescribeInstanceTypes: {
        run: describeInstanceTypes(site),
        paging: { tokenIn: 'NextToken', tokenOut: 'nextToken', list: 'instanceTypeSet' },
      },
      DescribeRegions: { run: describeRegions(site) },
      DescribeReservedInstances: { run: describeReservedInstances(site) },
    },
  };
}
