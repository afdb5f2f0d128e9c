import { basename, dirname } from 'node:path';
import { requireOutputFiles, writeWhole } from '../output/write-whole.js';
import { type RefreshOptions, refreshPrices } from '../pricing/refresh.js';

export interface PriceRefreshOptions extends Pick<RefreshOptions, 'signal' | 'onRegion' | 'limits'> {
  /** File to write. */
  output: string;
  /** The region that the environment or the profile names, where absent. */
  regions?: readonly string[] | undefined;
  profile?: string | undefined;
  endpointUrl?: string | undefined;
  /** Now, where absent. */
  now?: Date | undefined;
}

export interface PriceRefreshResult {
  path: string;
  rows: { ec2: number; fargate: number; lambda: number };
  /** What of the list could not be used, in words. */
  notes: string[];
}

/**
 * Writes the file that `--prices` reads, whole or not at all: the one of before stays until every region's prices have come. Throws a
 * UserError where the file cannot be written, or the prices cannot be read.
 */
export async function writeRefreshedPrices(options: PriceRefreshOptions): Promise<PriceRefreshResult> {
  const folder = dirname(options.output);
  await requireOutputFiles(folder, [basename(options.output)]);
  const { file, notes } = await refreshPrices({
    regions: options.regions ?? null,
    profile: options.profile ?? null,
    endpoint: options.endpointUrl ?? null,
    now: options.now ?? new Date(),
    signal: options.signal,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.onRegion === undefined ? {} : { onRegion: options.onRegion }),
  });
  const { ec2, fargate, lambda, ...head } = file;
  // One price a line: a diff of two files shows which prices moved.
  const list = (rows: readonly unknown[]) => (rows.length === 0 ? '[]' : `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`);
  const fields = Object.entries(head).map(([name, value]) => `"${name}": ${JSON.stringify(value)}`);
  const text = `{\n${[...fields, `"ec2": ${list(ec2)}`, `"fargate": ${list(fargate)}`, `"lambda": ${list(lambda)}`].join(',\n')}\n}\n`;
  const path = await writeWhole(folder, basename(options.output), text);
  return { path, rows: { ec2: ec2.length, fargate: fargate.length, lambda: lambda.length }, notes };
}
