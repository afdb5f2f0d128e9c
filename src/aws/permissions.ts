import { PERMISSION_SETS, type PermissionSet } from '../model/permission-set.js';
import type { OperationDefinition, Partition } from './api.js';
import * as operations from './operations/index.js';

type Declared = Pick<OperationDefinition<never, never>, 'iamAction' | 'permissionSet'>;

/** Names that the printed policy carries where the reader puts his own. */
export interface PolicyPlaces {
  partition: Partition;
  bucket: string;
  topicArn: string;
  roleName: string;
}

const DEFAULT_PLACES: PolicyPlaces = {
  partition: 'aws',
  bucket: 'REPORT-BUCKET',
  topicArn: 'arn:aws:sns:REGION:ACCOUNT:TOPIC',
  roleName: 'fleet-auditor-read',
};

/** Every API action that a run with these sets may call, sorted; it calls no other. */
export function permissionActions(sets: readonly PermissionSet[]): string[] {
  const declared: Declared[] = Object.values(operations);
  const actions = declared.filter(({ permissionSet }) => sets.includes(permissionSet)).map(({ iamAction }) => iamAction);
  return [...new Set(actions)].sort();
}

export interface PolicyStatement {
  Sid: string;
  Effect: 'Allow';
  Action: string[];
  Resource: string | string[];
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: PolicyStatement[];
}

/**
 * The least-privilege IAM policy of these sets: one statement a set, more where actions can be held to one resource.
 * An audit reads all resources there are, so that its own actions stand for any resource.
 */
export function policyDocument(sets: readonly PermissionSet[], places: Partial<PolicyPlaces> = {}): PolicyDocument {
  const given = { ...DEFAULT_PLACES, ...places };
  const wanted = PERMISSION_SETS.filter((set) => sets.includes(set));
  return { Version: '2012-10-17', Statement: wanted.flatMap((set) => statements(set, given)) };
}

/** A statement set for single actions, for a policy that lacks them. */
export function statementsOf(name: string, actions: readonly string[], places: Partial<PolicyPlaces> = {}): PolicyStatement[] {
  const byResource = new Map<string, string[]>();
  for (const action of [...new Set(actions)].sort()) {
    const resource = resourceOf(action, { ...DEFAULT_PLACES, ...places });
    byResource.set(resource, [...(byResource.get(resource) ?? []), action]);
  }
  return [...byResource].map(([Resource, Action], index) => ({
    Sid: index === 0 ? name : `${name}${index + 1}`,
    Effect: 'Allow',
    Action,
    Resource,
  }));
}

function statements(set: PermissionSet, places: PolicyPlaces): PolicyStatement[] {
  const name = set.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
  return statementsOf(name, permissionActions([set]), places);
}

/** The one resource an action can be held to; `*` where it reads everything, or where IAM knows no resource for it. */
function resourceOf(action: string, { partition, bucket, topicArn, roleName }: PolicyPlaces): string {
  switch (action) {
    case 's3:GetObject':
    case 's3:PutObject':
      return `arn:${partition}:s3:::${bucket}/*`;
    case 's3:ListBucket':
    case 's3:GetBucketAcl':
    case 's3:GetBucketPolicyStatus':
    case 's3:GetBucketPublicAccessBlock':
      return `arn:${partition}:s3:::${bucket}`;
    case 'sns:Publish':
      return topicArn;
    case 'sts:AssumeRole':
      return `arn:${partition}:iam::*:role/${roleName}`;
    default:
      return '*';
  }
}
