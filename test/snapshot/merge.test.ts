import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeSnapshots } from '../../src/snapshot/merge.js';
import { inShard } from '../../src/snapshot/shard.js';
import { block, folder, header, read, write } from './sample.js';
import { REGIONS, shard, shards } from './shards.js';

const asked = (...ids: string[]) => Object.fromEntries(ids.map((id) => [id, [...REGIONS]]));

/** Parts of a run over accounts, each limited to some of them. */
async function parts(where: string, all: readonly string[], groups: readonly (readonly string[])[]): Promise<string[]> {
  return Promise.all(
    groups.map((only, index) =>
      write(
        join(where, `part-${index}.gz`),
        only.map((accountId) => block('us-east-1', 2, accountId)),
        header({
          asked: { ...Object.fromEntries(all.map((id) => [id, []])), ...asked(...only) },
          only: [...only],
          regions: Object.fromEntries(only.map((id) => [id, ['us-east-1']])),
        }),
      ),
    ),
  );
}

describe('merging the shards of a run', () => {
  it('gives the same bytes in any order, in any grouping, and with inputs twice', async () => {
    const where = await folder();
    const paths = await shards(where);
    await mergeSnapshots(paths, join(where, 'all.gz'));
    const expected = await readFile(join(where, 'all.gz'));
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...paths, ...paths], { minLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 8, maxLength: 8 }),
        // Few open files make it go by way of tiers.
        fc.integer({ min: 2, max: 9 }),
        async (order, sizes, atOnce) => {
          run += 1;
          const groups: string[][] = [];
          for (let rest = order; rest.length > 0; ) {
            const size = sizes[groups.length] ?? 1;
            groups.push(rest.slice(0, size));
            rest = rest.slice(size);
          }
          const merged = await Promise.all(
            groups.map(async (group, index) => {
              const output = join(where, `run-${run}-${index}.gz`);
              await mergeSnapshots(group, output, atOnce);
              return output;
            }),
          );
          await mergeSnapshots(merged, join(where, `run-${run}.gz`), atOnce);
          expect(await readFile(join(where, `run-${run}.gz`))).toEqual(expected);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('holds what one run of everything would hold', async () => {
    const where = await folder();
    await mergeSnapshots(await shards(where), join(where, 'merged.gz'));
    await write(
      join(where, 'whole.gz'),
      REGIONS.map((region) => block(region, 5)),
    );
    expect((await read(join(where, 'merged.gz'))).regions).toEqual((await read(join(where, 'whole.gz'))).regions);
  });

  it('sums the runs, joins accounts and regions, and takes the last time', async () => {
    const where = await folder();
    const accounts = (name: string | null) => [{ accountId: '111122223333', partition: 'aws' as const, name, environment: null }];
    const paths = [
      await write(
        join(where, '1.gz'),
        [block('us-east-1')],
        shard(1, 2, { accounts: accounts(null), regions: { '111122223333': ['us-east-1'] } }),
      ),
      await write(
        join(where, '2.gz'),
        [block('eu-west-1')],
        shard(2, 2, { accounts: accounts('web'), regions: { '111122223333': ['eu-west-1'] }, interrupted: true }),
      ),
    ];
    const merged = await mergeSnapshots(paths, join(where, 'merged.gz'));
    expect(merged).toMatchObject({
      accounts: accounts('web'),
      regions: { '111122223333': ['eu-west-1', 'us-east-1'] },
      shard: null,
      interrupted: true,
      collectedAt: '2026-11-16T02:00:00Z',
      run: {
        apiCalls: 3,
        callsByOperation: { 'ec2:DescribeInstances': 3 },
        metricsRequested: 30,
        estimatedCostUsd: expect.closeTo(0.3, 9),
        wallSeconds: 2,
      },
      merged: { present: [1, 2], missing: [] },
    });
    expect((await read(join(where, 'merged.gz'))).header).toEqual(merged);
  });

  it('names the shards that never arrived, and forgets them when they do', async () => {
    const where = await folder();
    const [first = '', second = '', third = '', fourth = ''] = await shards(where);
    const some = await mergeSnapshots([fourth, second], join(where, 'some.gz'));
    expect(some.merged).toMatchObject({ present: [2, 4], missing: [1, 3] });
    const all = await mergeSnapshots([join(where, 'some.gz'), third, first], join(where, 'all.gz'));
    expect(all.merged).toMatchObject({ present: [1, 2, 3, 4], missing: [] });
  });

  it('names the places that a missing shard would have brought', async () => {
    const where = await folder();
    const whole = { asked: asked('111122223333', '444455556666') };
    const paths = await Promise.all(
      [1, 2, 3].map((index) => write(join(where, `${index}.gz`), [block(REGIONS[index] ?? '', 1)], shard(index, 3, whole))),
    );
    const all = await mergeSnapshots(paths, join(where, 'all.gz'));
    expect(all.merged?.lost).toEqual([]);
    const some = await mergeSnapshots(paths.slice(1), join(where, 'some.gz'));
    const expected = Object.entries(whole.asked).flatMap(([accountId, regions]) =>
      regions.filter((region) => inShard(accountId, region, { index: 1, count: 3 })).map((region) => ({ accountId, region })),
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(some.merged?.lost).toEqual(expected);
  });

  it('names the accounts that no part brought, in any order and grouping', async () => {
    const where = await folder();
    const all = ['111111111111', '222222222222', '333333333333', '444444444444'];
    const [first = '', second = '', third = ''] = await parts(where, all, [
      ['222222222222'],
      ['111111111111', '333333333333'],
      ['444444444444'],
    ]);
    const some = await mergeSnapshots([second, first], join(where, 'some.gz'));
    expect(some.merged).toMatchObject({ lost: [{ accountId: '444444444444', region: null }], missing: [], unsettled: [] });
    expect(some.merged?.parts.map(({ only }) => only)).toEqual([['111111111111', '333333333333'], ['222222222222']]);
    const later = await mergeSnapshots([third, join(where, 'some.gz')], join(where, 'later.gz'));
    const once = await mergeSnapshots([first, second, third], join(where, 'once.gz'));
    expect(later.merged?.lost).toEqual([]);
    expect(later).toEqual(once);
    expect(await readFile(join(where, 'later.gz'))).toEqual(await readFile(join(where, 'once.gz')));
  });

  it('names the accounts that joined or left while the shards ran, also when merges are merged', async () => {
    const where = await folder();
    const lists = [
      ['111111111111', '222222222222'],
      ['111111111111', '222222222222', '333333333333'],
      ['111111111111', '333333333333'],
    ];
    const paths = await Promise.all(
      lists.map((ids, at) => write(join(where, `${at}.gz`), [block(REGIONS[at] ?? '', 1)], shard(at + 1, 3, { asked: asked(...ids) }))),
    );
    const [a = '', b = '', c = ''] = paths;
    expect((await mergeSnapshots([b, c], join(where, 'bc.gz'))).merged?.unsettled).toEqual(['222222222222']);
    const merged = await mergeSnapshots([join(where, 'bc.gz'), a], join(where, 'abc.gz'));
    expect(merged.merged?.unsettled).toEqual(['222222222222', '333333333333']);
    expect(merged).toEqual(await mergeSnapshots(paths, join(where, 'all.gz')));
  });

  it('tells a shard that ran twice, and counts both runs', async () => {
    const where = await folder();
    const once = await write(join(where, 'once.gz'), [block('us-east-1')], shard(1, 1));
    const again = await write(join(where, 'again.gz'), [block('us-east-1')], shard(1, 1, { collectedAt: '2026-11-16T05:00:00Z' }));
    const merged = await mergeSnapshots([once, again], join(where, 'merged.gz'));
    expect(merged.merged?.parts.map(({ shard: index }) => index)).toEqual([1, 1]);
    expect(merged.run.apiCalls).toBe(2);
    expect((await read(join(where, 'merged.gz'))).regions).toEqual([(await read(once)).regions[0]]);
  });

  it('joins regions of thousands of records', async () => {
    const where = await folder();
    const paths = await Promise.all(
      [1, 2].map((index) => write(join(where, `${index}.gz`), [block(index === 1 ? 'us-east-1' : 'eu-west-1', 4_000)], shard(index, 2))),
    );
    await mergeSnapshots(paths, join(where, 'merged.gz'));
    const { regions } = await read(join(where, 'merged.gz'));
    expect(regions.map(({ resources, metrics }) => [resources.length, metrics.length])).toEqual([
      [8_000, 4_000],
      [8_000, 4_000],
    ]);
  });
});
