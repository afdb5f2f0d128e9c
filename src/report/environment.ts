import Handlebars from 'handlebars';
import * as z from 'zod';
import { TemplateError, type TemplateFolder } from './templates.js';

type Helper = (...values: unknown[]) => string | Handlebars.SafeString;

/** Rules that templates of one output must keep; they are checked on the syntax tree before anything is compiled. */
interface Rules {
  helpers: Record<string, Helper>;
  /** HTML: plain mustaches escape themselves. Markdown: every value passes through a helper that fits its place. */
  everyValueNeedsAHelper: boolean;
}

/** Blocks that templates may use; each refuses a value that is not there, which Handlebars' own ones take for false. */
const BLOCKS = ['if', 'unless', 'each', 'with'] as const;

/** Name of the argument by which every call of a helper is told where it stands and what it asks for. */
const PLACE = 'place';
const callSchema = z.object({ hash: z.object({ [PLACE]: z.string() }) });

function missing(options: unknown): TemplateError {
  return new TemplateError(`${callSchema.parse(options).hash[PLACE]}, and there is no such field`);
}

function present(value: unknown, options: Handlebars.HelperOptions): unknown {
  if (value === undefined) throw missing(options);
  return value;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === false || value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
}

/** Rounds of all loops of one document; the largest report takes a hundredth. Loops in loops over findings would take days. */
const MOST_ROUNDS = 20_000_000;

function registerBlocks(handlebars: typeof Handlebars, rounds: { count: number }): void {
  handlebars.registerHelper({
    if(value: unknown, options: Handlebars.HelperOptions) {
      return isEmpty(present(value, options)) ? options.inverse(this) : options.fn(this);
    },
    unless(value: unknown, options: Handlebars.HelperOptions) {
      return isEmpty(present(value, options)) ? options.fn(this) : options.inverse(this);
    },
    with(value: unknown, options: Handlebars.HelperOptions) {
      return isEmpty(present(value, options)) ? options.inverse(this) : options.fn(value);
    },
    each(value: unknown, options: Handlebars.HelperOptions) {
      if (!Array.isArray(present(value, options))) throw new TemplateError('{{#each}} needs a list');
      const items: readonly unknown[] = Array.isArray(value) ? value : [];
      rounds.count += items.length;
      if (rounds.count > MOST_ROUNDS) throw new TemplateError(`{{#each}} goes round more than ${MOST_ROUNDS} times`);
      return items.length === 0 ? options.inverse(this) : items.map((item) => options.fn(item)).join('');
    },
  });
}

type Node = hbs.AST.Node;

/** A helper that is given nothing cannot say which field was asked for, nor on which line: the template tells it. */
function tellPlace(call: hbs.AST.MustacheStatement | hbs.AST.BlockStatement): void {
  if (call.params.length === 0) return;
  const asked = call.params.flatMap((param) =>
    param.type === 'PathExpression' && 'original' in param ? `"${String(param.original)}"` : [],
  );
  const place = `line ${call.loc.start.line}: it asks for ${asked.join(' and ')}`;
  const literal = { type: 'StringLiteral' as const, value: place, original: place, loc: call.loc };
  // Handlebars' types promise a hash that its parser leaves out where a call has none.
  const pairs = [{ type: 'HashPair' as const, key: PLACE, value: literal, loc: call.loc }];
  Object.assign(call, { hash: { type: 'Hash', pairs, loc: call.loc } });
}

/** Walks a template's syntax tree and refuses what could print a value as it stands. */
class Inspector extends Handlebars.Visitor {
  constructor(
    private readonly file: string,
    private readonly rules: Rules,
    /** Gets the names of the templates that this one holds. */
    private readonly held: Set<string>,
  ) {
    super();
  }

  private refuse(node: Node, why: string): never {
    throw new TemplateError(`${this.file}, line ${node.loc.start.line}, column ${node.loc.start.column + 1}: ${why}`);
  }

  override MustacheStatement(mustache: hbs.AST.MustacheStatement): void {
    if (!mustache.escaped) this.refuse(mustache, 'a triple-stash prints without escaping; use a plain one');
    const name = mustache.path.type === 'PathExpression' && 'original' in mustache.path ? String(mustache.path.original) : '';
    if (this.rules.everyValueNeedsAHelper && !Object.hasOwn(this.rules.helpers, name)) {
      this.refuse(mustache, `{{${name}}} needs a helper: ${Object.keys(this.rules.helpers).join(', ')}`);
    }
    tellPlace(mustache);
    super.MustacheStatement(mustache);
  }

  override BlockStatement(block: hbs.AST.BlockStatement): void {
    tellPlace(block);
    super.BlockStatement(block);
  }

  override PartialStatement(partial: hbs.AST.PartialStatement): void {
    if (partial.name.type !== 'PathExpression' || !('original' in partial.name)) this.refuse(partial, 'a partial is called by its name');
    this.held.add(String(partial.name.original));
    super.PartialStatement(partial);
  }

