import * as z from 'zod';
import type { RegionWorld } from '../fleet/region-world.js';
import { type Operation, ServiceError } from '../world.js';
import { type FunctionView, functionElement, functionView, mappingElements } from './lambda-function.js';
import { listScope, pageOf } from './paging.js';
import { at, parseInput, type Service, type Site } from './service.js';

/** ListFunctions gives 50 a page, whatever MaxItems says above that. */
const FUNCTIONS_PAGE = 50;
const MAPPINGS_PAGE = 100;

const pageInput = { Marker: z.string().optional(), MaxItems: z.coerce.number().int().min(1).max(10_000).optional() };
const invalid = 'InvalidParameterValueException';
const invalidMarker = () => new ServiceError(invalid, 'The marker is invalid.');

function requireFunction(world: RegionWorld, nameOrArn: string): FunctionView {
  const name = /^arn:[^:]+:lambda:[^:]+:\d{12}:function:([^:]+)/.exec(nameOrArn)?.[1] ?? nameOrArn.split(':')[0] ?? '';
  const place = world.findFunction(name);
  if (place === null)
    throw new ServiceError('ResourceNotFoundException', `Function not found: ${world.arn('lambda', `function:${name}`)}`, 404);
  return functionView(world, place);
}

function listFunctions({ here }: Site): Operation {
  return (input, caller) => {
    const { Marker, MaxItems } = parseInput(z.object(pageInput), input, invalid);
    const world = here(caller);
    const size = Math.min(MaxItems ?? FUNCTIONS_PAGE, FUNCTIONS_PAGE);
    const page = pageOf(Marker, size, world.functions.length, listScope(caller, 'ListFunctions'), invalidMarker);
    const places = [...world.functions.places(page.from, page.to)];
    return { Functions: places.map((place) => functionElement(world, functionView(world, place))), NextMarker: page.next };
  };
}

function getAccountSettings({ here }: Site): Operation {
  return (_input, caller) => ({ AccountLimit: {}, AccountUsage: { FunctionCount: here(caller).functions.length } });
}

const functionInput = z.object({ FunctionName: z.string(), ...pageInput });

function listProvisionedConcurrencyConfigs({ here }: Site): Operation {
  return (input, caller) => {
    const { FunctionName, Marker, MaxItems } = parseInput(functionInput, input, invalid);
    const world = here(caller);
    const view = requireFunction(world, FunctionName);
    const { provisioned } = view.spec;
    const scope = listScope(caller, 'ListProvisionedConcurrencyConfigs', view.name);
    const page = pageOf(Marker, Math.min(MaxItems ?? 50, 50), provisioned.length, scope, invalidMarker);
    const configs = provisioned.slice(page.from, page.to).map(({ qualifier, allocated, requested }) => ({
      FunctionArn: `${view.arn}:${qualifier}`,
      RequestedProvisionedConcurrentExecutions: requested ?? allocated,
      AvailableProvisionedConcurrentExecutions: allocated,
      AllocatedProvisionedConcurrentExecutions: allocated,
      Status: (requested ?? allocated) === allocated ? 'READY' : 'IN_PROGRESS',
      LastModified: at(world.daysAgo(30)).toISOString().replace('Z', '+0000'),
    }));
    return { ProvisionedConcurrencyConfigs: configs, NextMarker: page.next };
  };
}

const mappingsInput = z.object({ FunctionName: z.string().optional(), EventSourceArn: z.string().optional(), ...pageInput });

function listEventSourceMappings({ here }: Site): Operation {
  return (input, caller) => {
    const { FunctionName, EventSourceArn, Marker, MaxItems } = parseInput(mappingsInput, input, invalid);
    const world = here(caller);
    const mappings: Record<string, unknown>[] = [];
    if (FunctionName !== undefined) mappings.push(...mappingElements(world, requireFunction(world, FunctionName)));
    else {
      for (const [group, spec] of world.functions.groups.entries()) {
        if (spec.eventSources.length === 0) continue;
        for (let index = 0; index < spec.count; index++) mappings.push(...mappingElements(world, functionView(world, { group, index })));
      }
    }
    const wanted = EventSourceArn === undefined ? mappings : mappings.filter((mapping) => mapping.EventSourceArn === EventSourceArn);
    const scope = listScope(caller, 'ListEventSourceMappings', FunctionName, EventSourceArn);
    const page = pageOf(Marker, Math.min(MaxItems ?? MAPPINGS_PAGE, MAPPINGS_PAGE), wanted.length, scope, invalidMarker);
    return { EventSourceMappings: wanted.slice(page.from, page.to), NextMarker: page.next };
  };
}

function listTags({ here }: Site): Operation {
  return (input, caller) => {
    const { Resource } = parseInput(z.object({ Resource: z.string() }), input, invalid);
    return { Tags: requireFunction(here(caller), Resource).spec.tags };
  };
}

export function lambda(site: Site): Service {
  return {
    prefix: 'lambda',
    signingName: 'lambda',
    protocol: 'rest-json',
    throttle: { code: 'TooManyRequestsException', status: 429, message: 'Rate exceeded' },
    denied: { code: 'AccessDeniedException', status: 403 },
    operations: {
      ListFunctions: { run: listFunctions(site), paging: { tokenIn: 'Marker', tokenOut: 'NextMarker', list: 'Functions' } },
      GetAccountSettings: { run: getAccountSettings(site) },
      ListProvisionedConcurrencyConfigs: {
        run: listProvisionedConcurrencyConfigs(site),
        paging: { tokenIn: 'Marker', tokenOut: 'NextMarker', list: 'ProvisionedConcurrencyConfigs' },
      },
      ListEventSourceMappings: {
        run: listEventSourceMappings(site),
        paging: { tokenIn: 'Marker', tokenOut: 'NextMarker', list: 'EventSourceMappings' },
      },
      ListTags: { run: listTags(site) },
    },
    routes: [
      { method: 'GET', path: /^\/2016-08-19\/account-settings\/?$/, operation: 'GetAccountSettings' },
      { method: 'GET', path: /^\/2015-03-31\/functions\/?$/, operation: 'ListFunctions' },
      {
        method: 'GET',
        path: /^\/2019-09-30\/functions\/(?<FunctionName>[^/]+)\/provisioned-concurrency$/,
        operation: 'ListProvisionedConcurrencyConfigs',
      },
      { method: 'GET', path: /^\/2015-03-31\/event-source-mappings\/?$/, operation: 'ListEventSourceMappings' },
      { method: 'GET', path: /^\/2017-03-31\/tags\/(?<Resource>.+)$/, operation: 'ListTags' },
    ],
  };
}
