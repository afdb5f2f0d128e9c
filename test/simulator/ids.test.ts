import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GroupedList, IdCodec, NameIndex, nameOf } from '../../src/simulator/fleet/ids.js';

const place = fc.record({ group: fc.nat(65_535), index: fc.nat(4_294_967_295) });

describe('IdCodec', () => {
  it('turns any place into 16 digits and back', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(15), place, (seed, kind, given) => {
        const codec = new IdCodec(seed, '111122223333', 'us-east-1');
        const digits = codec.encode(kind, given);
        expect(digits).toMatch(/^[0-9a-f]{16}$/);
        expect(codec.decode(kind, digits)).toEqual(given);
      }),
    );
  });

  it('knows only its own digits', () => {
    const here = new IdCodec(1, '111122223333', 'us-east-1');
    const there = new IdCodec(1, '111122223333', 'eu-west-1');
    const foreign = Array.from({ length: 500 }, (_, index) => there.encode(1, { group: 0, index }));
    expect(foreign.filter((digits) => here.decode(1, digits) !== null).length).toBeLessThan(3);
    expect(here.decode(2, here.encode(1, { group: 0, index: 0 }))).toBeNull();
    expect(here.decode(1, 'not hexadecimal!')).toBeNull();
  });
});

describe('NameIndex', () => {
  const groups = [
    { name: 'web', count: 12 },
    { name: 'v2-{n}-blue', count: 3 },
    { name: 'single7', count: 1 },
  ];

  it('finds every name that the groups give, and no other', () => {
    const index = new NameIndex(groups);
    groups.forEach((group, position) => {
      for (let n = 0; n < group.count; n++) expect(index.find(nameOf(group, n))).toEqual({ group: position, index: n });
    });
    expect(nameOf({ name: 'web', count: 12 }, 6)).toBe('web-07');
    for (const other of ['web-7', 'web-13', 'web-00', 'web', 'v2-4-blue', 'v3-1-blue', 'single8', '']) expect(index.find(other)).toBeNull();
  });
});

describe('GroupedList', () => {
  it('lays groups end to end, empty ones too', () => {
    const list = new GroupedList([{ count: 2 }, { count: 0 }, { count: 3 }, { count: 0 }]);
    expect([...list.places()].map(({ group, index }) => `${group}/${index}`)).toEqual(['0/0', '0/1', '2/0', '2/1', '2/2']);
    expect([...list.places(4, 99)]).toEqual([{ group: 2, index: 2 }]);
  });
});
