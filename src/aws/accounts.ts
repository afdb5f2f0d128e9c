import { parseDocument, visit } from 'yaml';
import * as z from 'zod';
import { readLimited, TooLarge } from '../input/limited-file.js';
import { isTooDeepYaml, repeatedKey } from '../input/yaml-bounds.js';
import { UserError } from '../model/user-error.js';

const MAXIMUM_FILE_BYTES = 5_000_000;

const accountEntrySchema = z.strictObject({
  id: z
    .string({
      error: ({ input }) => (input === undefined ? 'each account needs its id' : 'an id must be quoted: YAML takes it for a number'),
    })
    .regex(/^\d{12}$/, 'an account id has twelve digits (quote it, so that YAML keeps leading zeros)'),
  name: z.string().min(1).optional(),
  /** Assumed with the caller's credentials; absent: the caller's own account. */
  roleArn: z
    .string()
    .regex(/^arn:aws(-[a-z]+)*:iam::\d{12}:role\/.+$/, 'not the ARN of an IAM role')
    .optional(),
  externalId: z.string().min(2).max(1224).optional(),
  regions: z.array(z.string().min(1)).min(1).optional(),
  environment: z.string().min(1).optional(),
});
/** One account of `--accounts FILE`. */
export type AccountEntry = z.infer<typeof accountEntrySchema>;

const listSchema = z.array(accountEntrySchema).min(1, 'it names no account');
const accountsFileSchema = z.strictObject({ accounts: listSchema }, { error: 'it is neither a list of accounts nor one under "accounts"' });

/** Reads the accounts to audit from a YAML or JSON file: a list, or a list under `accounts`. Throws a UserError. */
export async function readAccountsFile(path: string): Promise<AccountEntry[]> {
  let text: string;
  try {
    text = readLimited(path, MAXIMUM_FILE_BYTES).toString('utf8');
  } catch (cause) {
    if (cause instanceof TooLarge) throw new UserError(`the accounts file ${cause.message}`);
    throw new UserError(`the accounts file ${path} cannot be read`, { cause });
  }
  const accounts = parseAccounts(text, path);
  const ids = new Set<string>();
  for (const { id } of accounts) {
    if (ids.has(id)) throw new UserError(`the accounts file ${path} names account ${id} twice`);
    ids.add(id);
  }
  return accounts;
}

function parseAccounts(text: string, path: string): AccountEntry[] {
  let data: unknown;
  try {
    if (isTooDeepYaml(text)) throw new RangeError('it is nested too deeply');
    const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false });
    const [error] = document.errors;
    if (error !== undefined) throw error;
    visit(document, {
      Map(_, node) {
        if (repeatedKey(node) !== null) throw new SyntaxError('a key stands twice in one mapping');
      },
    });
    // Aliases could unfold to a size far beyond the file's.
    data = document.toJS({ maxAliasCount: 0 });
  } catch (cause) {
    throw new UserError(`the accounts file ${path} is neither YAML nor JSON`, { cause });
  }
  const list = Array.isArray(data) ? listSchema.safeParse(data) : accountsFileSchema.safeParse(data);
  if (!list.success) {
    const issue = list.error.issues[0];
    const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
    throw new UserError(`the accounts file ${path} is not valid${where}: ${issue?.message ?? 'unknown reason'}`, {
      hint: 'Each account has id, and optionally name, roleArn, externalId, regions, environment.',
    });
  }
  return Array.isArray(list.data) ? list.data : list.data.accounts;
}
