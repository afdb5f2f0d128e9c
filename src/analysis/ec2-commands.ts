import type { CommandDraft } from '../model/evaluation.js';
import type { AutoScalingGroup, Ec2Instance, InstanceGroup } from '../model/resource/index.js';
import { type Argument, cli, number, type Purpose, region, typeAttributes } from './ec2-cli.js';
import type { EnaStep } from './ec2-ena.js';
import { describeGroup, resizeGroupCommands } from './ec2-group-commands.js';
import { managerOf } from './ec2-manager.js';
import { isScheduleSuspended, raisingActions } from './ec2-stop.js';
import { cannotStop, type Ec2Resource } from './ec2-subject.js';
import { awsCron, scheduleEvents, unixCron } from './schedule-words.js';
import type { WeekSchedule } from './week-profile.js';

const id = ({ id: value }: Ec2Instance): Argument => ({ value, pattern: 'instance-id' });

const instances = (purpose: Purpose, operation: string, instance: Ec2Instance): CommandDraft =>
  cli(purpose, 'ec2', operation, ...region(instance), '--instance-ids', id(instance));

/** Bounds of a group. An EKS node group is set through EKS, which would put back what is changed beneath it. */
function setGroup(group: InstanceGroup, purpose: Purpose, minimum: number, desired: number, maximum: number): CommandDraft[] {
  if (group.groupType === 'eks-nodegroup') {
    const [cluster = '', ...rest] = group.id.split('/');
    const scaling = `minSize=${minimum},maxSize=${Math.max(1, maximum)},desiredSize=${desired}`;
    const names: Argument[] = [
      '--cluster-name',
      { value: cluster, pattern: 'ecs-name' },
      '--nodegroup-name',
      { value: rest.join('/'), pattern: 'ecs-name' },
    ];
    return [
      cli(purpose, 'eks', 'update-nodegroup-config', ...region(group), ...names, '--scaling-config', {
        value: scaling,
        pattern: 'node-group-scaling',
      }),
    ];
  }
  const scaling = group.autoScalingGroup;
  if (scaling === null) return [];
  const bounds: Argument[] = ['--min-size', number(minimum), '--desired-capacity', number(desired)];
  return [cli(purpose, 'autoscaling', 'update-auto-scaling-group', ...region(group), ...groupName(scaling), ...bounds)];
}

const groupName = ({ id: value }: AutoScalingGroup): Argument[] => ['--auto-scaling-group-name', { value, pattern: 'group-name' }];

const inspectSchedule = (group: InstanceGroup, scaling: AutoScalingGroup): CommandDraft =>
  cli('inspect', 'autoscaling', 'describe-scheduled-actions', ...region(group), ...groupName(scaling));

/** Suspends or resumes all scheduled actions of a group: https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html */
const switchSchedule = (group: InstanceGroup, scaling: AutoScalingGroup, purpose: Purpose, operation: string): CommandDraft =>
  cli(purpose, 'autoscaling', operation, ...region(group), ...groupName(scaling), '--scaling-processes', 'ScheduledActions');

/**
 * Stops what is idle so that one command brings it back; termination is for later. A Spot Instance may refuse to be stopped, so it is
 * terminated, which nothing undoes. One whose root is an instance store cannot be stopped either, and all it holds would go with it: it is only
 * looked at. A group is scaled to none, for it would replace what is stopped; scheduled actions that would raise it again stand still first. What
 * another service made is only looked at: it is switched off there.
 */
export function stopCommands(resource: Ec2Resource): CommandDraft[] {
  if (managerOf(resource) !== null) return inspectCommands(resource);
  if (resource.kind === 'instance-group') {
    const scaling = resource.autoScalingGroup;
    if (scaling === null) return [];
    const raising = raisingActions(resource);
    const raised = raising !== null && raising.length > 0;
    return [
      ...describeGroup(resource),
      ...(raising === null || raised ? [inspectSchedule(resource, scaling)] : []),
      ...(raised ? [switchSchedule(resource, scaling, 'apply', 'suspend-processes')] : []),
      ...setGroup(resource, 'apply', 0, 0, scaling.maxSize),
      ...setGroup(resource, 'undo', scaling.minSize, scaling.desiredCapacity, scaling.maxSize),
      ...(raised ? [switchSchedule(resource, scaling, 'undo', 'resume-processes')] : []),
    ];
  }
  const inspect = instances('inspect', 'describe-instances', resource);
  const hindrance = cannotStop(resource);
  if (hindrance === 'root') return [inspect];
  if (hindrance === 'spot') return [inspect, instances('apply', 'terminate-instances', resource)];
  return [inspect, instances('apply', 'stop-instances', resource), instances('undo', 'start-instances', resource)];
}

/** Looks at an instance or a group. */
export const inspectCommands = (resource: Ec2Resource): CommandDraft[] =>
  resource.kind === 'instance-group' ? describeGroup(resource) : [instances('inspect', 'describe-instances', resource)];

/**
 * Changes the type of an instance (stop, modify, start) or of a group, with the way back. What is stopped already is only modified: a start is
 * what its owner decides. What cannot be stopped keeps its type for life
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html), so only code can name another one for the next launch.
 * Where ENA is off it is switched on in between, which the way back leaves: types without ENA do not mind. A group takes it from its image, and
 * none of its members would start: of it only a look, as of what another service made.
 */
