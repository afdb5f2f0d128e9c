import { checkPolicies, describePolicies, UserError } from '../../index.js';
import { suggestion } from '../../model/nearest-name.js';
import { counted } from '../../model/quantity.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { rulesOf } from '../judging.js';
import { parsed } from '../parsed.js';

type Policy = Awaited<ReturnType<typeof describePolicies>>[number];

const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** `policies list`: one line each. */
export async function list(raw: Record<string, unknown>): Promise<ExitCode> {
  const policies = await describePolicies(await rulesOf(parsed(raw)));
  const width = Math.max(...policies.map(({ meta }) => meta.id.length));
  print(
    policies.map(
      ({ meta, severity, origin }) =>
        `${meta.id.padEnd(width)}  ${severity.padEnd(6)}  ${meta.title}${origin === 'built-in' ? '' : ` (${origin})`}`,
    ),
  );
  return EXIT.done;
}

const valueText = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value));

/** What one override makes of a policy: each value that it sets, and the one that holds elsewhere. */
function overrideLines({ source, match, enabled, severity, options }: Policy['overrides'][number]): string[] {
  const where = Object.entries(match).map(([key, glob]) => `${key} ${glob}`);
  const set = ({ value, elsewhere }: { value: unknown; elsewhere: unknown }) => `${valueText(value)} (elsewhere ${valueText(elsewhere)})`;
  return [
    `  ${source}, where ${where.join(' and ')}:`,
    ...(enabled === null ? [] : [`    enabled = ${set(enabled)}`]),
    ...(severity === null ? [] : [`    severity = ${set(severity)}`]),
    ...options.map((option) => `    ${option.name} = ${set(option)}`),
  ];
}

/** `policies show ID`: why, and every option with its value in effect and where that comes from, overrides among them. */
export async function show(raw: Record<string, unknown>, [id = '']: readonly string[]): Promise<ExitCode> {
  const rules = await rulesOf(parsed(raw));
  const policies = await describePolicies(rules);
  const policy = policies.find(({ meta }) => meta.id === id);
  if (policy === undefined) {
    const ids = policies.map(({ meta }) => meta.id);
    throw new UserError(`there is no policy ${id}${suggestion(id, ids)}`, { hint: '`fleet-auditor policies list` names them all.' });
  }
  const { meta, severity, severitySource, options, origin, enabled, overrides } = policy;
  const state = enabled.value ? '' : `, left out (${enabled.source})`;
  const lines = [`${meta.id}: ${meta.title}`, `severity ${severity} (${severitySource}), ${origin}${state}`, '', meta.rationale];
  if (options.length > 0) lines.push('', 'Options:');
  for (const { name, spec, value, source } of options) {
    const unit = 'unit' in spec ? ` ${spec.unit}` : '';
    const bounds = 'minimum' in spec ? `, from ${spec.minimum} to ${spec.maximum}` : '';
    lines.push(`  ${name} = ${valueText(value)}${unit} (${source}${bounds})`, `    ${spec.description}`);
    if (spec.source !== undefined) lines.push(`    default from: ${spec.source}`);
  }
  if (overrides.length > 0)
    lines.push('', 'Overrides (where several match a resource, the later one wins):', ...overrides.flatMap(overrideLines));
  lines.push('', 'Sources:', ...meta.links.map(({ title, url }) => `  ${title}: ${url}`));
  print(lines);
  return EXIT.done;
}

/** `policies check DIR`: every file with all that is wrong with it. */
export async function check(_raw: Record<string, unknown>, [folder = '']: readonly string[]): Promise<ExitCode> {
  const files = await checkPolicies(folder);
  const problems = files.flatMap(({ file, problems: found }) => found.map((problem) => `${file}: ${problem}`));
  print([...files.flatMap(({ file, policy }) => (policy === null ? [] : [`${file}: ${policy.meta.id} is fine`])), ...problems]);
  if (problems.length > 0) throw new UserError(`${counted(problems.length, 'problem')} in the policies of ${folder}`);
  return EXIT.done;
}
