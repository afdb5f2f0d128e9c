import type { Account } from '../model/snapshot.js';
import { PATTERNS } from './patterns.js';

type Partition = Account['partition'];

/** Console hosts by partition: https://docs.aws.amazon.com/general/latest/gr/signing-in.html and the partitions' own user guides. */
const HOSTS: Record<Partition, string> = {
  aws: 'console.aws.amazon.com',
  'aws-us-gov': 'console.amazonaws-us-gov.com',
  'aws-cn': 'console.amazonaws.cn',
};

/** The partition of a region by its prefix, for accounts whose partition is not told. */
export function partitionOf(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

function halves(id: string): [string, string] | null {
  const slash = id.indexOf('/');
  if (slash === -1) return null;
  const [first, second] = [id.slice(0, slash), id.slice(slash + 1)];
  return PATTERNS['ecs-name'].test(first) && PATTERNS['ecs-name'].test(second) ? [first, second] : null;
}

function pathOf(type: string, id: string, region: string): string | null {
  const pair = halves(id);
  switch (type) {
    case 'AWS::EC2::Instance':
      return PATTERNS['instance-id'].test(id) ? `/ec2/home?region=${region}#InstanceDetails:instanceId=${id}` : null;
    case 'AWS::AutoScaling::AutoScalingGroup':
      if (!PATTERNS['group-name'].test(id)) return null;
      return `/ec2/home?region=${region}#AutoScalingGroupDetails:id=${encodeURIComponent(id)};view=details`;
    case 'AWS::EKS::Nodegroup':
      return pair && `/eks/home?region=${region}#/clusters/${pair[0]}/nodegroups/${pair[1]}`;
    case 'AWS::ECS::Cluster':
      return PATTERNS['ecs-name'].test(id) ? `/ecs/v2/clusters/${id}/services?region=${region}` : null;
    case 'AWS::ECS::Service':
      return pair && `/ecs/v2/clusters/${pair[0]}/services/${pair[1]}/health?region=${region}`;
    case 'AWS::ECS::Task':
      return pair && `/ecs/v2/clusters/${pair[0]}/tasks/${pair[1]}/configuration?region=${region}`;
    case 'AWS::ECS::ContainerInstance':
      return pair && `/ecs/v2/clusters/${pair[0]}/infrastructure/container-instances/${pair[1]}?region=${region}`;
    case 'AWS::ECS::CapacityProvider':
      return pair && `/ecs/v2/clusters/${pair[0]}/infrastructure?region=${region}`;
    case 'AWS::Lambda::Function':
      return PATTERNS['function-name'].test(id)
        ? `/lambda/home?region=${region}#/functions/${encodeURIComponent(id)}?tab=monitoring`
        : null;
    default:
      return null;
  }
}

/**
 * The page of a resource in the console of its partition, or null where the type has none or a part is not what AWS
 * would give (a pseudonym of a redacted report, for one).
 */
export function consoleUrl(resource: { type: string; id: string; accountId: string; region: string }, partition: Partition): string | null {
  const { type, id, accountId, region } = resource;
  if (!PATTERNS['account-id'].test(accountId) || !PATTERNS.region.test(region)) return null;
  const path = pathOf(type, id, region);
  return path === null ? null : `https://${region}.${HOSTS[partition]}${path}`;
}
