import { agreed, type Case, type ClusterSpec, type Draw, drawing, type Parts, type ServiceSpec, type Truth } from './demand.js';

/** Container instances and what is reserved of them: whether the same tasks would fit on fewer. */

/** CPU units and MiB; the system and the agent keep some of the memory for themselves. */
const HOSTS = {
  'm5.large': { cpu: 2_048, memory: 8_192 },
  'm5.xlarge': { cpu: 4_096, memory: 16_384 },
  'c5.2xlarge': { cpu: 8_192, memory: 16_384 },
  'm6i.2xlarge': { cpu: 8_192, memory: 32_768 },
} as const;
type HostName = keyof typeof HOSTS;
const NAMES: readonly [HostName, ...HostName[]] = ['m5.large', 'm5.xlarge', 'c5.2xlarge', 'm6i.2xlarge'];
const USABLE_MEMORY = 0.94;

interface Tasks {
  count: number;
  /** Shares of one host. */
  cpu: number;
  memory: number;
  /** One on each host, whatever else runs there. */
  daemon: boolean;
}

interface Layout {
  hosts: number;
  tasks: readonly Tasks[];
  /** Hosts of the group that no agent reports. */
  silent: number;
  provider: 'none' | 'managed scaling';
  /** ECS packs and replaces these by itself, or they are not its hosts at all. */
  moot: 'no' | 'managed instances' | 'no containers';
}

/** The fewest hosts, two at least, that hold everything: largest first, each where there is room. Daemons take their part of every host. */
function fewest({ tasks, hosts }: Layout): number {
  const daemons = tasks.filter(({ daemon }) => daemon);
  const [cpu, memory] = [daemons.reduce((sum, task) => sum + task.cpu, 0), daemons.reduce((sum, task) => sum + task.memory, 0)];
  const movable = tasks.filter(({ daemon }) => !daemon).flatMap((task) => Array.from({ length: task.count }, () => task));
  const items = [...movable].sort((a, b) => Math.max(b.cpu, b.memory) - Math.max(a.cpu, a.memory));
  for (let count = Math.min(2, hosts); count < hosts; count++) {
    const room = Array.from({ length: count }, () => ({ cpu: 1 - cpu, memory: 1 - memory }));
    const placed = items.every((item) => {
      const host = room.find((free) => free.cpu >= item.cpu && free.memory >= item.memory);
      if (host === undefined) return false;
      host.cpu -= item.cpu;
      host.memory -= item.memory;
      return true;
    });
    if (placed) return count;
  }
  return hosts;
}

function truthOf(layout: Layout): Truth {
  const { hosts, tasks, silent, moot } = layout;
  if (moot !== 'no') return 'negative';
  if (silent > 0) return 'unknown';
  const reserved = (of: 'cpu' | 'memory') => tasks.reduce((sum, task) => sum + task[of] * task.count, 0) / hosts;
  if (fewest(layout) >= hosts) return 'negative';
  // Half empty is where one of two could go; a tenth around it is for everyone to judge alone.
  return agreed(Math.max(reserved('cpu'), reserved('memory')), { everybody: 0.45, nobody: 0.55 });
}

function partsOf(name: string, type: HostName, { hosts, tasks, silent, provider, moot }: Layout): Parts {
  const { cpu, memory } = HOSTS[type];
  const managed = moot === 'managed instances';
  const providers: ClusterSpec['capacityProviders'] = managed
    ? [{ name: `${name}-managed`, managedInstances: true }]
    : provider === 'none'
      ? []
      : [{ name, autoScalingGroup: name, managedScaling: { enabled: true, target: 100 } }];
  const services: ServiceSpec[] = tasks.map((task, index) => ({
    name: `${name}-tasks-${index + 1}`,
    desired: task.count,
    cpu: Math.floor(task.cpu * cpu),
    memory: Math.floor(task.memory * memory * USABLE_MEMORY),
    schedulingStrategy: task.daemon ? 'DAEMON' : 'REPLICA',
    ...(managed
      ? { capacityProviders: [{ name: `${name}-managed` }] }
      : provider === 'none'
        ? { launchType: 'EC2' as const }
        : { capacityProviders: [{ name }] }),
    targetGroups: [],
  }));
  const host = (count: number, registered: boolean) => ({
    name: registered ? `${name}-host-{n}` : `${name}-spare-{n}`,
    count,
    type,
    launchedDaysAgo: 90,
    ...(managed ? { ecsCapacityProvider: `${name}-managed` } : { autoScalingGroup: name }),
    ...(registered ? { ecsCluster: name } : {}),
    ...(registered && provider !== 'none' ? { ecsCapacityProvider: name } : {}),
  });
  const containers = moot !== 'no containers';
  return {
    clusters: containers ? [{ name, capacityProviders: providers, services }] : [],
    instances: [host(hosts, containers), ...(silent > 0 ? [host(silent, false)] : [])],
    scalingGroups: managed ? [] : [{ name, minimum: 2, maximum: 12, desired: hosts + silent }],
  };
}

