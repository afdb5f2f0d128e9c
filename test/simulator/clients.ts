import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** The real SDK clients, pointed at a simulated endpoint. One attempt a call, so that tests see each answer. */
export function clients(
  endpoint: string,
  { region = 'us-east-1', accessKeyId = 'AKIDEXAMPLE', maxAttempts = 1, requestTimeout = 2_000 } = {},
) {
  const config = {
    endpoint,
    region,
    maxAttempts,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
    requestHandler: new NodeHttpHandler({ requestTimeout, throwOnRequestTimeout: true }),
  };
  return {
    ec2: new EC2Client(config),
    ecs: new ECSClient(config),
    lambda: new LambdaClient(config),
    sts: new STSClient(config),
    autoscaling: new AutoScalingClient(config),
    applicationAutoScaling: new ApplicationAutoScalingClient(config),
    tagging: new ResourceGroupsTaggingAPIClient(config),
    quotas: new ServiceQuotasClient(config),
    cloudwatch: new CloudWatchClient(config),
  };
}

/** What a call was refused with, as the SDK names it; `answered` where it was not refused. */
export async function errorNameOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'answered';
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}
