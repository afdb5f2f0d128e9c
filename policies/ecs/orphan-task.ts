import { isRead } from '../../src/analysis/ec2-subject.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft } from '../../src/model/evaluation.js';
import { definePolicy, type PolicyContext } from '../../src/model/policy.js';
import type { EcsTask } from '../../src/model/resource/index.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;

const SERVICE_STEPS = ['ListServices', 'DescribeServices'];

/**
 * Whether the service of a task is there no more: ListServices does not show it, and all of it answered. DeleteService hides a service at once
 * while its tasks may run on (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html). Its cluster must count no
 * more active services than were seen: one that went away while they were read is being deleted just now, and its tasks with it.
 */
function hasLostService({ clusterName, serviceName }: EcsTask, { fleet, coverage }: Pick<PolicyContext, 'fleet' | 'coverage'>): boolean {
  if (serviceName === null || !SERVICE_STEPS.every((step) => isRead(coverage('ecs', step)))) return false;
  const cluster = fleet.clusters.get(clusterName);
  const seen = fleet.services.filter((service) => service.clusterName === clusterName);
  if (cluster === undefined || cluster.activeServices > seen.length) return false;
  return !seen.some((service) => service.serviceName === serviceName);
}

const command = (task: EcsTask, purpose: CommandDraft['purpose'], operation: string, option: string): CommandDraft => ({
  purpose,
  tool: 'aws-cli',
  argv: [
    'aws',
    'ecs',
    operation,
    '--region',
    { value: task.region, pattern: 'region' },
    '--cluster',
    { value: task.clusterName, pattern: 'ecs-name' },
    option,
    { value: task.taskId, pattern: 'task-id' },
  ],
});

export default definePolicy({
  meta: {
    id: 'ecs-orphan-task',
    title: 'Task without a service that has run for days',
    severity: 'medium',
    findsSavings: false,
    rationale:
      'A task started by hand or by a schedule is meant to end. One that runs for days is forgotten, or it does the work of a service without being restarted when it stops.',
    links: [
      { title: 'Standalone tasks', url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-task-create.html' },
      { title: 'When to use a service', url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html' },
    ],
  },
  requires: { kinds: ['ecs-task'], metrics: {}, series: {} },
  options: {
    maximumDays: {
      type: 'number',
      default: 3,
      unit: 'days',
      minimum: 0.1,
      maximum: 365,
      description: 'How long a standalone task may run; longer than this is an orphan, exactly this is not.',
      source:
        'Fargate itself may retire a task for maintenance after a notice of 7 days, so a job has to end well before: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-maintenance.html',
    },
  },
  messages: {
    orphan: 'A task of {group} has run on its own for {days} and belongs to no service; it costs {monthly}.',
    'orphan-unpriced': 'A task of {group} has run on its own for {days} and belongs to no service; what it costs is not known.',
    'orphan-on-instance':
      'A task of {group} has run on its own for {days} and belongs to no service; it holds {cpu} and {memory} of an instance.',
    'service-gone': 'The service {service} is gone, and a task of it that has run for {days} still does; it costs {monthly}.',
    'service-gone-unpriced':
      'The service {service} is gone, and a task of it that has run for {days} still does; what it costs is not known.',
    'service-gone-on-instance':
      'The service {service} is gone, and a task of it that has run for {days} still does; it holds {cpu} and {memory} of an instance.',
    'task-of-service': 'It belongs to the service {service}.',
    'aws-batch': 'It is a job of AWS Batch, which waits for its end.',
    'step-functions': 'A workflow of Step Functions started it, which may wait for its end.',
    'task-not-running': 'The task is {state}, not running.',
    young: 'It has run for {days}; jobs may run for {maximum}.',
    'start-unknown': 'When it started is not known.',
    'make-it-a-service': 'If it is needed, a service with a desired count of 1 would restart it and take its health into account.',
    'stop-is-final': 'A stopped task cannot be started again, only run anew from its definition.',
    'use-unknown': 'A standalone task has no utilization metrics: whether it works is not known.',
    'ends-with-its-service': 'The tasks of a deleted service end by themselves, those under protection or with a long stop timeout late.',
    'ask-what-holds': 'Was its service deleted on purpose, and what holds the task: protection from scaling in, or a stop timeout?',
    'ask-who-started': 'Who or what started it (a person, a schedule, a state machine), and does it wait for its end?',
  },
  evaluate(task, { options, window, cost, prices, fleet, coverage }) {
    const isLeft = hasLostService(task, { fleet, coverage });
    if (task.serviceName !== null && !isLeft)
      return parts.notApplicable('task-of-service', { service: quantity(task.serviceName, 'text') });
    if (task.lastStatus !== 'RUNNING') return parts.notApplicable('task-not-running', { state: quantity(task.lastStatus, 'text') });
    if (task.awaitedBy !== undefined) return parts.notApplicable(task.awaitedBy);
    if (task.startedAt === null) return parts.notAssessed('start-unknown');
    const days = (epochSeconds(window.end) - epochSeconds(task.startedAt)) / 86_400;
    const maximum = quantity(options.maximumDays, 'days');
    if (days <= options.maximumDays) return parts.pass('young', { days: quantity(Math.max(0, days), 'days'), maximum });
    const { cpuUnits, memoryMib } = task.shape;
    const onInstance = task.compute === 'ec2';
    const nothing = { usd: 0, basis: 'list', asOf: cost.monthly?.asOf ?? prices.asOf } as const;
    const stopped = parts.impact(cost, nothing);
    const code = isLeft ? 'service-gone' : 'orphan';
    return parts.finding({
      code: onInstance ? `${code}-on-instance` : cost.monthly === null ? `${code}-unpriced` : code,
      values: {
        ...(isLeft ? { service: quantity(task.serviceName, 'text') } : {}),
        group: quantity(task.group ?? task.taskId, 'text'),
        days: quantity(days, 'days'),
        monthly: quantity(cost.monthly?.usd ?? null, 'usd-per-month'),
        cpu: quantity(cpuUnits === null ? null : cpuUnits / 1024, 'vcpu'),
        memory: quantity(memoryMib, 'mib'),
      },
      evidence: [
        parts.statedEvidence('runningDays', days, 'days', {
          heldAgainst: { option: 'maximumDays', value: options.maximumDays },
          flipsAt: options.maximumDays,
        }),
        parts.statedEvidence('startedAt', task.startedAt, 'instant'),
      ],
      recommendation: {
        action: 'investigate',
        target: parts.targetOf('a service of one task, if it is needed', { monthly: cost.monthly, notes: ['make-it-a-service'] }),
        alternatives: [
          parts.targetOf('stop it, if it is not', {
            monthly: nothing,
            savings: stopped.savings,
            risk: 3,
            notes: ['stop-is-final', ...(isLeft ? ['ends-with-its-service'] : [])],
          }),
        ],
      },
      // Whether it can go is not known, so nothing is counted as saved.
      cost: parts.unchangedCost(cost, prices.asOf),
      confidence: 'medium',
      confidenceReasons: ['use-unknown'],
      commands: [command(task, 'inspect', 'describe-tasks', '--tasks'), command(task, 'apply', 'stop-task', '--task')],
      questions: [isLeft ? 'ask-what-holds' : 'ask-who-started'],
    });
  },
});
