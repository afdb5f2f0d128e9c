import {
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
  DescribeScheduledActionsCommand as DescribeTargetActionsCommand,
  paginateDescribeScalingPolicies,
} from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeCapacityProvidersCommand,
  DescribeClustersCommand,
  DescribeContainerInstancesCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListContainerInstancesCommand,
  ListServicesCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  paginateListServices,
} from '@aws-sdk/client-ecs';
import {
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  ListProvisionedConcurrencyConfigsCommand,
  ListTagsCommand,
  paginateListFunctions,
} from '@aws-sdk/client-lambda';
import { GetResourcesCommand } from '@aws-sdk/client-resource-groups-tagging-api';
import { GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { clients, errorNameOf } from './clients.js';
import { fixtureFleet, MAIN } from './fixture-fleet.js';

let simulator: Simulator;
let aws: ReturnType<typeof clients>;

beforeAll(async () => {
  simulator = await startSimulator({ fleet: fixtureFleet, quotas: 'off', end: '2026-11-20T10:00:00Z' });
  aws = clients(simulator.url);
});
afterAll(() => simulator.close());

describe('ECS', () => {
  it('pages services by ten unless told otherwise, and describes ten at most', async () => {
    expect((await aws.ecs.send(new ListServicesCommand({ cluster: 'shop' }))).serviceArns).toHaveLength(10);
    const arns: string[] = [];
    for await (const page of paginateListServices({ client: aws.ecs, pageSize: 100 }, { cluster: 'shop' }))
      arns.push(...(page.serviceArns ?? []));
    expect(new Set(arns).size).toBe(24);
    expect(await errorNameOf(aws.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: arns.slice(0, 11) })))).toBe(
      'InvalidParameterException',
    );
    const { services, failures } = await aws.ecs.send(
      new DescribeServicesCommand({ cluster: 'shop', services: ['api-05', 'mixed', 'gone'], include: ['TAGS'] }),
    );
    expect(failures).toEqual([{ arn: `arn:aws:ecs:us-east-1:${MAIN}:service/shop/gone`, reason: 'MISSING' }]);
    expect(services?.[0]).toMatchObject({
      serviceName: 'api-05',
      launchType: 'FARGATE',
      desiredCount: 3,
      tags: [{ key: 'owner', value: 'web' }],
    });
    expect(services?.[1]?.launchType).toBeUndefined();
    expect(services?.[1]?.capacityProviderStrategy).toHaveLength(2);
    expect(services?.[0]?.deployments?.[0]?.createdAt).toBeInstanceOf(Date);
    expect(await errorNameOf(aws.ecs.send(new ListServicesCommand({ cluster: 'nowhere' })))).toBe('ClusterNotFoundException');
  });

  it('lists tasks of services and standalone ones, and finds them again', async () => {
    const { taskArns = [] } = await aws.ecs.send(new ListTasksCommand({ cluster: 'shop' }));
    expect(new Set(taskArns).size).toBe(23 * 3 + 4 + 2);
    const { tasks = [], failures } = await aws.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: taskArns }));
    expect([tasks.length, failures]).toEqual([taskArns.length, []]);
    expect(tasks.map(({ taskArn }) => taskArn)).toEqual(taskArns);
    expect(tasks.filter(({ group }) => group === 'service:mixed').map(({ capacityProviderName }) => capacityProviderName)).toEqual([
      'FARGATE',
      'FARGATE',
      'FARGATE_SPOT',
      'FARGATE_SPOT',
    ]);
    expect(tasks.filter(({ group }) => group === 'family:shop_adhoc')).toHaveLength(2);
    expect((await aws.ecs.send(new ListTasksCommand({ cluster: 'shop', serviceName: 'api-07' }))).taskArns).toHaveLength(3);
    const elsewhere = await aws.ecs.send(new DescribeTasksCommand({ cluster: 'on-ec2', tasks: taskArns.slice(0, 2) }));
    expect(elsewhere.failures?.map(({ reason }) => reason)).toEqual(['MISSING', 'MISSING']);
  });

  it('shows the size of the revision before', async () => {
    const { services } = await aws.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['mixed'] }));
    const current = services?.[0]?.taskDefinition ?? '';
    const [family, revision] = current.slice(current.lastIndexOf('/') + 1).split(':');
    const sizeOf = async (taskDefinition: string) =>
      (await aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition?.cpu;
    expect(await sizeOf(current)).toBe('512');
    expect(await sizeOf(`${family}:${Number(revision) - 1}`)).toBe('1024');
    expect(await errorNameOf(sizeOf(`${family}:${Number(revision) + 1}`))).toBe('ClientException');
    expect((await aws.ecs.send(new ListTaskDefinitionsCommand({ familyPrefix: family }))).taskDefinitionArns).toHaveLength(2);
  });

  it('places tasks on container instances so that what remains adds up', async () => {
    const { containerInstanceArns } = await aws.ecs.send(new ListContainerInstancesCommand({ cluster: 'on-ec2' }));
    const { containerInstances = [] } = await aws.ecs.send(
      new DescribeContainerInstancesCommand({ cluster: 'on-ec2', containerInstances: containerInstanceArns }),
    );
    expect(containerInstances.map(({ runningTasksCount }) => runningTasksCount)).toEqual([3, 2]);
    const cpu = (list: (typeof containerInstances)[number]['remainingResources']) => list?.find(({ name }) => name === 'CPU')?.integerValue;
    expect(
      containerInstances.map(({ registeredResources, remainingResources }) => [cpu(registeredResources), cpu(remainingResources)]),
    ).toEqual([
      [8_192, 8_192 - 3 * 512],
      [8_192, 8_192 - 2 * 512],
    ]);
    const { taskArns } = await aws.ecs.send(new ListTasksCommand({ cluster: 'on-ec2' }));
    const { tasks } = await aws.ecs.send(new DescribeTasksCommand({ cluster: 'on-ec2', tasks: taskArns }));
    expect(new Set(tasks?.map(({ containerInstanceArn }) => containerInstanceArn))).toEqual(new Set(containerInstanceArns));
  });

  it('describes clusters and capacity providers', async () => {
    const { clusters } = await aws.ecs.send(new DescribeClustersCommand({ clusters: ['shop', 'on-ec2'], include: ['TAGS', 'SETTINGS'] }));
    expect(
      clusters?.map(({ runningTasksCount, activeServicesCount, registeredContainerInstancesCount }) => [
        runningTasksCount,
        activeServicesCount,
        registeredContainerInstancesCount,
      ]),
    ).toEqual([
      [75, 24, 0],
      [5, 1, 2],
    ]);
    expect(clusters?.[0]?.settings).toEqual([{ name: 'containerInsights', value: 'enhanced' }]);
    const { capacityProviders } = await aws.ecs.send(new DescribeCapacityProvidersCommand({}));
    expect(capacityProviders?.map(({ name }) => name)).toEqual(['FARGATE', 'FARGATE_SPOT', 'big']);
    expect(capacityProviders?.[2]?.autoScalingGroupProvider?.managedScaling?.targetCapacity).toBe(90);
  });
});

