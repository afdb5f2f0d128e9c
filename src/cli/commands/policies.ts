import { checkPolicies, describePolicies, UserError } from '../../index.js';
import { suggestion } from '../../model/nearest-name.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { rulesOf } from '../judging.js';
import { parsed } from '../parsed.js';

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

/** `policies show ID`: why, and every option with its value in effect and where that comes from. */
export async function show(raw: Record<string, unknown>, [id = '']: readonly string[]): Promise<ExitCode> {
  const policies = await describePolicies(await rulesOf(parsed(raw)));
  const policy = policies.find(({ meta }) => meta.id === id);
  if (policy === undefined) {
    const ids = policies.map(({ meta }) => meta.id);
    throw new UserError(`there is no policy ${id}${suggestion(id, ids)}`, { hint: '`fleet-auditor policies list` names them all.' });
  }
  const { meta, severity, options, origin } = policy;
  const lines = [`${meta.id}: ${meta.title}`, `severity ${severity}, ${origin}`, '', meta.rationale];
  if (options.length > 0) lines.push('', 'Options:');
  for (const { name, spec, value, source } of options) {
    const unit = 'unit' in spec ? ` ${spec.unit}` : '';
    const bounds = 'minimum' in spec ? `, from ${spec.minimum} to ${spec.maximum}` : '';
    lines.push(`  ${name} = ${String(value)}${unit} (${source}${bounds})`, `    ${spec.description}`);
    if (spec.source !== undefined) lines.push(`    default from: ${spec.source}`);
  }
  lines.push('', 'Sources:', ...meta.links.map(({ title, url }) => `  ${title}: ${url}`));
  print(lines);
  return EXIT.done;
}

/** `policies check DIR`: every file with all that is wrong with it. */
export async function check(_raw: Record<string, unknown>, [folder = '']: readonly string[]): Promise<ExitCode> {
  const files = await checkPolicies(folder);
  const problems = files.flatMap(({ file, problems: found }) => found.map((problem) => `${file}: ${problem}`));
  print([...files.flatMap(({ file, policy }) => (policy === null ? [] : [`${file}: ${policy.meta.id} is fine`])), ...problems]);
  if (problems.length > 0) throw new UserError(`${problems.length} problems in the policies of ${folder}`);
  return EXIT.done;
}
