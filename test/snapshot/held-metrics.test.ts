import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemorySpool, type Spool } from '../../src/metrics/record-store.js';
import { UserError } from '../../src/model/user-error.js';
import { FileSpool } from '../../src/snapshot/file-spool.js';
import { HeldMetrics } from '../../src/snapshot/held-metrics.js';
import { readSnapshot } from '../../src/snapshot/read.js';
import { block, metric, write } from './sample.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'held-metrics-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const RECORDS = ['i-1', 'i-2', 'i-3'].flatMap((id) => ['ec2.cpu', 'ec2.networkIn'].map((name) => metric({ id, metric: name })));

describe.each<[string, () => Spool]>([
  ['in memory', () => new MemorySpool()],
  ['in a file, beyond what waits in memory', () => new FileSpool(folder, 100)],
])('metric records %s', (_, newSpool) => {
  it('are found by resource and given in the order of the file', () => {
    const held = new HeldMetrics('snapshot.json.gz', newSpool());
    for (const [index, record] of RECORDS.entries()) held.add(record, { line: JSON.stringify(record), lineNumber: index + 2 });
    expect(held.recordsOf({ kind: 'ec2-instance', id: 'i-2' })).toEqual(RECORDS.slice(2, 4));
    expect(held.recordsOf({ kind: 'ec2-instance', id: 'i-9' })).toEqual([]);
    expect(held.recordsOf({ kind: 'lambda-function', id: 'i-1' })).toEqual([]);
    expect([...held]).toEqual(RECORDS);
    held.close();
  });

  it('say whether the endpoint could do percentiles', () => {
    const held = new HeldMetrics('snapshot.json.gz', newSpool());
    for (const [index, record] of RECORDS.entries()) held.add(record, { line: JSON.stringify(record), lineNumber: index + 2 });
    expect(held.percentilesUnsupported).toBe(false);
    const without = metric({ id: 'i-4', percentilesUnsupported: true });
    held.add(without, { line: JSON.stringify(without), lineNumber: 8 });
    expect(held.percentilesUnsupported).toBe(true);
    held.close();
  });

  it.each([
    ['no JSON', '{"kind":"metric",'],
    ['no metric record', '{"kind":"metric"}'],
  ])('name the line of a record that is %s', (_, line) => {
    const held = new HeldMetrics('snapshot.json.gz', newSpool());
    const [first, second] = RECORDS;
    if (first === undefined || second === undefined) throw new Error('no records');
    held.add(first, { line: JSON.stringify(first), lineNumber: 2 });
    held.add(second, { line, lineNumber: 3 });
    expect(() => held.recordsOf({ kind: 'ec2-instance', id: 'i-1' })).toThrow(
      new UserError('the snapshot snapshot.json.gz is damaged in line 3: this is no record'),
    );
    held.close();
  });

  it('of a snapshot are let go with their region, and nothing is left behind', async () => {
    const path = await write(join(folder, 'snapshot.json.gz'), [block('eu-west-1'), block('us-east-1')]);
    const closed: string[] = [];
    let place = '';
    const watched = (): Spool => {
      const spool = newSpool();
      return {
        append: (text) => spool.append(text),
        read: (position) => spool.read(position),
        close: () => {
          closed.push(place);
          spool.close();
        },
      };
    };
    for await (const { region, metrics } of (await readSnapshot(path, watched)).regions) {
      place = region;
      expect([...metrics]).toEqual(block(region).metrics);
    }
    expect(closed).toEqual(['eu-west-1', 'us-east-1']);
    expect(await readdir(folder)).toEqual(['snapshot.json.gz']);
  });
});
