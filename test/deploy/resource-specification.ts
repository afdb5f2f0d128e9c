import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';

const database = loadAwsServiceSpecSync();

type Properties = ReturnType<typeof resourceOf>['properties'];
type Property = Properties[string];
type PropertyType = Property['type'];

function resourceOf(type: string) {
  return database.lookup('resource', 'cloudFormationType', 'equals', type).only();
}

/** The attributes that GetAtt finds on a resource of this type. */
export function attributesOf(type: string): string[] {
  return Object.keys(resourceOf(type).attributes);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The values that a property may come to: what a function gives is known by CloudFormation only, but for the branches of an If. */
function possible(value: unknown): unknown[] {
  if (!isObject(value)) return [value];
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return [value];
  if (name === 'Fn::If') {
    const branches = value[name];
    return Array.isArray(branches) ? branches.slice(1).flatMap(possible) : [];
  }
  return name === 'Ref' || name.startsWith('Fn::') ? [] : [value];
}

function problemsOfType(type: PropertyType, value: unknown, at: string): string[] {
  return possible(value).flatMap((one) => problemsOfValue(type, one, at));
}

function problemsOfValue(type: PropertyType, value: unknown, at: string): string[] {
  const wrong = [`${at}: ${JSON.stringify(value)} is no ${type.type}`];
  switch (type.type) {
    case 'string':
      return typeof value === 'string' ? [] : wrong;
    case 'number':
    case 'integer':
      return typeof value === 'number' ? [] : wrong;
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong;
    case 'tag':
      return isObject(value) && 'Key' in value && 'Value' in value ? [] : wrong;
    case 'array':
      return Array.isArray(value) ? value.flatMap((item, index) => problemsOfType(type.element, item, `${at}[${index}]`)) : wrong;
    case 'map':
      return isObject(value) ? Object.entries(value).flatMap(([key, item]) => problemsOfType(type.element, item, `${at}.${key}`)) : wrong;
    case 'ref':
      return isObject(value) ? problemsOfProperties(database.get('typeDefinition', type.reference.$ref).properties, value, at) : wrong;
    case 'union':
      return type.types.some((branch) => problemsOfValue(branch, value, at).length === 0) ? [] : wrong;
    default:
      // JSON, dates and the like: any shape.
      return [];
  }
}

function problemsOfProperties(properties: Properties, value: Record<string, unknown>, at: string): string[] {
  const unknown = Object.keys(value).filter((name) => properties[name] === undefined);
  const missing = Object.entries(properties).filter(([name, { required }]) => required === true && !(name in value));
  return [
    ...unknown.map((name) => `${at}.${name} is no property`),
    ...missing.map(([name]) => `${at}.${name} is missing`),
    ...Object.entries(value).flatMap(([name, one]) => {
      const property = properties[name];
      return property === undefined ? [] : problemsOfType(property.type, one, `${at}.${name}`);
    }),
  ];
}

/** What AWS's own specification of a resource type objects to; none where the type is unknown would be wrong, so that throws. */
export function problemsOfResource(name: string, type: string, properties: Record<string, unknown>): string[] {
  return problemsOfProperties(resourceOf(type).properties, properties, name);
}
