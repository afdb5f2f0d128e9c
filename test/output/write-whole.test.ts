import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeWhole } from '../../src/output/write-whole.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-whole-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function* parts(count: number, text: string): Generator<string> {
  for (let part = 0; part < count; part += 1) yield `${part} ${text}\n`;
}

describe('a file that comes in pieces', () => {
  it.each([
    ['none', 0, ''],
    ['a few', 3, 'words'],
    ['more than are written at once', 40, 'é'.repeat(100_000)],
  ])('holds all of them: %s', async (_, count, text) => {
    const path = await writeWhole(folder, 'pieces', parts(count, text));
    expect((await readFile(path, 'utf8')) === [...parts(count, text)].join('')).toBe(true);
  });

  it('leaves what was there, and nothing else, when one of them cannot be made', async () => {
    await writeWhole(folder, 'pieces', 'before');
    function* failing(): Generator<string> {
      yield* parts(20, 'x'.repeat(100_000));
      throw new RangeError('no more');
    }
    await expect(writeWhole(folder, 'pieces', failing())).rejects.toThrow('no more');
    expect(await readFile(join(folder, 'pieces'), 'utf8')).toBe('before');
    expect(await readdir(folder)).toEqual(['pieces']);
  });
});
