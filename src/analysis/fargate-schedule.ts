import type { CommandDraft } from '../model/evaluation.js';
import type { EcsService } from '../model/resource/index.js';
import { suspendedKindsOf, withSuspended } from './ecs-scaling.js';
import { describeService, restoreCount, scalingCommand, setCountBounds } from './fargate-service.js';
import { awsCron, scheduleEvents } from './schedule-words.js';
import type { WeekSchedule } from './week-profile.js';

/**
 * Bounds of the desired count while the service is on: those it has, or its desired count where nothing scales it. At least one task: a
 * minimum of none would leave at none what was switched off.
 */
function boundsOn(service: EcsService): { minimum: number; maximum: number } {
  const target = service.scaling?.target ?? null;
  if (target === null) return { minimum: service.desired, maximum: service.desired };
  return { minimum: Math.max(1, target.minimum), maximum: Math.max(1, target.maximum) };
}

/** Tasks that run at least while the load is low: what a stop certainly takes away. */
export const fewestTasks = (service: EcsService): number =>
  service.scaling?.target ? Math.max(1, service.scaling.target.minimum) : service.desired;

/**
 * Scheduled actions of Application Auto Scaling that set the count to 0 when the schedule ends and bring it back when it starts, and the
 * deletion of them. A service that nothing scales is registered first, with its desired count as both bounds, and deregistered on the way back:
 * bounds that stay would override every later change of its count. Where it could not be read whether something scales it, to register it
 * could overwrite bounds and to deregister it would take policies away, so that is looked at first.
 * Sources: https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-additional-cli-commands.html and
 * https://docs.aws.amazon.com/autoscaling/application/APIReference/API_DeregisterScalableTarget.html
 */
export function scheduleCommands(service: EcsService, schedule: WeekSchedule, timeZone: string): CommandDraft[] {
  if (service.scaling === null) return [describeService(service), describeTarget(service)];
  const { target } = service.scaling;
  const { minimum, maximum } = boundsOn(service);
  const named = scheduleEvents(schedule).map((event, index) => ({ event, name: `fleet-auditor-${event.action}-${index + 1}` }));
  const put = named.map(({ event, name }) => {
    const [low, high] = event.action === 'start' ? [minimum, maximum] : [0, 0];
    return scalingCommand(
      service,
      'apply',
      'put-scheduled-action',
      '--scheduled-action-name',
      name,
      '--schedule',
      { value: awsCron(event), pattern: 'schedule' },
      '--timezone',
      { value: timeZone, pattern: 'time-zone' },
      '--scalable-target-action',
      `MinCapacity=${low},MaxCapacity=${high}`,
    );
  });
  const undo = named.map(({ name }) => scalingCommand(service, 'undo', 'delete-scheduled-action', '--scheduled-action-name', name));
  const suspended = target === null ? [] : suspendedKindsOf(target);
  // Suspended scheduled actions would stand still: resumed where the service has none of its own, which would come back to work with them.
  const resumes = target !== null && suspended.includes('scheduled') && service.scaling.scheduledActions.length === 0;
  const resumed = suspended.filter((kind) => kind !== 'scheduled');
  const count = restoreCount(service);
  if (target === null) {
    const deregister = scalingCommand(service, 'undo', 'deregister-scalable-target');
    return [describeService(service), setCountBounds(service, 'apply', minimum, maximum), ...put, ...undo, deregister, count];
  }
  const bounds = setCountBounds(service, 'undo', target.minimum, target.maximum);
  return [
    describeService(service),
    ...(resumes ? [withSuspended(setCountBounds(service, 'apply', target.minimum, target.maximum), resumed)] : []),
    ...put,
    ...undo,
    resumes ? withSuspended(bounds, suspended) : bounds,
    count,
  ];
}

/** Whether something scales the service. Of the dimensions of ECS services there is one, so that it need not be named. */
const describeTarget = (service: EcsService): CommandDraft => ({
  purpose: 'inspect',
  tool: 'aws-cli',
  argv: [
    'aws',
    'application-autoscaling',
    'describe-scalable-targets',
    '--region',
    { value: service.region, pattern: 'region' },
    '--service-namespace',
    'ecs',
    '--resource-ids',
    { value: `service/${service.clusterName}/${service.serviceName}`, pattern: 'scalable-resource-id' },
  ],
});
