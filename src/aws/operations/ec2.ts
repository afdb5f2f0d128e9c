import type {
  DescribeInstancesCommandInput,
  DescribeInstanceTypesCommandInput,
  DescribeRegionsCommandInput,
  DescribeReservedInstancesCommandInput,
} from '@aws-sdk/client-ec2';
import { operation, pagedOperation, service } from './definition.js';

const ec2 = service(
  'ec2',
  () => import('@aws-sdk/client-ec2'),
  ({ EC2Client }, configuration) => new EC2Client(configuration),
);

export const describeRegions = operation(ec2, {
  name: 'DescribeRegions',
  bucket: 'ec2-unpaginated',
  perform: ({ sdk, client }, input: DescribeRegionsCommandInput, options) => client.send(new sdk.DescribeRegionsCommand(input), options),
  answered: (output) => output.Regions !== undefined,
});

/** Send MaxResults always: paginated calls have the larger quota. */
export const describeInstances = pagedOperation(ec2, {
  name: 'DescribeInstances',
  bucket: 'ec2-paginated',
  perform: ({ sdk, client }, input: DescribeInstancesCommandInput, options) =>
    client.send(new sdk.DescribeInstancesCommand(input), options),
  items: (output) => output.Reservations,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

export const describeInstanceTypes = pagedOperation(ec2, {
  name: 'DescribeInstanceTypes',
  bucket: 'ec2-instance-types',
  perform: ({ sdk, client }, input: DescribeInstanceTypesCommandInput, options) =>
    client.send(new sdk.DescribeInstanceTypesCommand(input), options),
  items: (output) => output.InstanceTypes,
  nextToken: (output) => output.NextToken,
  withToken: (input, NextToken) => ({ ...input, NextToken }),
});

/** All of a region at once: this listing has no pages. */
export const describeReservedInstances = operation(ec2, {
  name: 'DescribeReservedInstances',
  bucket: 'ec2-unpaginated',
  permissionSet: 'commitments',
  perform: ({ sdk, client }, input: DescribeReservedInstancesCommandInput, options) =>
    client.send(new sdk.DescribeReservedInstancesCommand(input), options),
  answered: (output) => output.ReservedInstances !== undefined,
});
