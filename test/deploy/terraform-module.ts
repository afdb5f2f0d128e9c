import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '@cdktf/hcl2json';
import { z } from 'zod';
import { objectsIn, projectFile } from './template-file.js';

const block = z.record(z.string(), z.unknown());
const named = z.record(
  z.string(),
  z
    .array(block)
    .length(1)
    .transform(([one]) => one ?? {}),
);
const fileSchema = z.object({
  variable: named.default({}),
  resource: z.record(z.string(), named).default({}),
  data: z.record(z.string(), named).default({}),
  output: named.default({}),
  locals: z.array(block).default([]),
  terraform: z.array(block).optional(),
});
type Block = z.output<typeof block>;

/** A Terraform module as HashiCorp's own parser reads it, all files together. Expressions stand as text. */
export interface TerraformModule {
  variables: Record<string, Block>;
  resources: { type: string; name: string; body: Block }[];
  data: { type: string; name: string; body: Block }[];
  outputs: Record<string, Block>;
  locals: Block;
}

export async function readModule(path: string): Promise<TerraformModule> {
  const folder = projectFile(path);
  const module: TerraformModule = { variables: {}, resources: [], data: [], outputs: {}, locals: {} };
  const flat = (blocks: Record<string, Record<string, Block>>) =>
    Object.entries(blocks).flatMap(([type, byName]) => Object.entries(byName).map(([name, body]) => ({ type, name, body })));
  for (const name of readdirSync(folder).filter((one) => one.endsWith('.tf'))) {
    const file = fileSchema.strict().parse(await parse(name, readFileSync(join(folder, name), 'utf8')));
    Object.assign(module.variables, file.variable);
    Object.assign(module.outputs, file.output);
    module.resources.push(...flat(file.resource));
    module.data.push(...flat(file.data));
    for (const locals of file.locals) Object.assign(module.locals, locals);
  }
  return module;
}

const strings = z.array(z.string());

/** IAM statements of a policy document, those that are made under a condition too. */
export function statementsOf(
  module: TerraformModule,
  document: string,
): { sid: string | null; effect: string; actions: string[]; resources: string[] }[] {
  const found = module.data.find(({ type, name }) => type === 'aws_iam_policy_document' && name === document);
  if (found === undefined) throw new Error(`there is no policy document ${document}`);
  return [...objectsIn(found.body)]
    .filter((object) => Array.isArray(object.actions))
    .map(({ sid, effect, actions, resources }) => ({
      sid: typeof sid === 'string' ? sid : null,
      effect: typeof effect === 'string' ? effect : 'Allow',
      actions: strings.parse(actions),
      resources: strings.parse(resources ?? []),
    }));
}

/** How many of a resource the module makes when its conditions hold: the higher branch of its `count`. */
export function countOf({ body }: TerraformModule['resources'][number]): number {
  const numbers = typeof body.count === 'string' ? [...body.count.matchAll(/(?:\?|:) (\d+)/g)].map((match) => Number(match[1])) : [1];
  return Math.max(...numbers);
}

/** What of a template string is code: all within `${}`, but for the text of strings and the comments in there. */
function codeOf(text: string): string {
  let code = '';
  // Text and code lie within each other; of code, how many of its own braces are open.
  const within: ('text' | { braces: number })[] = ['text'];
  for (let at = 0; at < text.length; at += 1) {
    const place = within.at(-1);
    if (place === 'text') {
      if (text.startsWith('${', at)) {
        within.push({ braces: 0 });
        at += 1;
      } else if (text[at] === '\\') at += 1;
      else if (text[at] === '"' && within.length > 1) within.pop();
      continue;
    }
    if (place === undefined) throw new Error(`a brace too many in ${text}`);
    if (text[at] === '"') within.push('text');
    else if (text[at] === '#') at = text.indexOf('\n', at);
    else if (text[at] === '{') place.braces += 1;
    else if (text[at] === '}' && place.braces === 0) within.pop();
    else if (text[at] === '}') place.braces -= 1;
    code += within.at(-1) === place ? (text[at] ?? '') : ' ';
  }
  return code;
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null) for (const child of Object.values(value)) yield* stringsIn(child);
}

/** Names that expressions refer to: `var.x`, `local.x`, `data.type.name`, `type.name`. */
export function referencesIn(value: unknown): string[] {
  const pattern = /\b(?:var|local)\.[a-z_]+|\bdata\.aws_[a-z0-9_]+\.[a-z_]+|(?<!data\.)\baws_[a-z0-9_]+\.[a-z_]+/g;
  return [...stringsIn(value)].flatMap((text) => codeOf(text).match(pattern) ?? []);
}
