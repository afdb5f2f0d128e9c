import { fraction, hex, nameOf, type Place } from '../fleet/ids.js';
import type { RegionWorld } from '../fleet/region-world.js';
import type { FunctionGroupSpec } from '../fleet/schema-lambda.js';
import { at } from './service.js';

export interface FunctionView {
  place: Place;
  spec: FunctionGroupSpec;
  name: string;
  arn: string;
}

export function functionView(world: RegionWorld, place: Place): FunctionView {
  const spec = world.functions.groups[place.group];
  if (spec === undefined) throw new RangeError(`no function group ${place.group}`);
  const name = nameOf(spec, place.index);
  return { place, spec, name, arn: world.arn('lambda', `function:${name}`) };
}

/** AWS's Lambda Insights layer. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Lambda-Insights-extension-versions.html */
const INSIGHTS_LAYER = { x86_64: 'LambdaInsightsExtension:56', arm64: 'LambdaInsightsExtension-Arm64:24' } as const;

/** One function as ListFunctions answers it (no State there: GetFunction alone tells it). */
export function functionElement(world: RegionWorld, { spec, name, arn }: FunctionView): Record<string, unknown> {
  const { canary, partition } = world.facts;
  const modified = world.daysAgo(spec.modifiedDaysAgo ?? 20 + Math.floor(fraction(name, 'modified') * 400));
  return {
    FunctionName: name,
    FunctionArn: arn,
    ...(spec.packageType === 'Zip' ? { Runtime: spec.runtime, Handler: canary ?? 'index.handler' } : {}),
    Role: `arn:${partition}:iam::${world.accountId}:role/service-role/${name}`,
    CodeSize: 1_024 * (200 + Math.floor(fraction(name, 'code') * 9_000)),
    Description: canary ?? '',
    Timeout: spec.timeout,
    MemorySize: spec.memory,
    LastModified: at(modified).toISOString().replace('Z', '+0000'),
    CodeSha256: Buffer.from(hex(world.seedOf(name), 8)).toString('base64'),
    Version: '$LATEST',
    ...(spec.vpc
      ? { VpcConfig: { SubnetIds: ['subnet-0a1b2c3d'], SecurityGroupIds: [canary ?? 'sg-0a1b2c3d'], VpcId: 'vpc-0a1b2c3d4e5f60718' } }
      : {}),
    ...(canary === null ? {} : { DeadLetterConfig: { TargetArn: `arn:${partition}:sqs:${world.region}:${world.accountId}:${canary}` } }),
    Environment: { Variables: { DB_PASSWORD: canary ?? 'hunter2', STAGE: 'unset' } },
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: `${hex(world.seedOf(name, 1), 8)}-0000-4000-8000-000000000000`,
    ...(spec.insights
      ? {
          Layers: [
            { Arn: `arn:${partition}:lambda:${world.region}:580247275435:layer:${INSIGHTS_LAYER[spec.architecture]}`, CodeSize: 5_000_000 },
          ],
        }
      : {}),
    PackageType: spec.packageType,
    Architectures: [spec.architecture],
    EphemeralStorage: { Size: spec.ephemeralStorage },
    SnapStart: { ApplyOn: spec.snapStart ? 'PublishedVersions' : 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${canary ?? name}` },
    ...(spec.capacityProvider === undefined
      ? {}
      : {
          CapacityProviderConfig: {
            LambdaManagedInstancesCapacityProviderConfig: {
              CapacityProviderArn: world.arn('lambda', `capacity-provider:${spec.capacityProvider.name}`),
              PerExecutionEnvironmentMaxConcurrency: spec.capacityProvider.maxConcurrency,
              ExecutionEnvironmentMemoryGiBPerVCpu: spec.capacityProvider.memoryGibPerVcpu,
            },
          },
        }),
    ...(spec.durable === undefined
      ? {}
      : { DurableConfig: { ExecutionTimeout: spec.durable.executionTimeoutSeconds, RetentionPeriodInDays: spec.durable.retentionDays } }),
  };
}

/** Event source mappings of a function, as ListEventSourceMappings answers them. */
export function mappingElements(world: RegionWorld, view: FunctionView): Record<string, unknown>[] {
  return view.spec.eventSources.map((source, position) => {
    const digest = hex(world.seedOf(view.name, 'mapping', position), 8);
    const resource = {
      sqs: source.name,
      kinesis: `stream/${source.name}`,
      dynamodb: `table/${source.name}/stream/2026-01-01T00:00:00.000`,
      kafka: `cluster/${source.name}/${digest}`,
      mq: `broker:${source.name}:b-${digest}`,
    }[source.service];
    return {
      UUID: `${digest}-0000-4000-8000-${hex(world.seedOf(digest), 8)}0000`,
      BatchSize: source.batchSize,
      MaximumBatchingWindowInSeconds: 0,
      EventSourceArn: world.arn(source.service, resource),
      FunctionArn: view.arn,
      LastModified: at(world.daysAgo(90)),
      LastProcessingResult: world.facts.canary ?? 'OK',
      ...(world.facts.canary === null
        ? {}
        : { FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ body: [world.facts.canary] }) }] } }),
      State: source.state,
      StateTransitionReason: world.facts.canary ?? 'USER_INITIATED',
    };
  });
}
