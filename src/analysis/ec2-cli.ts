import type { CommandDraft } from '../model/evaluation.js';

export type Purpose = CommandDraft['purpose'];
export type Argument = CommandDraft['argv'][number];

/** A line for the AWS CLI. */
export const cli = (purpose: Purpose, ...argv: Argument[]): CommandDraft => ({ purpose, tool: 'aws-cli', argv: ['aws', ...argv] });
export const region = (resource: { region: string }): Argument[] => ['--region', { value: resource.region, pattern: 'region' }];
export const number = (value: number): Argument => ({ value: String(value), pattern: 'number' });

/** The type of an instance or template where it is written down as code. */
export const typeAttributes = (type: string): CommandDraft[] => [
  { purpose: 'apply', tool: 'terraform', argv: ['instance_type', '=', { value: type, pattern: 'instance-type' }] },
  { purpose: 'apply', tool: 'cloudformation', argv: ['InstanceType:', { value: type, pattern: 'instance-type' }] },
];
