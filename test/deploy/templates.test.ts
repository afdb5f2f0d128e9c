import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { permissionActions } from '../../src/aws/permissions.js';
import { attributesOf, problemsOfResource } from './resource-specification.js';
import { objectsIn, projectFile, readTemplate, type Statement, statementsIn, type Template } from './template-file.js';

const TASK = 'deploy/scheduled-task/template.yaml';
const ROLE = 'deploy/cross-account-role/template.yaml';
const TEMPLATES = [TASK, ROLE];
const task = readTemplate(TASK);

const PSEUDO = ['AWS::AccountId', 'AWS::NoValue', 'AWS::Partition', 'AWS::Region', 'AWS::StackName'];

/** Names that a template refers to: Ref, GetAtt as `name.attribute`, and those within Sub that its own map does not give. */
function references(value: unknown): string[] {
  return [...objectsIn(value)].flatMap((object) => {
    if (typeof object.Ref === 'string') return [object.Ref];
    if (Array.isArray(object['Fn::GetAtt'])) return [object['Fn::GetAtt'].join('.')];
    const sub = object['Fn::Sub'];
    if (sub === undefined) return [];
    const [text, given] = Array.isArray(sub) ? sub : [sub, {}];
    return [...String(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map((match) => match[1] ?? '').filter((name) => !(name in Object(given)));
  });
}

function unresolved({ Parameters, Resources }: Template, name: string): boolean {
  const [first = '', ...attribute] = name.split('.');
  if (attribute.length === 0) return !(PSEUDO.includes(name) || name in Parameters || name in Resources);
  const resource = Resources[first];
  return resource === undefined || !attributesOf(resource.Type).includes(attribute.join('.'));
}

/** What these templates do besides the tool itself: ECS before it runs, the scheduler, and those who send alarms. */
const AROUND_THE_TOOL = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
  'ecs:RunTask',
  'iam:PassRole',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sns:Publish',
  'sqs:SendMessage',
  'sts:AssumeRole',
];
/** Asked for the account as a whole. https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_service-with-iam.html */
const WITHOUT_RESOURCE = ['ecr:GetAuthorizationToken'];

const allowed = (statements: readonly Statement[]) => statements.filter(({ Effect }) => Effect === 'Allow');
const actionsOf = (template: Template, role: string): string[] =>
  allowed(statementsIn(template.Resources[role]?.Properties.Policies)).flatMap(({ Action }) => Action);

describe.each(TEMPLATES)('%s', (path) => {
  const template = readTemplate(path);

  test('has only resources and properties that CloudFormation knows, of the right kind, and all that it requires', () => {
    const problems = Object.entries(template.Resources).flatMap(([name, { Type, Properties }]) =>
      problemsOfResource(name, Type, Properties),
    );
    expect(problems).toEqual([]);
  });

  test('refers to nothing that is not there, and has no parameter or condition that nothing uses', () => {
    const { Resources, Outputs, Conditions, Rules, Parameters } = template;
    const used = references({ Resources, Outputs, Conditions, Rules });
    expect(used.filter((name) => unresolved(template, name))).toEqual([]);
    expect(Object.keys(Parameters).filter((name) => !used.includes(name))).toEqual([]);
    const conditions = [...objectsIn({ Resources, Outputs })].flatMap((object) => [
      ...(typeof object.Condition === 'string' ? [object.Condition] : []),
      ...(Array.isArray(object['Fn::If']) ? [String(object['Fn::If'][0])] : []),
    ]);
    expect([...new Set(conditions)].sort()).toEqual(Object.keys(Conditions).sort());
    for (const { DependsOn } of Object.values(Resources)) if (DependsOn !== undefined) expect(Resources).toHaveProperty(DependsOn);
  });

  test('refers to a resource that may not be made only under the condition that makes it', () => {
    const { Resources } = template;
    for (const [name, { Condition, Properties }] of Object.entries(Resources)) {
      const outright = references(withoutIfs(Properties)).map((reference) => reference.split('.')[0] ?? '');
      for (const other of outright) {
        const needs = Resources[other]?.Condition;
        if (needs !== undefined) expect(Condition, `${name} refers to ${other}`).toBe(needs);
      }
    }
  });

  test('allows only what the tool prints as its permissions, and what runs it', () => {
    const known = [...permissionActions(['audit', 'delivery']), ...AROUND_THE_TOOL];
    const actions = allowed(statementsIn(template.Resources)).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !known.includes(action))).toEqual([]);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test('lets an action reach every resource only where it reads the account as a whole', () => {
    const audit = permissionActions(['audit']);
    for (const { Action, Resource, Principal } of allowed(statementsIn(template.Resources))) {
      if (Principal !== undefined && Resource === undefined) continue;
      if (Resource === '*') expect(Action.filter((action) => !audit.includes(action) && !WITHOUT_RESOURCE.includes(action))).toEqual([]);
      else expect(Resource).toBeDefined();
    }
  });

  test('trusts nobody without naming who and for whom', () => {
    for (const { Principal, Condition } of allowed(statementsIn(template.Resources))) {
      if (Principal === undefined) continue;
      expect(Principal).not.toBe('*');
      expect(JSON.stringify(Principal)).not.toContain('"*"');
      expect(JSON.stringify(Condition)).toMatch(/aws:SourceAccount|aws:SourceArn|sts:ExternalId/);
    }
  });
});

/** A value with every If taken out, whatever its branches are. */
function withoutIfs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIfs);
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::If' in value) return null;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutIfs(child)]));
}

