import { describe, expect, it } from 'vitest';
import { permissionActions, policyDocument } from '../../src/aws/permissions.js';
import { PERMISSION_SETS } from '../../src/model/permission-set.js';

describe('permissions', () => {
  it('of an audit are these, all of them read-only', () => {
    expect(permissionActions(['audit'])).toEqual([
      'application-autoscaling:DescribeScalableTargets',
      'application-autoscaling:DescribeScalingPolicies',
      'application-autoscaling:DescribeScheduledActions',
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribePolicies',
      'autoscaling:DescribeScheduledActions',
      'cloudwatch:GetMetricData',
      'cloudwatch:ListMetrics',
      'ec2:DescribeInstanceTypes',
      'ec2:DescribeInstances',
      'ec2:DescribeRegions',
      'ecs:DescribeCapacityProviders',
      'ecs:DescribeClusters',
      'ecs:DescribeContainerInstances',
      'ecs:DescribeServices',
      'ecs:DescribeTaskDefinition',
      'ecs:DescribeTasks',
      'ecs:ListClusters',
      'ecs:ListContainerInstances',
      'ecs:ListServices',
      'ecs:ListTasks',
      'lambda:GetAccountSettings',
      'lambda:ListEventSourceMappings',
      'lambda:ListFunctions',
      'lambda:ListProvisionedConcurrencyConfigs',
      'servicequotas:GetServiceQuota',
      'sts:GetCallerIdentity',
      'tag:GetResources',
    ]);
  });

  it('outside of delivery write nothing, and never read the code of a function', () => {
    const sets = PERMISSION_SETS.filter((set) => set !== 'delivery');
    for (const action of permissionActions(sets)) {
      expect(action).toMatch(/:(Describe|List|Get|Simulate|AssumeRole)/);
      expect(action).not.toBe('lambda:GetFunction');
    }
  });

  it('make a policy with a statement for each set asked for, in one order', () => {
    const { Version, Statement } = policyDocument(['prices', 'audit']);
    expect(Version).toBe('2012-10-17');
    expect(Statement.map(({ Sid, Effect, Resource }) => [Sid, Effect, Resource])).toEqual([
      ['Audit', 'Allow', '*'],
      ['Prices', 'Allow', '*'],
    ]);
  });

  it('hold what can be held to one bucket, topic or role to it', () => {
    const places = {
      bucket: 'reports',
      topicArn: 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:audits',
      partition: 'aws-us-gov' as const,
    };
    const { Statement } = policyDocument(['delivery', 'organization'], places);
    const resourceOf = (action: string) => Statement.find(({ Action }) => Action.includes(action))?.Resource;
    expect(resourceOf('s3:PutObject')).toBe('arn:aws-us-gov:s3:::reports/*');
    expect(resourceOf('s3:ListBucket')).toBe('arn:aws-us-gov:s3:::reports');
    expect(resourceOf('sns:Publish')).toBe(places.topicArn);
    expect(resourceOf('sts:AssumeRole')).toBe('arn:aws-us-gov:iam::*:role/fleet-auditor-read');
    expect(new Set(Statement.map(({ Sid }) => Sid)).size).toBe(Statement.length);
    for (const { Sid } of Statement) expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
  });
});
