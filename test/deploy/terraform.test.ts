import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { permissionActions } from '../../src/aws/permissions.js';
import { projectFile, readTemplate } from './template-file.js';

const folder = projectFile('deploy/scheduled-task/terraform');
const files = readdirSync(folder).filter((name) => name.endsWith('.tf'));
const source = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
const found = spawnSync('terraform', ['version'], { stdio: 'ignore' }).error === undefined;

/** The text of a block, by the braces that close it; strings of these files hold no lone brace. */
function block(head: string): string {
  const start = source.indexOf(head);
  let depth = 0;
  for (let at = source.indexOf('{', start); start !== -1 && at < source.length; at += 1) {
    if (source[at] === '{') depth += 1;
    if (source[at] === '}') depth -= 1;
    if (depth === 0) return source.slice(start, at + 1);
  }
  throw new Error(`there is no ${head}`);
}

const quoted = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map((match) => match[1] ?? '');

describe('the Terraform module', () => {
  test.skipIf(!found)('parses, and is formatted as Terraform formats (skipped where there is no terraform)', () => {
    const { status, stdout } = spawnSync('terraform', ['fmt', '-check', '-diff', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  test('gives the task exactly what `permissions --for audit,delivery` prints', () => {
    const actions = quoted(block('data "aws_iam_policy_document" "task" {'), /"([a-z0-9-]+:[A-Z][A-Za-z]+)"/g);
    expect(actions.sort()).toEqual(permissionActions(['audit', 'delivery']));
  });

  test('needs the image and nothing else', () => {
    const variables = quoted(source, /^variable "([a-z_]+)"/gm);
    expect(variables.filter((name) => !/^ {2}default\s/m.test(block(`variable "${name}" {`)))).toEqual(['image']);
    expect(variables.filter((name) => !source.includes(`var.${name}`))).toEqual([]);
  });

  test('makes one of each thing that the template makes', () => {
    const template = Object.values(readTemplate('deploy/scheduled-task/template.yaml').Resources).map(({ Type }) => Type);
    const pairs = {
      'AWS::CloudWatch::Alarm': 'aws_cloudwatch_metric_alarm',
      'AWS::Events::Rule': 'aws_cloudwatch_event_rule',
      'AWS::ECS::TaskDefinition': 'aws_ecs_task_definition',
      'AWS::IAM::Role': 'aws_iam_role',
      'AWS::Scheduler::Schedule': 'aws_scheduler_schedule',
      'AWS::SQS::Queue': 'aws_sqs_queue',
      'AWS::S3::Bucket': 'aws_s3_bucket',
      'AWS::SNS::Topic': 'aws_sns_topic',
      'AWS::Logs::LogGroup': 'aws_cloudwatch_log_group',
      'AWS::EC2::SecurityGroup': 'aws_security_group',
    };
    for (const [type, resource] of Object.entries(pairs)) {
      expect(quoted(source, new RegExp(`^resource "(${resource})"`, 'gm')), resource).toHaveLength(
        template.filter((one) => one === type).length,
      );
    }
  });

  test('lets nobody in, and writes only to the volume', () => {
    expect(block('resource "aws_security_group" "audit" {')).not.toContain('ingress');
    expect(source).not.toMatch(/aws_(vpc_)?security_group(_ingress)?_rule/);
    const task = block('resource "aws_ecs_task_definition" "audit" {');
    expect(task).toContain('readonlyRootFilesystem = true');
    expect(task).toContain('containerPath = "/work"');
    expect(block('resource "aws_s3_bucket_public_access_block" "reports" {').match(/= true/g)).toHaveLength(4);
  });
});
