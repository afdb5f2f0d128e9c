/**
 * Paths, payload templates and intrinsic functions of the Amazon States Language, as far as the state machines here use them.
 * https://states-language.net/spec.html, https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */

/** What paths of a state are looked up in. */
export interface Scope {
  input: unknown;
  /** `$$`. */
  context: unknown;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at `$.a[0].b`, `$.a[*].b` or `$$.a`. Throws where there is nothing. */
export function valueAt(path: string, { input, context }: Scope): unknown {
  const steps = path.replace(/^\$\$?/, '').match(/\.[^.[]+|\[\d+\]|\[\*\]/g) ?? [];
  if (`${path.startsWith('$$') ? '$$' : '$'}${steps.join('')}` !== path) throw new Error(`${path} is no path that this reads`);
  return steps.reduce<unknown>(
    (value, step, index) => {
      if (step === '[*]') return value;
      // After [*] a name is looked up in each.
      if (steps.slice(0, index).includes('[*]') && Array.isArray(value)) return value.map((item) => child(item, step, path));
      return child(value, step, path);
    },
    path.startsWith('$$') ? context : input,
  );
}

function child(value: unknown, step: string, path: string): unknown {
  const found = Array.isArray(value) ? value[Number(step.slice(1, -1))] : isRecord(value) ? value[step.slice(1)] : undefined;
  if (found === undefined) throw new Error(`there is nothing at ${path}`);
  return found;
}

/** A payload template with every `"name.$"` put in. */
export function filled(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => filled(item, scope));
  if (!isRecord(template)) return template;
  const entries = Object.entries(template).map(([key, value]) =>
    key.endsWith('.$') ? [key.slice(0, -2), evaluated(String(value), scope)] : [key, filled(value, scope)],
  );
  return Object.fromEntries(entries);
}

function evaluated(text: string, scope: Scope): unknown {
  const reader = new ExpressionReader(text, scope);
  const value = reader.expression();
  if (!reader.isAtEnd) throw new Error(`more than one expression in ${text}`);
  return value;
}

const FUNCTIONS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  'States.Array': (...values) => values,
  'States.Format': (template, ...values) => {
    let next = 0;
    return String(template).replaceAll('{}', () => {
      if (next >= values.length) throw new Error(`States.Format has too few values for ${String(template)}`);
      return String(values[next++]);
    });
  },
  'States.JsonToString': (value) => JSON.stringify(value),
};

class ExpressionReader {
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly scope: Scope,
  ) {}

  get isAtEnd(): boolean {
    return this.#at === this.text.length;
  }

  #take(pattern: RegExp): string | null {
    const match = new RegExp(pattern, 'y');
    match.lastIndex = this.#at;
    const found = match.exec(this.text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  expression(): unknown {
    const literal = this.#take(/'(?:[^'\\]|\\.)*'/);
    if (literal !== null) return literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    const path = this.#take(/\$[^,)\s]*/);
    if (path !== null) return valueAt(path, this.scope);
    const name = this.#take(/States\.\w+/) ?? '';
    const run = FUNCTIONS[name];
    if (run === undefined || this.#take(/\(/) === null) throw new Error(`${this.text} cannot be read at ${this.#at}`);
    const values: unknown[] = [];
    while (this.#take(/\)/) === null) {
      if (values.length > 0 && this.#take(/,\s*/) === null) throw new Error(`${this.text} lacks a comma at ${this.#at}`);
      values.push(this.expression());
    }
    return run(...values);
  }
}
