import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { permissionActions } from '../../src/aws/permissions.js';
import { allowed, objectsIn, projectFile, readTemplate, statementsIn, withoutIfs } from './template-file.js';

const task = readTemplate('deploy/scheduled-task/template.yaml');
const ROLE = 'deploy/cross-account-role/template.yaml';

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
    const always = allowed(statementsIn(withoutIfs(task.Resources.TaskRole?.Properties.Policies))).flatMap(({ Action }) => Action);
    expect(always.sort()).toEqual(permissionActions(['audit', 'delivery']));
  });

  test('may enter other accounts only where a file names them, by one role name, and read that file only', () => {
    const policies = task.Resources.TaskRole?.Properties.Policies;
    const conditional = [...objectsIn(policies)].flatMap((object) => {
      const [condition, statement] = Array.isArray(object['Fn::If']) ? object['Fn::If'] : [];
      return condition === undefined ? [] : [[condition, ...statementsIn(statement)]];
    });
    expect(conditional).toEqual([
      [
        'HasAccounts',
        expect.objectContaining({
          Action: ['s3:GetObject'],
          Resource: { 'Fn::Sub': expect.stringMatching(/config\/\$\{AccountsFile\}$/) },
        }),
      ],
      [
        'HasAccounts',
        expect.objectContaining({
          Action: ['sts:AssumeRole'],
          Resource: { 'Fn::Sub': expect.stringMatching(/:role\/\$\{ReadRoleName\}$/) },
        }),
      ],
    ]);
    // The two templates agree on the name.
    expect(task.Parameters.ReadRoleName?.Default).toBe(readTemplate(ROLE).Parameters.RoleName?.Default);
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
          Rules: [
            // Reports go, the file of accounts stays.
            expect.objectContaining({
              Status: 'Enabled',
              Prefix: { 'Fn::Sub': expect.stringMatching(/^\$\{Prefix\}\/$/) },
              ExpirationInDays: { Ref: 'ReportRetentionDays' },
            }),
          ],
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
