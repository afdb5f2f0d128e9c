import { nameWithoutNumber } from '../analysis/ec2-role.js';
import type { ResourceRef } from '../model/resource/index.js';

type Ref = Pick<ResourceRef, 'accountId' | 'region' | 'type' | 'id' | 'name' | 'tags'>;

/** What is made again for the same purpose bears the same value of these, whatever its id: the more telling first. */
const ROLE_TAGS = [
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/launch-instances-from-launch-template.html
  'aws:ec2launchtemplate:id',
  'aws:ec2:fleet-id',
  'aws:ec2spot:fleet-request-id',
  'aws:elasticmapreduce:job-flow-id',
  'karpenter.sh/nodepool',
  'eks:nodegroup-name',
  'Role',
  'role',
  'Application',
  'application',
  'Service',
  'service',
] as const;

/** Ends of names that a tool makes anew each time: of CloudFormation, a UUID, a commit. */
const MADE_ENDS = [/-[A-Z0-9]{12,13}$/, /-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, /-(?=[a-f]*\d)[0-9a-f]{7,40}$/];

/** A task is named by its definition, whose revision moves with each deployment. */
const lastingName = ({ type, name }: Ref): string | null => (type === 'AWS::ECS::Task' ? (name?.replace(/:\d+$/, '') ?? null) : name);

function stemOf(name: string): string | null {
  const bare = MADE_ENDS.reduce((text, end) => text.replace(end, ''), name);
  const stem = nameWithoutNumber(bare === '' ? name : bare);
  return stem === name ? null : stem;
}

/**
 * What a resource is for, in one text for each way to tell it, the surest first: its name, its place in a CloudFormation stack, a tag of its
 * role, its name without what counts or dates it. Two resources of a type that share one may stand for each other: machines are made anew
 * by deployments, and tools name what they make. Where nothing tells what it is for, it stands for any other of which that is true.
 */
export function roleKeysOf(ref: Ref): string[] {
  const { accountId, region, type, tags } = ref;
  const name = lastingName(ref);
  const stack = tags?.['aws:cloudformation:stack-name'];
  const logicalId = tags?.['aws:cloudformation:logical-id'];
  const stem = name === null ? null : stemOf(name);
  const roles = [
    ...(name === null ? [] : [`name ${name}`]),
    ...(stack === undefined || logicalId === undefined ? [] : [`stack ${stack} ${logicalId}`]),
    // A name says more than a tag that a whole application shares.
    ...(name === null ? ROLE_TAGS.flatMap((key) => ((tags?.[key] ?? '') === '' ? [] : [`tag ${key} ${tags?.[key]}`])) : []),
    ...(stem === null ? [] : [`stem ${stem}`]),
  ];
  return (roles.length === 0 ? [NO_ROLE] : roles).map((role) => `${accountId}\0${region}\0${type}\0\0${role}`);
}

const NO_ROLE = 'none';
/** True of the key of a resource of which nothing tells what it is for: only its size may tell then. */
export const tellsNothing = (roleKey: string): boolean => roleKey.endsWith(`\0\0${NO_ROLE}`);
