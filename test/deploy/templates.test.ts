import { describe, expect, test } from 'vitest';
import { permissionActions } from '../../src/aws/permissions.js';
import { attributesOf, problemsOfResource } from './resource-specification.js';
import { actionsOf, allowed, objectsIn, readTemplate, statementsIn, type Template, withoutIfs } from './template-file.js';

const TASK = 'deploy/scheduled-task/template.yaml';
const ROLE = 'deploy/cross-account-role/template.yaml';
const ORGANIZATION = 'deploy/organization/template.yaml';
const TEMPLATES = [TASK, ROLE, ORGANIZATION];

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

/** What these templates do besides the tool itself: ECS before it runs, the scheduler, the state machine, and those who send alarms. */
const AROUND_THE_TOOL = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
  'ecs:RunTask',
  'ecs:StopTask',
  'events:DescribeRule',
  'events:PutRule',
  'events:PutTargets',
  'iam:PassRole',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sns:Publish',
  'sqs:SendMessage',
  'states:DescribeExecution',
  'states:RedriveExecution',
  'states:StartExecution',
  'states:StopExecution',
  'sts:AssumeRole',
];
/** Asked for the account as a whole. https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_service-with-iam.html */
const WITHOUT_RESOURCE = ['ecr:GetAuthorizationToken'];

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
    const known = [...permissionActions(['audit', 'delivery', 'organization']), ...AROUND_THE_TOOL];
    const actions = allowed(statementsIn(template.Resources)).flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !known.includes(action))).toEqual([]);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test('lets an action reach every resource only where it reads the account as a whole', () => {
    // An organization is listed as a whole, as an account is read.
    const wholes = permissionActions(['audit', 'organization']).filter((action) => action !== 'sts:AssumeRole');
    for (const { Action, Resource, Principal } of allowed(statementsIn(template.Resources))) {
      if (Principal !== undefined && Resource === undefined) continue;
      if (Resource === '*') expect(Action.filter((action) => !wholes.includes(action) && !WITHOUT_RESOURCE.includes(action))).toEqual([]);
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