const resourcesOf = (type: string) =>
  Object.values(task.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);

describe('the scheduled task', () => {
  test('needs the image and nothing else', () => {
    expect(
      Object.entries(task.Parameters)
        .filter(([, parameter]) => !('Default' in parameter))
        .map(([name]) => name),
    ).toEqual(['Image']);
  });

  test('gives its task exactly what `permissions --for audit,delivery` prints', () => {
    expect(actionsOf(task, 'TaskRole').sort()).toEqual(permissionActions(['audit', 'delivery']));
  });

  test('lets nobody in: no ingress rule, no public address by subnet, and the way out by HTTPS only', () => {
    const [group] = resourcesOf('AWS::EC2::SecurityGroup');
    expect(group?.SecurityGroupIngress).toEqual([]);
    expect(group?.SecurityGroupEgress).toEqual([expect.objectContaining({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443 })]);
    expect(Object.values(task.Resources).map(({ Type }) => Type)).not.toContain('AWS::EC2::SecurityGroupIngress');
    for (const subnet of resourcesOf('AWS::EC2::Subnet')) expect(subnet.MapPublicIpOnLaunch).toBe(false);
  });

  test('keeps the bucket private, encrypted, for TLS only, and not for ever', () => {
    expect(resourcesOf('AWS::S3::Bucket')).toEqual([
      expect.objectContaining({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        LifecycleConfiguration: {
          Rules: [expect.objectContaining({ Status: 'Enabled', ExpirationInDays: { Ref: 'ReportRetentionDays' } })],
        },
      }),
    ]);
    const denied = statementsIn(task.Resources.ReportBucketPolicy).filter(({ Effect }) => Effect === 'Deny');
    expect(denied).toContainEqual(expect.objectContaining({ Action: ['s3:*'], Condition: { Bool: { 'aws:SecureTransport': false } } }));
  });

  test('writes only where the image lets its user write', () => {
    const dockerfile = readFileSync(projectFile('Dockerfile'), 'utf8');
    const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
    const user = /^USER (\S+)$/m.exec(last)?.[1];
    expect(user).toBe('node');
    expect(last).toContain('WORKDIR /work\n');
    expect(last).toContain('VOLUME ["/work"]');
    // Fargate gives an empty volume the owner that the image's folder had before VOLUME.
    expect(last).toMatch(new RegExp(`chown ${user}:${user} /work[\\s\\S]*VOLUME`));
    const [definition] = resourcesOf('AWS::ECS::TaskDefinition');
    expect(definition?.Volumes).toEqual([{ Name: 'work' }]);
    expect(definition?.ContainerDefinitions).toEqual([
      expect.objectContaining({
        ReadonlyRootFilesystem: true,
        MountPoints: [{ SourceVolume: 'work', ContainerPath: '/work', ReadOnly: false }],
        Environment: expect.arrayContaining([{ Name: 'TMPDIR', Value: '/work' }]),
      }),
    ]);
  });

  test('runs on Arm unless told otherwise, and hands the tool words that its command line knows', async () => {
    expect(task.Parameters.CpuArchitecture?.Default).toBe('ARM64');
    const { createProgram } = await import('../../src/cli/program.js');
    const audit = createProgram(() => undefined).commands.find((command) => command.name() === 'audit');
    const known = audit?.options.map(({ long }) => long);
    const command = [...objectsIn(task.Resources.TaskDefinition)].find((object) => Array.isArray(object.Command))?.Command;
    const words = JSON.stringify(command).match(/--[a-z-]+/g) ?? [];
    expect(words).toContain('--log-format');
    for (const word of words) expect(known).toContain(word);
  });

  test('hears of a task that failed or never started, of a lost start, of a run that saw too little, and of none at all', () => {
    const [rule] = resourcesOf('AWS::Events::Rule');
    expect(rule?.EventPattern).toMatchObject({
      detail: {
        lastStatus: ['STOPPED'],
        $or: [{ containers: { exitCode: [{ 'anything-but': [0] }] } }, { stopCode: ['TaskFailedToStart'] }],
      },
    });
    const alarms = resourcesOf('AWS::CloudWatch::Alarm');
    expect(alarms.map(({ MetricName, TreatMissingData }) => [MetricName, TreatMissingData])).toEqual([
      ['ApproximateNumberOfMessagesVisible', 'notBreaching'],
      ['Incomplete', 'notBreaching'],
      ['Succeeded', 'breaching'],
    ]);
    for (const { AlarmActions } of alarms) expect(AlarmActions).toEqual([{ Ref: 'NotificationTopic' }]);
    // CloudWatch looks back seven days at most: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
    for (const [days, { Periods }] of Object.entries(task.Mappings.DaysToWait ?? {})) {
      expect(Periods).toBe(Number(days) + 1);
      expect(Number(Periods)).toBeLessThanOrEqual(7);
    }
    expect(task.Parameters.AlarmAfterDaysWithoutRun).toMatchObject({ Default: 0, MaxValue: 6 });
  });
});

