import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { type LambdaFunction, lambdaFunctionSchema } from '../model/resource/index.js';
import type { RegionContext } from './region.js';
import { instantFrom } from './sdk-values.js';

/** Smallest and default size of /tmp: https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html */
const DEFAULT_EPHEMERAL_MIB = 512;

/** The named fields of a function; its environment, description and code location never leave here. */
export function functionRecord(configuration: FunctionConfiguration, { accountId, region }: RegionContext): LambdaFunction | null {
  const { FunctionName: functionName, MemorySize: memoryMib, Timeout: timeoutSeconds } = configuration;
  if (functionName === undefined || memoryMib === undefined || timeoutSeconds === undefined) return null;
  const managed = configuration.CapacityProviderConfig?.LambdaManagedInstancesCapacityProviderConfig;
  const durable = configuration.DurableConfig;
  return {
    kind: 'lambda-function',
    accountId,
    region,
    id: functionName,
    arn: configuration.FunctionArn ?? null,
    name: functionName,
    tags: null,
    functionName,
    runtime: configuration.Runtime ?? null,
    packageType: configuration.PackageType === 'Image' ? 'Image' : 'Zip',
    memoryMib,
    timeoutSeconds,
    architecture: lambdaFunctionSchema.shape.architecture.catch('x86_64').parse(configuration.Architectures?.[0]),
    ephemeralStorageMib: configuration.EphemeralStorage?.Size ?? DEFAULT_EPHEMERAL_MIB,
    lastModified: instantFrom(configuration.LastModified),
    state: configuration.State ?? null,
    inVpc: configuration.VpcConfig?.VpcId !== undefined && configuration.VpcConfig.VpcId !== '',
    snapStart: configuration.SnapStart?.ApplyOn === 'PublishedVersions',
    lambdaInsightsLayer: configuration.Layers?.some(({ Arn }) => Arn?.includes(':layer:LambdaInsightsExtension') === true) ?? false,
    capacityProvider:
      managed?.CapacityProviderArn === undefined
        ? null
        : {
            arn: managed.CapacityProviderArn,
            memoryGibPerVcpu: managed.ExecutionEnvironmentMemoryGiBPerVCpu ?? null,
            maxConcurrencyPerEnvironment: managed.PerExecutionEnvironmentMaxConcurrency ?? null,
          },
    durable:
      durable === undefined
        ? null
        : { executionTimeoutSeconds: durable.ExecutionTimeout ?? null, retentionDays: durable.RetentionPeriodInDays ?? null },
    eventSources: null,
    provisionedConcurrency: null,
  };
}
