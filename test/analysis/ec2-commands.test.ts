import { describe, expect, it } from 'vitest';
import { resizeCommands, scheduleCommands, stopCommands } from '../../src/analysis/ec2-commands.js';
import { replacedOverrides } from '../../src/analysis/ec2-group-commands.js';
import { type GROUP_QUESTIONS, groupQuestions } from '../../src/analysis/ec2-group-questions.js';
import type { AutoScalingGroup } from '../../src/model/resource/index.js';
import { writeCommands } from '../../src/report/commands.js';
import { autoScalingGroup, instance, instanceGroup } from '../support/resources.js';

const group = (launch: AutoScalingGroup['launch'], id = 'web tier') =>
  instanceGroup({ id, autoScalingGroup: autoScalingGroup({ id, launch }) });
const template = (version: string, templateId = 'lt-0123456789abcdef0') => ({ source: 'launch-template', templateId, version }) as const;
const mixed = (version: string, overrides: [string, string | null][] = []) => ({
  source: 'mixed-instances' as const,
  templateId: 'lt-0123456789abcdef0',
  version,
  overrides: overrides.map(([instanceType, weight]) => ({ instanceType, weight })),
});
const linesOf = (launch: AutoScalingGroup['launch'], id?: string) =>
  writeCommands(resizeCommands(group(launch, id), 'm5.4xlarge', 'm5.2xlarge')).filter(({ tool }) => tool === 'aws-cli');

