import { describe, expect, it } from 'vitest';
import { placementOptions } from '../../src/analysis/placement.js';
import type { MeasuredWork, PlacementSettings } from '../../src/analysis/placement-work.js';
import { PRICES } from '../support/policy-fixtures.js';

const settings: PlacementSettings = { copies: 2, headroomPercent: 20, prices: PRICES, instanceTypes: null };

/** One request of a vCPU-sized function always in flight. */
const work = (overrides: Partial<MeasuredWork> = {}): MeasuredWork => ({
  region: 'us-east-1',
  architecture: 'x86_64',
  vcpus: { low: 0.25, high: 1 },
  memoryMib: { low: 512, high: 1769 },
  leastVcpus: { low: 0, high: 1 },
  leastMemoryMib: 1769,
  requests: 1_000_000,
  requestSeconds: { low: 2_628_000, high: 2_628_000 },
  functionMemoryMib: 1769,
  longestRequestSeconds: 1,
  needsLoadBalancer: false,
  ...overrides,
});

describe('what instances a home is made of', () => {
  it('names instances of the current generation alone', () => {
    const tiny = work({
      vcpus: { low: 0.1, high: 0.1 },
      memoryMib: { low: 256, high: 256 },
      leastVcpus: { low: 0, high: 0 },
      leastMemoryMib: 128,
    });
    const labels = placementOptions(tiny, settings).flatMap(({ label }) => [label.low, label.high]);
    const types = labels.flatMap((label) => /x ([a-z0-9-]+\.[a-z0-9]+)$/.exec(label)?.[1] ?? []);
    expect(types.length).toBe(8);
    expect(types.filter((type) => PRICES.spec(type)?.currentGeneration !== true)).toEqual([]);
  });

  it.each<[string | null | undefined, boolean]>([
    ['nodejs22.x', true],
    ['nodejs20.x', false],
    ['python3.13', true],
    ['python3.9', false],
    ['java21', true],
    ['java8.al2', false],
    ['dotnet8', true],
    ['dotnetcore3.1', false],
    ['provided.al2023', true],
    ['provided.al2', false],
    ['ruby3.4', false],
    [null, true],
    [undefined, true],
  ])('offers functions with the runtime %s managed instances: %s', (runtime, offered) => {
    const option = placementOptions(work(runtime === undefined ? {} : { runtime }), settings).find(
      ({ placement }) => placement === 'lambda-managed-instances',
    );
    expect(option?.ruledOutBy).toEqual(offered ? [] : ['runtime-without-managed-instances']);
  });
});
