import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sweepLeftovers } from '../../src/output/leftovers.js';
import { Workbench } from '../../src/output/workbench.js';

const HOUR_MS = 3_600_000;
const folders: string[] = [];
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leftovers-'));
  folders.push(folder);
});
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true, force: true }))));

const aged = async (path: string, hours: number): Promise<void> => {
  const at = new Date(Date.now() - hours * HOUR_MS);
  await utimes(path, at, at);
};

/** A folder as a run makes it, with one file in it, last changed so many hours ago. */
async function left(name: string, hours: number, fileHours = hours): Promise<void> {
  const path = join(folder, name);
  await mkdir(path);
  await writeFile(join(path, 'part-0'), 'x');
  await aged(join(path, 'part-0'), fileHours);
  await aged(path, hours);
}

const sweep = async (): Promise<string[]> => {
  await sweepLeftovers(join(folder, '.snapshot.json.gz-'));
  return (await readdir(folder)).sort();
};

describe('folders that a killed run left behind', () => {
  it('go when nothing in them has changed for a day, and not before', async () => {
    await left('.snapshot.json.gz-AbCd01', 24.01);
    await left('.snapshot.json.gz-AbCd02', 23.99);
    // Something is still written into it.
    await left('.snapshot.json.gz-AbCd03', 48, 1);
    expect(await sweep()).toEqual(['.snapshot.json.gz-AbCd02', '.snapshot.json.gz-AbCd03']);
  });

  it('are told from everything else', async () => {
    await left('.snapshot.json.gz-AbCd012', 48);
    await left('.snapshot.json.gz-mine.x', 48);
    await left('.report.json-AbCd01', 48);
    await left('snapshot.json.gz-AbCd01', 48);
    await writeFile(join(folder, '.snapshot.json.gz-AbCd04'), 'a file');
    await aged(join(folder, '.snapshot.json.gz-AbCd04'), 48);
    await symlink(join(folder, '.report.json-AbCd01'), join(folder, '.snapshot.json.gz-AbCd05'));
    const before = (await readdir(folder)).sort();
    expect(await sweep()).toEqual(before);
  });

  it('go when the next output of that name is begun', async () => {
    await left('.snapshot.json.gz-AbCd01', 48);
    await left('.snapshot.json.gz-AbCd02', 1);
    const bench = await Workbench.beside(join(folder, 'snapshot.json.gz'));
    expect((await readdir(folder)).sort()).toEqual(['.snapshot.json.gz-AbCd02', bench.folder.slice(folder.length + 1)].sort());
    await bench.discard();
  });

  it('in a folder that is not there are none', async () => {
    await expect(sweepLeftovers(join(folder, 'nowhere', '.a-'))).resolves.toBeUndefined();
  });
});
