import { DescribeAutoScalingGroupsCommand, DescribePoliciesCommand, DescribeScheduledActionsCommand } from '@aws-sdk/client-auto-scaling';
import {
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeRegionsCommand,
  paginateDescribeInstances,
  paginateDescribeInstanceTypes,
} from '@aws-sdk/client-ec2';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ListServicesCommand,
  ListTasksCommand,
} from '@aws-sdk/client-ecs';
import { ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { clients, errorNameOf } from './clients.js';
import { CANARY, fixtureFleet, MAIN, OTHER } from './fixture-fleet.js';

let simulator: Simulator;
let aws: ReturnType<typeof clients>;

beforeAll(async () => {
  simulator = await startSimulator({ fleet: fixtureFleet, quotas: 'off', end: '2026-11-20T10:00:00Z' });
  aws = clients(simulator.url);
});
afterAll(() => simulator.close());

describe('STS', () => {
  it('knows whose a key is, and gives keys of other accounts for a role', async () => {
    expect((await aws.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(MAIN);
    expect((await clients(simulator.url, { accessKeyId: 'AKIDOTHER' }).sts.send(new GetCallerIdentityCommand({}))).Account).toBe(OTHER);
    const role = { RoleArn: `arn:aws:iam::${OTHER}:role/audit`, RoleSessionName: 'night' };
    expect(await errorNameOf(aws.sts.send(new AssumeRoleCommand(role)))).toBe('AccessDenied');
    const { Credentials } = await aws.sts.send(new AssumeRoleCommand({ ...role, ExternalId: 'sesame' }));
    expect(Credentials?.Expiration).toBeInstanceOf(Date);
    const assumed = clients(simulator.url, { accessKeyId: Credentials?.AccessKeyId ?? '' });
    expect((await assumed.sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(`arn:aws:sts::${OTHER}:assumed-role/audit/night`);
    expect((await assumed.lambda.send(new ListFunctionsCommand({}))).Functions?.map(({ FunctionName }) => FunctionName)).toEqual([
      'theirs',
    ]);
  });
});

describe('EC2', () => {
  it('pages instances, each once', async () => {
    const ids: string[] = [];
    let pages = 0;
    for await (const page of paginateDescribeInstances({ client: aws.ec2, pageSize: 5 }, {})) {
      pages += 1;
      ids.push(...(page.Reservations ?? []).flatMap(({ Instances }) => (Instances ?? []).map(({ InstanceId }) => InstanceId ?? '')));
    }
    expect([pages, ids.length, new Set(ids).size]).toEqual([4, 18, 18]);
  });

  it('describes an instance as the SDK reads it', async () => {
    const { Reservations } = await aws.ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-0123456789abcdef0'] }));
    const instance = Reservations?.[0]?.Instances?.[0];
    expect(instance).toMatchObject({ InstanceType: 't3.micro', PlatformDetails: 'Linux/UNIX', State: { Name: 'stopped', Code: 80 } });
    expect(instance?.StateTransitionReason).toBe('User initiated (2026-11-17 10:00:00 GMT)');
    expect(instance?.Tags).toEqual([{ Key: 'Name', Value: 'stopped-one' }]);
    expect(instance?.LaunchTime).toBeInstanceOf(Date);
  });

  it('filters by state and refuses what AWS refuses', async () => {
    const running = { Filters: [{ Name: 'instance-state-name', Values: ['running'] }], MaxResults: 1_000 };
    expect((await aws.ec2.send(new DescribeInstancesCommand(running))).Reservations).toHaveLength(17);
    expect(await errorNameOf(aws.ec2.send(new DescribeInstancesCommand({ MaxResults: 1_001 })))).toBe('InvalidParameterValue');
    expect(await errorNameOf(aws.ec2.send(new DescribeInstancesCommand({ InstanceIds: ['i-0aaaaaaaaaaaaaaaa'] })))).toBe(
      'InvalidInstanceID.NotFound',
    );
    expect(await errorNameOf(aws.ec2.send(new DescribeInstancesCommand({ MaxResults: 5, NextToken: 'bm9uc2Vuc2U' })))).toBe(
      'InvalidParameterValue',
    );
  });

  it('offers types by region, a hundred a page', async () => {
    const types = [];
    let pages = 0;
    for await (const page of paginateDescribeInstanceTypes({ client: aws.ec2, pageSize: 100 }, {})) {
      pages += 1;
      types.push(...(page.InstanceTypes ?? []));
    }
    expect(pages).toBe(2 + Number(types.length > 200));
    expect(types.filter(({ InstanceType }) => InstanceType?.startsWith('inf2'))).toEqual([]);
    const m5 = types.find(({ InstanceType }) => InstanceType === 'm5.2xlarge');
    expect(m5).toMatchObject({
      VCpuInfo: { DefaultVCpus: 8 },
      MemoryInfo: { SizeInMiB: 32_768 },
      Hypervisor: 'nitro',
      BurstablePerformanceSupported: false,
      EbsInfo: { EbsOptimizedInfo: { BaselineBandwidthInMbps: 2_300 } },
    });
    expect(m5?.NetworkInfo?.NetworkCards?.[0]?.BaselineBandwidthInGbps).toBe(2.5);
    expect(m5?.ProcessorInfo?.SupportedArchitectures).toEqual(['x86_64']);
    const [inf2] =
      (
        await clients(simulator.url, { region: 'eu-west-1' }).ec2.send(
          new DescribeInstanceTypesCommand({ InstanceTypes: ['inf2.24xlarge'] }),
        )
      ).InstanceTypes ?? [];
    expect(inf2?.InferenceAcceleratorInfo?.Accelerators?.[0]?.Count).toBe(6);
  });

  it('lists enabled regions, and refuses calls to the others', async () => {
    const { Regions } = await aws.ec2.send(new DescribeRegionsCommand({}));
    const names = (Regions ?? []).map(({ RegionName }) => RegionName);
    expect(names).toContain('eu-south-1');
    expect(names).not.toContain('af-south-1');
    const all = (await aws.ec2.send(new DescribeRegionsCommand({ AllRegions: true }))).Regions ?? [];
    expect(all.find(({ RegionName }) => RegionName === 'af-south-1')?.OptInStatus).toBe('not-opted-in');
    for (const region of ['af-south-1', 'sa-east-1']) {
      const there = clients(simulator.url, { region });
      expect(await errorNameOf(there.ec2.send(new DescribeInstancesCommand({})))).toBe('AuthFailure');
      expect(await errorNameOf(there.lambda.send(new ListFunctionsCommand({})))).toBe('UnrecognizedClientException');
      expect(await errorNameOf(there.sts.send(new GetCallerIdentityCommand({})))).toBe('InvalidClientTokenId');
    }
  });
});

describe('Auto Scaling', () => {
  it('describes groups with their members, policies and schedules', async () => {
    const { AutoScalingGroups } = await aws.autoscaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 100 }));
    expect(AutoScalingGroups?.map(({ AutoScalingGroupName, Instances }) => [AutoScalingGroupName, Instances?.length])).toEqual([
      ['web', 12],
      ['hosts', 2],
    ]);
    expect(AutoScalingGroups?.[0]?.MixedInstancesPolicy?.LaunchTemplate?.Overrides?.map(({ InstanceType }) => InstanceType)).toEqual([
      'm5.large',
      'm6i.large',
    ]);
    const { ScalingPolicies } = await aws.autoscaling.send(new DescribePoliciesCommand({}));
    expect(ScalingPolicies?.[0]?.TargetTrackingConfiguration?.TargetValue).toBe(55);
    expect(ScalingPolicies?.[1]?.PolicyType).toBe('StepScaling');
    const { ScheduledUpdateGroupActions } = await aws.autoscaling.send(new DescribeScheduledActionsCommand({}));
    expect(ScheduledUpdateGroupActions?.[0]).toMatchObject({ Recurrence: '0 20 * * *', TimeZone: 'Europe/Berlin', DesiredCapacity: 2 });
  });
});

describe('the endpoint', () => {
  it('gives the same answers to the same seed, and others to another', async () => {
    const idsOf = async (url: string) => {
      const { Reservations = [] } = await clients(url).ec2.send(new DescribeInstancesCommand({ MaxResults: 1_000 }));
      return Reservations.map(({ Instances }) => Instances?.[0]?.InstanceId);
    };
    const again = await startSimulator({ fleet: fixtureFleet });
    const seeded = await startSimulator({ fleet: fixtureFleet, seed: 8 });
    const [one, two, three] = await Promise.all([idsOf(simulator.url), idsOf(again.url), idsOf(seeded.url)]);
    await Promise.all([again.close(), seeded.close()]);
    expect(two).toEqual(one);
    expect(three.filter((id) => one.includes(id))).toEqual(['i-0123456789abcdef0']);
  });

  it('plants the canary in free text that no tool may copy', async () => {
    const { taskArns } = await aws.ecs.send(new ListTasksCommand({ cluster: 'shop', maxResults: 1 }));
    const answers = await Promise.all([
      aws.ec2.send(new DescribeInstancesCommand({})),
      aws.ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks: taskArns })),
      aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'shop_mixed' })),
      aws.ecs.send(new DescribeServicesCommand({ cluster: 'shop', services: ['mixed'] })),
      aws.lambda.send(new ListFunctionsCommand({})),
      aws.lambda.send(new ListEventSourceMappingsCommand({})),
    ]);
    for (const answer of answers) expect(JSON.stringify(answer)).toContain(CANARY);
  });

  it('counts calls by operation and outcome', async () => {
    expect(await errorNameOf(aws.ecs.send(new ListServicesCommand({ cluster: 'nowhere' })))).toBe('ClusterNotFoundException');
    const { 'ec2:DescribeRegions': regions, 'ecs:ListServices': services } = simulator.calls();
    expect(regions?.ok).toBeGreaterThan(0);
    expect(services?.ClusterNotFoundException).toBe(1);
    const shown = await (await fetch(`${simulator.url}/__simulator/calls`)).json();
    expect(shown).toMatchObject({ calls: { 'ecs:ListServices': services } });
  });

  it('refuses who does not sign, and what it does not know', async () => {
    const answer = await fetch(simulator.url, { method: 'POST', body: 'Action=DescribeInstances' });
    expect([answer.status, await answer.json()]).toEqual([
      403,
      { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
    ]);
  });
});
