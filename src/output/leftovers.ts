import { lstat, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** No run leaves its folder alone for so long; another one may be at work in the same place. */
const DEAD_AFTER_MS = 24 * 3_600_000;
/** What `mkdtemp` puts behind the prefix. */
const RANDOM = /^[A-Za-z0-9]{6}$/;

/**
 * Removes the folders with this prefix that a process left behind which could not clean up after itself: killed, or a machine that went
 * down. Only those in which nothing has changed for a day, since nothing else tells them from the folder of a run at work. Never fails.
 */
export async function sweepLeftovers(prefix: string): Promise<void> {
  const [parent, name] = [dirname(prefix), basename(prefix)];
  const found = await readdir(parent).catch(() => []);
  for (const entry of found) {
    if (!entry.startsWith(name) || !RANDOM.test(entry.slice(name.length))) continue;
    const folder = join(parent, entry);
    if (await isDead(folder).catch(() => false)) await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isDead(folder: string): Promise<boolean> {
  if (!(await lstat(folder)).isDirectory()) return false;
  const within = (await readdir(folder)).map((name) => join(folder, name));
  const changed = await Promise.all([folder, ...within].map(async (path) => (await lstat(path)).mtimeMs));
  return Math.max(...changed) < Date.now() - DEAD_AFTER_MS;
}
