import { spawnSync } from 'node:child_process';
import { parse } from '@cdktf/hcl2json';
import { describe, expect, test } from 'vitest';
import { permissionActions } from '../../src/aws/permissions.js';
import { objectsIn, projectFile, readTemplate, statementsIn } from './template-file.js';
import { countOf, readModule, referencesIn, statementsOf } from './terraform-module.js';

const FOLDER = 'deploy/scheduled-task/terraform';
const module = await readModule(FOLDER);
const template = readTemplate('deploy/scheduled-task/template.yaml');
const hasTerraform = spawnSync('terraform', ['version'], { stdio: 'ignore' }).error === undefined;

/** What CloudFormation and Terraform call the same thing. A bucket is one resource there, and several here. */
const PAIRS: Readonly<Record<string, string>> = {
  'AWS::CloudWatch::Alarm': 'aws_cloudwatch_metric_alarm',
  'AWS::EC2::InternetGateway': 'aws_internet_gateway',
  'AWS::EC2::RouteTable': 'aws_route_table',
  'AWS::EC2::SecurityGroup': 'aws_security_group',
  'AWS::EC2::Subnet': 'aws_subnet',
  'AWS::EC2::SubnetRouteTableAssociation': 'aws_route_table_association',
  'AWS::EC2::VPC': 'aws_vpc',
  'AWS::ECS::Cluster': 'aws_ecs_cluster',
  'AWS::ECS::TaskDefinition': 'aws_ecs_task_definition',
  'AWS::Events::Rule': 'aws_cloudwatch_event_rule',
  'AWS::IAM::Role': 'aws_iam_role',
  'AWS::Logs::LogGroup': 'aws_cloudwatch_log_group',
  'AWS::S3::Bucket': 'aws_s3_bucket',
  'AWS::S3::BucketPolicy': 'aws_s3_bucket_policy',
  'AWS::SNS::Subscription': 'aws_sns_topic_subscription',
  'AWS::SNS::Topic': 'aws_sns_topic',
  'AWS::SNS::TopicPolicy': 'aws_sns_topic_policy',
  'AWS::SQS::Queue': 'aws_sqs_queue',
  'AWS::SQS::QueuePolicy': 'aws_sqs_queue_policy',
  'AWS::Scheduler::Schedule': 'aws_scheduler_schedule',
};
/** Part of another resource: the way to the gateway, of the gateway and the route table. */
const PARTS_THERE = ['AWS::EC2::Route', 'AWS::EC2::VPCGatewayAttachment'];
const PARTS_HERE = [
  'aws_cloudwatch_event_target',
  'aws_iam_role_policy',
  'aws_s3_bucket_lifecycle_configuration',
  'aws_s3_bucket_ownership_controls',
  'aws_s3_bucket_public_access_block',
  'aws_s3_bucket_server_side_encryption_configuration',
  'aws_s3_bucket_versioning',
];

const resource = (type: string, name: string) => {
  const found = module.resources.find((one) => one.type === type && one.name === name);
  if (found === undefined) throw new Error(`there is no ${type}.${name}`);
  return found.body;
};

