import { describeCapacityProviders, describeClusters, listClusters } from './ecs-clusters.js';
import { describeContainerInstances, listContainerInstances } from './ecs-container-instances.js';
import { describeServices, listServices } from './ecs-services.js';
import { describeTaskDefinition, listTaskDefinitions } from './ecs-task-definitions.js';
import { describeTasks, listTasks } from './ecs-tasks.js';
import type { Paging, Service, Site } from './service.js';

const paged = (list: string): Paging => ({ tokenIn: 'nextToken', tokenOut: 'nextToken', list });

export function ecs(site: Site): Service {
  return {
    prefix: 'ecs',
    signingName: 'ecs',
    protocol: 'json',
    target: 'AmazonEC2ContainerServiceV20141113',
    throttle: { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' },
    denied: { code: 'AccessDeniedException', status: 400 },
    operations: {
      ListClusters: { run: listClusters(site), paging: paged('clusterArns') },
      DescribeClusters: { run: describeClusters(site) },
      ListServices: { run: listServices(site), paging: paged('serviceArns') },
      DescribeServices: { run: describeServices(site) },
      ListTasks: { run: listTasks(site), paging: paged('taskArns') },
      DescribeTasks: { run: describeTasks(site) },
      ListTaskDefinitions: { run: listTaskDefinitions(site), paging: paged('taskDefinitionArns') },
      DescribeTaskDefinition: { run: describeTaskDefinition(site) },
      ListContainerInstances: { run: listContainerInstances(site), paging: paged('containerInstanceArns') },
      DescribeContainerInstances: { run: describeContainerInstances(site) },
      DescribeCapacityProviders: { run: describeCapacityProviders(site), paging: paged('capacityProviders') },
    },
  };
}
