import { existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeFolder } from '../../src/output/make-folder.js';
import { Workbench } from '../../src/output/workbench.js';
import { emptyFolder } from '../support/cli.js';

describe('a folder', () => {
  it('is made with all above it, and may be there already', async () => {
    const folder = join(emptyFolder(), 'a', 'b', 'c');
    await makeFolder(folder);
    await makeFolder(folder);
    expect(statSync(folder).isDirectory()).toBe(true);
  });

  it('may be a link to one', async () => {
    const root = emptyFolder();
    mkdirSync(join(root, 'real'));
    symlinkSync('real', join(root, 'link'));
    await makeFolder(join(root, 'link', 'inner'));
    expect(existsSync(join(root, 'real', 'inner'))).toBe(true);
  });

  it.each([
    ['where a file stands', (root: string) => join(root, 'file'), 'EEXIST'],
    ['beneath a file', (root: string) => join(root, 'file', 'inner'), 'ENOTDIR'],
    ['where a link leads nowhere', (root: string) => join(root, 'dangling'), 'ENOENT'],
  ])('is not made %s', async (_, pathIn, code) => {
    const root = emptyFolder();
    writeFileSync(join(root, 'file'), '');
    symlinkSync('nowhere', join(root, 'dangling'));
    await expect(makeFolder(pathIn(root))).rejects.toMatchObject({ code });
  });

  // Elsewhere there is no such file system, and nothing to hold it against.
  it.skipIf(!existsSync('/proc/self'))('is not made, and not waited for, where the file system has none', async () => {
    await expect(makeFolder('/proc/fleet-auditor/out')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(Workbench.beside('/proc/fleet-auditor/out/report.html')).rejects.toThrow(
      'the output folder /proc/fleet-auditor/out cannot be written: no folder can be made there',
    );
  });
});

describe('a workbench', () => {
  it('takes the folders that were made for it along, where nothing else is in them', async () => {
    const root = emptyFolder();
    const bench = await Workbench.beside(join(root, 'a', 'b', 'report.html'));
    await bench.discard();
    expect(readdirSync(root)).toEqual([]);
    const first = await Workbench.beside(join(root, 'a', 'b', 'report.html'));
    const other = await Workbench.beside(join(root, 'a', 'report.md'));
    await first.discard();
    expect(readdirSync(join(root, 'a')).map((name) => name.slice(0, 10))).toEqual(['.report.md']);
    writeFileSync(other.path('whole'), 'x');
    await other.publish('whole');
    expect(readdirSync(join(root, 'a'))).toEqual(['report.md']);
    mkdirSync(join(root, 'mine'));
    await (await Workbench.beside(join(root, 'mine', 'report.html'))).discard();
    expect(readdirSync(root)).toEqual(['a', 'mine']);
  });

  it('is not made where a folder stands in the place of the file; a link to one is replaced', async () => {
    const root = emptyFolder();
    mkdirSync(join(root, 'report.html'));
    symlinkSync('report.html', join(root, 'report.md'));
    await expect(Workbench.beside(join(root, 'report.html'))).rejects.toThrow(/a folder stands where the file should be/);
    await (await Workbench.beside(join(root, 'report.md'))).discard();
    expect(readdirSync(root)).toEqual(['report.html', 'report.md']);
  });

  it('goes with a process that ends in the middle', async () => {
    const root = emptyFolder();
    const bench = await Workbench.beside(join(root, 'report.html'));
    const other = await Workbench.beside(join(root, 'report.md'));
    const listeners = process.listeners('exit').filter(({ name }) => name.includes('removeOpen') || name.includes('bound onceWrapper'));
    expect(listeners.length).toBeGreaterThan(0);
    await other.discard();
    writeFileSync(bench.path('half'), 'x');
    for (const listener of listeners) listener(0);
    expect(existsSync(bench.folder)).toBe(false);
    rmSync(root, { recursive: true });
  });
});
