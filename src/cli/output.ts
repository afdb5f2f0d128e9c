import { mkdir } from 'node:fs/promises';
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
  type WrittenReports,
} from '../index.js';
import { counted } from '../model/quantity.js';
import type { ExitCode } from './exit-codes.js';
import { fetchedFile, fetchedSnapshot, fetchedSnapshots } from './inputs.js';
import { type Log, logFrom } from './log.js';
import { type Options, parsed } from './parsed.js';
import { type SignalWatch, watchSignals } from './signals.js';
import { StandIns } from './stand-ins.js';
import { withTemporaryFolder } from './temporary-folder.js';

/** Told of reports once they are written; gives them back as the summary is to show them. */
export type Told = (written: WrittenReports) => WrittenReports;

/** Reports with the snapshot that was written for them, which the summary names among the files. */
export const withSnapshot = (written: WrittenReports, snapshot: string | null): WrittenReports =>
  snapshot === null ? written : { ...written, files: [...written.files, snapshot] };

/** What a command works with: its options and arguments with local files in place of all that is in buckets. */
export interface Work {
  options: Options;
  args: readonly string[];
  /** The arguments as they were given. */
  given: readonly string[];
  log: Log;
  told: Told;
  /** The line that says where a file is; empty where it is on its way to a bucket, of which is told once it is there. */
  wrote(path: string): string;
  /** Open where a bucket is read or written, or somebody is told. */
  delivery: Delivery | null;
}

/** The namespace of the metrics, where the environment names none: the variable of AWS's own libraries for this format. */
const NAMESPACE = 'FleetAuditor';

/** What a run has to reach outside of its folder. */
interface Outside {
  delivery: Delivery;
  targets: readonly NotifyTarget[];
  destination: Destination | null;
  /** Gone when the run is over. */
  folder: string;
  standIns: StandIns;
}

interface Inputs {
  /** True where arguments in buckets are the snapshots that the work reads; else it looks there itself. */
  fetch: boolean;
}

export const isS3Url = (text: string): boolean => /^s3:/i.test(text);

/** A command whose output may go to a bucket, and of which somebody may be told. Everything is checked before the work begins. */
export function delivered(
  work: (given: Work) => Promise<ExitCode>,
  inputs: Inputs = { fetch: true },
): (raw: Record<string, unknown>, args: readonly string[]) => Promise<ExitCode> {
  return async (raw, args) => {
    const options = parsed(raw);
    const log = logFrom(options);
    const targets = await Promise.all(options.notify.map(parseNotifyTarget));
    if (targets.length > 0 || [options.output, options.compare ?? '', options.accounts ?? '', ...args].some(isS3Url)) {
      return withTemporaryFolder((folder) => outsideWork({ targets, folder }, { options, args, log }, inputs, work));
    }
    const reports: WrittenReports[] = [];
    const told: Told = (written) => {
      reports.push(written);
      return written;
    };
    const code = await work({ options, args, given: args, log, told, wrote: (path) => `wrote ${path}\n`, delivery: null });
    await tellOf(reports, null, options, log, null);
    return code;
  };
}

async function outsideWork(
  { targets, folder }: Pick<Outside, 'targets' | 'folder'>,
  given: Pick<Work, 'options' | 'args' | 'log'>,
  inputs: Inputs,
  work: (given: Work) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { output, profile, endpointUrl, plan } = given.options;
  const standIns = new StandIns();
  const delivery = await openDelivery({ profile, endpointUrl, signal: new AbortController().signal });
  let watch: SignalWatch | null = null;
  try {
    const { name, version } = toolIdentity();
    const destination = isS3Url(output) && plan !== true ? await delivery.destination(output, `${name} ${version}`, new Date()) : null;
    // What is there goes to the bucket whenever a signal comes: a task that is told to stop has two minutes.
    const whenStopped = (ending: string): void => given.log.warn(`${ending}: delivering what there is; once more ends at once`);
    watch = destination === null ? null : watchSignals(whenStopped);
    const code = await workAside({ delivery, targets, destination, folder, standIns }, given, inputs, work);
    return watch?.code() ?? code;
  } catch (error) {
    throw standIns.error(error);
  } finally {
    watch?.stop();
    delivery.close();
  }
}

/** The work with local files in place of all that is in buckets, then the way of its output to where it belongs. */
async function workAside(
  outside: Outside,
  { options, args, log }: Pick<Work, 'options' | 'args' | 'log'>,
  inputs: Inputs,
  work: (given: Work) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { delivery, destination, folder, standIns } = outside;
  const { compare, output, accounts, ...others } = options;
  const localArgs: string[] = [];
  for (const [index, arg] of args.entries()) {
    localArgs.push(...(isS3Url(arg) && inputs.fetch ? await fetchedSnapshots(outside, arg, `input-${index}`) : [arg]));
  }
  const earlier = compare !== undefined && isS3Url(compare) ? await fetchedSnapshot(outside, compare, 'earlier') : (compare ?? null);
  const listed = accounts !== undefined && isS3Url(accounts) ? await fetchedFile(outside, accounts) : accounts;
  if (compare !== undefined && earlier === null) log.info(`there is no snapshot at ${compare} yet: nothing is compared`);
  const reports: WrittenReports[] = [];
  const local = isS3Url(output) ? join(folder, 'output') : output;
  if (local !== output) {
    await mkdir(local);
    standIns.add(local, output);
  }
  const code = await work({
    options: {
      ...others,
      output: local,
      ...(earlier === null ? {} : { compare: earlier }),
      ...(listed === undefined ? {} : { accounts: listed }),
    },
    args: localArgs,
    given: args,
    log: standIns.log(log),
    told: (written) => {
      reports.push(written);
      return destination === null ? written : { ...written, files: [] };
    },
    wrote: (path) => (standIns.has(path) ? '' : `wrote ${path}\n`),
    delivery,
  });
  const link = destination === null ? null : await put(local, destination);
  await tellOf(reports, link, options, log, outside);
  return code;
}

async function put(folder: string, destination: Destination): Promise<string | null> {
  const { keys, url, link } = await destination.put(folder, new Date());
  if (keys.length === 0) return null;
  process.stdout.write(`delivered ${counted(keys.length, 'file')} to ${url}\n`);
  return link;
}

/** Tells whoever is to be told. A message that does not arrive is a warning: the report is there. */
async function tellOf(
  [written]: readonly WrittenReports[],
  link: string | null,
  options: Options,
  log: Log,
  outside: Outside | null,
): Promise<void> {
  if (written === undefined) return;
  const summary: RunSummary = await runSummary(written.model);
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
