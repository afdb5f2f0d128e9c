import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runCollection } from '../collecting.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { judgeAndReport, rulesOf } from '../judging.js';
import { delivered, withSnapshot } from '../output.js';
import { startFrom } from '../simulating.js';

/** The simulated endpoint takes any key; whatever credentials and profiles this machine has stay out of it. */
function useDemoCredentials(): void {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL']) delete process.env[name];
  process.env.AWS_ACCESS_KEY_ID = 'AKIAFLEETAUDITORDEMO';
  process.env.AWS_SECRET_ACCESS_KEY = 'not-a-secret';
  process.env.AWS_REGION = 'us-east-1';
}

/** `demo`: audit the simulated endpoint with the real SDK over HTTP. A report for a bucket goes there with the caller's own credentials. */
export const run = delivered(async ({ options, log, told }): Promise<ExitCode> => {
  const rules = await rulesOf(options);
  useDemoCredentials();
  const simulator = await startFrom(options);
  log.info(`simulated AWS endpoint at ${simulator.url}, accounts ${simulator.accounts.join(', ')}`);
  try {
    // Nobody else draws on the quotas of a simulated account.
    const live = { ...options, endpointUrl: simulator.url, quotaShare: 1, end: simulator.end };
    const { result, ended } = await runCollection(live, rules, options.output, log);
    if (result === null || result.snapshot === null) return ended() ?? EXIT.interrupted;
    let files: readonly string[] = [];
    const code = await judgeAndReport(result.snapshot, rules, options, log, {}, (written) => {
      const shown = told(withSnapshot(written, result.snapshot));
      files = shown.files;
      return shown;
    });
    const html = files.find((file) => file.endsWith('report.html'));
    if (html !== undefined) process.stdout.write(`\nOpen ${pathToFileURL(resolve(html)).href}\n`);
    return ended() ?? code;
  } finally {
    await simulator.close();
  }
});