export function resizeCommands(resource: Ec2Resource, now: string, target: string, ena: EnaStep = null): CommandDraft[] {
  if (resource.kind === 'instance-group') return ena === 'off' ? describeGroup(resource) : resizeGroupCommands(resource, now, target);
  const inspect = instances('inspect', 'describe-instances', resource);
  if (managerOf(resource) !== null) return [inspect];
  if (cannotStop(resource) !== null) return [inspect, ...typeAttributes(target)];
  const change = (purpose: Purpose, type: string): CommandDraft[] => {
    const attribute = (...of: Argument[]): CommandDraft =>
      cli(purpose, 'ec2', 'modify-instance-attribute', ...region(resource), '--instance-id', id(resource), ...of);
    const modify = [
      ...(ena === 'off' && purpose === 'apply' ? [attribute('--ena-support')] : []),
      attribute('--instance-type', { value: type, pattern: 'instance-type' }),
    ];
    if (resource.state === 'stopped') return modify;
    return [
      instances(purpose, 'stop-instances', resource),
      cli(purpose, 'ec2', 'wait', 'instance-stopped', ...region(resource), '--instance-ids', id(resource)),
      ...modify,
      instances(purpose, 'start-instances', resource),
    ];
  };
  return [inspect, ...change('apply', target), ...typeAttributes(target), ...change('undo', now)];
}

/** Partition of a region: part of every ARN. */
function partitionOf(name: string): string {
  if (name.startsWith('cn-')) return 'aws-cn';
  return name.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Role that EventBridge Scheduler takes on; the finding asks for it to be made first. */
export const SCHEDULER_ROLE = 'fleet-off-hours';

/**
 * Switches by schedule: a group by its own scheduled actions, an instance by EventBridge Scheduler
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html). The way back deletes the schedules. Suspended scheduled
 * actions are resumed where a group has none of its own, which would come back to work with them. What another service made is only looked at.
 */
export function scheduleCommands(resource: Ec2Resource, schedule: WeekSchedule, timeZone: string): CommandDraft[] {
  if (managerOf(resource) !== null) return inspectCommands(resource);
  const events = scheduleEvents(schedule);
  if (resource.kind === 'instance-group') {
    const scaling = resource.autoScalingGroup;
    if (scaling === null) return [];
    const common: Argument[] = [...region(resource), ...groupName(scaling)];
    const asleep = isScheduleSuspended(resource);
    const resumes = asleep && scaling.scheduledActions?.length === 0;
    const name = (action: string, hour: number): Argument[] => ['--scheduled-action-name', `off-hours-${action}-${hour}`];
    return [
      ...describeGroup(resource),
      ...(asleep && !resumes ? [inspectSchedule(resource, scaling)] : []),
      ...events.map((event) => {
        const [minimum, desired] = event.action === 'start' ? [scaling.minSize, scaling.desiredCapacity] : [0, 0];
        const when: Argument[] = [
          '--recurrence',
          { value: unixCron(event), pattern: 'recurrence' },
          '--time-zone',
          { value: timeZone, pattern: 'time-zone' },
        ];
        const size: Argument[] = ['--min-size', number(minimum), '--desired-capacity', number(desired)];
        return cli(
          'apply',
          'autoscaling',
          'put-scheduled-update-group-action',
          ...common,
          ...name(event.action, event.hour),
          ...when,
          ...size,
        );
      }),
      ...(resumes ? [switchSchedule(resource, scaling, 'apply', 'resume-processes')] : []),
      ...(resumes ? [switchSchedule(resource, scaling, 'undo', 'suspend-processes')] : []),
      ...events.map(({ action, hour }) => cli('undo', 'autoscaling', 'delete-scheduled-action', ...common, ...name(action, hour))),
      ...setGroup(resource, 'undo', scaling.minSize, scaling.desiredCapacity, scaling.maxSize),
    ];
  }
  const partition = partitionOf(resource.region);
  const nameOf = (action: string, hour: number): Argument[] => [
    '--name',
    { value: `off-hours-${resource.id}-${action}-${hour}`, pattern: 'schedule-name' },
  ];
  return [
    instances('inspect', 'describe-instances', resource),
    ...events.map((event) => {
      const target = JSON.stringify({
        Arn: `arn:${partition}:scheduler:::aws-sdk:ec2:${event.action}Instances`,
        RoleArn: `arn:${partition}:iam::${resource.accountId}:role/${SCHEDULER_ROLE}`,
        Input: JSON.stringify({ InstanceIds: [resource.id] }),
      });
      const when: Argument[] = ['--schedule-expression', { value: awsCron(event), pattern: 'schedule' }];
      const zone: Argument[] = ['--schedule-expression-timezone', { value: timeZone, pattern: 'time-zone' }];
      const name = nameOf(event.action, event.hour);
      return cli(
        'apply',
        'scheduler',
        'create-schedule',
        ...region(resource),
        ...name,
        ...when,
        ...zone,
        '--flexible-time-window',
        'Mode=OFF',
        '--target',
        { value: target, pattern: 'schedule-target' },
      );
    }),
    ...events.map(({ action, hour }) => cli('undo', 'scheduler', 'delete-schedule', ...region(resource), ...nameOf(action, hour))),
    instances('undo', 'start-instances', resource),
  ];
}
