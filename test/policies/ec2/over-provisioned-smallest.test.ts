import { describe, expect, it } from 'vitest';
import overProvisioned from '../../../policies/ec2/over-provisioned.js';
import type { Ec2Instance } from '../../../src/model/resource/index.js';
import { containerInstance, contextFor, fleetOf, instance, missingMetric, PRICES, presentMetric } from '../../support/policy-fixtures.js';
import { failed, flat, judge, measured, NO_MEMORY, peak, seen } from './over-provisioned-fixtures.js';

/** A region with these types only, of which r5.large is the smallest of its family. */
const offering = (...types: string[]) =>
  fleetOf({ instanceTypes: new Map(types.flatMap((type) => PRICES.spec(type) ?? []).map((spec) => [spec.instanceType, spec])) });
const fleet = offering('r5.large', 'r5.xlarge', 'm6a.large', 'c6a.large');
const r5 = instance({ instanceType: 'r5.large' });
const of = (memory: number, cpu = 10, machine: Ec2Instance = r5) =>
  judge(flat(cpu), { fleet, metrics: { memory: peak('ec2.memory', memory) } }, machine);

describe('ec2-over-provisioned: the smallest size of a family', () => {
  it('may have more memory than it needs: another family has as many vCPUs with less', () => {
    const outcome = failed(of(10));
    expect(outcome.recommendation.target).toMatchObject({ label: 'c6a.large' });
    expect(outcome.values.dimension?.value).toBe('memory');
    expect(outcome.cost.savings?.usd).toBeCloseTo(730 * (0.126 - 0.0765), 6);
    // Held against the most memory that another family has beneath it: 8 GiB of 16.
    expect(outcome.evidence.find(({ name }) => name === 'maximumMemoryPercent')?.flipsAt).toBeCloseTo(40, 9);
  });

  it.each([
    // 4 GiB of 16 are 25 %, of which 80 % may be used; 8 GiB are 50 %.
    ['fits the least', 20, 'c6a.large'],
    ['fits more', 20.1, 'm6a.large'],
    ['just fits', 40, 'm6a.large'],
  ])('moves to what memory %s', (_, memory, target) => {
    expect(failed(of(memory)).recommendation.target?.label).toBe(target);
  });

  it.each([
    ['memory that no other has', of(40.1), 'needs-its-memory'],
    ['memory that is not known', judge(flat(10), { fleet, metrics: NO_MEMORY }, r5), 'smallest-of-family'],
    [
      'memory known of few days',
      judge(flat(10), { fleet, metrics: { memory: presentMetric('ec2.memory', { daily: { Maximum: 10 }, days: 12 }) } }, r5),
      'smallest-of-family',
    ],
    ['no CPU to spare', of(10, 80.1), 'short'],
    [
      'no other type that costs less',
      judge(flat(10), { fleet: offering('r5.large', 'r5.xlarge', 'm6a.xlarge') }, r5),
      'smallest-of-family',
    ],
    ['others that are dearer', of(10, 10, instance({ instanceType: 'c6a.large' })), 'smallest-of-family'],
  ])('stays with %s', (_, outcome, code) => {
    expect(outcome).toMatchObject({ verdict: 'pass', code });
  });

  it('is not judged by what tasks reserve', () => {
    const host = containerInstance({
      ec2InstanceId: r5.id,
      runningTasks: 0,
      registered: { cpuUnits: 2048, memoryMib: 15_000, gpus: 0 },
      remaining: { cpuUnits: 2048, memoryMib: 14_000, gpus: 0 },
    });
    const hosts = fleetOf({ instanceTypes: fleet.instanceTypes, containerInstanceOf: new Map([[r5.id, host]]) });
    expect(judge(flat(10), { fleet: hosts, metrics: NO_MEMORY }, r5)).toMatchObject({ verdict: 'pass', code: 'smallest-of-family' });
  });

  it('is cleared by its memory whatever else is missing', () => {
    expect(of(40.1)).toMatchObject({ decidedDespitePartialData: true });
  });

  const wants = (memory: number | null, machine = r5) => {
    const view = memory === null ? missingMetric('ec2.memory') : peak('ec2.memory', memory);
    const metrics = { ...seen(flat(10)).metrics, ...measured, memory: view };
    return overProvisioned.requires.wantsSeries?.(machine, contextFor(overProvisioned, machine, { fleet, metrics }));
  };
  it('asks for its 5-minute values only where another type could hold its memory', () => {
    expect([wants(40), wants(40.1), wants(null)]).toEqual([true, false, false]);
    const started = instance({ instanceType: 'r5.large', launchTime: '2026-07-10T00:00:00.000Z', firstLaunchTime: null });
    expect([wants(40, started), wants(40.1, started), wants(null, started)]).toEqual([true, false, false]);
  });
});
