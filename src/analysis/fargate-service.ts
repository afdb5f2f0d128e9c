import type { CommandDraft, Outcome } from '../model/evaluation.js';
import type { Series } from '../model/metric.js';
import type { EcsService, EcsTask } from '../model/resource/index.js';
import { epochSeconds } from '../model/time.js';
import { notApplicable, notAssessed, quantity } from './outcome-parts.js';
import { without } from './series.js';

/** Sentences for services and tasks that advice on Fargate services does not reach. */
export const FARGATE_MESSAGES = {
  unstable: 'It cannot keep its tasks running now (ecs-unstable-service): what they would do is not seen.',
  'task-of-service': 'The task belongs to the service {service}, which is judged as a whole.',
  'task-not-on-fargate': 'The task does not run on Fargate.',
  'task-not-running': 'The task is {state}, not running.',
  'standalone-task':
    'A standalone task has no CPU and memory metrics of its own in CloudWatch; only Container Insights with enhanced observability would show what it uses.',
  'service-not-active': 'The service is {state}.',
  'compute-unknown': 'Whose servers the tasks run on cannot be told from the service or its tasks.',
  'compute-mixed': 'Only part of the tasks runs on Fargate, and the metrics of the service do not tell the parts from each other.',
  'on-ec2': "The tasks run on the account's own EC2 instances.",
  'on-managed-instances': 'The tasks run on ECS Managed Instances, which are priced by the instance beneath.',
  'on-external': 'The tasks run on machines outside AWS (ECS Anywhere).',
  'desired-zero': 'The desired count is 0: nothing runs and nothing is charged.',
} as const;

/** The service, where it runs wholly on Fargate and wants tasks; else the outcome that says what it is. Codes: `FARGATE_MESSAGES`. */
export function fargateService(resource: EcsService | EcsTask): { service: EcsService } | { outcome: Outcome } {
  return resource.kind === 'ecs-task' ? { outcome: taskOutcome(resource) } : serviceOrOutcome(resource);
}

function taskOutcome(task: EcsTask): Outcome {
  if (task.serviceName !== null) return notApplicable('task-of-service', { service: quantity(task.serviceName, 'text') });
  if (task.compute === null) return notAssessed('compute-unknown');
  if (!isFargate(task.compute)) return notApplicable('task-not-on-fargate');
  if (task.lastStatus !== 'RUNNING') return notApplicable('task-not-running', { state: quantity(task.lastStatus, 'text') });
  return notAssessed('standalone-task');
}

function serviceOrOutcome(service: EcsService): { service: EcsService } | { outcome: Outcome } {
  if (service.status !== 'ACTIVE') return { outcome: notApplicable('service-not-active', { state: quantity(service.status, 'text') }) };
  const used = (service.compute ?? []).filter(({ share }) => share > 0).map(({ compute }) => compute);
  const [first] = used;
  if (first !== undefined && !used.some(isFargate)) return { outcome: notApplicable(`on-${first}`) };
  if (service.desired === 0) return { outcome: notApplicable('desired-zero') };
  if (first === undefined) return { outcome: notAssessed('compute-unknown') };
  if (!used.every(isFargate)) return { outcome: notAssessed('compute-mixed') };
  return { service };
}

const isFargate = (compute: string): boolean => compute === 'fargate' || compute === 'fargate-spot';

/** Share of the service's tasks on Fargate Spot, 0 to 1. */
export function spotShare(service: EcsService): number {
  return (service.compute ?? []).reduce((total, { compute, share }) => (compute === 'fargate-spot' ? total + share : total), 0);
}

/** Seconds after a start in which a task loads rather than works. */
export const START_SECONDS = 900;

/** Starts of the deployments that ECS still lists (epoch seconds, ascending). */
export function deploymentStarts(service: EcsService): number[] {
  return service.deployments.flatMap(({ createdAt }) => (createdAt === null ? [] : [epochSeconds(createdAt)])).sort((a, b) => a - b);
}

/** Starts of the tasks running now: replaced tasks load again, also where there was no deployment. */
export function taskStarts(tasks: readonly EcsTask[]): number[] {
  return tasks.flatMap(({ startedAt }) => (startedAt === null ? [] : [epochSeconds(startedAt)])).sort((a, b) => a - b);
}

/** The series without every period that touches the first 15 minutes after one of the starts, and how many datapoints that left out. */
export function withoutStarts(series: Series, starts: readonly number[]): { series: Series; leftOut: number } {
  const touches = (period: number): boolean =>
    starts.some((start) => period + series.periodSeconds > start && period < start + START_SECONDS);
  let leftOut = 0;
  series.values.forEach((value, index) => {
    if (!Number.isNaN(value) && touches(series.start + index * series.periodSeconds)) leftOut += 1;
  });
  return leftOut === 0 ? { series, leftOut } : { series: without(series, touches), leftOut };
}

/** `aws ecs update-service` on this service with more arguments. */
export function updateService(service: EcsService, purpose: CommandDraft['purpose'], ...more: CommandDraft['argv']): CommandDraft {
  return { purpose, tool: 'aws-cli', argv: ['aws', 'ecs', 'update-service', ...serviceArguments(service, '--service'), ...more] };
}

/** `aws ecs describe-services`, which only reads. */
export const describeService = (service: EcsService): CommandDraft => ({
  purpose: 'inspect',
  tool: 'aws-cli',
  argv: ['aws', 'ecs', 'describe-services', ...serviceArguments(service, '--services')],
});

const serviceArguments = (service: EcsService, option: string): CommandDraft['argv'] => [
  '--region',
  { value: service.region, pattern: 'region' },
  '--cluster',
  { value: service.clusterName, pattern: 'ecs-name' },
  option,
  { value: service.serviceName, pattern: 'ecs-name' },
];

/** Arguments that name the desired count of the service to Application Auto Scaling. */
const scalableTarget = (service: EcsService): CommandDraft['argv'] => [
  '--region',
  { value: service.region, pattern: 'region' },
  '--service-namespace',
  'ecs',
  '--scalable-dimension',
  'ecs:service:DesiredCount',
  '--resource-id',
  { value: `service/${service.clusterName}/${service.serviceName}`, pattern: 'scalable-resource-id' },
];

/** A command of Application Auto Scaling about a service's desired count. */
export const scalingCommand = (
  service: EcsService,
  purpose: CommandDraft['purpose'],
  operation: string,
  ...more: CommandDraft['argv']
): CommandDraft => ({
  purpose,
  tool: 'aws-cli',
  argv: ['aws', 'application-autoscaling', operation, ...scalableTarget(service), ...more],
});

/** Sets the bounds between which Application Auto Scaling keeps the desired count; registers the service where it was not. */
export const setCountBounds = (service: EcsService, purpose: CommandDraft['purpose'], minimum: number, maximum: number): CommandDraft =>
  scalingCommand(
    service,
    purpose,
    'register-scalable-target',
    '--min-capacity',
    { value: String(minimum), pattern: 'number' },
    '--max-capacity',
    { value: String(maximum), pattern: 'number' },
  );

/** Gives a service the desired count back that it has now. */
export const restoreCount = (service: EcsService): CommandDraft =>
  updateService(service, 'undo', '--desired-count', { value: String(service.desired), pattern: 'number' });
