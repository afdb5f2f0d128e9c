import { describe, expect, it } from 'vitest';
import { consoleUrl, partitionOf } from '../../src/report/console-links.js';

const at = (type: string, id: string, region = 'eu-central-1') =>
  consoleUrl({ type, id, region, accountId: '111122223333' }, partitionOf(region));

describe('console links', () => {
  it.each([
    ['AWS::EC2::Instance', 'i-0123456789abcdef0', '/ec2/home?region=eu-central-1#InstanceDetails:instanceId=i-0123456789abcdef0'],
    ['AWS::AutoScaling::AutoScalingGroup', 'web tier', '/ec2/home?region=eu-central-1#AutoScalingGroupDetails:id=web%20tier;view=details'],
    ['AWS::EKS::Nodegroup', 'prod/blue', '/eks/home?region=eu-central-1#/clusters/prod/nodegroups/blue'],
    ['AWS::ECS::Cluster', 'main', '/ecs/v2/clusters/main/services?region=eu-central-1'],
    ['AWS::ECS::Service', 'main/api', '/ecs/v2/clusters/main/services/api/health?region=eu-central-1'],
    ['AWS::ECS::Task', 'main/0123', '/ecs/v2/clusters/main/tasks/0123/configuration?region=eu-central-1'],
    ['AWS::Lambda::Function', 'orders', '/lambda/home?region=eu-central-1#/functions/orders?tab=monitoring'],
  ])('%s %s', (type, id, path) => {
    expect(at(type, id)).toBe(`https://eu-central-1.console.aws.amazon.com${path}`);
  });

  it('lead to the console of the partition', () => {
    expect(at('AWS::ECS::Cluster', 'main', 'us-gov-west-1')).toMatch(/^https:\/\/us-gov-west-1\.console\.amazonaws-us-gov\.com\//);
    expect(at('AWS::ECS::Cluster', 'main', 'cn-north-1')).toMatch(/^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
  });

  it.each([
    ['AWS::EC2::Instance', 'instance-1'],
    ['AWS::Lambda::Function', '"><script>'],
    ['AWS::ECS::Service', 'main'],
    ['AWS::ECS::Service', '../x/y'],
    ['AWS::S3::Bucket', 'x'],
  ])('are left out for %s %s', (type, id) => {
    expect(at(type, id)).toBeNull();
  });

  it('are left out where account or region is not what AWS gives', () => {
    expect(consoleUrl({ type: 'AWS::Lambda::Function', id: 'f', region: 'eu-central-1', accountId: 'account-1' }, 'aws')).toBeNull();
    expect(at('AWS::Lambda::Function', 'f', 'evil.invalid/')).toBeNull();
  });
});
