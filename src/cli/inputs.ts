import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Delivery, UserError } from '../index.js';
import type { StandIns } from './stand-ins.js';

/** Where copies of what lies in buckets go. */
export interface Aside {
  delivery: Delivery;
  /** Gone when the run is over. */
  folder: string;
  standIns: StandIns;
}

/** Fetches at once: one would wait for each answer, all of hundreds would hold as many connections. */
const FETCHES_AT_ONCE = 8;

/** The snapshot that a URL means, as a file; null where there is none. */
export async function fetchedSnapshot({ delivery, folder, standIns }: Aside, url: string, name: string): Promise<string | null> {
  const own = join(folder, name);
  await mkdir(own);
  const path = await delivery.snapshot(url, own);
  if (path !== null) standIns.add(path, url);
  return path;
}

/** The snapshots that an argument means: `s3://bucket/prefix/*` stands for the newest one of every folder beneath. */
export async function fetchedSnapshots(aside: Aside, url: string, name: string): Promise<string[]> {
  if (!url.endsWith('/*')) {
    const path = await fetchedSnapshot(aside, url, name);
    if (path === null) throw new UserError(`there is no snapshot at ${url}`);
    return [path];
  }
  const parts = [...(await aside.delivery.parts(url.slice(0, -2))).entries()];
  if (parts.length === 0) throw new UserError(`there is no snapshot beneath ${url.slice(0, -1)}`);
  const own = join(aside.folder, name);
  await mkdir(own);
  const paths: string[] = [];
  const fetchNext = async (): Promise<void> => {
    for (let next = parts.shift(); next !== undefined; next = parts.shift()) {
      const [index, part] = next;
      const path = join(own, `part-${index}.json.gz`);
      await part.fetch(path);
      aside.standIns.add(path, part.url);
      paths[index] = path;
    }
  };
  await Promise.all(Array.from({ length: FETCHES_AT_ONCE }, fetchNext));
  return paths;
}

/** Any other file, under its own name. */
export async function fetchedFile({ delivery, folder, standIns }: Aside, url: string): Promise<string> {
  const path = join(folder, `file-${basename(url)}`);
  await delivery.file(url, path);
  standIns.add(path, url);
  return path;
}
