import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MetricStore } from '../../src/metrics/record-store.js';
import { OutputError } from '../../src/model/output-error.js';
import { UserError } from '../../src/model/user-error.js';
import { readSnapshot } from '../../src/snapshot/read.js';
import { SnapshotWriter } from '../../src/snapshot/write.js';
import { instance } from '../support/resources.js';
import { block, coverage, folder, gzipOf, header, linesIn, metric, read, write } from './sample.js';

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UserError)) throw new Error(`expected a UserError, got ${String(error)}`);
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('a snapshot that is written and read', () => {
  it('gives back its header and its regions in order', async () => {
    const path = join(await folder(), 'snapshot.json.gz');
    await write(path, [block('us-west-2'), block('eu-west-1'), block('us-east-1', 2, '000000000001')]);
    const { header: head, regions } = await read(path);
    expect(head).toEqual(header());
    expect(regions.map(({ accountId, region }) => `${accountId} ${region}`)).toEqual([
      '000000000001 us-east-1',
      '111122223333 eu-west-1',
      '111122223333 us-west-2',
    ]);
    const [, europe] = regions;
    expect(europe?.resources.map(({ id }) => id)).toEqual(['i-0', 'i-1', 'i-2', 'f-0', 'f-1', 'f-2']);
    expect(europe?.resources[0]).toEqual(block('eu-west-1').resources[1]);
    expect(europe?.metrics).toEqual(block('eu-west-1').metrics);
    expect(europe?.coverage.map(({ step }) => step)).toEqual(['DescribeInstances', 'ListFunctions']);
  });

  it('has the same bytes whatever the order of regions, records and keys', async () => {
    const where = await folder();
    const blocks = [block('us-west-2'), block('eu-west-1')];
    const shuffled = blocks.map((one) => ({
      ...one,
      resources: one.resources.toReversed().map((resource) => ({ ...Object.fromEntries(Object.entries(resource).reverse()), ...resource })),
      metrics: one.metrics.toReversed(),
      coverage: one.coverage.toReversed(),
    }));
    const a = await write(join(where, 'a.gz'), blocks);
    const b = await write(join(where, 'b.gz'), shuffled.toReversed());
    expect(await readFile(a)).toEqual(await readFile(b));
  });

  it('has the same bytes from a store of metric lines as from records', async () => {
    const where = await folder();
    const one = block('us-east-1', 50);
    const store = new MetricStore();
    for (const record of one.metrics.toReversed()) store.put(record);
    const writer = await SnapshotWriter.create(join(where, 'store.gz'));
    await writer.addRegion({ ...one, metrics: store });
    await writer.finish(header());
    expect(await readFile(join(where, 'store.gz'))).toEqual(await readFile(await write(join(where, 'records.gz'), [one])));
  });

  it('starts with the header, ends with the counts, and says nothing of the machine', async () => {
    const path = await write(join(await folder(), 's.gz'), [block('us-east-1')]);
    const lines = await linesIn(path);
    expect(JSON.parse(lines[0] ?? '')).toEqual(header());
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ kind: 'end', resources: 6, metrics: 3, coverage: 2 });
    // Modification time and operating system of the gzip header.
    const bytes = await readFile(path);
    expect([...bytes.subarray(4, 8), bytes[9]]).toEqual([0, 0, 0, 0, 255]);
  });

  it('is readable by its owner alone, and leaves nothing beside it', async () => {
    const where = await folder();
    const path = await write(join(where, 'deep', 'er', 's.gz'), [block('us-east-1')]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(where, 'deep', 'er'))).toEqual(['s.gz']);
  });

  it('writes a resource that was listed twice once, and coverage that belongs to no block', async () => {
    const path = join(await folder(), 's.gz');
    const writer = await SnapshotWriter.create(path);
    const twice = instance({ region: 'us-east-1', id: 'i-1', accountId: '111122223333' });
    await writer.addRegion({ ...block('us-east-1', 0), resources: [twice, twice] });
    writer.addCoverage([coverage({ region: 'eu-north-1', service: 'sts', step: 'GetCallerIdentity', resources: null })]);
    await writer.finish(header());
    const { regions } = await read(path);
    expect(regions.map(({ region, resources }) => [region, resources.length])).toEqual([
      ['eu-north-1', 0],
      ['us-east-1', 1],
    ]);
  });

  it('holds nothing at all when there was nothing', async () => {
    const path = await write(join(await folder(), 's.gz'), []);
    expect((await read(path)).regions).toEqual([]);
  });

  it('is found in its folder', async () => {
    const where = await folder();
    await write(join(where, 'snapshot.json.gz'), [block('us-east-1')]);
    expect((await readSnapshot(where)).path).toBe(join(where, 'snapshot.json.gz'));
  });
});

