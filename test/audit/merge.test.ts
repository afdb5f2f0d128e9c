import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli/commands/merge.js';
import { collectFrom, contentOf, folder, simulated } from './simulated-account.js';

/** What the command says on stdout and stderr. */
async function mergeCommand(folders: readonly string[], output: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    }),
  );
  try {
    return { code: await run({ output, color: false }, folders), ...written };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

describe('the shards of a run', () => {
  it('merge to what one run writes', async () => {
    const simulator = await simulated();
    const whole = await collectFrom(simulator);
    const shards: string[] = [];
    for (const index of [1, 2, 3]) shards.push((await collectFrom(simulator, { shard: { index, count: 3 } })).output);
    const output = await folder();
    const { code, stdout, stderr } = await mergeCommand([...shards].reverse(), output);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('joined 3 snapshots: shards 1, 2, 3 of 3; 1 account, 3 regions');
    const merged = await contentOf(output);
    const expected = await contentOf(whole.output);
    expect(merged.lines).toEqual(expected.lines);
    expect({ ...merged.header, merged: null }).toEqual(expected.header);
    const rest = async (path: string) => {
      const text = gunzipSync(await readFile(join(path, 'snapshot.json.gz')));
      return text.subarray(text.indexOf('\n'));
    };
    expect((await rest(output)).equals(await rest(whole.output))).toBe(true);
  });

  it('that never arrived are named, and the rest stands', async () => {
    const simulator = await simulated();
    const second = await collectFrom(simulator, { shard: { index: 2, count: 3 } });
    const output = await folder();
    const { code, stdout, stderr } = await mergeCommand([second.output], output);
    expect(code).toBe(0);
    expect(stdout).toContain('shards 2 of 3');
    expect(stderr).toContain('never arrived: shard 1, shard 3');
    expect((await contentOf(output)).header.merged).toMatchObject({ present: [2], missing: [1, 3] });
  });
});