test('the check against the specification finds what is not in it', () => {
  expect(problemsOfResource('Topic', 'AWS::SNS::Topic', { Name: 'x', DisplayName: 1 })).toEqual([
    'Topic.Name is no property',
    'Topic.DisplayName: 1 is no string',
  ]);
  expect(problemsOfResource('Schedule', 'AWS::Scheduler::Schedule', { Target: { Arn: 'a', RoleArn: 'b', Retry: {} } }).sort()).toEqual([
    'Schedule.FlexibleTimeWindow is missing',
    'Schedule.ScheduleExpression is missing',
    'Schedule.Target.Retry is no property',
  ]);
  expect(() => problemsOfResource('Nothing', 'AWS::SNS::Nothing', {})).toThrow();
});

test('the role for other accounts gives exactly what `permissions` prints, to one principal with an external id', () => {
  const role = readTemplate(ROLE);
  expect(actionsOf(role, 'ReadRole').sort()).toEqual(permissionActions(['audit']));
  expect(statementsIn(role.Resources.ReadRole?.Properties.AssumeRolePolicyDocument)).toEqual([
    {
      Effect: 'Allow',
      Principal: { AWS: { Ref: 'TrustedPrincipalArn' } },
      Action: ['sts:AssumeRole'],
      Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
    },
  ]);
});
