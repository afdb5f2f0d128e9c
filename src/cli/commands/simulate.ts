import { EXIT, type ExitCode } from '../exit-codes.js';
import { logFrom } from '../log.js';
import { parsed } from '../parsed.js';
import { watchSignals } from '../signals.js';
import { startFrom } from '../simulating.js';

/** `simulate`: serve the simulated endpoint until a signal comes. The first line on stdout is its URL. */
export async function run(raw: Record<string, unknown>): Promise<ExitCode> {
  const options = parsed(raw);
  const log = logFrom(options);
  const simulator = await startFrom(options);
  process.stdout.write(`${simulator.url}\n`);
  log.info(`accounts ${simulator.accounts.join(', ')}; now is ${simulator.end}; any AWS client, any access key:`);
  log.info(
    `  AWS_ENDPOINT_URL=${simulator.url} AWS_ACCESS_KEY_ID=x AWS_SECRET_ACCESS_KEY=x AWS_REGION=us-east-1 aws ec2 describe-instances`,
  );
  await new Promise<void>((resolve) => {
    watchSignals(() => resolve());
  });
  await simulator.close();
  return EXIT.done;
}
