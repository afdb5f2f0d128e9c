import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Delivery, localSnapshots, type TrendSource, UserError, writeTrend } from '../../index.js';
import { DEFAULT_FORMATS } from '../../model/report-format.js';
import { EXIT, type ExitCode } from '../exit-codes.js';
import { redactionOf, rulesOf } from '../judging.js';
import { delivered, isS3Url } from '../output.js';
import { trendText } from '../summary.js';
import { withTemporaryFolder } from '../temporary-folder.js';

/** Parts of runs can be as many as accounts. */
const LINES_OF_LEFT_OUT = 20;

/** A bucket's snapshots, of which each is fetched when its turn comes: a year of a large fleet is larger than a task's disk. */
async function storedIn(delivery: Delivery | null, url: string, folder: string): Promise<TrendSource[]> {
  const stored = (await delivery?.snapshots(url)) ?? [];
  return stored.map(({ url: name, fetch }) => ({
    name,
    use: async (work) => {
      const path = join(folder, 'snapshot.json.gz');
      try {
        await fetch(path);
        return await work(path);
      } finally {
        await rm(path, { force: true });
      }
    },
  }));
}

/** `trend PLACE...`: judge every snapshot there by the same rules, and say what became of cost, savings and coverage. */
export const run = delivered(
  async ({ options, args, log, delivery, wrote }): Promise<ExitCode> => {
    const rules = await rulesOf(options);
    const redact = await redactionOf(options);
    return withTemporaryFolder(async (folder) => {
      const sources: TrendSource[] = [];
      for (const place of args) {
        const found = isS3Url(place) ? await storedIn(delivery, place, folder) : await localSnapshots(place);
        if (found.length === 0) {
          throw new UserError(`there is no snapshot in ${place}`, {
            hint: 'Snapshots are the snapshot.json.gz that audit and collect write.',
          });
        }
        sources.push(...found);
      }
      const { output, templates } = options;
      const formats = DEFAULT_FORMATS.filter((format) => options.format.includes(format));
      const onSnapshot = (name: string): void => log.info(`judging ${name}`);
      const { document, leftOut, files } = await writeTrend(sources, rules, { formats, output, templates, redact, onSnapshot });
      for (const line of leftOut.slice(0, LINES_OF_LEFT_OUT)) log.warn(`left out: ${line}`);
      if (leftOut.length > LINES_OF_LEFT_OUT) log.warn(`left out: ${leftOut.length - LINES_OF_LEFT_OUT} more, which the trend names`);
      process.stdout.write(`${trendText(document)}\n${files.map(wrote).join('')}`);
      return EXIT.done;
    });
  },
  { fetch: false },
);
