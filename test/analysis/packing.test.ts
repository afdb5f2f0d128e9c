import { describe, expect, it } from 'vitest';
import { isSized, packInstances } from '../../src/analysis/placement-packing.js';
import type { EcsContainerInstance, EcsTask } from '../../src/model/resource/index.js';
import { containerInstance, task, taskShape } from '../support/policy-fixtures.js';

interface Host {
  id: string;
  cpu?: number;
  memory?: number;
  /** Reserved by each task, CPU units and MiB; null where the task does not say. */
  tasks?: ([number, number] | null)[];
  /** Reserved by a daemon. */
  daemon?: [number, number];
  /** Reserved beyond what tasks say. */
  more?: [number, number];
}

function pack(hosts: readonly Host[], least = 1) {
  const of = new Map<string, EcsTask[]>();
  const instances = hosts.map(({ id, cpu = 4096, memory = 8192, tasks = [], daemon, more = [0, 0] }): EcsContainerInstance => {
    const held = [...tasks, ...(daemon === undefined ? [] : [daemon])];
    of.set(
      id,
      held.map((size, index) =>
        task({
          serviceName: index >= tasks.length ? 'agent' : 'web',
          shape: taskShape({ cpuUnits: size?.[0] ?? null, memoryMib: size?.[1] ?? null, containers: [] }),
        }),
      ),
    );
    const used = held.reduce<readonly [number, number]>((sum, size) => [sum[0] + (size?.[0] ?? 0), sum[1] + (size?.[1] ?? 0)], more);
    return containerInstance({
      id,
      registered: { cpuUnits: cpu, memoryMib: memory, gpus: 0 },
      remaining: { cpuUnits: cpu - used[0], memoryMib: memory - used[1], gpus: 0 },
    });
  });
  const found = packInstances(
    instances.filter(isSized),
    ({ id }) => of.get(id) ?? [],
    ({ serviceName }) => serviceName === 'agent',
    least,
  );
  return { ...found, kept: found.kept.map(({ id }) => id).join(''), emptied: found.emptied.map(({ id }) => id).join('') };
}

