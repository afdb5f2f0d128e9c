import type { CommandDraft } from '../model/evaluation.js';
import type { EcsService } from '../model/resource/index.js';
import { describeService, scalableTarget, setCountBounds } from './fargate-service.js';
import { awsCron, scheduleEvents } from './schedule-words.js';
import type { WeekSchedule } from './week-profile.js';

/** Bounds of the desired count while the service is on: those it has, or its desired count where nothing scales it. */
function boundsOn(service: EcsService): { minimum: number; maximum: number } {
  const target = service.scaling?.target ?? null;
  return target === null ? { minimum: service.desired, maximum: service.desired } : { minimum: target.minimum, maximum: target.maximum };
}

/** Tasks that run at least while the load is low: what a stop certainly takes away. */
export const fewestTasks = (service: EcsService): number =>
  service.scaling?.target ? Math.max(1, service.scaling.target.minimum) : service.desired;

/**
 * Scheduled actions of Application Auto Scaling that set the count to 0 when the schedule ends and bring it back when it starts, and the
 * deletion of them. A service that nothing scales is registered first, with its desired count as both bounds.
 * Source: https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-additional-cli-commands.html
 */
export function scheduleCommands(service: EcsService, schedule: WeekSchedule, timeZone: string): CommandDraft[] {
  const { minimum, maximum } = boundsOn(service);
  const named = scheduleEvents(schedule).map((event, index) => ({ event, name: `fleet-auditor-${event.action}-${index + 1}` }));
  const put = named.map(({ event, name }): CommandDraft => {
    const [low, high] = event.action === 'start' ? [minimum, maximum] : [0, 0];
    return {
      purpose: 'apply',
      tool: 'aws-cli',
      argv: [
        'aws',
        'application-autoscaling',
        'put-scheduled-action',
        ...scalableTarget(service),
        '--scheduled-action-name',
        name,
        '--schedule',
        { value: awsCron(event), pattern: 'schedule' },
        '--timezone',
        { value: timeZone, pattern: 'time-zone' },
        '--scalable-target-action',
        `MinCapacity=${low},MaxCapacity=${high}`,
      ],
    };
  });
  const undo = named.map(
    ({ name }): CommandDraft => ({
      purpose: 'undo',
      tool: 'aws-cli',
      argv: ['aws', 'application-autoscaling', 'delete-scheduled-action', ...scalableTarget(service), '--scheduled-action-name', name],
    }),
  );
  const registered = service.scaling?.target ? [] : [setCountBounds(service, 'apply', minimum, maximum)];
  return [describeService(service), ...registered, ...put, ...undo, setCountBounds(service, 'undo', minimum, maximum)];
}