describe('a snapshot that cannot be read', () => {
  it('is missing', async () => {
    expect(await messageOf(readSnapshot('/nowhere/snapshot.json.gz'))).toBe('there is no snapshot at /nowhere/snapshot.json.gz');
    expect(await messageOf(readSnapshot(await folder()))).toMatch(/^there is no snapshot at .*snapshot\.json\.gz$/);
  });

  it.each([
    ['text', Buffer.from('{"kind":"header"}\n')],
    ['gzip of no JSON', gzipOf(['hello'])],
    ['gzip of other JSON', gzipOf(['{"findings":[]}'])],
    ['gzip without a line', gzipOf([''])],
  ])('is %s and no snapshot', async (_, bytes) => {
    const path = join(await folder(), 's.gz');
    await writeFile(path, bytes);
    expect(await messageOf(readSnapshot(path))).toBe(`${path} is not a snapshot`);
  });

  it('has bytes after its end, or a header that is not of the format, of which the first fault is named', async () => {
    const path = await write(join(await folder(), 's.gz'), [block('us-east-1', 40)]);
    await appendFile(path, 'more\n');
    expect(await messageOf(read(path))).toMatch(/^the snapshot .*s\.gz is damaged after its end: /);
    await writeFile(path, gzipOf([JSON.stringify({ ...header(), window: { ...header().window, days: 'x' } })]));
    expect(await messageOf(readSnapshot(path))).toMatch(/ is damaged in line 1: window\.days: [^✖→]*number[^✖→]*$/);
  });

  it('is of a later format', async () => {
    const path = join(await folder(), 's.gz');
    await writeFile(path, gzipOf([JSON.stringify({ ...header(), schemaVersion: 2 })]));
    expect(await messageOf(readSnapshot(path))).toContain('has format 2; this version of fleet-auditor reads up to 1');
  });

  it('is cut short, wherever it was cut', async () => {
    const path = await write(join(await folder(), 's.gz'), [block('us-east-1', 40), block('eu-west-1', 40)]);
    const bytes = await readFile(path);
    for (let length = 1; length < bytes.length; length += Math.max(1, Math.floor(bytes.length / 60))) {
      await writeFile(path, bytes.subarray(0, length));
      expect(await messageOf(read(path))).toMatch(/is cut short|is not a snapshot/);
    }
    // Cut between two gzip members, which no decompressor can tell from a whole file.
    const lines = await linesIn(await write(path, [block('us-east-1')]));
    await writeFile(path, gzipOf(lines.slice(0, -1)));
    expect(await messageOf(read(path))).toBe(`the snapshot ${path} is cut short: its end is missing`);
  });

  it.each([
    ['a line that is no JSON', (lines: string[]) => lines.with(3, '{')],
    ['a record of an unknown kind', (lines: string[]) => lines.with(3, '{"kind":"other"}')],
    [
      'a resource with a field of another type',
      (lines: string[]) => lines.with(1, (lines[1] ?? '').replace('"attachedVolumes":1', '"attachedVolumes":"x"')),
    ],
    ['a metric with a value that is no number', (lines: string[]) => lines.map((line) => line.replace('[1,null,2.5]', '[1,"2"]'))],
    ['records out of order', (lines: string[]) => lines.toSpliced(1, 2, lines[2] ?? '', lines[1] ?? '')],
    ['a record twice', (lines: string[]) => lines.toSpliced(1, 0, lines[1] ?? '')],
    ['fewer records than it counts', (lines: string[]) => lines.toSpliced(1, 1)],
    ['more after its end', (lines: string[]) => [...lines, lines[1] ?? '']],
    [
      'a header with a field of another type',
      (lines: string[]) => lines.with(0, (lines[0] ?? '').replace('"interrupted":false', '"interrupted":0')),
    ],
  ])('is damaged by %s', async (_, damage) => {
    const path = await write(join(await folder(), 's.gz'), [block('us-east-1')]);
    const damaged = damage(await linesIn(path));
    await writeFile(path, gzipOf(damaged));
    expect(await messageOf(read(path))).toMatch(/^the snapshot .* is damaged/);
  });

  it('is damaged in its compressed bytes', async () => {
    const path = await write(join(await folder(), 's.gz'), [block('us-east-1', 40)]);
    const bytes = await readFile(path);
    const middle = Math.floor(bytes.length / 2);
    await writeFile(path, Buffer.concat([bytes.subarray(0, middle), Buffer.alloc(40, 0xff), bytes.subarray(middle + 40)]));
    expect(await messageOf(read(path))).toMatch(/is damaged|is cut short/);
  });

  it('gives no prototype to anyone', async () => {
    const path = await write(join(await folder(), 's.gz'), [block('us-east-1', 1)]);
    const lines = (await linesIn(path)).map((line) => line.replace('"tags":{"alpha"', '"tags":{"__proto__":"polluted","alpha"'));
    await writeFile(path, gzipOf(lines));
    const [region] = (await read(path)).regions;
    const tags = region?.resources.find(({ kind }) => kind === 'ec2-instance');
    expect(tags).toHaveProperty('tags.alpha');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(JSON.stringify(Object.getPrototypeOf(tags !== undefined && 'tags' in tags ? tags.tags : null))).toBe('{}');
  });
});

