import { groupText, mayLackMembers, SUBJECT_MESSAGES, unknownMembership, unreadHosts } from '../../src/analysis/ec2-subject.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { packInstances } from '../../src/analysis/placement-packing.js';
import { subtractMoney, sumMoney } from '../../src/model/money.js';
import { definePolicy, type RegionFleet } from '../../src/model/policy.js';
import { type EcsTask, refOf } from '../../src/model/resource/index.js';

const { quantity } = parts;

/** Tasks of a cluster by the container instance that they run on. */
function tasksByInstance(fleet: RegionFleet, clusters: ReadonlySet<string>): Map<string, EcsTask[]> {
  const map = new Map<string, EcsTask[]>();
  for (const tasks of fleet.tasks.values()) {
    for (const task of tasks) {
      if (!clusters.has(task.clusterName) || task.containerInstanceId === null || task.lastStatus === 'STOPPED') continue;
      // A task names its instance by the last part of the ARN; records of instances carry the cluster before it.
      const id = `${task.clusterName}/${task.containerInstanceId}`;
      map.set(id, [...(map.get(id) ?? []), task]);
    }
  }
  return map;
}

export default definePolicy({
  meta: {
    id: 'ecs-low-density',
    title: 'Container instances that their tasks hardly fill',
    severity: 'medium',
    rationale:
      'On EC2 the instance is paid for, not the task: what no task reserves is paid for all the same. Services come and go, and what they leave behind is a cluster of half-empty instances.',
    links: [
      { title: 'Cluster auto scaling', url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html' },
      {
        title: 'Task placement strategies',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html',
      },
    ],
  },
  requires: { kinds: ['instance-group'], metrics: {}, series: {} },
  options: {
    minimumDensityPercent: {
      type: 'number',
      default: 50,
      unit: 'percent',
      minimum: 1,
      maximum: 100,
      description:
        'Share of the registered CPU or memory, whichever is more, that tasks must reserve; less than this is low, exactly this is not.',
      source:
        'Half: a whole instance of any two could go. Managed scaling aims at 100 % by default: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html',
    },
    minimumInstances: {
      type: 'integer',
      default: 2,
      unit: 'count',
      minimum: 1,
      maximum: 100,
      description: 'Instances that are kept, so that losing one does not end all that runs on them.',
      source: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html',
    },
  },
  messages: {
    'low-density':
      'Tasks reserve {cpuShare} of the CPU and {memoryShare} of the memory of {instances} container instances; they would fit on {kept}.',
    'well-packed': 'Tasks reserve {cpuShare} of the CPU and {memoryShare} of the memory of {instances} container instances.',
    'no-fewer':
      'Tasks reserve {cpuShare} of the CPU and {memoryShare} of the memory, but no fewer than {instances} instances would hold them and stay available.',
    'not-container-instances': 'Its instances are not container instances of ECS.',
    'membership-unknown': SUBJECT_MESSAGES['membership-unknown'],
    'members-unknown': 'Not all instances could be listed, so there may be more in the group than are known.',
    'hosts-unknown': 'Whether its instances are container instances of ECS is not known: {step} could not be read in full.',
    'partly-container-instances':
      'Only {known} of its {instances} instances are known as container instances, so what the others hold is not known.',
    'managed-instances': 'ECS Managed Instances are packed and replaced by ECS itself.',
    gpu: 'Its instances have GPUs, and which tasks need them is not known here.',
    'agents-lost': 'Some agents are disconnected; what their instances hold may be out of date.',
    'tasks-estimated': 'What some tasks reserve is not known and was taken from what their instance has left.',
    'one-moment': 'Reservations of one moment: scaling may need the room at another time.',
    'managed-scaling-on':
      'Managed scaling is on and would take empty instances away: look at its target capacity, at scale-in protection and at the spread of tasks.',
    'placement-binpack': 'The binpack strategy fills instances before it takes another.',
    'ask-constraints': 'Do placement constraints, host ports or a spread over zones keep tasks apart?',
    'ask-peaks': 'When do services scale out, and how many instances do they need then?',
  },
  evaluate(group, { fleet, options, cost, member, coverage }) {
    const instances = group.instanceIds
      .flatMap((id) => fleet.containerInstanceOf.get(id) ?? [])
      .filter(({ status }) => status === 'ACTIVE' || status === 'DRAINING');
    if (instances.length === 0) {
      const gap = unreadHosts({ coverage });
      if (gap !== null) return parts.notAssessed('hosts-unknown', { step: quantity(gap, 'text') });
      return parts.notApplicable('not-container-instances');
    }
    const gap = unknownMembership(group, { coverage });
    if (gap !== null) {
      return parts.notAssessed('membership-unknown', { resource: quantity(groupText(group), 'text'), step: quantity(gap, 'text') });
    }
    if (
      group.groupType === 'ecs-capacity-provider' &&
      fleet.capacityProviders.some(({ id, type }) => id === group.id && type === 'managed-instances')
    ) {
      return parts.notApplicable('managed-instances');
    }
    if (instances.some(({ registered }) => registered.gpus > 0)) return parts.notApplicable('gpu');
    if (mayLackMembers({ coverage })) return parts.notAssessed('members-unknown');
    const running = group.instanceIds.filter((id) => (fleet.instances.get(id)?.state ?? 'running') === 'running').length;
    if (instances.length < running) {
      const values = { known: quantity(instances.length, 'count'), instances: quantity(running, 'count') };
      return parts.notAssessed('partly-container-instances', values);
    }
    const tasks = tasksByInstance(fleet, new Set(instances.map(({ clusterName }) => clusterName)));
    const daemons = new Set(fleet.services.filter(({ schedulingStrategy }) => schedulingStrategy === 'DAEMON').map(({ id }) => id));
    const packing = packInstances(
      instances,
      ({ id }) => tasks.get(id) ?? [],
      ({ clusterName, serviceName }) => serviceName !== null && daemons.has(`${clusterName}/${serviceName}`),
      options.minimumInstances,
    );
    const density = Math.max(packing.cpuShare, packing.memoryShare) * 100;
    const values = {
      cpuShare: quantity(packing.cpuShare * 100, 'percent'),
      memoryShare: quantity(packing.memoryShare * 100, 'percent'),
      instances: quantity(instances.length, 'count'),
      kept: quantity(packing.kept.length, 'count'),
    };
    if (density >= options.minimumDensityPercent) return parts.pass('well-packed', values);
    if (packing.emptied.length === 0) return parts.pass('no-fewer', values);

    const emptied = packing.emptied.flatMap(({ ec2InstanceId }) =>
      ec2InstanceId === null ? [] : (fleet.instances.get(ec2InstanceId) ?? []),
    );
    const saved = emptied.length < packing.emptied.length ? null : sumMoney(emptied.map((instance) => member(instance).cost.monthly));
    const gone = new Set(emptied.map(({ id }) => id));
    const kept = group.instanceIds.flatMap((id) => (gone.has(id) ? [] : (fleet.instances.get(id) ?? [])));
    const projected = subtractMoney(cost.monthly, saved);
    const managed = fleet.capacityProviders.some(
      ({ id, autoScalingGroup, managedScaling }) => managedScaling?.enabled === true && (id === group.id || autoScalingGroup === group.id),
    );
    return parts.finding({
      code: 'low-density',
      values,
      evidence: [
        parts.statedEvidence('reservedPercent', density, 'percent', {
          heldAgainst: { option: 'minimumDensityPercent', value: options.minimumDensityPercent },
          flipsAt: options.minimumDensityPercent,
        }),
        parts.statedEvidence('containerInstances', instances.length, 'count'),
        parts.statedEvidence('instancesThatWouldDo', packing.kept.length, 'count', {
          heldAgainst: { option: 'minimumInstances', value: options.minimumInstances },
        }),
        parts.statedEvidence('instancesKept', packing.kept.map(({ ec2InstanceId, id }) => ec2InstanceId ?? id).join(', '), 'text'),
      ],
      recommendation: {
        action: 'resize',
        target: parts.targetOf(`${packing.kept.length} instances in place of ${instances.length}`, {
          values: { kept: quantity(packing.kept.length, 'count') },
          monthly: projected,
          savings: saved,
          risk: 2,
          notes: ['placement-binpack', ...(managed ? ['managed-scaling-on'] : [])],
        }),
        alternatives: [],
      },
      cost: parts.impact(cost, projected, projected === null ? [] : kept.flatMap((instance) => member(instance).cost.lines)),
      ...parts.confidenceOf('medium', [
        [true, 'one-moment', 'medium'],
        [instances.some(({ agentConnected }) => !agentConnected), 'agents-lost', 'low'],
        [packing.estimatedTasks > 0, 'tasks-estimated', 'low'],
      ]),
      members: emptied.map(refOf),
      commands: [
        {
          purpose: 'inspect',
          tool: 'aws-cli',
          argv: [
            'aws',
            'ecs',
            'list-container-instances',
            '--region',
            { value: group.region, pattern: 'region' },
            '--cluster',
            { value: instances[0]?.clusterName ?? '', pattern: 'ecs-name' },
          ],
        },
      ],
      questions: ['ask-constraints', 'ask-peaks'],
    });
  },
});
