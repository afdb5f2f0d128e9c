import { createHash } from 'node:crypto';
import type { Money } from '../../src/model/money.js';
import type { ResourceRef } from '../../src/model/resource/index.js';
import type { PolicySeed } from './fixture-policies.js';

export const ACCOUNTS = [
  { accountId: '111122223333', partition: 'aws' as const, name: 'shop-production', environment: 'prod' },
  { accountId: '222233334444', partition: 'aws' as const, name: 'shop-development', environment: 'dev' },
  { accountId: '333344445555', partition: 'aws' as const, name: 'data-platform', environment: null },
  { accountId: '444455556666', partition: 'aws-us-gov' as const, name: 'public-sector', environment: 'prod' },
];
export const REGIONS = ['eu-central-1', 'us-east-1', 'ap-southeast-2'] as const;
export const OWNERS = ['checkout', 'search', 'data', 'platform', null] as const;
const NAMES = [
  'checkout-api',
  'search-indexer',
  'nightly-export',
  'image-resizer',
  'invoice-worker',
  'session-cache',
  'mail-relay',
  'build-agent',
  'reporting',
  'recommendations',
] as const;

const TYPES: Record<PolicySeed['kind'], string> = {
  'ec2-instance': 'AWS::EC2::Instance',
  'instance-group': 'AWS::AutoScaling::AutoScalingGroup',
  'ecs-cluster': 'AWS::ECS::Cluster',
  'ecs-service': 'AWS::ECS::Service',
  'ecs-task': 'AWS::ECS::Task',
  'ecs-container-instance': 'AWS::ECS::ContainerInstance',
  'ecs-capacity-provider': 'AWS::ECS::CapacityProvider',
  'lambda-function': 'AWS::Lambda::Function',
};

export function money(usd: number, basis: Money['basis'] = 'list'): Money {
  return { usd, basis, asOf: '2026-07-20' };
}

function idOf(kind: PolicySeed['kind'], name: string, at: number): string {
  const hex = createHash('sha256').update(`${kind}${name}${at}`).digest('hex');
  if (kind === 'ec2-instance') return `i-${hex.slice(0, 17)}`;
  if (kind === 'ecs-task') return `main/${hex.slice(0, 32)}`;
  return kind.startsWith('ecs-') ? `main/${name}` : name;
}

export function resourceRef(kind: PolicySeed['kind'], at: number, overrides: Partial<ResourceRef> = {}): ResourceRef {
  const account = ACCOUNTS[at % ACCOUNTS.length] ?? ACCOUNTS[0];
  const accountId = account?.accountId ?? '111122223333';
  const region = account?.partition === 'aws-us-gov' ? 'us-gov-west-1' : (REGIONS[at % REGIONS.length] ?? 'us-east-1');
  const name = `${NAMES[at % NAMES.length] ?? 'service'}-${1 + Math.floor(at / NAMES.length)}`;
  const owner = OWNERS[at % OWNERS.length] ?? null;
  return {
    type: TYPES[kind],
    id: idOf(kind, name, at),
    arn: `arn:${account?.partition ?? 'aws'}:${kind === 'lambda-function' ? 'lambda' : kind.startsWith('ecs') ? 'ecs' : 'ec2'}:${region}:${accountId}:${kind}/${name}`,
    name,
    accountId,
    region,
    tags: {
      Name: name,
      environment: account?.environment ?? 'shared',
      ...(owner === null ? {} : { team: owner }),
      'cost-center': `cc-${100 + (at % 7)}`,
    },
    ...overrides,
  };
}