/** As many tasks of one size as fill so much of all hosts. */
const filled =
  (
    hosts: readonly [number, number],
    fill: readonly [number, number],
    size: readonly [cpu: number, memory: number],
    more: Partial<Layout> = {},
  ) =>
  (draw: Draw): Layout => {
    const count = draw.whole(...hosts);
    const [cpu, memory] = size;
    const tasks = Math.max(1, Math.round((count * draw.between(...fill)) / Math.max(cpu, memory)));
    return { hosts: count, tasks: [{ count: tasks, cpu, memory, daemon: false }], silent: 0, provider: 'none', moot: 'no', ...more };
  };

/** A small agent on every host besides. */
const withDaemon =
  (inner: (draw: Draw) => Layout) =>
  (draw: Draw): Layout => {
    const layout = inner(draw);
    return { ...layout, tasks: [{ count: layout.hosts, cpu: 0.065, memory: 0.05, daemon: true }, ...layout.tasks] };
  };

const SCALED: Partial<Layout> = { provider: 'managed scaling' };
const STORIES: readonly (readonly [story: string, count: number, (draw: Draw) => Layout])[] = [
  ['hardly filled', 24, filled([3, 5], [0.12, 0.4], [0.1, 0.1])],
  ['hardly filled, with managed scaling', 14, filled([3, 4], [0.12, 0.4], [0.1, 0.08], SCALED)],
  ['hardly filled, with a daemon', 12, withDaemon(filled([3, 4], [0.1, 0.3], [0.1, 0.12]))],
  ['few large tasks, one host empty', 14, filled([4, 5], [0.36, 0.42], [0.3, 0.45])],
  ['filled', 18, filled([3, 5], [0.62, 0.9], [0.1, 0.1])],
  ['memory full, CPU nearly free', 18, filled([3, 5], [0.65, 0.9], [0.07, 0.12])],
  ['CPU full, memory nearly free', 10, filled([3, 5], [0.65, 0.9], [0.12, 0.07])],
  ['filled, with a daemon', 8, withDaemon(filled([3, 4], [0.6, 0.8], [0.1, 0.1]))],
  ['two hosts, kept for availability', 16, filled([2, 2], [0.1, 0.4], [0.1, 0.1])],
  ['half filled, about', 10, filled([4, 4], [0.48, 0.52], [0.07, 0.07])],
  ['ECS Managed Instances', 4, filled([3, 3], [0.1, 0.3], [0.1, 0.1], { moot: 'managed instances' })],
  ['no container hosts', 6, filled([3, 3], [0.1, 0.3], [0.1, 0.1], { moot: 'no containers' })],
  ['agents missing on some hosts', 10, filled([3, 3], [0.1, 0.3], [0.1, 0.1], { silent: 2 })],
];

export function hostCases(seed: number): Case<Parts>[] {
  const draw = drawing(seed);
  let number = 0;
  return STORIES.flatMap(([story, count, tell]) =>
    Array.from({ length: count }, () => {
      const type = draw.pick(NAMES);
      const layout = tell(draw);
      number += 1;
      const name = `hosts-${number}`;
      const members = [`${name}-managed`];
      return {
        name,
        story: `${story}, ${layout.hosts} x ${type}`,
        spec: partsOf(name, type, layout),
        members,
        truths: { 'ecs-low-density': truthOf(layout) },
      };
    }),
  );
}
