import * as z from 'zod';
import type { OrganizationSpec } from '../fleet/schema-organization.js';
import { type Caller, ServiceError } from '../world.js';
import { listScope, pageOf } from './paging.js';
import { at, type Paging, parseInput, type Service, type Site } from './service.js';

const MAX_PAGE = 20;
/** 2020-01-01: when every account joined. */
const JOINED = 1_577_836_800;
const STATUSES: readonly string[] = ['ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE'];

const page = { MaxResults: z.number().int().min(1).max(MAX_PAGE).default(MAX_PAGE), NextToken: z.string().optional() };
const listInput = z.object(page);
const parentInput = z.object({ ParentId: z.string().regex(/^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[a-z0-9]{8,32})$/), ...page });
const tagsInput = z.object({ ResourceId: z.string(), NextToken: z.string().optional() });

const invalid = (): ServiceError => new ServiceError('InvalidInputException', 'You provided an invalid value for NextToken.');

/** An organization as its management account and its delegated administrators may read it. */
export function organizations({ world }: Site): Service {
  const { organization } = world.spec;

  /** Only the management account and delegated administrators may ask; an account in no organization is told so. */
  const asked = ({ accountId }: Caller): OrganizationSpec => {
    if (organization === undefined) {
      throw new ServiceError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
    }
    if (accountId !== world.accountIds[0] && !organization.administrators.includes(accountId)) {
      throw new ServiceError('AccessDeniedException', "You don't have permissions to access this resource.");
    }
    return organization;
  };
  const memberIds = ({ members }: OrganizationSpec): string[] => [...new Set([...world.accountIds, ...Object.keys(members)])].sort();
  const unitOf = ({ members, root }: OrganizationSpec, id: string): string => members[id]?.unit ?? root;

  const account = (spec: OrganizationSpec, id: string): object => {
    const { state = 'ACTIVE', name = world.account(id)?.name ?? `account-${id}` } = spec.members[id] ?? {};
    return {
      Id: id,
      Arn: `arn:${world.facts.partition}:organizations::${world.accountIds[0]}:account/${spec.id}/${id}`,
      Email: `aws+${id}@example.com`,
      Name: name,
      ...(STATUSES.includes(state) ? { Status: state } : {}),
      State: state,
      JoinedMethod: 'CREATED',
      JoinedTimestamp: at(JOINED),
    };
  };
  const unit = (spec: OrganizationSpec, id: string): object => ({
    Id: id,
    Arn: `arn:${world.facts.partition}:organizations::${world.accountIds[0]}:ou/${spec.id}/${id}`,
    Name: spec.units[id]?.name ?? id,
  });
  const paging = (list: string): Paging => ({ tokenIn: 'NextToken', tokenOut: 'NextToken', list });
  const sliced = (caller: Caller, name: string, ids: readonly string[], { MaxResults, NextToken }: z.output<typeof listInput>) => {
    const { from, to, next } = pageOf(NextToken, MaxResults, ids.length, listScope(caller, name), invalid);
    return { ids: ids.slice(from, to), more: next === undefined ? {} : { NextToken: next } };
  };
  const parentOf = (input: Record<string, unknown>, caller: Caller) => {
    const spec = asked(caller);
    const given = parseInput(parentInput, input, 'InvalidInputException');
    if (given.ParentId !== spec.root && spec.units[given.ParentId] === undefined) {
      throw new ServiceError('ParentNotFoundException', "You specified parent that doesn't exist.");
    }
    return { spec, given };
  };

  return {
    prefix: 'organizations',
    signingName: 'organizations',
    protocol: 'json',
    target: 'AWSOrganizationsV20161128',
    throttle: { code: 'TooManyRequestsException', status: 400, message: 'AWS Organizations can’t complete your request, try again later.' },
    denied: { code: 'AccessDeniedException', status: 400 },
    operations: {
      ListAccounts: {
        run: (input, caller) => {
          const spec = asked(caller);
          const { ids, more } = sliced(caller, 'ListAccounts', memberIds(spec), parseInput(listInput, input, 'InvalidInputException'));
          return { Accounts: ids.map((id) => account(spec, id)), ...more };
        },
        paging: paging('Accounts'),
      },
      ListAccountsForParent: {
        run: (input, caller) => {
          const { spec, given } = parentOf(input, caller);
          const inside = memberIds(spec).filter((id) => unitOf(spec, id) === given.ParentId);
          const { ids, more } = sliced(caller, `ListAccountsForParent ${given.ParentId}`, inside, given);
          return { Accounts: ids.map((id) => account(spec, id)), ...more };
        },
        paging: paging('Accounts'),
      },
      ListOrganizationalUnitsForParent: {
        run: (input, caller) => {
          const { spec, given } = parentOf(input, caller);
          const beneath = Object.keys(spec.units).filter((id) => (spec.units[id]?.parent ?? spec.root) === given.ParentId);
          const { ids, more } = sliced(caller, `ListOrganizationalUnitsForParent ${given.ParentId}`, beneath.sort(), given);
          return { OrganizationalUnits: ids.map((id) => unit(spec, id)), ...more };
        },
        paging: paging('OrganizationalUnits'),
      },
      ListTagsForResource: {
        run: (input, caller) => {
          const spec = asked(caller);
          const { ResourceId } = parseInput(tagsInput, input, 'InvalidInputException');
          if (!memberIds(spec).includes(ResourceId) || spec.members[ResourceId]?.leaves === true) {
            throw new ServiceError('TargetNotFoundException', "You specified a target that doesn't exist.");
          }
          return { Tags: Object.entries(spec.members[ResourceId]?.tags ?? {}).map(([Key, Value]) => ({ Key, Value })) };
        },
        paging: paging('Tags'),
      },
    },
  };
}
