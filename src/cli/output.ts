import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Delivery,
  type Destination,
  embeddedMetrics,
  type NotifyTarget,
  openDelivery,
  parseNotifyTarget,
  type RunSummary,
  runSummary,
  toolIdentity,
  UserError,
  type WrittenReports,
} from '../index.js';
import type { ExitCode } from './exit-codes.js';
import { type Log, logFrom } from './log.js';
import { type Options, parsed } from './parsed.js';

/** Told of reports once they are written; gives them back as the summary is to show them. */
export type Told = (written: WrittenReports) => WrittenReports;
type Work = (options: Options, log: Log, told: Told, args: readonly string[]) => Promise<ExitCode>;

/** The namespace of the metrics, where the environment names none: the variable of AWS's own libraries for this format. */
const NAMESPACE = 'FleetAuditor';

/** What a run has to reach outside of its folder. */
interface Outside {
  delivery: Delivery;
  targets: readonly NotifyTarget[];
  destination: Destination | null;
  /** Gone when the run is over. */
  folder: string;
}

/** A command whose output may go to a bucket, and of which somebody may be told. Everything is checked before the work begins. */
export function delivered(work: Work): (raw: Record<string, unknown>, args: readonly string[]) => Promise<ExitCode> {
  return async (raw, args) => {
    const options = parsed(raw);
    const log = logFrom(options);
    const reports: WrittenReports[] = [];
    const told: Told = (written) => {
      reports.push(written);
      return isS3Url(options.output) ? { ...written, files: [] } : written;
    };
    const outside = await open(options, args);
    try {
      const code = outside === null ? await work(options, log, told, args) : await workAside(outside, options, log, told, args, work);
      const link = outside?.destination == null ? null : await put(outside, outside.destination);
      const [written] = reports;
      if (written !== undefined) await tell(await runSummary(written.model), link, options, log, outside);
      return code;
    } finally {
      outside?.delivery.close();
      if (outside !== null) await rm(outside.folder, { recursive: true, force: true });
    }
  };
}

const isS3Url = (text: string): boolean => /^s3:/i.test(text);

const reportsTo = (folder: string): string => join(folder, 'output');

async function open(options: Options, args: readonly string[]): Promise<Outside | null> {
  const { output, compare, notify, profile, endpointUrl, plan } = options;
  const targets = await Promise.all(notify.map(parseNotifyTarget));
  if (targets.length === 0 && ![output, compare ?? '', ...args].some(isS3Url)) return null;
  const delivery = await openDelivery({ profile, endpointUrl, signal: new AbortController().signal });
  const folder = await mkdtemp(join(tmpdir(), 'fleet-auditor-'));
  try {
    const tool = toolIdentity();
    const toBucket = isS3Url(output) && plan !== true;
    const destination = toBucket ? await delivery.destination(output, `${tool.name} ${tool.version}`, new Date()) : null;
    if (isS3Url(output)) await mkdir(reportsTo(folder));
    return { delivery, targets, destination, folder };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** The same work, with local files in place of all that is in buckets. */
async function workAside(
  { delivery, folder }: Outside,
  options: Options,
  log: Log,
  told: Told,
  args: readonly string[],
  work: Work,
): Promise<ExitCode> {
  const fetched = async (url: string, index: number): Promise<string | null> => {
    const own = join(folder, `input-${index}`);
    await mkdir(own);
    return delivery.snapshot(url, own);
  };
  const localArgs: string[] = [];
  for (const [index, arg] of args.entries()) {
    const path = isS3Url(arg) ? await fetched(arg, index) : arg;
    if (path === null) throw new UserError(`there is no snapshot at ${arg}`);
    localArgs.push(path);
  }
  const { compare, output, ...others } = options;
  const earlier = compare !== undefined && isS3Url(compare) ? await fetched(compare, args.length) : (compare ?? null);
  if (compare !== undefined && earlier === null) log.info(`there is no snapshot at ${compare} yet: nothing is compared`);
  const local = { ...others, output: isS3Url(output) ? reportsTo(folder) : output, ...(earlier === null ? {} : { compare: earlier }) };
  return work(local, log, told, localArgs);
}

async function put({ folder }: Outside, destination: Destination): Promise<string | null> {
  const { keys, url, link } = await destination.put(reportsTo(folder), new Date());
  if (keys.length === 0) return null;
  process.stdout.write(`delivered ${keys.length} files to ${url}\n`);
  return link;
}

/** Tells whoever is to be told. A message that does not arrive is a warning: the report is there. */
async function tell(summary: RunSummary, link: string | null, options: Options, log: Log, outside: Outside | null): Promise<void> {
  for (const target of outside?.targets ?? []) {
    try {
      await outside?.delivery.notify(target, summary, link);
    } catch (error) {
      log.warn(`${target.name} was not told: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (options.logFormat !== 'json') return;
  const event = await embeddedMetrics(summary, process.env.AWS_EMF_NAMESPACE || NAMESPACE, new Date());
  process.stderr.write(`${JSON.stringify(event)}\n`);
}
