import Handlebars from 'handlebars';
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

function present(name: string, value: unknown): unknown {
  if (value === undefined) throw new TemplateError(`{{#${name}}} asks for a field that the report does not have`);
  return value;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === false || value === '' || value === 0 || (Array.isArray(value) && value.length === 0);
}

function registerBlocks(handlebars: typeof Handlebars): void {
  handlebars.registerHelper({
    if(value: unknown, options: Handlebars.HelperOptions) {
      return isEmpty(present('if', value)) ? options.inverse(this) : options.fn(this);
    },
    unless(value: unknown, options: Handlebars.HelperOptions) {
      return isEmpty(present('unless', value)) ? options.fn(this) : options.inverse(this);
    },
    with(value: unknown, options: Handlebars.HelperOptions) {
      return isEmpty(present('with', value)) ? options.inverse(this) : options.fn(value);
    },
    each(value: unknown, options: Handlebars.HelperOptions) {
      if (!Array.isArray(present('each', value))) throw new TemplateError('{{#each}} needs a list');
      const items: readonly unknown[] = Array.isArray(value) ? value : [];
      return items.length === 0 ? options.inverse(this) : items.map((item) => options.fn(item)).join('');
    },
  });
}

type Node = hbs.AST.Node;

/** Walks a template's syntax tree and refuses what could print a value as it stands. */
class Inspector extends Handlebars.Visitor {
  constructor(
    private readonly file: string,
    private readonly rules: Rules,
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
    super.MustacheStatement(mustache);
  }

  override Decorator(decorator: hbs.AST.Decorator): void {
    this.refuse(decorator, 'decorators are not used here');
  }

  override DecoratorBlock(decorator: hbs.AST.DecoratorBlock): void {
    this.refuse(decorator, 'decorators are not used here');
  }
}

function parsed(file: string, source: string, rules: Rules): hbs.AST.Program {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source, { srcName: file });
  } catch (cause) {
    throw new TemplateError(`${file}: ${cause instanceof Error ? cause.message.replace(/\s*\n\s*/g, ' ') : 'not a template'}`, { cause });
  }
  new Inspector(file, rules).accept(program);
  return program;
}

/** Which template an error comes from: Handlebars names the field, and a frame of the template cannot be trusted to. */
function explained(file: string, cause: unknown): TemplateError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new TemplateError(`${file}: ${message}`, { cause });
}

/**
 * One Handlebars environment: strict (an unknown field throws and is named), without prototype access, knowing only our
 * helpers. `folder` gives the partials, by file name without extension. Returns a renderer of its templates.
 */
export function createEnvironment(output: string, folder: TemplateFolder, rules: Rules): (template: string, context: unknown) => string {
  const handlebars = Handlebars.create();
  for (const name of Object.keys(handlebars.helpers)) handlebars.unregisterHelper(name);
  registerBlocks(handlebars);
  for (const [name, helper] of Object.entries(rules.helpers)) {
    handlebars.registerHelper(name, (...given: unknown[]) => {
      const values = given.slice(0, -1);
      if (values.includes(undefined)) throw new TemplateError(`{{${name}}} asks for a field that the report does not have`);
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
  for (const [file, source] of Object.entries(folder)) {
    if (!file.endsWith('.hbs')) continue;
    const path = `${output}/${file}`;
    const template = handlebars.compile(parsed(path, source, rules), options);
    const name = file.slice(0, -'.hbs'.length);
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
  return (name, context) => {
    const template = compiled.get(name);
    if (template === undefined) throw new TemplateError(`there is no template ${output}/${name}.hbs`);
    try {
      return template(context, { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false });
    } catch (cause) {
      throw cause instanceof TemplateError && cause.message.includes('.hbs') ? cause : explained(`${output}/${name}.hbs`, cause);
    }
  };
}