describe('Application Auto Scaling', () => {
  it('lists targets, policies (ten a page) and schedules of the whole namespace', async () => {
    const { ScalableTargets } = await aws.applicationAutoScaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }));
    expect(ScalableTargets?.[0]).toMatchObject({ ResourceId: 'service/shop/api-01', MinCapacity: 2, MaxCapacity: 9 });
    expect(
      (await aws.applicationAutoScaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' }))).ScalingPolicies,
    ).toHaveLength(10);
    const names = new Set<string>();
    for await (const page of paginateDescribeScalingPolicies({ client: aws.applicationAutoScaling }, { ServiceNamespace: 'ecs' })) {
      for (const { ResourceId } of page.ScalingPolicies ?? []) names.add(ResourceId ?? '');
    }
    expect(names.size).toBe(23);
    const actions = await aws.applicationAutoScaling.send(new DescribeTargetActionsCommand({ ServiceNamespace: 'ecs' }));
    expect(actions.ScheduledActions).toHaveLength(23);
    expect(
      (await aws.applicationAutoScaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'dynamodb' }))).ScalableTargets,
    ).toEqual([]);
  });
});

describe('Lambda', () => {
  it('pages functions by fifty whatever it is asked', async () => {
    const pages: number[] = [];
    for await (const page of paginateListFunctions({ client: aws.lambda, pageSize: 1_000 }, {})) pages.push(page.Functions?.length ?? 0);
    expect(pages).toEqual([50, 50, 22]);
  });

  it('tells configuration, event sources, provisioned concurrency and tags', async () => {
    const { Functions = [] } = await aws.lambda.send(new ListFunctionsCommand({ Marker: (await pageTwo()).NextMarker }));
    const reader = Functions.find(({ FunctionName }) => FunctionName === 'queue-reader');
    expect(reader?.Layers?.[0]?.Arn).toContain('LambdaInsightsExtension');
    const managed = Functions.find(({ FunctionName }) => FunctionName === 'managed');
    expect(managed?.CapacityProviderConfig?.LambdaManagedInstancesCapacityProviderConfig?.CapacityProviderArn).toContain(
      'capacity-provider:pool',
    );
    expect(managed?.DurableConfig?.ExecutionTimeout).toBe(7_200);
    const { EventSourceMappings } = await aws.lambda.send(new ListEventSourceMappingsCommand({}));
    expect(EventSourceMappings?.map(({ State }) => State)).toEqual(['Enabled', 'Disabled']);
    const configs = await aws.lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName: 'queue-reader' }));
    expect(configs.ProvisionedConcurrencyConfigs?.[0]?.AllocatedProvisionedConcurrentExecutions).toBe(5);
    expect((await aws.lambda.send(new ListTagsCommand({ Resource: `arn:aws:lambda:us-east-1:${MAIN}:function:resize-007` }))).Tags).toEqual(
      { team: 'media' },
    );
    expect(await errorNameOf(aws.lambda.send(new ListProvisionedConcurrencyConfigsCommand({ FunctionName: 'gone' })))).toBe(
      'ResourceNotFoundException',
    );
  });

  const pageTwo = async () =>
    aws.lambda.send(new ListFunctionsCommand({ Marker: (await aws.lambda.send(new ListFunctionsCommand({}))).NextMarker }));
});

describe('Tagging and Service Quotas', () => {
  it('lists tagged resources only, a hundred a page, with an empty token at the end', async () => {
    const first = await aws.tagging.send(new GetResourcesCommand({ ResourceTypeFilters: ['lambda:function'], ResourcesPerPage: 100 }));
    expect(first.ResourceTagMappingList).toHaveLength(100);
    const last = await aws.tagging.send(
      new GetResourcesCommand({ ResourceTypeFilters: ['lambda:function'], ResourcesPerPage: 100, PaginationToken: first.PaginationToken }),
    );
    expect([last.ResourceTagMappingList?.length, last.PaginationToken]).toEqual([20, '']);
    const another = new GetResourcesCommand({ ResourceTypeFilters: ['ec2:instance'], PaginationToken: first.PaginationToken });
    expect(await errorNameOf(aws.tagging.send(another))).toBe('PaginationTokenExpiredException');
  });

  it('tells the rate of GetMetricData', async () => {
    const { Quota } = await aws.quotas.send(new GetServiceQuotaCommand({ ServiceCode: 'monitoring', QuotaCode: 'L-5E141212' }));
    expect(Quota?.Value).toBe(50);
  });
});