describe('an output that cannot be written', () => {
  it('is a UserError from the beginning', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, '');
    await expect(SnapshotWriter.create(join(file, 'sub', 's.gz'))).rejects.toThrow(UserError);
  });

  it('is an OutputError when the folder goes away, and leaves nothing', async () => {
    const where = await folder();
    const writer = await SnapshotWriter.create(join(where, 'out', 's.gz'));
    await writer.addRegion(block('us-east-1'));
    await rm(join(where, 'out'), { recursive: true });
    const error = await writer.finish(header()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OutputError);
    expect(String(error)).toContain('the folder is gone');
    await mkdir(join(where, 'out'), { recursive: true });
    expect(await readdir(join(where, 'out'))).toEqual([]);
  });

  it('is an OutputError when the disk is full', async () => {
    // A device that always answers "no space left", where the system has it.
    const full = await stat('/dev/full').catch(() => null);
    if (full === null) return;
    const { cannotWriteAnyMore } = await import('../../src/output/reasons.js');
    const error = await writeFile('/dev/full', 'x').catch((reason: unknown) => reason);
    expect(String(cannotWriteAnyMore('s.gz', error))).toBe('OutputError: cannot write s.gz any more: the disk is full');
  });

  it('keeps the file of the run before', async () => {
    const where = await folder();
    const path = await write(join(where, 's.gz'), [block('us-east-1')]);
    const before = await readFile(path);
    const writer = await SnapshotWriter.create(path);
    await writer.addRegion(block('eu-west-1'));
    await writer.discard();
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(where)).toEqual(['s.gz']);
  });
});

describe('metric records', () => {
  it('are kept in a store and given back in order, with the series added to them', () => {
    const store = new MetricStore();
    for (const id of ['i-2', 'i-1']) store.put(metric({ id, series: [] }));
    store.put(metric({ id: 'i-1', metric: 'ec2.memory', status: 'no-data' }));
    const [series] = metric().series;
    if (series === undefined) throw new Error('no series');
    store.addSeries({ kind: 'ec2-instance', id: 'i-2' }, 'ec2.cpu', '', series);
    expect([...store].map(({ id, metric: name }) => `${id} ${name}`)).toEqual(['i-1 ec2.cpu', 'i-1 ec2.memory', 'i-2 ec2.cpu']);
    expect(store.get({ kind: 'ec2-instance', id: 'i-2' }, 'ec2.cpu')).toEqual(metric({ id: 'i-2' }));
    expect(store.size).toBe(3);
    store.put(metric({ id: 'i-1', status: 'partial' }));
    expect([store.size, store.get({ kind: 'ec2-instance', id: 'i-1' }, 'ec2.cpu')?.status]).toEqual([3, 'partial']);
  });
});