describe('packing the tasks of container instances anew', () => {
  it('keeps the largest by memory, then by CPU, then the first by name', () => {
    expect(pack([{ id: 'c' }, { id: 'a' }, { id: 'b' }])).toMatchObject({ kept: 'a', emptied: 'bc' });
    expect(pack([{ id: 'a' }, { id: 'b', memory: 16_384 }, { id: 'c', cpu: 8192 }])).toMatchObject({ kept: 'b', emptied: 'ca' });
    expect(pack([{ id: 'a' }, { id: 'b', cpu: 2048, memory: 16_384 }])).toMatchObject({ kept: 'b', emptied: 'a' });
    expect(pack([{ id: 'a' }, { id: 'b' }, { id: 'c', cpu: 8192 }], 2)).toMatchObject({ kept: 'ca', emptied: 'b' });
  });

  it('keeps as many as are asked for, where there are so many', () => {
    expect(pack([{ id: 'a' }, { id: 'b' }, { id: 'c' }], 2).kept).toBe('ab');
    expect(pack([{ id: 'a' }, { id: 'b' }], 5).kept).toBe('ab');
    expect(pack([{ id: 'a' }, { id: 'b' }], 0).kept).toBe('a');
  });

  it('fits by CPU and by memory, to the last of either', () => {
    const two = (size: [number, number]) =>
      pack([
        { id: 'a', tasks: [size] },
        { id: 'b', tasks: [size] },
      ]).kept;
    expect([two([2048, 1000]), two([2049, 1000])]).toEqual(['a', 'ab']);
    expect([two([100, 4096]), two([100, 4097])]).toEqual(['a', 'ab']);
    // What one takes away is gone for all after it, of memory as of CPU.
    expect(pack(['a', 'b', 'c'].map((id) => ({ id, tasks: [[100, 3000]] }))).kept).toBe('ab');
    expect(pack(['a', 'b', 'c'].map((id) => ({ id, tasks: [[1500, 100]] }))).kept).toBe('ab');
  });

  it('places the largest first, whichever of the two they are large in', () => {
    // In the order in which they come, 1,024 + 1,024 leave no room for the 3,072 and 2,048 on two instances; by size they fit exactly.
    const hosts = (of: (size: number) => [number, number]): Host[] => [
      { id: 'a', tasks: [of(1024)] },
      { id: 'b', tasks: [of(2048)] },
      { id: 'c', tasks: [of(2048), of(3072)] },
    ];
    expect(pack(hosts((size) => [size, 1])).kept).toBe('ab');
    expect(pack(hosts((size) => [1, size * 2])).kept).toBe('ab');
    // CPU of a small share before memory of a large one would be the wrong way round: a share counts, not an amount.
    const mixed: Host[] = [
      { id: 'a', tasks: [[1024, 10]] },
      {
        id: 'b',
        tasks: [
          [10, 6000],
          [10, 2000],
        ],
      },
      {
        id: 'c',
        tasks: [
          [3000, 10],
          [4000, 10],
        ],
      },
    ];
    expect(pack(mixed).kept).toBe('ab');
  });

  it('leaves the largest daemon of any on each that is kept', () => {
    const full = (daemon?: [number, number]): Host[] => [
      { id: 'a', tasks: [[2048, 100]], ...(daemon === undefined ? {} : { daemon }) },
      { id: 'b', tasks: [[2048, 100]] },
    ];
    expect([pack(full()).kept, pack(full([1, 0])).kept, pack(full([0, 1])).kept]).toEqual(['a', 'ab', 'a']);
    const byMemory = (daemon: [number, number]): Host[] => [
      { id: 'a', tasks: [[10, 4096]] },
      { id: 'b', tasks: [[10, 4096]], daemon },
    ];
    expect([pack(byMemory([1, 0])).kept, pack(byMemory([0, 1])).kept]).toEqual(['a', 'ab']);
    const unequal: Host[] = [
      { id: 'a', tasks: [[2000, 10]], daemon: [96, 10] },
      { id: 'b', tasks: [[2000, 10]], daemon: [10, 10] },
    ];
    // 4,096 less 96 hold both; the agents themselves do not move.
    expect(pack(unequal)).toMatchObject({ kept: 'a', estimatedTasks: 0 });
  });

  it('takes what no task accounts for as it is reserved', () => {
    // Two tasks of unknown size share what is left of 2,048; each is estimated, and both fit beside the other instance's.
    const unknown: Host[] = [
      { id: 'a', tasks: [null, null], more: [4096, 200] },
      { id: 'b', tasks: [[2048, 100]] },
    ];
    expect(pack(unknown)).toMatchObject({ kept: 'ab', estimatedTasks: 2 });
    expect(
      pack([
        { id: 'a', tasks: [null], more: [2048, 0] },
        { id: 'b', tasks: [[2048, 100]] },
      ]),
    ).toMatchObject({ kept: 'a', estimatedTasks: 1 });
    // A task that is not listed moves as one piece, which 3,000 and 1,500 cannot share with 1,000.
    expect(
      pack([
        { id: 'a', more: [3000, 0] },
        { id: 'b', tasks: [[1097, 10]] },
      ]),
    ).toMatchObject({ kept: 'ab', estimatedTasks: 1 });
    expect(
      pack([
        { id: 'a', more: [3000, 0] },
        { id: 'b', tasks: [[1096, 10]] },
      ]),
    ).toMatchObject({ kept: 'a', estimatedTasks: 1 });
    expect(
      pack([
        { id: 'a', more: [0, 5000] },
        { id: 'b', tasks: [[10, 3193]] },
      ]),
    ).toMatchObject({ kept: 'ab', estimatedTasks: 1 });
    expect(
      pack([
        { id: 'a', more: [0, 5000] },
        { id: 'b', tasks: [[10, 3192]] },
      ]),
    ).toMatchObject({ kept: 'a' });
    // Tasks that say more than is reserved leave nothing over.
    expect(pack([{ id: 'a', tasks: [[100, 100]], more: [-50, -50] }])).toMatchObject({ estimatedTasks: 0 });
  });

  it('says what share of the whole is reserved', () => {
    expect(
      pack([
        { id: 'a', tasks: [[1024, 1024]] },
        { id: 'b', tasks: [[2048, 1024]] },
      ]),
    ).toMatchObject({ cpuShare: 0.375, memoryShare: 0.125 });
    expect(pack([{ id: 'a', cpu: 0, memory: 0 }])).toMatchObject({ cpuShare: 0, memoryShare: 0, kept: 'a' });
    expect(pack([])).toMatchObject({ kept: '', emptied: '', cpuShare: 0, memoryShare: 0 });
  });
});
