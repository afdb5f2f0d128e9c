import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LoadedPolicy } from '../model/policy.js';
import { UserError } from '../model/user-error.js';
import { adopt, BUILT_IN } from './shape.js';

/** Files that may hold a policy: TypeScript in a checkout, JavaScript in the package, modules in a user's folder. */
const BUILT_IN_EXTENSIONS = ['.ts', '.js'];
const USER_EXTENSIONS = ['.mjs', '.js'];

interface PolicyFile {
  file: string;
  /** Ids that the file's place allows: `<folder>-<file>`, and in a user's folder `<file>` alone. */
  ids: readonly string[];
  origin: string;
}

/** Policy files of one folder and of the folders right in it, sorted by path; hidden ones, declarations and node_modules left out. */
function policyFiles(directory: string, extensions: readonly string[], builtIn: boolean): PolicyFile[] {
  const isPolicy = (name: string): boolean => extensions.includes(extname(name)) && !name.endsWith('.d.ts') && !name.startsWith('.');
  const files: PolicyFile[] = [];
  const add = (file: string, folder: string | null): void => {
    const name = basename(file, extname(file));
    const ids = [...(folder === null ? [] : [`${folder}-${name}`]), ...(builtIn ? [] : [name])];
    files.push({ file, ids, origin: builtIn ? BUILT_IN : file });
  };
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = join(directory, entry.name);
    if (!entry.isDirectory()) {
      if (!builtIn && isPolicy(entry.name)) add(path, null);
      continue;
    }
    for (const name of readdirSync(path)) if (isPolicy(name)) add(join(path, name), entry.name);
  }
  return files.sort((a, b) => (a.file < b.file ? -1 : 1));
}

type Exported = { value: unknown } | { problem: string };

async function defaultOf(file: string): Promise<Exported> {
  const module: unknown = await import(pathToFileURL(file).href);
  if (typeof module === 'object' && module !== null && 'default' in module) return { value: module.default };
  return { problem: 'has no default export' };
}

/** Code that cannot be read or run is the user's problem to see, in one line. */
async function exportedBy(file: string): Promise<Exported> {
  try {
    return await defaultOf(file);
  } catch (error) {
    const [firstLine] = String(error instanceof Error ? error.message : error).split('\n', 1);
    return { problem: `cannot be loaded: ${firstLine ?? 'unknown error'}` };
  }
}

/** One file of a folder of policies: the policy, or what is wrong with it. */
export interface CheckedFile {
  file: string;
  policy: LoadedPolicy | null;
  problems: readonly string[];
}

/** What files of the built-in folder export, by path in it, where the build has joined them: each file that is opened delays the start. */
async function joinedExports(directory: string): Promise<ReadonlyMap<string, unknown>> {
  const file = join(directory, 'joined.js');
  const exported = existsSync(file) ? await defaultOf(file) : { value: {} };
  const values = 'value' in exported && typeof exported.value === 'object' && exported.value !== null ? exported.value : {};
  return new Map(Object.entries(values).map(([path, value]) => [join(directory, path), value]));
}

async function check({ file, ids, origin }: PolicyFile, joined?: ReadonlyMap<string, unknown>): Promise<CheckedFile> {
  const exported = joined?.has(file) ? { value: joined.get(file) } : await exportedBy(file);
  if ('problem' in exported) return { file, policy: null, problems: [exported.problem] };
  const adopted = adopt(exported.value, origin);
  if ('problems' in adopted) return { file, policy: null, problems: adopted.problems };
  const { policy } = adopted;
  if (ids.includes(policy.meta.id)) return { file, policy, problems: [] };
  return {
    file,
    policy: null,
    problems: [`meta.id: is "${policy.meta.id}", but the file's place says ${ids.map((id) => `"${id}"`).join(' or ')}`],
  };
}

function userFolder(directory: string): string {
  const path = resolve(directory);
  if (!existsSync(path)) throw new UserError(`the folder of policies ${directory} does not exist`);
  if (!statSync(path).isDirectory())
    throw new UserError(`${directory} is a file, not a folder of policies`, { hint: 'Name the folder that it lies in.' });
  return path;
}

/** Files whose id another file has already. */
function withoutDuplicates(files: readonly CheckedFile[], taken: ReadonlyMap<string, string>): CheckedFile[] {
  const seen = new Map(taken);
  return files.map((checked) => {
    if (checked.policy === null) return checked;
    const { id } = checked.policy.meta;
    const first = seen.get(id);
    if (first === undefined) {
      seen.set(id, checked.file);
      return checked;
    }
    return { file: checked.file, policy: null, problems: [`meta.id: "${id}" is taken by ${first}`] };
  });
}

function failOn(files: readonly CheckedFile[]): LoadedPolicy[] {
  const bad = files.find(({ problems }) => problems.length > 0);
  if (bad !== undefined) {
    throw new UserError(`${bad.file}: ${bad.problems[0] ?? 'is no policy'}`, {
      hint: '`fleet-auditor policies check DIR` lists everything that is wrong.',
    });
  }
  return files.flatMap(({ policy }) => (policy === null ? [] : [policy]));
}

/**
 * Loads the built-in policies and those of the user's folders, sorted by id. Nothing keeps a list of them: a file in the
 * folder is a policy. Code in the user's folders is run. Throws a UserError for a folder that is missing or empty, for a file that
 * exports no policy, and for an id that two files have.
 */
export async function loadPolicies(from: { builtInDir: string; userDirs: readonly string[] }): Promise<LoadedPolicy[]> {
  const files = policyFiles(from.builtInDir, BUILT_IN_EXTENSIONS, true);
  for (const directory of from.userDirs) {
    const own = policyFiles(userFolder(directory), USER_EXTENSIONS, false);
    if (own.length === 0) throw new UserError(`the folder of policies ${directory} holds no .mjs file`);
    files.push(...own);
  }
  const joined = await joinedExports(from.builtInDir);
  const checked = await Promise.all(files.map((file) => check(file, joined)));
  return failOn(withoutDuplicates(checked, new Map())).sort((a, b) => (a.meta.id < b.meta.id ? -1 : 1));
}

/**
 * Checks a user's folder: every file with all of its problems. The built-in policies' ids count as taken.
 * Throws a UserError where the folder is missing or holds no policy file.
 */
export async function checkPolicies(directory: string, builtIn: readonly LoadedPolicy[]): Promise<CheckedFile[]> {
  const own = policyFiles(userFolder(directory), USER_EXTENSIONS, false);
  if (own.length === 0) throw new UserError(`the folder of policies ${directory} holds no .mjs file`);
  const taken = new Map(builtIn.map(({ meta, origin }) => [meta.id, origin === BUILT_IN ? 'a built-in policy' : origin]));
  return withoutDuplicates(await Promise.all(own.map((file) => check(file))), taken);
}
