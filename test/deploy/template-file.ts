import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { z } from 'zod';

/** CloudFormation's functions that have a short form, as in `!Sub`. */
const FUNCTIONS = ['Ref', 'GetAtt', 'Sub', 'If', 'Not', 'Equals', 'Join', 'Select', 'GetAZs', 'FindInMap', 'Contains'];

const templateSchema = z.strictObject({
  AWSTemplateFormatVersion: z.literal('2010-09-09'),
  Description: z.string(),
  Metadata: z.unknown().optional(),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown().optional() })),
  Conditions: z.record(z.string(), z.unknown()).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Rules: z.record(z.string(), z.unknown()).default({}),
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Condition: z.string().optional(),
      DependsOn: z.string().optional(),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
      Properties: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
  Outputs: z.record(z.string(), z.strictObject({ Description: z.string().optional(), Value: z.unknown() })).default({}),
});
export type Template = z.output<typeof templateSchema>;

export const projectFile = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

function plain(node: unknown): unknown {
  const value = untagged(node);
  const tag = isScalar(node) || isMap(node) || isSeq(node) ? node.tag : undefined;
  const name = tag?.startsWith('!') === true && !tag.startsWith('!!') ? tag.slice(1) : null;
  if (name === null) return value;
  if (!FUNCTIONS.includes(name)) throw new Error(`!${name} is no function of CloudFormation that these templates use`);
  if (name === 'Ref') return { Ref: value };
  return { [`Fn::${name}`]: name === 'GetAtt' ? String(value).split('.') : value };
}

function untagged(node: unknown): unknown {
  if (isMap(node)) return Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)]));
  if (isSeq(node)) return node.items.map(plain);
  return isScalar(node) ? node.value : node;
}

/** A CloudFormation template with its short forms written out. Throws for YAML that is not well-formed, and for what no template has. */
export function readTemplate(path: string): Template {
  const document = parseDocument(readFileSync(projectFile(path), 'utf8'), { uniqueKeys: true });
  const [problem] = [...document.errors, ...document.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')];
  if (problem !== undefined) throw problem;
  return templateSchema.parse(plain(document.contents));
}

/** Every object of a value, itself included. */
export function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value));
  for (const child of Object.values(value)) yield* objectsIn(child);
}

const statementSchema = z.looseObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string().transform((action) => [action]), z.array(z.string())]),
  Resource: z.unknown().optional(),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
export type Statement = z.output<typeof statementSchema>;

/** Every IAM statement of a value. */
export function statementsIn(value: unknown): Statement[] {
  return [...objectsIn(value)].filter((object) => 'Effect' in object).map((object) => statementSchema.parse(object));
}

/** Statements that allow something. */
export const allowed = (statements: readonly Statement[]) => statements.filter(({ Effect }) => Effect === 'Allow');
/** Actions that a role's policies allow. */
export const actionsOf = (template: Template, role: string): string[] =>
  allowed(statementsIn(template.Resources[role]?.Properties.Policies)).flatMap(({ Action }) => Action);

/** A value with every If taken out, whatever its branches are. */
export function withoutIfs(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIfs);
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::If' in value) return null;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withoutIfs(child)]));
}
