import * as z from 'zod';
import type { Place } from '../fleet/ids.js';
import { instanceView } from '../fleet/instance-view.js';
import { ID_KINDS } from '../fleet/region-world.js';
import type { Operation } from '../world.js';
import { cachedPlacement, type Host } from './ecs-compute.js';
import { type ClusterRef, capBatch, ecsPage, ecsTags, listInput, missing, parseEcs, requireCluster } from './ecs-names.js';
import { listScope } from './paging.js';
import { at, type Site } from './service.js';

export function containerInstanceArn({ world, name }: ClusterRef, place: Place): string {
  const id = world.codec.encode(ID_KINDS.containerInstance, place) + world.codec.encode(ID_KINDS.other, place);
  return world.arn('ecs', `container-instance/${name}/${id}`);
}

function findHost(cluster: ClusterRef, idOrArn: string): Host | null {
  const id = idOrArn.slice(idOrArn.lastIndexOf('/') + 1);
  const place = cluster.world.codec.decode(ID_KINDS.containerInstance, id.slice(0, 16));
  if (place === null) return null;
  return cachedPlacement(cluster).hosts.find((host) => host.place.group === place.group && host.place.index === place.index) ?? null;
}

export function listContainerInstances({ here }: Site): Operation {
  return (input, caller) => {
    const { cluster: name, maxResults, nextToken, status } = parseEcs(listInput.extend({ status: z.string().optional() }), input);
    const cluster = requireCluster(here(caller), name);
    const hosts = status === undefined || status === 'ACTIVE' ? cachedPlacement(cluster).hosts : [];
    const page = ecsPage(nextToken, maxResults ?? 100, hosts.length, listScope(caller, 'ListContainerInstances', cluster.name, status));
    return {
      containerInstanceArns: hosts.slice(page.from, page.to).map(({ place }) => containerInstanceArn(cluster, place)),
      nextToken: page.next,
    };
  };
}

const describeInput = z.object({
  cluster: z.string().default('default'),
  containerInstances: z.array(z.string()).default([]),
  include: z.array(z.string()).default([]),
});

export function describeContainerInstances({ here }: Site): Operation {
  return (input, caller) => {
    const { cluster: name, containerInstances: wanted, include } = parseEcs(describeInput, input);
    capBatch('Container instances', wanted, 100);
    const cluster = requireCluster(here(caller), name);
    const containerInstances: unknown[] = [];
    const failures: unknown[] = [];
    for (const given of wanted) {
      const host = findHost(cluster, given);
      if (host === null) failures.push(missing(caller, cluster.world, `container-instance/${cluster.name}`, given));
      else containerInstances.push(hostElement(cluster, host, include.includes('TAGS')));
    }
    return { containerInstances, failures };
  };
}

function resources(cpu: number, memory: number, gpus: number): unknown[] {
  const integer = (name: string, integerValue: number) => ({ name, type: 'INTEGER', doubleValue: 0, longValue: 0, integerValue });
  const ports = {
    name: 'PORTS',
    type: 'STRINGSET',
    doubleValue: 0,
    longValue: 0,
    integerValue: 0,
    stringSetValue: ['22', '2375', '2376', '51678', '51679'],
  };
  const gpu = {
    name: 'GPU',
    type: 'STRINGSET',
    doubleValue: 0,
    longValue: 0,
    integerValue: 0,
    stringSetValue: Array.from({ length: gpus }, (_, i) => `GPU-${i}`),
  };
  return [integer('CPU', cpu), integer('MEMORY', memory), ports, ...(gpus > 0 ? [gpu] : [])];
}

function hostElement(cluster: ClusterRef, host: Host, withTags: boolean): Record<string, unknown> {
  const view = instanceView(cluster.world, host.place);
  return {
    containerInstanceArn: containerInstanceArn(cluster, host.place),
    ec2InstanceId: view.id,
    ...(host.capacityProvider === null ? {} : { capacityProviderName: host.capacityProvider }),
    version: 12,
    versionInfo: { agentVersion: '1.98.0', agentHash: 'a1b2c3d4', dockerVersion: 'DockerVersion: 25.0.8' },
    remainingResources: resources(host.cpu - host.usedCpu, host.memory - host.usedMemory, host.gpus),
    registeredResources: resources(host.cpu, host.memory, host.gpus),
    status: 'ACTIVE',
    agentConnected: view.spec.agentConnected,
    runningTasksCount: host.tasks,
    pendingTasksCount: 0,
    attributes: [
      { name: 'ecs.instance-type', value: view.instanceType },
      { name: 'ecs.ami-id', value: view.imageId },
      { name: 'ecs.os-type', value: view.spec.platform.startsWith('windows') ? 'windows' : 'linux' },
    ],
    registeredAt: at(view.launchTime + 60),
    attachments: [],
    tags: withTags ? ecsTags(view.tags) : [],
  };
}