  override PartialBlockStatement(partial: hbs.AST.PartialBlockStatement): void {
    this.refuse(partial, 'partials with a block of their own are not used here');
  }

  override Decorator(decorator: hbs.AST.Decorator): void {
    this.refuse(decorator, 'decorators are not used here');
  }

  override DecoratorBlock(decorator: hbs.AST.DecoratorBlock): void {
    this.refuse(decorator, 'decorators are not used here');
  }
}

/** Blocks in blocks; the parser recurses. */
const DEEPEST_BLOCKS = 50;

function requireShallow(file: string, source: string): void {
  let depth = 0;
  for (const [, sign] of source.matchAll(/\{\{~?([#/])/g)) {
    depth += sign === '#' ? 1 : -1;
    if (depth > DEEPEST_BLOCKS) throw new TemplateError(`${file}: blocks are nested more than ${DEEPEST_BLOCKS} deep`);
  }
}

/** Throws a TemplateError for a template that holds itself, through whichever others: it would never end. */
function requireNoCycle(output: string, held: ReadonlyMap<string, ReadonlySet<string>>): void {
  const done = new Set<string>();
  const follow = (name: string, above: readonly string[]): void => {
    if (above.includes(name)) throw new TemplateError(`${output}/${name}.hbs holds itself: ${[...above, name].join(' > ')}`);
    if (done.has(name)) return;
    for (const inner of held.get(name) ?? []) follow(inner, [...above, name]);
    done.add(name);
  };
  for (const name of held.keys()) follow(name, []);
}

function parsed(file: string, source: string, rules: Rules, held: Set<string>): hbs.AST.Program {
  requireShallow(file, source);
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source, { srcName: file });
  } catch (cause) {
    throw new TemplateError(`${file}: ${cause instanceof Error ? cause.message.replace(/\s*\n\s*/g, ' ') : 'not a template'}`, { cause });
  }
  new Inspector(file, rules, held).accept(program);
  return program;
}

/** Which template an error comes from: Handlebars names the field, and a frame of the template cannot be trusted to. */
function explained(file: string, cause: unknown): TemplateError {
  const message = cause instanceof Error ? cause.message : String(cause);
  const [, field, line] = /^"(.*)" not defined in .* - (\d+):\d+$/s.exec(message) ?? [];
  const placed = message.startsWith('line ') ? `, ${message}` : `: ${message}`;
  const why = field === undefined ? placed : `, line ${line}: it asks for "${field}", and there is no such field`;
  return new TemplateError(`${file}${why}`, { cause });
}

/**
 * One Handlebars environment: strict (an unknown field throws and is named), without prototype access, knowing only our
 * helpers. `folder` gives the partials, by file name without extension. Returns a renderer of its templates.
 */
export function createEnvironment(output: string, folder: TemplateFolder, rules: Rules): (template: string, context: unknown) => string {
  const handlebars = Handlebars.create();
  for (const name of Object.keys(handlebars.helpers)) handlebars.unregisterHelper(name);
  const rounds = { count: 0, depth: 0 };
  registerBlocks(handlebars, rounds);
  for (const [name, helper] of Object.entries(rules.helpers)) {
    handlebars.registerHelper(name, (...given: unknown[]) => {
      const values = given.slice(0, -1);
      if (values.includes(undefined)) throw missing(given.at(-1));
      return helper(...values);
    });
  }
  const names = [...BLOCKS, ...Object.keys(rules.helpers)];
  const options = {
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(names.map((name) => [name, true])),
    noEscape: rules.everyValueNeedsAHelper,
    preventIndent: true,
  };
  const compiled = new Map<string, HandlebarsTemplateDelegate>();
  const held = new Map<string, ReadonlySet<string>>();
  for (const [file, source] of Object.entries(folder)) {
    if (!file.endsWith('.hbs')) continue;
    const path = `${output}/${file}`;
    const name = file.slice(0, -'.hbs'.length);
    const holds = new Set<string>();
    held.set(name, holds);
    const template = handlebars.compile(parsed(path, source, rules, holds), options);
    const guarded: HandlebarsTemplateDelegate = (context, runtime) => {
      try {
        return template(context, runtime);
      } catch (cause) {
        throw cause instanceof TemplateError && cause.message.includes('.hbs') ? cause : explained(path, cause);
      }
    };
    compiled.set(name, template);
    handlebars.registerPartial(name, guarded);
  }
  requireNoCycle(output, held);
  return (name, context) => {
    const template = compiled.get(name);
    if (template === undefined) throw new TemplateError(`there is no template ${output}/${name}.hbs`);
    // A helper may render a part of its own: that is the same document.
    if (rounds.depth === 0) rounds.count = 0;
    rounds.depth += 1;
    try {
      return template(context, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
    } catch (cause) {
      throw cause instanceof TemplateError && cause.message.includes('.hbs') ? cause : explained(`${output}/${name}.hbs`, cause);
    } finally {
      rounds.depth -= 1;
    }
  };
}
