import {
  busierBefore,
  instancesOfRole,
  ROLE_METRICS,
  ROLE_SERIES,
  type RoleMember,
  roleMember,
  roleOf,
  workOfRole,
} from '../../src/analysis/ec2-role.js';
import { resourceText, runningSubjects, SUBJECT_MESSAGES } from '../../src/analysis/ec2-subject.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import {
  byCost,
  copiesEvidence,
  PLACEMENT_MESSAGES,
  PLACEMENT_QUESTIONS,
  placementOptions,
  placementTarget,
} from '../../src/analysis/placement.js';
import { sumMoney } from '../../src/model/money.js';
import { definePolicy } from '../../src/model/policy.js';
import { refOf } from '../../src/model/resource/index.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'ec2-container-candidate',
    title: 'Under-used instances of one role that would pack into fewer tasks',
    severity: 'info',
    rationale:
      'Several machines that do the same and are mostly asleep pay for the same head start several times. As containers they share capacity: a few tasks would carry the busiest hour of all of them together, and copies would be a number, not machines.',
    links: [
      { title: 'Fargate pricing', url: 'https://aws.amazon.com/fargate/pricing/' },
      {
        title: 'Getting started with AWS App2Container',
        url: 'https://docs.aws.amazon.com/app2container/latest/UserGuide/what-is-a2c.html',
      },
    ],
  },
  requires: {
    kinds: ['ec2-instance', 'instance-group'],
    metrics: ROLE_METRICS,
    series: ROLE_SERIES,
    wantsSeries(resource, { metrics, options, fleet }) {
      if (resource.kind === 'instance-group')
        return resource.groupType === 'auto-scaling-group' && resource.instanceIds.length >= options.minimumInstances;
      const role = roleOf(resource, options.roleTags);
      const peers = role === null ? [] : instancesOfRole(role, fleet, options.roleTags);
      if (peers.length < options.minimumInstances || !peers.includes(resource)) return false;
      const { cpu, memory } = metrics;
      return cpu.present && memory.present && cpu.average('window') <= options.maximumAverageCpuPercent;
    },
  },
  options: {
    roleTags: {
      type: 'string-list',
      default: ['Role', 'role', 'Application', 'application', 'Service', 'service'],
      description: 'Tags that name what an instance does, the first that it has; without one its name, without the number at its end.',
    },
    minimumInstances: {
      type: 'integer',
      unit: 'count',
      default: 3,
      minimum: 2,
      maximum: 100,
      description: 'Instances of one role from which on sharing is worth a thought.',
      source: 'Two are kept for availability in either form; the third is the first that sharing could save.',
    },
    maximumAverageCpuPercent: {
      type: 'number',
      unit: 'percent',
      default: 20,
      minimum: 1,
      maximum: 80,
      description: 'Mean CPU utilization up to which an instance counts as under-used; all of the role must be.',
      source:
        'Half of the 40 percent that the next smaller size would need: https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ec2-recommendations.html',
    },
    headroomPercent: {
      type: 'number',
      unit: 'percent',
      default: 20,
      minimum: 0,
      maximum: 70,
      description: 'What must stay free of the tasks at the busiest hour of all members together.',
      source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ec2-recommendations.html',
    },
    copies: {
      type: 'integer',
      unit: 'count',
      default: 2,
      minimum: 1,
      maximum: 10,
      description: 'Tasks at least, so that losing one does not end the service.',
    },
    minimumSavingPercent: {
      type: 'number',
      unit: 'percent',
      default: 25,
      minimum: 0,
      maximum: 95,
      description: 'How much less the tasks must cost: building images and a pipeline is a project.',
      source:
        'Compute Savings Plans take more than this off instances without any work: https://aws.amazon.com/savingsplans/compute-pricing/',
    },
  },
  messages: {
    ...SUBJECT_MESSAGES,
    ...parts.METRIC_MESSAGES,
    ...PLACEMENT_MESSAGES,
    ...PLACEMENT_QUESTIONS,
    'container-candidate':
      '{count} instances of the role {role} use {peak} at their busiest hour together; {target} would carry that with {headroom} free.',
    'no-role': 'Neither a tag nor its name tells what it does together with others.',
    'too-few': 'Only {count} running instances have the role {role}.',
    'runs-containers': '{resource} runs containers already.',
    'not-linux': 'It does not run Linux.',
    'counted-elsewhere': 'The finding on {first} speaks for all instances of the role {role}.',
    'in-use': '{instance} uses {average} of its CPU on average.',
    'not-measured': 'Memory, CPU by the hour or the size of {instance} is not known, and without them its share cannot be packed.',
    'price-unknown': 'What they cost now, or what the tasks would, is not known.',
    'no-cheaper-tasks': 'The tasks that would carry the role would cost {projected}; that is not {minimum} less than {current}.',
    'busier-before-window': 'Before the window its instances were busier together than the headroom would take.',
    'placement-is-an-estimate': 'CPU and memory were packed by their peaks; what else the instances do cannot be seen.',
  },
  evaluate(resource, context) {
    const found = runningSubjects(resource, context, { changes: 'hours' });
    if ('outcome' in found) return found.outcome;
    const { options, fleet, prices } = context;
    const isGroup = resource.kind === 'instance-group';
    const named = { resource: quantity(resourceText(resource), 'text') };
    if (
      isGroup ? resource.groupType !== 'auto-scaling-group' : resource.eksCluster !== null || fleet.containerInstanceOf.has(resource.id)
    ) {
      return parts.notApplicable('runs-containers', named);
    }
    if (found.subjects.some(({ instance }) => instance.platform !== 'linux')) return parts.notApplicable('not-linux');
    const role = isGroup ? resourceText(resource) : roleOf(resource, options.roleTags);
    if (role === null) return parts.notApplicable('no-role');
    const peers = isGroup ? found.subjects.map(({ instance }) => instance) : instancesOfRole(role, fleet, options.roleTags);
    const of = { ...named, role: quantity(role, 'text'), count: quantity(peers.length, 'count') };
    if (peers.length < options.minimumInstances) return parts.notApplicable('too-few', of);
    const [first] = peers;
    if (!isGroup && first?.id !== resource.id)
      return parts.notApplicable('counted-elsewhere', { ...of, first: quantity(first?.id ?? null, 'text') });
    const members: RoleMember[] = [];
    for (const instance of peers) {
      const about = { ...of, instance: quantity(resourceText(instance), 'text') };
      const { metrics, series } = context.member(instance);
      if (metrics.cpu.present && metrics.cpu.average('window') > options.maximumAverageCpuPercent) {
        return parts.pass('in-use', { ...about, average: quantity(metrics.cpu.average('window'), 'percent') });
      }
      const member = roleMember({ instance, metrics, series, cost: context.cost }, context, isGroup);
      if (member === null) return parts.notAssessed('not-measured', about);
      members.push(member);
    }
    const architecture = peers.every((peer) => peer.architecture === 'arm64') ? 'arm64' : 'x86_64';
    const work = workOfRole(members, resource.region, architecture);
    const settings = { copies: options.copies, headroomPercent: options.headroomPercent, prices, instanceTypes: fleet.instanceTypes };
    const homes = byCost(placementOptions(work, settings)).filter(
      ({ placement }) => placement !== 'instance' && placement !== 'fargate-spot',
    );
    const fargate = homes.find(({ placement }) => placement === 'fargate');
    const current = sumMoney(peers.map((peer) => context.member(peer).cost.monthly));
    const projected = fargate?.monthly.high ?? null;
    if (fargate === undefined || projected === null || current === null) return parts.notAssessed('price-unknown', of);
    const limit = current.usd * (1 - options.minimumSavingPercent / 100);
    const values = {
      ...of,
      peak: quantity(work.vcpus.high, 'vcpu'),
      target: quantity(fargate.label.high, 'text'),
      headroom: quantity(options.headroomPercent, 'percent'),
      projected: quantity(projected.usd, 'usd-per-month'),
      current: quantity(current.usd, 'usd-per-month'),
      minimum: quantity(options.minimumSavingPercent, 'percent'),
    };
    if (projected.usd > limit) return parts.pass('no-cheaper-tasks', values);
    const now = { monthly: current, lines: peers.flatMap((peer) => context.member(peer).cost.lines) };
    const cost = parts.impact(now, projected, fargate.lines);
    return parts.finding({
      code: 'container-candidate',
      values,
      evidence: [
        parts.statedEvidence('busiestHourVcpus', work.vcpus.high, 'vcpu'),
        parts.statedEvidence('peakMemoryMib', work.memoryMib.high, 'mib'),
        parts.statedEvidence('projectedMonthlyUsd', projected.usd, 'usd-per-month', {
          heldAgainst: { option: 'minimumSavingPercent', value: options.minimumSavingPercent },
          flipsAt: limit,
        }),
        ...copiesEvidence(fargate),
        // The packing: what each machine brings along.
        ...members.slice(0, 20).flatMap(({ instance, peakVcpus, peakMemoryMib, vcpus, averageCpuPercent }) => [
          ...parts.onMember(
            [
              parts.statedEvidence('vcpus', vcpus, 'vcpu'),
              parts.statedEvidence('peakVcpus', peakVcpus, 'vcpu'),
              parts.statedEvidence('peakMemoryMib', peakMemoryMib, 'mib'),
              parts.statedEvidence('averageCpuPercent', averageCpuPercent, 'percent', {
                heldAgainst: { option: 'maximumAverageCpuPercent', value: options.maximumAverageCpuPercent },
                flipsAt: options.maximumAverageCpuPercent,
              }),
            ],
            instance.id,
          ),
        ]),
      ],
      recommendation: {
        action: 'placement',
        target: placementTarget(fargate, current),
        alternatives: homes
          .filter(({ placement }) => placement !== 'fargate')
          .slice(0, 3)
          .map((home) => placementTarget(home, current)),
      },
      cost,
      ...parts.confidenceOf('medium', [
        [true, 'placement-is-an-estimate', 'medium'],
        [busierBefore(members, options.headroomPercent), 'busier-before-window', 'low'],
      ]),
      members: peers.map((peer) => refOf(peer)),
      questions: ['ask-protocol', 'ask-state', 'ask-local-disk', 'ask-licences'],
    });
  },
});
