import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flipPercent, smallerSize } from '../../src/analysis/fargate-rightsizing.js';
import { sizeLabel, smallestSize, taskSizes } from '../../src/analysis/fargate-sizes.js';

const anySize = fc.constantFrom(...taskSizes('linux'));

describe('Fargate sizes', () => {
  it('are the combinations that AWS lists', () => {
    const counts = new Map<number, number>();
    for (const { cpuUnits } of taskSizes('linux')) counts.set(cpuUnits, (counts.get(cpuUnits) ?? 0) + 1);
    expect([...counts]).toEqual([
      [256, 3],
      [512, 4],
      [1024, 7],
      [2048, 13],
      [4096, 23],
      [8192, 12],
      [16_384, 12],
    ]);
    expect(new Set(taskSizes('windows').map(({ cpuUnits }) => cpuUnits))).toEqual(new Set([1024, 2048, 4096]));
  });

  it('finds the smallest that fits; equality fits', () => {
    expect(smallestSize({ cpuUnits: 256, memoryMib: 2048 }, 'linux')).toEqual({ cpuUnits: 256, memoryMib: 2048 });
    expect(smallestSize({ cpuUnits: 256, memoryMib: 2049 }, 'linux')).toEqual({ cpuUnits: 512, memoryMib: 3072 });
    expect(smallestSize({ cpuUnits: 1, memoryMib: 1 }, 'windows')).toEqual({ cpuUnits: 1024, memoryMib: 2048 });
    expect(smallestSize({ cpuUnits: 16_385, memoryMib: 1 }, 'linux')).toBeNull();
    expect(sizeLabel({ cpuUnits: 256, memoryMib: 512 })).toBe('0.25 vCPU / 0.5 GB');
  });

  it.each([
    ['4.0000001 vCPU', 4.0000001 * 1024, 8192, '4 vCPU / 8 GB'],
    ['4.0000001 GB', 512, 4.0000001 * 1024, '0.5 vCPU / 4 GB'],
    ['a millionth more', 256 * (1 + 1e-6), 512, '0.25 vCPU / 0.5 GB'],
    ['two millionths more', 256 * (1 + 2e-6), 512, '0.5 vCPU / 1 GB'],
    ['a unit more', 257, 512, '0.5 vCPU / 1 GB'],
  ])('takes %s for what it is', (_, cpuUnits, memoryMib, label) => {
    const found = smallestSize({ cpuUnits, memoryMib }, 'linux');
    expect(found === null ? null : sizeLabel(found)).toBe(label);
  });

  it.each([
    [80, 'fits'],
    [80 * (1 + 0.9e-6), 'fits'],
    [80 * (1 + 2e-6), 'short'],
  ])('a task that uses %d percent of its memory', (percent, verdict) => {
    const size = { cpuUnits: 256, memoryMib: 1024 };
    expect(smallerSize(size, { cpuUnits: 200, memoryMib: (percent / 100) * 1024 }, 20, 'linux').verdict).toBe(verdict);
  });

  it('finds none that is cheaper and fits, at the prices of any region', () => {
    const price = ({ cpuUnits, memoryMib }: { cpuUnits: number; memoryMib: number }, perVcpu: number) =>
      (cpuUnits / 1024) * perVcpu + memoryMib / 1024;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 16_384 }),
        fc.integer({ min: 1, max: 122_880 }),
        fc.double({ min: 1, max: 50, noNaN: true }),
        (cpuUnits, memoryMib, perVcpu) => {
          const found = smallestSize({ cpuUnits, memoryMib }, 'linux');
          const fitting = taskSizes('linux').filter((size) => size.cpuUnits >= cpuUnits && size.memoryMib >= memoryMib);
          const cheapest = Math.min(...fitting.map((size) => price(size, perVcpu)));
          expect(found === null ? Number.POSITIVE_INFINITY : price(found, perVcpu)).toBeCloseTo(cheapest, 9);
        },
      ),
    );
  });
});

describe('smallerSize', () => {
  it('never advises a size that does not carry the need with the headroom, or that grows a dimension', () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(anySize, percent, percent, fc.integer({ min: 0, max: 60 }), (size, cpu, memory, headroom) => {
        const need = { cpuUnits: (cpu / 100) * size.cpuUnits, memoryMib: (memory / 100) * size.memoryMib };
        const verdict = smallerSize(size, need, headroom, 'linux');
        if (verdict.verdict !== 'smaller') return;
        const room = 1 - headroom / 100;
        expect(need.cpuUnits).toBeLessThanOrEqual(verdict.size.cpuUnits * room + 1e-3);
        expect(need.memoryMib).toBeLessThanOrEqual(verdict.size.memoryMib * room + 1e-3);
        expect(verdict.size.cpuUnits).toBeLessThanOrEqual(size.cpuUnits);
        expect(verdict.size.memoryMib).toBeLessThanOrEqual(size.memoryMib);
        // Taken, the same need gives no second advice.
        expect(smallerSize(verdict.size, need, headroom, 'linux').verdict).toBe('fits');
      }),
    );
  });

  it('flips just above flipPercent', () => {
    fc.assert(
      fc.property(anySize, fc.double({ min: 0, max: 30, noNaN: true }), (size, percent) => {
        const need = { cpuUnits: (percent / 100) * size.cpuUnits, memoryMib: (percent / 100) * size.memoryMib };
        if (smallerSize(size, need, 20, 'linux').verdict !== 'smaller') return;
        const flip = flipPercent('cpuUnits', size, need, 20, 'linux');
        if (flip === null) throw new Error('a verdict of smaller flips somewhere');
        const at = (cpu: number) => smallerSize(size, { ...need, cpuUnits: (cpu / 100) * size.cpuUnits }, 20, 'linux').verdict;
        expect(at(flip)).toBe('smaller');
        expect(at(flip + 0.01)).not.toBe('smaller');
      }),
    );
  });
});
