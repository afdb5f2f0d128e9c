import { listAccounts, loadRules } from '../../index.js';
import { counted } from '../../model/quantity.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { delivered } from '../output.js';
import { scopeOf } from '../scope.js';
import { untilStopped } from '../signals.js';

/** `accounts list`: write the accounts that a run would be about, for `--accounts` of each of its parts. */
export const list = delivered(async ({ options, log, wrote }): Promise<ExitCode> => {
  return untilStopped(
    (ending) => log.warn(`${ending}: stopping`),
    async (watch) => {
      const { path, accounts, skipped } = await listAccounts({
        ...scopeOf(options),
        rules: await loadRules(),
        output: options.output,
        signal: watch.signal,
      });
      for (const { accountId, detail } of skipped) log.warn(`${accountId}: ${detail}`);
      const roles = accounts.filter(({ roleArn }) => roleArn !== undefined).length;
      process.stdout.write(`${wrote(path)}${counted(accounts.length, 'account')}, ${roles} of them to be entered by a role\n`);
      return EXIT.done;
    },
  );
});