describe('the commands that give a group another type', () => {
  it('make a version, choose it, and replace the members; and go back to the version before', () => {
    expect(linesOf(template('3')).map(({ purpose, text }) => `${purpose} ${text}`)).toEqual([
      "inspect aws autoscaling describe-auto-scaling-groups --region 'us-east-1' --auto-scaling-group-names 'web tier'",
      "inspect aws ec2 describe-launch-template-versions --region 'us-east-1' --launch-template-id 'lt-0123456789abcdef0' --versions '3'",
      "apply aws ec2 create-launch-template-version --region 'us-east-1' --launch-template-id 'lt-0123456789abcdef0' --source-version '3' --launch-template-data 'InstanceType=m5.2xlarge'",
      "apply aws autoscaling update-auto-scaling-group --region 'us-east-1' --auto-scaling-group-name 'web tier' --launch-template 'LaunchTemplateId=lt-0123456789abcdef0,Version=$Latest'",
      "apply aws autoscaling start-instance-refresh --region 'us-east-1' --auto-scaling-group-name 'web tier' --preferences MinHealthyPercentage=100,MaxHealthyPercentage=110",
      "undo aws autoscaling update-auto-scaling-group --region 'us-east-1' --auto-scaling-group-name 'web tier' --launch-template 'LaunchTemplateId=lt-0123456789abcdef0,Version=3'",
      "undo aws autoscaling start-instance-refresh --region 'us-east-1' --auto-scaling-group-name 'web tier' --preferences MinHealthyPercentage=100,MaxHealthyPercentage=110",
    ]);
  });

  it('give a group that follows the latest version one more with the old type', () => {
    const undo = linesOf(template('$Latest')).filter(({ purpose }) => purpose === 'undo');
    expect(undo[0]?.text).toContain("--source-version '$Latest' --launch-template-data 'InstanceType=m5.4xlarge'");
    const ofDefault = linesOf(template('$Default')).filter(({ purpose }) => purpose === 'undo');
    expect(ofDefault[0]?.text).toContain('Version=$Default');
  });

  it.each<[string, AutoScalingGroup['launch'], keyof typeof GROUP_QUESTIONS]>([
    [
      'a mixed instances policy of more than types',
      { source: 'mixed-instances', templateId: 'lt-0123456789abcdef0', version: '3' },
      'mixed-types-named',
    ],
    ['a launch configuration', { source: 'launch-configuration', templateId: null, version: null }, 'launch-configuration'],
    ['nothing that was told', null, 'launch-template'],
  ])('only look where members start from %s, and ask', (_, launch, question) => {
    expect(new Set(linesOf(launch).map(({ purpose }) => purpose))).toEqual(new Set(['inspect']));
    expect(groupQuestions(group(launch))).toEqual([question]);
  });

  it('put the type into the place of the one before in a mixed instances policy, under its weight, and go back', () => {
    const launch = mixed('3', [
      ['m5.4xlarge', '4'],
      ['m5a.4xlarge', '4'],
    ]);
    const policy = (first: string) =>
      `--mixed-instances-policy '{"LaunchTemplate":{"LaunchTemplateSpecification":{"LaunchTemplateId":"lt-0123456789abcdef0","Version":"3"},"Overrides":[{"InstanceType":"${first}","WeightedCapacity":"4"},{"InstanceType":"m5a.4xlarge","WeightedCapacity":"4"}]}}'`;
    const refresh =
      "aws autoscaling start-instance-refresh --region 'us-east-1' --auto-scaling-group-name 'web tier' --preferences MinHealthyPercentage=100,MaxHealthyPercentage=110";
    const update = "aws autoscaling update-auto-scaling-group --region 'us-east-1' --auto-scaling-group-name 'web tier'";
    expect(linesOf(launch).map(({ purpose, text }) => `${purpose} ${text}`)).toEqual([
      "inspect aws autoscaling describe-auto-scaling-groups --region 'us-east-1' --auto-scaling-group-names 'web tier'",
      `apply ${update} ${policy('m5.2xlarge')}`,
      `apply ${refresh}`,
      `undo ${update} ${policy('m5.4xlarge')}`,
      `undo ${refresh}`,
    ]);
    expect(groupQuestions(group(launch))).toEqual(['mixed-others-stay', 'mixed-members-replaced']);
  });

  it('make a version for a mixed instances policy that takes the type of its template', () => {
    const lines = linesOf(mixed('$Latest', [])).map(({ purpose, text }) => `${purpose} ${text}`);
    expect(lines[2]).toContain("--source-version '$Latest' --launch-template-data 'InstanceType=m5.2xlarge'");
    expect(lines[3]).toMatch(
      /--mixed-instances-policy '\{"LaunchTemplate":\{"LaunchTemplateSpecification":\{[^}]*"Version":"\$Latest"\}\}\}'$/,
    );
    expect(lines[5]).toContain("undo aws ec2 create-launch-template-version --region 'us-east-1'");
    expect(linesOf(mixed('3', [])).at(-2)?.text).toContain('"Version":"3"');
  });

  it.each<[string, [string, string | null][], [string, string | null][] | null]>([
    ['the type alone', [['m5.4xlarge', null]], [['m5.2xlarge', null]]],
    [
      'the new type behind it',
      [
        ['m5.4xlarge', '2'],
        ['m5.2xlarge', '2'],
      ],
      [['m5.2xlarge', '2']],
    ],
    [
      'the new type before it',
      [
        ['m5.2xlarge', null],
        ['r5.4xlarge', null],
        ['m5.4xlarge', null],
      ],
      [
        ['r5.4xlarge', null],
        ['m5.2xlarge', null],
      ],
    ],
    [
      'the new type at another weight',
      [
        ['m5.4xlarge', '2'],
        ['m5.2xlarge', '1'],
      ],
      null,
    ],
    ['another type than the members have', [['m5.8xlarge', null]], null],
    ['nothing', [], null],
  ])('replace in a list of %s', (_, before, after) => {
    const listed = (of: [string, string | null][]) => of.map(([instanceType, weight]) => ({ instanceType, weight }));
    expect(replacedOverrides(listed(before), 'm5.4xlarge', 'm5.2xlarge')).toEqual(after === null ? null : listed(after));
    if (after === null && before.length > 0) expect(linesOf(mixed('3', before)).map(({ purpose }) => purpose)).toEqual(['inspect']);
  });

  it('hold a policy back where a value of it is not as AWS gives them', () => {
    for (const launch of [
      mixed('3', [
        ["m5.4xlarge'; reboot '", null],
        ['m5.4xlarge', null],
      ]),
      mixed('3', [['m5.4xlarge', '0']]),
    ]) {
      const lines = linesOf(launch).filter(({ purpose }) => purpose !== 'inspect');
      expect(lines.map(({ text }) => text)).toEqual([null, null, null, null]);
    }
  });

  it('show what a template of a launch configuration would hold, by a member', () => {
    const launch = { source: 'launch-configuration', templateId: null, version: null } as const;
    const configured = { ...group(launch), instanceIds: ['i-0123456789abcdef0', 'i-0123456789abcdef1'] };
    const lines = writeCommands(resizeCommands(configured, 'm5.4xlarge', 'm5.2xlarge'));
    expect(lines.map(({ purpose, text }) => `${purpose} ${text}`)).toEqual([
      expect.stringContaining('inspect aws autoscaling describe-auto-scaling-groups'),
      "inspect aws ec2 get-launch-template-data --region 'us-east-1' --instance-id 'i-0123456789abcdef0'",
    ]);
  });

  it('are held back where a value is not as AWS gives them', () => {
    for (const launch of [template('3', 'lt-$(reboot)'), template('3; reboot')]) {
      const lines = linesOf(launch).filter(({ purpose }) => purpose === 'apply');
      expect(lines.map(({ text }) => text)).toEqual([null, null, null]);
      expect(lines.at(-1)?.withheld).toBe('No command: another step of the same change is held back.');
    }
    expect(linesOf(template('3'), '--force').filter(({ text }) => text?.includes('autoscaling'))).toEqual([]);
  });
});

