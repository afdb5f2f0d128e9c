import { describe, expect, it } from 'vitest';
import {
  byGeneration,
  bySize,
  familyOf,
  familyParts,
  isFlex,
  isOlderGeneration,
  isSizable,
  nextSmaller,
  sustainedVcpus,
} from '../../src/analysis/instance-families.js';
import type { InstanceTypeSpec } from '../../src/model/resource/index.js';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { typeSpec } from '../support/policy-fixtures.js';

describe('generations', () => {
  it.each([
    ['m5.large', 'm6i.large', true],
    ['r5.xlarge', 'm6i.4xlarge', true],
    ['m6i.large', 'm6i.xlarge', false],
    ['m6a.large', 'm5.xlarge', false],
    ['m7g.large', 'm6i.large', false],
    ['t3.large', 't4g.large', true],
    ['x2gd.large', 'r6g.4xlarge', false],
    ['z1d.large', 'm5.large', false],
    ['not a type', 'm5.large', false],
  ])('%s is older than %s: %s', (candidate, current, older) => {
    expect(isOlderGeneration(candidate, current)).toBe(older);
  });

  it('come newest first at one price', () => {
    const prices = createPriceBook();
    const specs = ['r5.xlarge', 'r7i.xlarge', 'r6i.xlarge'].flatMap((type) => prices.spec(type) ?? []);
    expect(specs.sort(byGeneration).map(({ instanceType }) => instanceType)).toEqual(['r7i.xlarge', 'r6i.xlarge', 'r5.xlarge']);
  });
});

describe('families', () => {
  it('have a series, a generation and options', () => {
    expect(familyParts('m5dn.large')).toEqual({ series: 'm', generation: 5, options: 'dn' });
    expect(familyParts('m7i-flex.large')).toEqual({ series: 'm', generation: 7, options: 'i-flex' });
    expect(familyParts('x2iezn.2xlarge')).toEqual({ series: 'x', generation: 2, options: 'iezn' });
    expect([familyParts('metal'), familyParts('.large'), familyParts('5m.large')]).toEqual([null, null, null]);
    expect([familyOf('m5.large'), familyOf('m5')]).toEqual(['m5', '']);
  });

  it.each([
    ['m5.large', 'm6i.large', true],
    ['m6i.large', 'm5.large', false],
    ['m6i.large', 'm6a.large', false],
    ['c5.large', 'm6i.large', true],
    ['r5.large', 'c6i.large', true],
    ['t2.large', 't3.large', true],
    ['t3.large', 'm5.large', false],
    ['m5.large', 'x8g.large', false],
    ['x1.large', 'm5.large', false],
    ['metal', 'm5.large', false],
    ['m5.large', 'metal', false],
  ])('%s is of an older generation than %s: %s', (candidate, current, expected) => {
    expect(isOlderGeneration(candidate, current)).toBe(expected);
  });

  it('sort by generation, and by size', () => {
    const of = (...types: string[]) => types.map((instanceType) => typeSpec({ instanceType }));
    expect(
      of('m5.large', 'm7i.large', 'metal', 'm6i.large')
        .sort(byGeneration)
        .map(({ instanceType }) => instanceType),
    ).toEqual(['m7i.large', 'm6i.large', 'm5.large', 'metal']);
    const sized = (instanceType: string, vcpus: number, memoryMib: number) => typeSpec({ instanceType, vcpus, memoryMib });
    const sizes = [sized('b', 4, 8), sized('a', 4, 8), sized('c', 4, 4), sized('d', 2, 16)];
    expect([...sizes].sort(bySize).map(({ instanceType }) => instanceType)).toEqual(['d', 'c', 'a', 'b']);
    expect(
      [...sizes]
        .reverse()
        .sort(bySize)
        .map(({ instanceType }) => instanceType),
    ).toEqual(['d', 'c', 'a', 'b']);
  });

  it('have a next smaller size that is no larger in anything', () => {
    const sized = (instanceType: string, vcpus: number, memoryMib: number, bareMetal = false) =>
      typeSpec({ instanceType, vcpus, memoryMib, bareMetal });
    const start = sized('m5.xlarge', 4, 16);
    const next = (...others: InstanceTypeSpec[]) => nextSmaller(start, others)?.instanceType ?? null;
    expect(next(start, sized('m5.large', 2, 8), sized('m5.medium', 1, 4))).toBe('m5.large');
    expect(next(sized('m5.medium', 1, 4), sized('m5.large', 2, 8))).toBe('m5.large');
    expect(next(sized('m5.flat', 4, 8))).toBe('m5.flat');
    expect(next(sized('m5.thin', 2, 16))).toBe('m5.thin');
    expect(next(sized('m5.wide', 2, 32), sized('m5.tall', 8, 8), sized('m5.same', 4, 16))).toBeNull();
    expect(next(sized('m6i.large', 2, 8), sized('m5.metal', 2, 8, true))).toBeNull();
  });

  it('that are not sized are told by their names, or by what they hold', () => {
    const sizable = (instanceType: string, over: Partial<InstanceTypeSpec> = {}) => isSizable(typeSpec({ instanceType, ...over }));
    expect(['m5.large', 'im4gn.large', 'd3.large', 'x2iezn.large'].map((type) => sizable(type))).toEqual([true, true, true, true]);
    expect(
      ['g5.large', 'gr6.large', 'p5.large', 'hpc7g.large', 'mac2.metal', 'mac-m4.metal', 'u-6tb1.large', 'dl1.large'].map((type) =>
        sizable(type),
      ),
    ).toEqual(new Array(8).fill(false));
    expect([
      sizable('m5.metal'),
      sizable('m5.metal-24xl'),
      sizable('m5.large', { accelerators: 1 }),
      sizable('m5.large', { bareMetal: true }),
    ]).toEqual(new Array(4).fill(false));
    expect([isFlex('m7i-flex.large'), isFlex('m7i.large'), isFlex('m7i.large-flex')]).toEqual([true, false, false]);
  });

  it('may use so many vCPU for long', () => {
    const of = (instanceType: string, vcpus: number, burstable = true) => sustainedVcpus(typeSpec({ instanceType, vcpus, burstable }));
    expect([
      of('t3.large', 2),
      of('t3a.large', 2),
      of('t4g.large', 2),
      of('t2.2xlarge', 8),
      of('m7i-flex.large', 2, false),
      of('m5.large', 2, false),
      of('t9.large', 2),
    ]).toEqual([0.6, 0.6, 0.6, 1.36, 0.8, 2, 2]);
  });
});
