import { refreshPrices } from '../../index.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { logFrom } from '../log.js';
import { parsed } from '../parsed.js';
import { untilStopped } from '../signals.js';

/** `prices refresh`: write a price file from the Price List API. */
export async function refresh(raw: Record<string, unknown>): Promise<ExitCode> {
  const options = parsed(raw);
  const log = logFrom(options);
  return untilStopped(
    (ending) => log.warn(`${ending}: no price file is written`),
    async (watch) => {
      const { path, rows, notes } = await refreshPrices({
        output: options.output,
        regions: options.regions,
        profile: options.profile,
        endpointUrl: options.endpointUrl,
        signal: watch.signal,
        onRegion: (region, count) => log.info(`${region}: ${count} prices`),
      });
      for (const note of notes) log.warn(note);
      process.stdout.write(`wrote ${path}\n${rows.ec2} prices of EC2, ${rows.fargate} of Fargate, ${rows.lambda} of Lambda\n`);
      return EXIT.done;
    },
  );
}
