import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CommandDraft, CommandPattern } from '../../src/model/evaluation.js';
import { shellQuote, writeCommands } from '../../src/report/commands.js';
import { PATTERNS } from '../../src/report/patterns.js';

const region = { value: 'eu-central-1', pattern: 'region' as const };
const instance = (value: string) => ({ value, pattern: 'instance-id' as const });
const ec2 = (purpose: CommandDraft['purpose'], operation: string, id = 'i-0123456789abcdef0'): CommandDraft => ({
  purpose,
  tool: 'aws-cli',
  argv: ['aws', 'ec2', operation, '--instance-ids', instance(id), '--region', region],
});

const tracking = (target: string) =>
  `TargetValue=${target},PredefinedMetricSpecification={PredefinedMetricType=ECSServiceAverageCPUUtilization}`;
const mixed = (more = '') =>
  `{"LaunchTemplate":{"LaunchTemplateSpecification":{"LaunchTemplateId":"lt-01234567","Version":"3"},"Overrides":[{"InstanceType":"m5.large"${more === '' ? '' : `,${more}`}}]}}`;

const target = (id: string) =>
  JSON.stringify({
    Arn: 'arn:aws:scheduler:::aws-sdk:ec2:stopInstances',
    RoleArn: 'arn:aws:iam::123456789012:role/fleet-off-hours',
    Input: JSON.stringify({ InstanceIds: [id] }),
  });

/** Words that a real shell reads from each line, NUL between words and a line feed of its own between lines. */
function readByShell(lines: readonly string[]): string[][] {
  const script = lines.map((line) => `printf '%s\\0' ${line}; printf '\\n\\0'`).join('\n');
  const { stdout, status } = spawnSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8', env: {} });
  expect(status).toBe(0);
  return stdout
    .split('\n\0')
    .slice(0, -1)
    .map((line) => line.split('\0').slice(0, -1));
}

