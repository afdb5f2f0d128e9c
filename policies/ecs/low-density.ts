import { groupText, mayLackMembers, SUBJECT_MESSAGES, unknownMembership, unreadHosts } from '../../src/analysis/ec2-subject.js';
import { hasAccelerators, isHost, looseHosts, mayOutgrow, packHosts } from '../../src/analysis/ecs-density.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { isSized, type Packing } from '../../src/analysis/placement-packing.js';
import { subtractMoney, sumMoney } from '../../src/model/money.js';
import { definePolicy } from '../../src/model/policy.js';
import { refOf } from '../../src/model/resource/index.js';

const { quantity } = parts;

/** Percent, of CPU or of memory, whichever is more. */
const densityOf = ({ cpuShare, memoryShare }: Packing): number => Math.max(cpuShare, memoryShare) * 100;

const valuesOf = ({ cpuShare, memoryShare, kept }: Packing, instances: number) => ({
  cpuShare: quantity(cpuShare * 100, 'percent'),
  memoryShare: quantity(memoryShare * 100, 'percent'),
  instances: quantity(instances, 'count'),
  kept: quantity(kept.length, 'count'),
});

const unsized = (instances: number, sized: number) => ({
  unknown: quantity(instances - sized, 'count'),
  instances: quantity(instances, 'count'),
});

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
  requires: { kinds: ['instance-group', 'ecs-cluster'], metrics: {}, series: {} },
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
    'no-loose-hosts': 'None, or too few, of its container instances stand outside an Auto Scaling group.',
    'loose-hosts':
      '{instances} of its container instances belong to no Auto Scaling group. Tasks reserve {cpuShare} of their CPU and {memoryShare} of their memory and would fit on {kept}; nothing scales them together, so which of them can go is for people to say.',
    'not-container-instances': 'Its instances are not container instances of ECS.',
    'membership-unknown': SUBJECT_MESSAGES['membership-unknown'],
    'members-unknown': 'Not all instances could be listed, so there may be more in the group than are known.',
    'hosts-unknown': 'Whether its instances are container instances of ECS is not known: {step} could not be read in full.',
    'partly-container-instances':
      'Only {known} of its {instances} instances are known as container instances, so what the others hold is not known.',
    'resources-unknown': '{unknown} of its {instances} container instances do not say what they have, or what is left of it.',
    'managed-instances': 'ECS Managed Instances are packed and replaced by ECS itself.',
    gpu: 'Its instances have GPUs or other accelerators, and which tasks need them is not known here.',
    'may-outgrow': 'By their own scaling its services may grow beyond what {kept} instances hold.',
    draining: '{draining} of them drain already: nothing new is placed there, and their part of the saving is under way.',
    'minimum-holds': 'Its minimum of {minimum} keeps that many instances on, however few are needed: it has to be lowered first.',
    'agents-lost': 'Some agents are disconnected; what their instances hold may be out of date.',
    'tasks-estimated': 'What some tasks reserve is not known and was taken from what their instance has left.',
    'one-moment': 'Reservations of one moment: scaling may need the room at another time.',
    'managed-scaling-on':
      'Managed scaling is on and would take empty instances away: look at its target capacity, at scale-in protection and at the spread of tasks.',
    'placement-binpack': 'The binpack strategy fills instances before it takes another.',
    'ask-constraints': 'Do placement constraints, host ports or a spread over zones keep tasks apart?',
    'ask-peaks': 'When do services scale out, and how many instances do they need then?',
  },
  evaluate(group, { fleet, options, cost, member, coverage, prices }) {
    if (group.kind === 'ecs-cluster') {
      const loose = looseHosts(group, fleet);
      const gap = group.registeredContainerInstances > loose.length ? unreadHosts({ coverage }) : null;
      if (gap !== null) return parts.notAssessed('hosts-unknown', { step: quantity(gap, 'text') });
      if (loose.length <= options.minimumInstances) return parts.notApplicable('no-loose-hosts');
      if (loose.some((host) => hasAccelerators(host, { fleet, prices }))) return parts.notApplicable('gpu');
      const sized = loose.filter(isSized);
      if (sized.length < loose.length) return parts.notAssessed('resources-unknown', unsized(loose.length, sized.length));
      const packing = packHosts(sized, fleet, options.minimumInstances);
      const values = valuesOf(packing, loose.length);
      if (densityOf(packing) >= options.minimumDensityPercent) return parts.pass('well-packed', values);
      return packing.emptied.length === 0 ? parts.pass('no-fewer', values) : parts.notAssessed('loose-hosts', values);
    }
    const instances = group.instanceIds.flatMap((id) => fleet.containerInstanceOf.get(id) ?? []).filter(isHost);
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
    if (instances.some((host) => hasAccelerators(host, { fleet, prices }))) return parts.notApplicable('gpu');
    if (mayLackMembers({ coverage })) return parts.notAssessed('members-unknown');
    const running = group.instanceIds.filter((id) => (fleet.instances.get(id)?.state ?? 'running') === 'running').length;
    if (instances.length < running) {
      const values = { known: quantity(instances.length, 'count'), instances: quantity(running, 'count') };
      return parts.notAssessed('partly-container-instances', values);
    }
    const sized = instances.filter(isSized);
    if (sized.length < instances.length) return parts.notAssessed('resources-unknown', unsized(instances.length, sized.length));
    const packing = packHosts(sized, fleet, options.minimumInstances);
    const density = densityOf(packing);
    const draining = instances.filter(({ status }) => status === 'DRAINING').length;
    const minimum = group.autoScalingGroup?.minSize ?? 0;
    const held = minimum > packing.kept.length;
    const values = {
      ...valuesOf(packing, instances.length),
      ...(draining > 0 ? { draining: quantity(draining, 'count') } : {}),
      ...(held ? { minimum: quantity(minimum, 'count') } : {}),
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
          notes: [
            'placement-binpack',
            ...(draining > 0 ? ['draining'] : []),
            ...(held ? ['minimum-holds'] : []),
            // Where the minimum keeps all of them, managed scaling has nothing to take away.
            ...(managed && minimum < instances.length ? ['managed-scaling-on'] : []),
          ],
        }),
        alternatives: [],
      },
      cost: parts.impact(cost, projected, projected === null ? [] : kept.flatMap((instance) => member(instance).cost.lines)),
      ...parts.confidenceOf('medium', [
        [true, 'one-moment', 'medium'],
        [mayOutgrow(sized, packing.kept, fleet), 'may-outgrow', 'low'],
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