describe('the Terraform module', () => {
  test.skipIf(!hasTerraform)('is formatted as Terraform formats (skipped where there is no terraform)', () => {
    const { status, stdout } = spawnSync('terraform', ['fmt', '-check', '-diff', projectFile(FOLDER)], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  test('is read by a parser that finds what is wrong', async () => {
    await expect(parse('broken.tf', 'resource "aws_sqs_queue" "x" {\n  name = \n}')).rejects.toThrow(/broken\.tf:2/);
    expect(module.resources.length).toBeGreaterThan(20);
  });

  test('refers to nothing that is not there, and has no variable, local or document that nothing uses', () => {
    const known = [
      ...Object.keys(module.variables).map((name) => `var.${name}`),
      ...Object.keys(module.locals).map((name) => `local.${name}`),
      ...module.data.map(({ type, name }) => `data.${type}.${name}`),
      ...module.resources.map(({ type, name }) => `${type}.${name}`),
    ];
    const used = referencesIn([module.resources, module.data, module.locals, module.outputs]);
    expect([...new Set(used)].filter((name) => !known.includes(name))).toEqual([]);
    const needed = known.filter((name) => !name.startsWith('aws_'));
    expect(needed.filter((name) => !used.includes(name))).toEqual([]);
    const text = ['x $', '{f("var.no", { a = "$', '{local.yes}" }) # var.comment\n}'].join('');
    expect(referencesIn({ text, plain: 'var.z' })).toEqual(['local.yes']);
  });

  test('makes as many of each thing as the template', () => {
    const there = Object.values(template.Resources).map(({ Type }) => Type);
    expect([...new Set(there)].filter((type) => !(type in PAIRS) && !PARTS_THERE.includes(type))).toEqual([]);
    expect(
      module.resources.map(({ type }) => type).filter((type) => !Object.values(PAIRS).includes(type) && !PARTS_HERE.includes(type)),
    ).toEqual([]);
    for (const [type, here] of Object.entries(PAIRS)) {
      const count = module.resources.filter((one) => one.type === here).reduce((sum, one) => sum + countOf(one), 0);
      expect(count, here).toBe(there.filter((one) => one === type).length);
    }
    for (const part of PARTS_HERE) expect(module.resources.map(({ type }) => type)).toContain(part);
  });

  test('needs the image and nothing else, and has the same settings with the same defaults', () => {
    expect(Object.entries(module.variables).flatMap(([name, body]) => ('default' in body ? [] : [name]))).toEqual(['image']);
    const snake = (name: string) => name.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
    // The network is one object here; the stack's name and the folder in the bucket are one name.
    const elsewhere = ['vpc_id', 'subnet_ids', 'assign_public_ip', 'prefix'];
    const there = Object.entries(template.Parameters).flatMap(([name, parameter]) =>
      elsewhere.includes(snake(name)) ? [] : [[snake(name), parameter] as const],
    );
    expect(there.map(([name]) => name).sort()).toEqual(
      Object.keys(module.variables)
        .filter((name) => !['name', 'network'].includes(name))
        .sort(),
    );
    const text = (value: unknown) =>
      value === '' || value === null || (Array.isArray(value) && value.length === 0) ? 'none' : String(value);
    for (const [name, { Default }] of there)
      expect([name, text(module.variables[name]?.default ?? '')]).toEqual([name, text(Default ?? '')]);
  });

  test.each([
    ['TaskRole', 'task'],
    ['ExecutionRole', 'execution'],
    ['SchedulerRole', 'scheduler'],
  ])('allows %s the same actions, statement by statement', (role, document) => {
    const sorted = (statements: { sid: string | null; actions: string[] }[]) =>
      statements.map(({ sid, actions }) => `${sid ?? ''}: ${[...actions].sort().join(' ')}`).sort();
    const there = statementsIn(template.Resources[role]?.Properties.Policies);
    expect(sorted(statementsOf(module, document))).toEqual(sorted(there.map(({ Action, Sid }) => ({ sid: Sid ?? null, actions: Action }))));
  });

  test('gives the task what `permissions --for audit,delivery` prints, and other accounts only where they are named', () => {
    const always = statementsOf({ ...module, data: module.data.map((one) => ({ ...one, body: { ...one.body, dynamic: {} } })) }, 'task');
    expect(always.flatMap(({ actions }) => actions).sort()).toEqual(permissionActions(['audit', 'delivery']));
    for (const { actions, resources } of ['task', 'execution', 'scheduler'].flatMap((name) => statementsOf(module, name))) {
      const whole = permissionActions(['audit']);
      if (resources.includes('*'))
        expect(actions.filter((action) => !whole.includes(action))).toEqual(actions.includes('ecr:GetAuthorizationToken') ? actions : []);
    }
  });

  test.each([
    ['TaskRole', 'task_trust'],
    ['ExecutionRole', 'execution_trust'],
    ['SchedulerRole', 'scheduler_trust'],
  ])('trusts for %s whom the template trusts', (role, document) => {
    const there = JSON.stringify(template.Resources[role]?.Properties.AssumeRolePolicyDocument);
    const here = JSON.stringify(module.data.find(({ name }) => name === document)?.body);
    for (const word of ['amazonaws.com', 'aws:SourceAccount', 'aws:SourceArn', 'StringEquals', 'ArnLike']) {
      expect([word, here.includes(word)]).toEqual([word, there.includes(word)]);
    }
  });

  test('hands the task the same words, on the same read-only root', () => {
    const definition = String(resource('aws_ecs_task_definition', 'audit').container_definitions);
    const there = JSON.stringify(
      [...objectsIn(template.Resources.TaskDefinition)].find((object) => Array.isArray(object.Command))?.Command,
    );
    const options = (text: string) => (text.match(/--[a-z-]+/g) ?? []).sort();
    expect(options(definition)).toEqual(options(there));
    expect(definition).toMatch(/readonlyRootFilesystem\s*= true/);
    expect(definition).toMatch(/sourceVolume = "work", containerPath = "\/work", readOnly = false/);
    expect(definition).toMatch(/name = "TMPDIR", value = "\/work"/);
    expect(definition).toMatch(/stopTimeout\s*= 120/);
    expect(resource('aws_ecs_task_definition', 'audit').volume).toEqual([{ name: 'work' }]);
  });

  test('lets nobody in, and keeps the bucket private, encrypted, for TLS only, and not for ever', () => {
    expect(resource('aws_security_group', 'audit')).not.toHaveProperty('ingress');
    expect(resource('aws_subnet', 'audit').map_public_ip_on_launch).toBe(false);
    expect(resource('aws_s3_bucket_public_access_block', 'reports')).toMatchObject({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(JSON.stringify(resource('aws_s3_bucket_server_side_encryption_configuration', 'reports'))).toContain('"sse_algorithm":"AES256"');
    expect(resource('aws_s3_bucket_lifecycle_configuration', 'reports').rule).toMatchObject([
      {
        status: 'Enabled',
        filter: [{ prefix: expect.stringMatching(/var\.name\}\/$/) }],
        expiration: [{ days: expect.stringContaining('var.report_retention_days') }],
      },
    ]);
    for (const document of ['reports', 'dead_letters', 'notifications']) {
      expect(statementsOf(module, document)).toContainEqual(expect.objectContaining({ sid: 'TlsOnly', effect: 'Deny' }));
    }
  });

  test('has the same alarms on the same metrics, and the same rule for tasks that fail', () => {
    const there = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
      .map(({ Properties: { MetricName, Statistic, Period, ComparisonOperator, Threshold, TreatMissingData } }) => [
        MetricName,
        Statistic,
        Period,
        ComparisonOperator,
        Threshold,
        TreatMissingData,
      ]);
    const here = module.resources
      .filter(({ type }) => type === 'aws_cloudwatch_metric_alarm')
      .map(({ body }) => [
        body.metric_name,
        body.statistic,
        body.period,
        body.comparison_operator,
        body.threshold,
        body.treat_missing_data,
      ]);
    const byName = (a: unknown[], b: unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
    expect(here.sort(byName)).toEqual(there.sort(byName));
    const pattern = String(resource('aws_cloudwatch_event_rule', 'task_failed').event_pattern);
    for (const word of ['ECS Task State Change', 'STOPPED', 'TaskFailedToStart', 'anything-but', 'clusterArn'])
      expect(pattern).toContain(word);
  });
});
