import { resolved, type Values } from './resolve.js';
import { readTemplate } from './template-file.js';

export const template = readTemplate('deploy/organization/template.yaml');

/** What a stack without parameters of its own would be made of: every resource by its own name. */
const DEFAULTS: Values = {
  ...Object.fromEntries(Object.keys(template.Resources).map((name) => [name, name])),
  'Cluster.Arn': 'Cluster',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-east-1',
  'AWS::AccountId': '100000000000',
  'AWS::StackName': 'fleet-auditor',
  Image: 'fleet-auditor:test',
  ExternalId: 'of-the-auditor',
};

/** A value of the template as a stack would have it, with these parameters and resources. */
export function valueIn(value: unknown, given: Values = {}): unknown {
  return resolved(value, template, { ...DEFAULTS, ...given });
}

/** The definition of the state machine. */
export function definitionOf(given: Values = {}): Record<string, unknown> {
  return JSON.parse(String(valueIn(template.Resources.StateMachine?.Properties.DefinitionString, given)));
}

/** The environment of a task's container. */
export function environmentOf(container: string, given: Values = {}): Record<string, string> {
  const definitions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ECS::TaskDefinition');
  for (const { Properties } of definitions) {
    const [{ Name, Environment }] = Object(valueIn(Properties.ContainerDefinitions, given));
    if (Name !== container) continue;
    return Object.fromEntries(Environment.map(({ Name: name, Value }: { Name: string; Value: unknown }) => [name, String(Value)]));
  }
  throw new Error(`no task definition has the container ${container}`);
}
