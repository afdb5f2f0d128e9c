import type { CommandDraft } from '../model/evaluation.js';
import type { AutoScalingGroup, InstanceGroup } from '../model/resource/index.js';
import { type Argument, cli, type Purpose, region, typeAttributes } from './ec2-cli.js';
import { managedTypeQuestion } from './ec2-manager.js';

type Launch = NonNullable<AutoScalingGroup['launch']>;
type Override = NonNullable<Launch['overrides']>[number];
type Template = { templateId: string; version: string };

const nameOf = ({ id }: AutoScalingGroup): Argument[] => ['--auto-scaling-group-name', { value: id, pattern: 'group-name' }];

export function describeGroup(group: InstanceGroup): CommandDraft[] {
  const scaling = group.autoScalingGroup;
  if (scaling === null) return [];
  return [
    cli('inspect', 'autoscaling', 'describe-auto-scaling-groups', ...region(group), '--auto-scaling-group-names', {
      value: scaling.id,
      pattern: 'group-name',
    }),
  ];
}

/** One size for a group's new members, by a new version of its launch template. */
interface Change {
  group: InstanceGroup;
  scaling: AutoScalingGroup;
  template: Template;
  now: string;
  target: string;
}

const templateArgument = ({ templateId }: Template): Argument[] => [
  '--launch-template-id',
  { value: templateId, pattern: 'launch-template-id' },
];

function addVersion({ group, template }: Change, purpose: Purpose, base: string, type: string): CommandDraft {
  const from: Argument[] = ['--source-version', { value: base, pattern: 'launch-template-version' }];
  const data: Argument[] = ['--launch-template-data', { value: `InstanceType=${type}`, pattern: 'launch-template-type' }];
  return cli(purpose, 'ec2', 'create-launch-template-version', ...region(group), ...templateArgument(template), ...from, ...data);
}

function update({ group, scaling }: Change, purpose: Purpose, ...what: Argument[]): CommandDraft {
  return cli(purpose, 'autoscaling', 'update-auto-scaling-group', ...region(group), ...nameOf(scaling), ...what);
}

/** New members start before old ones end: https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html */
function refresh({ group, scaling }: Change, purpose: Purpose): CommandDraft {
  const preferences = ['--preferences', 'MinHealthyPercentage=100,MaxHealthyPercentage=110'];
  return cli(purpose, 'autoscaling', 'start-instance-refresh', ...region(group), ...nameOf(scaling), ...preferences);
}

/**
 * A new version of the template, chosen by the group. The way back is the version before; a group that follows the latest version gets one
 * more, with the old type.
 */
function byTemplate(change: Change, choose: (version: string) => Argument[]): CommandDraft[] {
  const { group, template, now, target } = change;
  const versions: Argument[] = ['--versions', { value: template.version, pattern: 'launch-template-version' }];
  return [
    ...describeGroup(group),
    cli('inspect', 'ec2', 'describe-launch-template-versions', ...region(group), ...templateArgument(template), ...versions),
    addVersion(change, 'apply', template.version, target),
    update(change, 'apply', ...choose('$Latest')),
    refresh(change, 'apply'),
    ...typeAttributes(target),
    template.version === '$Latest' ? addVersion(change, 'undo', '$Latest', now) : update(change, 'undo', ...choose(template.version)),
    refresh(change, 'undo'),
  ];
}

/**
 * A mixed instances policy with these overrides. What it does not name stays as it is, the distribution among it: to take a highest Spot price
 * away AWS wants an empty one (https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html).
 */
function policyArgument({ templateId }: Template, version: string, overrides: readonly Override[]): Argument[] {
  const listed = overrides.map(({ instanceType, weight }) => ({
    InstanceType: instanceType,
    ...(weight === null ? {} : { WeightedCapacity: weight }),
  }));
  const policy = {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateId: templateId, Version: version },
      ...(listed.length === 0 ? {} : { Overrides: listed }),
    },
  };
  return ['--mixed-instances-policy', { value: JSON.stringify(policy), pattern: 'mixed-instances-policy' }];
}

/**
 * The overrides with one type in the place of another, under its weight, so that as many members run as before. null where the type now is
 * not among them, or where the new one is already, at another weight: then the number of members would change.
 */
export function replacedOverrides(overrides: readonly Override[], now: string, target: string): Override[] | null {
  const before = overrides.find(({ instanceType }) => instanceType === now);
  const there = overrides.find(({ instanceType }) => instanceType === target);
  if (before === undefined || (there !== undefined && there.weight !== before.weight)) return null;
  const others = overrides.filter(({ instanceType }) => instanceType !== target);
  return others.map((one) => (one === before ? { ...one, instanceType: target } : one));
}

function mixedCommands(change: Change, overrides: readonly Override[]): CommandDraft[] {
  const { group, template, now, target } = change;
  const choose = (version: string, listed: readonly Override[]): Argument[] => policyArgument(template, version, listed);
  if (overrides.length === 0) return byTemplate(change, (version) => choose(version, []));
  const after = replacedOverrides(overrides, now, target);
  if (after === null) return describeGroup(group);
  return [
    ...describeGroup(group),
    update(change, 'apply', ...choose(template.version, after)),
    refresh(change, 'apply'),
    ...typeAttributes(target),
    update(change, 'undo', ...choose(template.version, overrides)),
    refresh(change, 'undo'),
  ];
}

/**
 * Changes the type of a group, with an instance refresh, and goes back. Of a mixed instances policy the type is replaced in its list. A launch
 * configuration cannot be changed, and what it holds is not read: of it a look, and one at what a template made from a member would hold. A group
 * that another service made is changed there.
 */
export function resizeGroupCommands(group: InstanceGroup, now: string, target: string): CommandDraft[] {
  const scaling = group.autoScalingGroup;
  const launch = scaling?.launch ?? null;
  if (scaling === null || launch === null || managedTypeQuestion(group) !== null) return describeGroup(group);
  const { source, templateId, version, overrides } = launch;
  const [member] = group.instanceIds;
  if (source === 'launch-configuration' && member !== undefined) {
    const id: Argument[] = ['--instance-id', { value: member, pattern: 'instance-id' }];
    return [...describeGroup(group), cli('inspect', 'ec2', 'get-launch-template-data', ...region(group), ...id)];
  }
  if (templateId === null || version === null) return describeGroup(group);
  const change = { group, scaling, template: { templateId, version }, now, target };
  if (source === 'mixed-instances') return overrides === undefined ? describeGroup(group) : mixedCommands(change, overrides);
  const chosen = (to: string): Argument[] => [
    '--launch-template',
    { value: `LaunchTemplateId=${templateId},Version=${to}`, pattern: 'launch-template-choice' },
  ];
  return byTemplate(change, chosen);
}
