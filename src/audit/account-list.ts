import type { AccountEntry } from '../aws/accounts.js';
import { openCaller } from '../aws/caller.js';
import { type CoverageEntry, isComplete } from '../model/coverage.js';
import { requireOutputFiles, writeWhole } from '../output/write-whole.js';
import type { CollectOptions } from './collect.js';
import { scopeOptionsOf } from './scope-options.js';

/** The file that `accounts list` writes and `--accounts` reads. */
export const ACCOUNTS_FILE = 'accounts.json';

export type AccountListOptions = Parameters<typeof scopeOptionsOf>[0] & Pick<CollectOptions, 'output'>;

export interface AccountList {
  /** The file that was written. */
  path: string;
  accounts: readonly AccountEntry[];
  /** Accounts of the organization that are left out, and why. */
  skipped: CoverageEntry[];
}

/**
 * Writes the accounts that a run with these options would be about, one list for all parts of it; none of them is entered. Throws a
 * UserError where they cannot be listed or the folder cannot be written to.
 */
export async function writeAccountList(options: AccountListOptions): Promise<AccountList> {
  await requireOutputFiles(options.output, [ACCOUNTS_FILE]);
  const { entries, coverage } = await openCaller(await scopeOptionsOf(options));
  // A list at the top level, as a state machine reads its items from a file.
  const text = `[\n${entries.map((entry) => `  ${JSON.stringify(entry)}`).join(',\n')}\n]\n`;
  const path = await writeWhole(options.output, ACCOUNTS_FILE, text);
  const skipped = coverage.filter((entry) => entry.status === 'skipped' || !isComplete(entry));
  return { path, accounts: entries, skipped };
}
