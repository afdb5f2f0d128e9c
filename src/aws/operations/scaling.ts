import type {
  DescribeScheduledActionsCommandInput as DescribeApplicationScheduledActionsCommandInput,
  DescribeScalableTargetsCommandInput,
  DescribeScalingPoliciesCommandInput,
} from '@aws-sdk/client-application-auto-scaling';
import type {
  DescribeAutoScalingGroupsCommandInput,
  DescribePoliciesCommandInput,
  DescribeScheduledActionsCommandInput,
} from '@aws-sdk/client-auto-scaling';
import { pagedOperation, service } from './definition.js';

const autoScaling = service(
  'autoscaling',
  () => import('@aws-sdk/client-auto-scaling'),
  ({ AutoScalingClient }, configuration) => new AutoScalingClient(configuration),
);

const applicationAutoScaling = service(
  'application-autoscaling',
  () => import('@aws-sdk/client-application-auto-scaling'),
  ({ ApplicationAutoScalingClient }, configuration) => new ApplicationAutoScalingClient(configuration),
);

export const describeAutoScalingGroups = pagedOperation(autoScaling, {
  name: 'DescribeAutoScalingGroups',
  bucket: 'autoscaling',
  perform: ({ sdk, client }, input: DescribeAutoScalingGroupsCommandInput, options) =>
    client.send(new sdk.DescribeAutoScalingGroupsCommand(input), options),
  items: (output) => output.AutoScalingGroups,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

export const describePolicies = pagedOperation(autoScaling, {
  name: 'DescribePolicies',
  bucket: 'autoscaling',
  perform: ({ sdk, client }, input: DescribePoliciesCommandInput, options) => client.send(new sdk.DescribePoliciesCommand(input), options),
  items: (output) => output.ScalingPolicies,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

export const describeScheduledActions = pagedOperation(autoScaling, {
  name: 'DescribeScheduledActions',
  bucket: 'autoscaling',
  perform: ({ sdk, client }, input: DescribeScheduledActionsCommandInput, options) =>
    client.send(new sdk.DescribeScheduledActionsCommand(input), options),
  items: (output) => output.ScheduledUpdateGroupActions,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

export const describeScalableTargets = pagedOperation(applicationAutoScaling, {
  name: 'DescribeScalableTargets',
  bucket: 'application-autoscaling-targets',
  perform: ({ sdk, client }, input: DescribeScalableTargetsCommandInput, options) =>
    client.send(new sdk.DescribeScalableTargetsCommand(input), options),
  items: (output) => output.ScalableTargets,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

export const describeScalingPolicies = pagedOperation(applicationAutoScaling, {
  name: 'DescribeScalingPolicies',
  bucket: 'application-autoscaling-policies',
  perform: ({ sdk, client }, input: DescribeScalingPoliciesCommandInput, options) =>
    client.send(new sdk.DescribeScalingPoliciesCommand(input), options),
  items: (output) => output.ScalingPolicies,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

export const describeApplicationScheduledActions = pagedOperation(applicationAutoScaling, {
  name: 'DescribeScheduledActions',
  bucket: 'application-autoscaling-actions',
  perform: ({ sdk, client }, input: DescribeApplicationScheduledActionsCommandInput, options) =>
    client.send(new sdk.DescribeScheduledActionsCommand(input), options),
  items: (output) => output.ScheduledActions,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});
