import type {
  Container,
  EcsCapacityProvider,
  EcsCluster,
  EcsContainerInstance,
  EcsService,
  EcsTask,
  TaskShape,
} from '../../../src/model/resource/index.js';
import { ACCOUNT, common, LONG_AGO, REGION } from './common.js';

/** A container that is the task's own and has no health check. */
export function container(overrides: Partial<Container> = {}): Container {
  return {
    name: 'web',
    essential: true,
    cpuUnits: null,
    memoryMib: null,
    memoryReservationMib: null,
    hasHealthCheck: false,
    ...overrides,
  };
}

export function taskShape(overrides: Partial<TaskShape> = {}): TaskShape {
  return {
    source: 'task',
    taskDefinitionArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/web:3`,
    cpuUnits: 1024,
    memoryMib: 2048,
    ephemeralStorageGib: null,
    architecture: 'x86_64',
    operatingSystem: 'linux',
    containers: [{ name: 'web', essential: true, cpuUnits: null, memoryMib: null, memoryReservationMib: null, hasHealthCheck: true }],
    ...overrides,
  };
}

export function service(overrides: Partial<EcsService> = {}): EcsService {
  const clusterName = overrides.clusterName ?? 'main';
  const serviceName = overrides.serviceName ?? 'web';
  const id = `${clusterName}/${serviceName}`;
  return {
    kind: 'ecs-service',
    ...common,
    id,
    arn: `arn:aws:ecs:${REGION}:${ACCOUNT}:service/${id}`,
    name: serviceName,
    clusterName,
    serviceName,
    status: 'ACTIVE',
    launchType: 'FARGATE',
    capacityProviderStrategy: [],
    compute: [{ compute: 'fargate', share: 1 }],
    desired: 2,
    running: 2,
    pending: 0,
    schedulingStrategy: 'REPLICA',
    deploymentController: 'ECS',
    deployments: [
      {
        id: 'ecs-svc/1',
        status: 'PRIMARY',
        rolloutState: 'COMPLETED',
        taskDefinitionArn: `arn:aws:ecs:${REGION}:${ACCOUNT}:task-definition/web:3`,
        createdAt: LONG_AGO,
        updatedAt: LONG_AGO,
        desired: 2,
        running: 2,
        failedTasks: 0,
      },
    ],
    targetGroupArns: [],
    classicLoadBalancers: [],
    healthCheckGracePeriodSeconds: null,
    circuitBreaker: { enabled: true, rollback: true },
    platformVersion: '1.4.0',
    createdAt: LONG_AGO,
    shape: taskShape(),
    previousSize: null,
    scaling: { target: null, policies: [], scheduledActions: [] },
    ...overrides,
  };
}

export function task(overrides: Partial<EcsTask> = {}): EcsTask {
  const clusterName = overrides.clusterName ?? 'main';
  const taskId = overrides.taskId ?? '0123456789abcdef0123456789abcdef';
  return {
    kind: 'ecs-task',
    ...common,
    id: `${clusterName}/${taskId}`,
    arn: `arn:aws:ecs:${REGION}:${ACCOUNT}:task/${clusterName}/${taskId}`,
    clusterName,
    taskId,
    group: 'family:job',
    serviceName: null,
    compute: 'fargate',
    capacityProvider: null,
    containerInstanceId: null,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    healthStatus: 'UNKNOWN',
    startedAt: LONG_AGO,
    createdAt: LONG_AGO,
    platformVersion: '1.4.0',
    shape: taskShape(),
    ...overrides,
  };
}

export function cluster(overrides: Partial<EcsCluster> = {}): EcsCluster {
  const id = overrides.id ?? 'main';
  return {
    kind: 'ecs-cluster',
    ...common,
    id,
    arn: `arn:aws:ecs:${REGION}:${ACCOUNT}:cluster/${id}`,
    name: id,
    status: 'ACTIVE',
    capacityProviders: [],
    containerInsights: 'disabled',
    runningTasks: 2,
    pendingTasks: 0,
    activeServices: 1,
    registeredContainerInstances: 0,
    ...overrides,
  };
}

export function containerInstance(overrides: Partial<EcsContainerInstance> = {}): EcsContainerInstance {
  const clusterName = overrides.clusterName ?? 'main';
  const id = overrides.id ?? `${clusterName}/fedcba9876543210fedcba9876543210`;
  return {
    kind: 'ecs-container-instance',
    ...common,
    id,
    arn: `arn:aws:ecs:${REGION}:${ACCOUNT}:container-instance/${id}`,
    clusterName,
    ec2InstanceId: 'i-0123456789abcdef0',
    status: 'ACTIVE',
    agentConnected: true,
    registered: { cpuUnits: 4096, memoryMib: 15_800, gpus: 0 },
    remaining: { cpuUnits: 2048, memoryMib: 8000, gpus: 0 },
    runningTasks: 2,
    capacityProvider: null,
    instanceType: 'm5.xlarge',
    ...overrides,
  };
}

export function capacityProvider(overrides: Partial<EcsCapacityProvider> = {}): EcsCapacityProvider {
  const id = overrides.id ?? 'main/asg-provider';
  return {
    kind: 'ecs-capacity-provider',
    ...common,
    id,
    arn: `arn:aws:ecs:${REGION}:${ACCOUNT}:capacity-provider/${id}`,
    name: id.slice(id.indexOf('/') + 1),
    status: 'ACTIVE',
    type: 'auto-scaling-group',
    clusterName: 'main',
    autoScalingGroup: null,
    managedScaling: { enabled: true, targetCapacityPercent: 100 },
    ...overrides,
  };
}
