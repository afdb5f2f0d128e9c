import { readdir } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemorySpool } from '../../src/metrics/record-store.js';
import { OutputError } from '../../src/model/output-error.js';
import { FileSpool } from '../../src/snapshot/file-spool.js';
import { folder } from './sample.js';

describe('text kept outside the heap', () => {
  it('comes back as it was, from memory and from disk, short and long', async () => {
    const where = await folder();
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc.integer({ min: 1, max: 6 }).map((size) => 'ü'.repeat(size * 200_000)),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), (texts) => {
        const onDisk = new FileSpool(where);
        for (const spool of [new MemorySpool(), onDisk]) {
          const positions = texts.map((one) => spool.append(one));
          expect(positions.map((position) => spool.read(position))).toEqual(texts);
        }
        onDisk.close();
      }),
      { numRuns: 30 },
    );
    expect(await readdir(where)).toEqual([]);
  });

  it('comes back in any order, while more is added', async () => {
    const where = await folder();
    const size = fc.integer({ min: 0, max: 20_000 });
    fc.assert(
      fc.property(fc.array(fc.record({ size, back: fc.nat(60) }), { minLength: 1, maxLength: 60 }), (steps) => {
        const spool = new FileSpool(where, 10_000);
        const kept = steps.map(({ size: length, back }, index) => {
          const text = `${index}:${'x'.repeat(length)}`;
          const entry = { text, position: spool.append(text) };
          return { entry, back };
        });
        for (const [index, { back }] of kept.entries()) {
          const looked = kept[Math.max(0, index - back)]?.entry ?? kept[0]?.entry;
          if (looked !== undefined) expect(spool.read(looked.position)).toBe(looked.text);
        }
        for (const { entry } of kept.toReversed()) expect(spool.read(entry.position)).toBe(entry.text);
        spool.close();
      }),
      { numRuns: 25 },
    );
  });

  it('comes back in any order where there is far more of it than is kept in memory', async () => {
    const spool = new FileSpool(await folder(), 1_000);
    const texts = Array.from({ length: 6_000 }, (_, index) => `${index}:${'é'.repeat((index * 7) % 400)}`);
    const positions = texts.map((text) => spool.append(text));
    const order = texts.map((_, index) => (index * 2_477) % texts.length);
    expect(order.map((index) => spool.read(positions[index] ?? { offset: 0, length: 0 }))).toEqual(order.map((index) => texts[index]));
    spool.close();
  });

  it('is an OutputError where nothing can be written', () => {
    expect(() => new FileSpool('/nowhere').append('x'.repeat(1 << 20))).toThrow(OutputError);
    // Named is what is to be written, not the folder that nobody but the tool knows.
    const spool = new FileSpool('/nowhere/.snapshot.json.gz-AbCd01', 100, '/nowhere/snapshot.json.gz');
    expect(() => spool.append('x'.repeat(200))).toThrow('cannot write /nowhere/snapshot.json.gz any more: the folder is gone');
  });
});
