import { readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { permissionActions } from '../../src/aws/permissions.js';
import { createProgram } from '../../src/cli/program.js';
import { definitionOf, template, valueIn } from './organization-stack.js';
import type { Values } from './resolve.js';
import { machineSchema } from './states/machine.js';
import { runMachine, type Services, StateError } from './states/run.js';
import { projectFile, readTemplate, statementsIn } from './template-file.js';

const machineWith = (parameters: Values = {}) => machineSchema.parse(definitionOf(parameters));
const EXECUTION = { name: 'run-1', startTime: '2026-11-21T06:00:00.000Z' };
const accounts = (count: number) =>
  JSON.stringify(Array.from({ length: count }, (_, index) => ({ id: String(100000000000 + index), name: 'x' })));

interface Told {
  container: string;
  command: string[];
}

/** Services that record what they are asked. `fails` says with which error a task ends. */
function recorder(count: number, fails: (told: Told) => string | null = () => null) {
  const tasks: Told[] = [];
  const messages: unknown[] = [];
  const waits: number[] = [];
  const services: Services = {
    async task(resource, parameters) {
      if (resource.endsWith('sns:publish')) {
        messages.push(parameters);
        return {};
      }
      const told = toldIn(parameters);
      tasks.push(told);
      const error = fails(told);
      if (error !== null) throw new StateError(error, 'told to');
      return { Containers: [{ ExitCode: 0 }] };
    },
    read: async () => accounts(count),
    waited: (seconds) => waits.push(seconds),
  };
  return { services, tasks, messages, waits };
}

function toldIn(parameters: unknown): Told {
  const { Overrides } = Object(parameters);
  const [{ Name, Command }] = Overrides.ContainerOverrides;
  return { container: Name, command: Command };
}

describe('the state machine', () => {
  test('is valid, whatever parameters are given', () => {
    for (const parameters of [{}, { Regions: 'us-east-1', OrganizationalUnits: 'ou-sim1-production', AccountTag: 'stage=live' }]) {
      const { isValid, errorsText } = aslValidator(definitionOf(parameters));
      expect(errorsText('\n')).toBe('');
      expect(isValid).toBe(true);
    }
  });

  test('is refused by the validator where a state leads nowhere or a path is none', () => {
    const broken = JSON.stringify(definitionOf());
    expect(aslValidator(JSON.parse(broken.replace('"Next":"CollectAccounts"', '"Next":"Nowhere"'))).isValid).toBe(false);
    expect(aslValidator(JSON.parse(broken.replaceAll('"ResultPath":null', '"ResultPath":"nowhere"'))).isValid).toBe(false);
  });

  test('sets concurrency, tolerated failures and full jitter on every retry', () => {
    const { States } = machineWith({ MaxConcurrency: '7', ToleratedFailurePercentage: '13', AccountsPerTask: '4' });
    const map = States.CollectAccounts;
    if (map?.Type !== 'Map') throw new Error('the accounts are not mapped over');
    expect(map).toMatchObject({ MaxConcurrency: 7, ToleratedFailurePercentage: 13, ItemBatcher: { MaxItemsPerBatch: 4 } });
    const tasks = [...Object.values(States), ...Object.values(map.ItemProcessor.States)].filter((state) => state.Type === 'Task');
    expect(tasks).toHaveLength(4);
    for (const { Retry } of tasks) {
      expect(Retry.length).toBeGreaterThan(0);
      for (const { JitterStrategy } of Retry) expect(JitterStrategy).toBe('FULL');
    }
    for (const state of Object.values(States)) if (state.Type !== 'Fail' && state.Next !== 'Failed') expect(state.Catch).toHaveLength(1);
  });

  test('hands the tool words that its command line knows, in commands that ECS takes', async () => {
    const parameters = { Regions: 'us-east-1,eu-west-1', OrganizationalUnits: 'ou-sim1-production', AccountTag: 'stage=live' };
    const { services, tasks } = recorder(230);
    await runMachine(machineWith({ ...parameters, AccountsPerTask: '100' }), {}, EXECUTION, services);
    const program = createProgram(() => undefined);
    for (const { container, command } of tasks) {
      const [name = '', second = ''] = command;
      const outer = program.commands.find((one) => one.name() === name);
      const found = outer?.commands.find((one) => one.name() === second) ?? outer;
      const known = found?.options.map(({ long }) => long);
      for (const word of command.filter((one) => one.startsWith('--'))) expect(known, `${container}: ${word}`).toContain(word);
      // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html
      expect(JSON.stringify(command).length).toBeLessThan(8_192);
    }
    expect(tasks.map(({ container }) => container)).toEqual(['list', 'collect', 'collect', 'collect', 'report']);
    expect(tasks[0]?.command).toEqual([
      ...['accounts', 'list', '--organization', '--role-name', 'fleet-auditor-read', '--organization-unit', 'ou-sim1-production'],
      ...['--organization-tag', 'stage=live', '--output', 's3://ReportBucket/fleet-auditor/runs/run-1', '--log-format', 'json'],
    ]);
    expect(tasks[3]?.command).toEqual(
      expect.arrayContaining(['--end', EXECUTION.startTime, 's3://ReportBucket/fleet-auditor/runs/run-1/parts/100000000200']),
    );
  });

  test('tries again where ECS has no room, waits a random time, and goes on without the batches that fail for good', async () => {
    const second = ({ command }: Told) => command.some((word) => word.endsWith('/parts/100000000002'));
    const { services, tasks, waits, messages } = recorder(10, (told) => (second(told) ? 'AmazonECS.Unknown' : null));
    await runMachine(machineWith({ AccountsPerTask: '2', ToleratedFailurePercentage: '20' }), {}, EXECUTION, services);
    expect(tasks.filter(second)).toHaveLength(7);
    expect(waits).toHaveLength(6);
    expect(waits.every((seconds, index) => seconds <= 15 * 2 ** index)).toBe(true);
    expect(new Set(waits).size).toBe(6);
    expect(tasks.at(-1)?.container).toBe('report');
    expect(messages).toEqual([]);
  });

  test.each([
    ['the accounts cannot be listed', ({ container }: Told) => container === 'list', 'States.TaskFailed', 1],
    [
      'too many batches fail',
      ({ container, command }: Told) => container === 'collect' && /0[0-4]$/.test(command.join(' ').match(/parts\/(\d+)/)?.[1] ?? ''),
      'States.ExceedToleratedFailureThreshold',
      0,
    ],
    ['the report cannot be made', ({ container }: Told) => container === 'report', 'States.TaskFailed', 1],
  ])('tells that %s, and ends as failed', async (_name, fails, error, least) => {
    const { services, tasks, messages } = recorder(10, (told) => (fails(told) ? 'States.TaskFailed' : null));
    const machine = machineWith({ AccountsPerTask: '2', ToleratedFailurePercentage: '20' });
    await expect(runMachine(machine, {}, EXECUTION, services)).rejects.toMatchObject({ error: 'AuditFailed', cause: error });
    expect(messages).toEqual([
      expect.objectContaining({ TopicArn: 'NotificationTopic', Message: expect.stringContaining(`run-1 ended with ${error}`) }),
    ]);
    // Once, and twice more.
    if (least > 0) expect(tasks.filter(fails)).toHaveLength(3);
  });
});

describe('the organization template', () => {
  const actionsOf = (...roles: string[]) =>
    roles.flatMap((role) => statementsIn(template.Resources[role]?.Properties.Policies).flatMap(({ Action }) => Action));

  test('is small enough to be deployed without a bucket for it', () => {
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    expect(readFileSync(projectFile('deploy/organization/template.yaml')).length).toBeLessThan(51_200);
  });

  test('needs the image and the external id and nothing else', () => {
    const required = Object.entries(template.Parameters).filter(([, parameter]) => !('Default' in parameter));
    expect(required.map(([name]) => name)).toEqual(['Image', 'ExternalId']);
  });

  test('gives its tasks together what `permissions` prints, and each its own part of it', () => {
    const all = [...new Set(actionsOf('ListRole', 'CollectRole', 'ReportRole'))].sort();
    expect(all).toEqual(permissionActions(['audit', 'delivery', 'organization']));
    const delivery = permissionActions(['delivery']);
    const audit = permissionActions(['audit']);
    expect(actionsOf('ListRole').filter((action) => audit.includes(action))).toEqual([]);
    expect(actionsOf('CollectRole').filter((action) => !audit.includes(action) && !delivery.includes(action))).toEqual(['sts:AssumeRole']);
    expect(actionsOf('CollectRole')).not.toContain('sns:Publish');
    expect(actionsOf('ReportRole').filter((action) => !delivery.includes(action))).toEqual([]);
  });

  test('assumes one role name, that of the template for every account', () => {
    const assume = statementsIn(template.Resources.CollectRole?.Properties.Policies).find(({ Action }) =>
      Action.includes('sts:AssumeRole'),
    );
    expect(valueIn(assume?.Resource)).toBe('arn:aws:iam::*:role/fleet-auditor-read');
    const role = readTemplate('deploy/cross-account-role/template.yaml');
    expect(template.Parameters.RoleName?.Default).toBe(role.Parameters.RoleName?.Default);
    expect(template.Parameters.ExternalId?.AllowedPattern).toBe(role.Parameters.ExternalId?.AllowedPattern);
  });

  test('lets nobody in, and hears of a run that failed, could not start, or saw too little', () => {
    const of = (type: string) => Object.values(template.Resources).filter(({ Type }) => Type === type);
    for (const { Properties } of of('AWS::EC2::SecurityGroup')) expect(Properties.SecurityGroupIngress).toEqual([]);
    for (const { Properties } of of('AWS::EC2::Subnet')) expect(Properties.MapPublicIpOnLaunch).toBe(false);
    expect(of('AWS::CloudWatch::Alarm').map(({ Properties }) => Properties.MetricName ?? 'of a run')).toEqual([
      'of a run',
      'ApproximateNumberOfMessagesVisible',
      'Incomplete',
    ]);
    for (const { Properties } of of('AWS::CloudWatch::Alarm')) expect(Properties.AlarmActions).toEqual([{ Ref: 'NotificationTopic' }]);
    for (const { Properties } of of('AWS::ECS::TaskDefinition')) {
      expect(Properties.ContainerDefinitions).toEqual([expect.objectContaining({ ReadonlyRootFilesystem: true })]);
    }
  });
});