describe('the commands that switch by schedule', () => {
  const on = Array.from({ length: 168 }, (_, hour) => hour < 120 && hour % 24 >= 7 && hour % 24 < 19);
  const week = { startHour: 7, hoursOn: 12, days: [0, 1, 2, 3, 4], on, offHoursPerWeek: 108 };
  const eks = instanceGroup({ groupType: 'eks-nodegroup', id: 'main/workers', autoScalingGroup: autoScalingGroup({ id: 'eks-workers' }) });
  const resources = { 'an instance': instance(), 'a group': group(template('3')), 'a node group': eks };

  it.each(Object.entries(resources))('have every value of %s as AWS takes it', (_, resource) => {
    const lines = [...writeCommands(scheduleCommands(resource, week, 'Europe/Berlin')), ...writeCommands(stopCommands(resource))];
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter(({ text }) => text === null)).toEqual([]);
  });

  it('suspend scheduled actions before a group is scaled to none, and resume them last', () => {
    const morning = { name: 'up', schedule: '0 7 * * *', timeZone: null, minimum: 2, maximum: null, desired: 2 };
    const scaling = autoScalingGroup({ id: 'eks workers', minSize: 1, desiredCapacity: 2, scheduledActions: [morning] });
    const name = "--region 'us-east-1' --auto-scaling-group-name 'eks workers'";
    const lines = writeCommands(stopCommands(instanceGroup({ ...eks, autoScalingGroup: scaling }))).map(
      ({ purpose, text }) => `${purpose} ${text}`,
    );
    expect(lines[1]).toBe(`inspect aws autoscaling describe-scheduled-actions ${name}`);
    expect(lines[2]).toBe(`apply aws autoscaling suspend-processes ${name} --scaling-processes ScheduledActions`);
    expect(lines[3]).toContain('apply aws eks update-nodegroup-config');
    expect(lines[4]).toContain('undo aws eks update-nodegroup-config');
    expect(lines[5]).toBe(`undo aws autoscaling resume-processes ${name} --scaling-processes ScheduledActions`);
  });

  it('target one instance, and nothing where its id is none', () => {
    const apply = (id: string) =>
      writeCommands(scheduleCommands(instance({ id }), week, 'Europe/Berlin')).filter((one) => one.purpose === 'apply');
    expect(apply('i-0123456789abcdef0').map(({ text }) => text?.includes('"{\\"InstanceIds\\":[\\"i-0123456789abcdef0\\"]}"'))).toEqual([
      true,
      true,
    ]);
    expect(apply('i-0"]}').map(({ text }) => text)).toEqual([null, null]);
  });
});

describe('the commands for an instance', () => {
  const lines = (drafts: Parameters<typeof writeCommands>[0]) =>
    writeCommands(drafts).flatMap(({ purpose, tool, text }) => (tool === 'aws-cli' ? [`${purpose} ${text?.split(' ')[2]}`] : []));
  const resized = (of: Parameters<typeof instance>[0]) => resizeCommands(instance(of), 'm5.4xlarge', 'm5.2xlarge');

  it('stop, change and start what runs, and only change what is stopped', () => {
    expect(lines(resized({}))).toEqual([
      'inspect describe-instances',
      ...['apply', 'undo'].flatMap((purpose) =>
        ['stop-instances', 'wait', 'modify-instance-attribute', 'start-instances'].map((operation) => `${purpose} ${operation}`),
      ),
    ]);
    expect(lines(resized({ state: 'stopped' }))).toEqual([
      'inspect describe-instances',
      'apply modify-instance-attribute',
      'undo modify-instance-attribute',
    ]);
    const [, apply, undo] = writeCommands(resized({ state: 'stopped' })).filter(({ tool }) => tool === 'aws-cli');
    expect([apply?.text, undo?.text].map((text) => text?.split(' ').at(-1))).toEqual(["'m5.2xlarge'", "'m5.4xlarge'"]);
  });

  it.each([
    ['a Spot Instance', { lifecycle: 'spot' }],
    ['a root that is an instance store', { rootDeviceType: 'instance-store' }],
  ] as const)('leave the type of %s to its next launch', (_, of) => {
    expect(lines(resized(of))).toEqual(['inspect describe-instances']);
    expect(resized(of).map(({ tool }) => tool)).toEqual(['aws-cli', 'terraform', 'cloudformation']);
  });

  it('stop it, or terminate what may refuse that, which has no way back', () => {
    expect(lines(stopCommands(instance()))).toEqual(['inspect describe-instances', 'apply stop-instances', 'undo start-instances']);
    expect(lines(stopCommands(instance({ lifecycle: 'spot' })))).toEqual(['inspect describe-instances', 'apply terminate-instances']);
    expect(lines(stopCommands(instance({ rootDeviceType: 'instance-store' })))).toEqual(['inspect describe-instances']);
  });
});