describe('shell text', () => {
  it('is read back word for word by a real shell, whatever the value', () => {
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', '!', ' ', ';', '|', '&', '*', '~', '#', '(', '<', '-') }),
    );
    const values = fc.sample(value, { numRuns: 400, seed: 7 }).map((text) => text.replace(/[\0\r\n]/g, ''));
    expect(readByShell(values.map(shellQuote))).toEqual(values.map((text) => [text]));
  });

  it('of accepted values holds exactly the arguments, and no other value is accepted', () => {
    const drafts = fc.sample(
      fc.record({
        value: fc.oneof(fc.string({ maxLength: 30 }), fc.stringMatching(/^[\w' $;-]{1,20}$/)),
        pattern: fc.constantFrom<CommandPattern>('group-name', 'free', 'ecs-name', 'function-name'),
      }),
      { numRuns: 600, seed: 11 },
    );
    const written = drafts.map(({ value, pattern }) => ({
      value,
      pattern,
      command: writeCommands([{ purpose: 'inspect', tool: 'aws-cli', argv: ['aws', 'x', 'describe-x', '--name', { value, pattern }] }])[0],
    }));
    const accepted = written.filter(({ command }) => command?.text !== null);
    expect(accepted.length).toBeGreaterThan(50);
    expect(readByShell(accepted.map(({ command }) => command?.text ?? ''))).toEqual(
      accepted.map(({ value }) => ['aws', 'x', 'describe-x', '--name', value]),
    );
    for (const { value, pattern, command } of written) {
      if (command?.text !== null) continue;
      expect(PATTERNS[pattern].test(value)).toBe(false);
      expect(command?.withheld).toMatch(/^No command: a value of it does not look like /);
    }
  });

  it.each([
    ['instance-id', 'i-0123456789abcdef0', 'i-0123456789ABCDEF0'],
    ['instance-id', 'i-01234567', 'i-012345678'],
    ['instance-type', 'm7i-flex.2xlarge', 'm7i.$(reboot)'],
    ['instance-type', 'u-6tb1.metal', 'large'],
    ['ecs-name', 'my_service-1', '-my-service'],
    ['task-id', '0123456789abcdef0123456789abcdef', '0123456789abcdef0123456789abcdeg'],
    ['function-name', 'orders:live', 'orders live'],
    ['function-qualifier', 'live', '-live'],
    ['group-name', 'web tier (blue)', '--force'],
    ['launch-template-id', 'lt-0123456789abcdef0', 'lt-0123456789ABCDEF0'],
    ['launch-template-version', '$Latest', '$(reboot)'],
    ['launch-template-version', '12', '0'],
    ['launch-template-choice', 'LaunchTemplateId=lt-01234567,Version=$Default', 'LaunchTemplateId=lt-01234567,Version=`id`'],
    ['mixed-instances-policy', mixed('"WeightedCapacity":"12"'), mixed('"WeightedCapacity":"1000"')],
    ['mixed-instances-policy', mixed().replace('"3"', '"$Latest"'), mixed('"ImageId":"ami-01234567"')],
    ['mixed-instances-policy', mixed().replace(/,"Overrides".*\]/, ''), mixed().replace('m5.large', "m5.large'; reboot'")],
    ['launch-template-type', 'InstanceType=m7i-flex.large', 'InstanceType=large'],
    ['region', 'us-gov-west-1', 'us-gov'],
    ['account-id', '012345678901', '12345678901'],
    ['arn', 'arn:aws-cn:ecs:cn-north-1:123456789012:service/a/b', "arn:aws:ecs:x:123456789012:a'b"],
    ['number', '0.25', '1e3'],
    ['node-group-scaling', 'minSize=0,maxSize=4,desiredSize=0', 'minSize=0,maxSize=0,desiredSize=0'],
    ['scalable-resource-id', 'service/main/api', 'service/main'],
    ['cpu-tracking', tracking('62.5'), tracking('101')],
    ['cpu-tracking', tracking('100'), tracking('$(reboot)')],
    ['schedule', 'cron(0 7 ? * MON-FRI *)', 'cron(0 7 ? * MON-FRI *); reboot'],
    ['recurrence', '0 7 * * MON-FRI', '0 7 * * $(reboot)'],
    ['schedule-name', 'off-hours-i-0123456789abcdef0-start-7', 'off hours'],
    ['schedule-target', target('i-0123456789abcdef0'), target('*')],
    ['time-zone', 'America/Argentina/Buenos_Aires', '../etc/passwd'],
    ['time-zone', 'EST5EDT', 'europe/berlin'],
    ['time-zone', 'NZ-CHAT', '-UTC'],
    ['free', 'plain words', 'a\u202eb'],
  ] satisfies [CommandPattern, string, string][])('%s takes %j and refuses %j', (pattern, good, bad) => {
    expect(PATTERNS[pattern].test(good)).toBe(true);
    expect(PATTERNS[pattern].test(bad)).toBe(false);
    expect(PATTERNS[pattern].test(`${good}\n`)).toBe(false);
  });
});

describe('a finding’s commands', () => {
  it('put reading lines first and undoing ones last', () => {
    const commands = writeCommands([ec2('undo', 'start-instances'), ec2('apply', 'stop-instances'), ec2('inspect', 'describe-instances')]);
    expect(commands.map(({ purpose }) => purpose)).toEqual(['inspect', 'apply', 'undo']);
  });

  it('get a reading line before one that destroys where none was drafted', () => {
    const commands = writeCommands([ec2('apply', 'terminate-instances')]);
    expect(commands.map(({ text }) => text)).toEqual([
      "aws ec2 describe-instances --instance-ids 'i-0123456789abcdef0' --region 'eu-central-1'",
      "aws ec2 terminate-instances --instance-ids 'i-0123456789abcdef0' --region 'eu-central-1'",
    ]);
  });

  it('hold a destroying line back where nothing could be read before it', () => {
    const draft: CommandDraft = {
      purpose: 'apply',
      tool: 'aws-cli',
      argv: ['aws', 'ecs', 'delete-service', '--service', { value: 'api', pattern: 'ecs-name' }],
    };
    expect(writeCommands([draft])).toEqual([
      { purpose: 'apply', tool: 'aws-cli', text: null, withheld: 'No command: nothing that only reads could stand before it.' },
    ]);
    const unreadable = ec2('inspect', 'describe-instances', '$(reboot)');
    expect(writeCommands([unreadable, ec2('apply', 'terminate-instances')]).map(({ text }) => text)).toEqual([null, null]);
  });

  it('write Terraform and CloudFormation values in their own quotes', () => {
    const value = { value: "it's ${here}", pattern: 'free' as const };
    const [terraform, cloudformation] = writeCommands([
      { purpose: 'apply', tool: 'terraform', argv: ['name =', value] },
      { purpose: 'apply', tool: 'cloudformation', argv: ['Name:', value] },
    ]);
    expect(terraform?.text).toBe('name = "it\'s $${here}"');
    expect(cloudformation?.text).toBe("Name: 'it''s ${here}'");
  });
});
