import type { Template } from './template-file.js';

/** What names stand for when a stack is made: parameters, and what Ref and GetAtt give of resources, as `Name` and `Name.Attribute`. */
export type Values = Readonly<Record<string, string>>;

/** A value of a template as CloudFormation would fill it in. Throws for a name that nothing stands for. */
export function resolved(value: unknown, template: Template, values: Values): unknown {
  const of = (name: string): string => {
    const given = values[name] ?? template.Parameters[name]?.Default;
    if (given === undefined) throw new Error(`nothing stands for ${name}`);
    return String(given);
  };
  const condition = (name: unknown): boolean => holds(template.Conditions[String(name)]);
  const holds = (test: unknown): boolean => {
    const [name, inner] = entryOf(test);
    if (name === 'Fn::Not' && Array.isArray(inner)) return !holds(inner[0]);
    if (name === 'Fn::Equals' && Array.isArray(inner)) return plain(inner[0]) === plain(inner[1]);
    throw new Error(`${JSON.stringify(test)} is no condition`);
  };
  const plain = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(plain).filter((item) => item !== NO_VALUE);
    if (typeof one !== 'object' || one === null) return one;
    const [name, inner] = entryOf(one);
    if (name === 'Ref') return inner === 'AWS::NoValue' ? NO_VALUE : of(String(inner));
    if (name === 'Fn::GetAtt' && Array.isArray(inner)) return of(inner.join('.'));
    if (name === 'Fn::Sub') {
      const [text, own] = Array.isArray(inner) ? [String(inner[0]), Object(inner[1])] : [String(inner), {}];
      return text.replace(/\$\{([^}]+)\}/g, (_, variable: string) => String(variable in own ? plain(own[variable]) : of(variable)));
    }
    if (name === 'Fn::Join' && Array.isArray(inner)) return String(plain(inner[1])).split(',').join(String(inner[0]));
    if (name === 'Fn::If' && Array.isArray(inner)) return plain(condition(inner[0]) ? inner[1] : inner[2]);
    return Object.fromEntries(Object.entries(one).flatMap(([key, child]) => (plain(child) === NO_VALUE ? [] : [[key, plain(child)]])));
  };
  return plain(value);
}

const NO_VALUE = Symbol('AWS::NoValue');

function entryOf(value: unknown): [string, unknown] {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return entries.length === 1 && entries[0] !== undefined ? entries[0] : ['', null];
}
