import { describe, expect, it } from 'vitest';
import {
  type CpuDetail,
  capacity,
  type Demand,
  type Freedom,
  fitsDemand,
  isCompatible,
  platformDifferences,
  project,
  riskOf,
  shortDimensions,
  shrinkableDimensions,
} from '../../src/analysis/rightsizing.js';
import type { Ec2Instance, InstanceTypeSpec } from '../../src/model/resource/index.js';
import { instance, typeSpec } from '../support/policy-fixtures.js';

/** Sixteen vCPU and 64 GiB, and half of each. */
const now = typeSpec();
const half = typeSpec({
  instanceType: 'm5.2xlarge',
  vcpus: 8,
  memoryMib: 32_768,
  networkBaselineGbps: 2.5,
  ebsBaselineMbps: 2300,
  ebsBaselineIops: 12_000,
});
const rules = { headroomPercent: 20, maximumHourPercent: 95 };
const demandOf = (given: Partial<Demand> = {}): Demand => ({
  cpu: null,
  memory: null,
  network: null,
  'ebs-throughput': null,
  'ebs-iops': null,
  ...given,
});
const cpuOf = (given: Partial<CpuDetail> = {}): CpuDetail => ({
  sustained: null,
  hour: null,
  toppedHour: null,
  ahead: null,
  peak: null,
  ...given,
});

describe('what is short now', () => {
  it.each<[string, Partial<Demand>, string[]]>([
    ['nothing known', {}, []],
    ['all at their headroom', { cpu: 12.8, memory: 52_428.8, network: 4, 'ebs-throughput': 3800, 'ebs-iops': 15_000 }, []],
    ['CPU', { cpu: 12.81 }, ['cpu']],
    ['memory', { memory: 52_429 }, ['memory']],
    ['network and disks', { network: 4.01, 'ebs-throughput': 3801, 'ebs-iops': 15_001 }, ['network', 'ebs-throughput', 'ebs-iops']],
  ])('%s', (_, demand, expected) => {
    expect(shortDimensions(now, demandOf(demand), rules)).toEqual(expected);
  });

  it('is never what the type does not tell', () => {
    expect(shortDimensions(typeSpec({ networkBaselineGbps: null }), demandOf({ network: 99 }), rules)).toEqual([]);
    expect(capacity(typeSpec({ networkBaselineGbps: null }), 'network')).toBeNull();
  });
});

describe('what could shrink', () => {
  const shrinks = (
    demand: Partial<Demand>,
    cpu: Partial<CpuDetail> = {},
    smaller: InstanceTypeSpec = half,
    present: InstanceTypeSpec = now,
  ) => shrinkableDimensions(present, smaller, demandOf(demand), cpuOf(cpu), rules);
  const t3 = (size: string, vcpus: number, memoryMib: number) =>
    typeSpec({ instanceType: `t3.${size}`, vcpus, memoryMib, burstable: true });

  it.each<[string, Partial<Demand>, Partial<CpuDetail>, string[]]>([
    ['nothing that is not known', {}, {}, []],
    ['both at the headroom of the smaller', { cpu: 6.4, memory: 26_214.4 }, {}, ['cpu', 'memory']],
    ['neither above it', { cpu: 6.41, memory: 26_215 }, {}, []],
    ['CPU by its busiest hour', { cpu: 1 }, { hour: 7.6 }, ['cpu']],
    ['not by a fuller hour', { cpu: 1 }, { hour: 7.61 }, []],
    ['CPU by what lies ahead', { cpu: 1 }, { ahead: 8 }, ['cpu']],
    ['not by more', { cpu: 1 }, { ahead: 8.01 }, []],
    ['CPU by an hour that is topped', { cpu: 1 }, { toppedHour: 7.6 }, ['cpu']],
    ['not by one topped further', { cpu: 1 }, { toppedHour: 7.61 }, []],
    ['but by that where the highest value fits', { cpu: 1 }, { toppedHour: 7.61, peak: 6.4 }, ['cpu']],
    ['and not where it does not', { cpu: 1 }, { toppedHour: 7.61, peak: 6.41 }, []],
  ])('%s', (_, demand, cpu, expected) => {
    expect(shrinks(demand, cpu)).toEqual(expected);
  });

  it('is only what the smaller size has less of', () => {
    expect(shrinks({ cpu: 1, memory: 100 }, {}, typeSpec({ vcpus: 16, memoryMib: 32_768 }))).toEqual(['memory']);
    expect(shrinks({ cpu: 1, memory: 100 }, {}, typeSpec({ vcpus: 8, memoryMib: 65_536 }))).toEqual(['cpu']);
    expect(shrinks({ cpu: 1, memory: 100 }, {}, typeSpec({ vcpus: 32, memoryMib: 131_072 }))).toEqual([]);
  });

  it('counts what a burstable type may use for long', () => {
    const [large, medium] = [t3('large', 2, 8192), t3('medium', 2, 4096)];
    // As many vCPU, of which it may use 20 percent in place of 30.
    expect(shrinks({ cpu: 0.1 }, { sustained: 0.4 }, medium, large)).toEqual(['cpu']);
    expect(shrinks({ cpu: 0.1 }, { sustained: 0.41 }, medium, large)).toEqual([]);
    expect(shrinks({ cpu: 0.1 }, {}, medium, large)).toEqual([]);
    expect(shrinks({ cpu: 0.1 }, { sustained: 0.1 }, large, large)).toEqual([]);
    expect(shrinks({ cpu: 0.1 }, { sustained: 0.1 }, typeSpec({ instanceType: 't99.small', vcpus: 1, burstable: true }), large)).toEqual(
      [],
    );
  });

  it('fits a flex type up to its baseline', () => {
    const flex = typeSpec({ instanceType: 'm7i-flex.2xlarge', vcpus: 8 });
    expect(shrinks({ cpu: 3.2 }, {}, flex)).toEqual(['cpu']);
    expect(shrinks({ cpu: 3.21 }, {}, flex)).toEqual([]);
  });
});

describe('what fits', () => {
  const fits = (demand: Partial<Demand>, candidate: InstanceTypeSpec = half, present: InstanceTypeSpec = now) =>
    fitsDemand(present, candidate, demandOf(demand), cpuOf(), rules);
  const known = { cpu: 1, memory: 1000, network: 1, 'ebs-throughput': 100, 'ebs-iops': 100 };

  it.each<[string, Partial<Demand>, boolean]>([
    ['all known and small', known, true],
    ['CPU at its headroom', { ...known, cpu: 6.4 }, true],
    ['CPU above', { ...known, cpu: 6.41 }, false],
    ['network at its headroom', { ...known, network: 2 }, true],
    ['network above', { ...known, network: 2.01 }, false],
    ['memory not known, and less of it', { ...known, memory: null }, false],
    ['disks not known, and less of them', { ...known, 'ebs-iops': null }, false],
  ])('%s', (_, demand, expected) => {
    expect(fits(demand)).toBe(expected);
  });

  it('is no less of what is not known, and nothing that the candidate does not tell', () => {
    expect(fits({}, now)).toBe(true);
    expect(fits({ ...known, memory: null }, typeSpec({ ...half, memoryMib: 65_536 }))).toBe(true);
    expect(fits({ ...known, network: null }, typeSpec({ ...half, networkBaselineGbps: null }))).toBe(false);
    expect(
      fits({ ...known, network: null }, typeSpec({ ...half, networkBaselineGbps: null }), typeSpec({ networkBaselineGbps: null })),
    ).toBe(true);
    expect(fits(known, typeSpec({ ...half, networkBaselineGbps: null }))).toBe(false);
    expect(fits(known, typeSpec({ ...half, networkBaselineGbps: null }), typeSpec({ networkBaselineGbps: null }))).toBe(true);
  });
});

describe('what could start as another type', () => {
  const xen = typeSpec({ instanceType: 'm4.4xlarge', hypervisor: 'xen', nvme: 'unsupported', ena: 'supported' });
  const may = (
    candidate: Partial<InstanceTypeSpec>,
    present: InstanceTypeSpec = now,
    of: Partial<Ec2Instance> = {},
    freedom: Freedom = {},
  ) => isCompatible(instance(of), present, typeSpec(candidate), freedom);

  it.each<[string, ReturnType<typeof typeSpec>, InstanceTypeSpec, Partial<Ec2Instance>, Freedom, boolean]>([
    ['the same', now, now, {}, {}, true],
    ['an accelerated type', typeSpec({ accelerators: 1 }), now, {}, {}, false],
    ['bare metal', typeSpec({ bareMetal: true }), now, {}, {}, false],
    ['another architecture', typeSpec({ architectures: ['arm64'] }), now, {}, {}, false],
    ['another architecture that is asked for', typeSpec({ architectures: ['arm64'] }), now, {}, { architecture: 'arm64' }, true],
    ['a burstable type', typeSpec({ burstable: true }), now, {}, {}, false],
    ['a burstable type where any will do', typeSpec({ burstable: true }), now, {}, { anyBurstModel: true }, true],
    ['no disk where there was none', typeSpec({ instanceStoreGb: 0 }), now, {}, {}, true],
    ['a disk where there was none', typeSpec({ instanceStoreGb: 100 }), now, {}, {}, true],
    ['as large a disk', typeSpec({ instanceStoreGb: 100 }), typeSpec({ instanceStoreGb: 100 }), {}, {}, true],
    ['a smaller disk', typeSpec({ instanceStoreGb: 99 }), typeSpec({ instanceStoreGb: 100 }), {}, {}, false],
    ['another virtualization', typeSpec({ virtualizationTypes: ['paravirtual'] }), now, {}, {}, false],
    [
      'another virtualization, its own not known',
      typeSpec({ virtualizationTypes: ['paravirtual'] }),
      now,
      { virtualizationType: null },
      {},
      true,
    ],
    ['NVMe where there was none', now, xen, { enaSupport: true }, {}, false],
    ['NVMe where new drivers will do', now, xen, { enaSupport: false }, { newDrivers: true }, true],
    ['ENA that the image has', typeSpec({ nvme: 'unsupported' }), xen, { enaSupport: true }, {}, true],
    ['ENA that it may not have', typeSpec({ nvme: 'unsupported' }), xen, { enaSupport: null }, {}, false],
    ['ENA that it has not', typeSpec({ nvme: 'unsupported' }), xen, { enaSupport: false }, {}, false],
    ['ENA that is not required', typeSpec({ nvme: 'unsupported', ena: 'supported' }), xen, { enaSupport: false }, {}, true],
    ['ENA that it needed before', now, now, { enaSupport: false }, {}, true],
  ])('%s', (_, candidate, present, of, freedom, expected) => {
    expect(may(candidate, present, of, freedom)).toBe(expected);
  });

  it.each<[string, Partial<InstanceTypeSpec>, Partial<InstanceTypeSpec>, string, string[]]>([
    ['nothing', {}, {}, 'x86_64', []],
    ['the hypervisor', { hypervisor: 'xen' }, {}, 'x86_64', ['hypervisor']],
    ['the network interface', { ena: 'unsupported' }, {}, 'x86_64', ['network-interface']],
    ['the network interface, back', {}, { ena: 'unsupported' }, 'x86_64', ['network-interface']],
    ['no interface by what is merely supported', { ena: 'supported' }, {}, 'x86_64', []],
    ['the storage interface', { nvme: 'supported' }, {}, 'x86_64', ['storage-interface']],
    ['a disk more', {}, { instanceStoreGb: 1 }, 'x86_64', ['instance-store']],
    ['a disk less', { instanceStoreGb: 1 }, {}, 'x86_64', ['instance-store']],
    ['no disk by its size', { instanceStoreGb: 1 }, { instanceStoreGb: 2 }, 'x86_64', []],
    ['the virtualization', { virtualizationTypes: ['paravirtual'] }, {}, 'x86_64', ['virtualization']],
    ['none that both have', { virtualizationTypes: ['paravirtual', 'hvm'] }, {}, 'x86_64', []],
    ['the architecture', {}, {}, 'arm64', ['architecture']],
  ])('differs in %s', (_, from, to, architecture, expected) => {
    expect(platformDifferences(typeSpec(from), typeSpec(to), architecture)).toEqual(expected);
  });
});

describe('how a type would be used', () => {
  it('is the percentage of what it gives, where both are known', () => {
    expect(
      project(now, typeSpec({ ...half, networkBaselineGbps: null, ebsBaselineIops: 0 }), demandOf({ cpu: 4, network: 1, 'ebs-iops': 100 })),
    ).toEqual([
      { dimension: 'cpu', nowPercent: 25, projectedPercent: 50 },
      { dimension: 'memory', nowPercent: null, projectedPercent: null },
      { dimension: 'network', nowPercent: 20, projectedPercent: null },
      { dimension: 'ebs-throughput', nowPercent: null, projectedPercent: null },
      { dimension: 'ebs-iops', nowPercent: expect.closeTo((100 / 18_750) * 100, 9), projectedPercent: null },
    ]);
  });

  it.each([
    [[], null, 0],
    [[null], null, 0],
    [[40], null, 0],
    [[40.1], null, 1],
    [[60], null, 1],
    [[60.1], null, 2],
    [[80], null, 2],
    [[80.1], null, 3],
    [[100], null, 3],
    [[100.1], null, 4],
    [[10, 61, 41], null, 2],
    [[10], 100, 0],
    [[10], 100.1, 3],
    [[101], 200, 4],
  ])('%j percent and a peak of %s is a risk of %d', (percents, peak, expected) => {
    expect(
      riskOf(
        percents.map((projectedPercent) => ({ dimension: 'cpu', nowPercent: null, projectedPercent })),
        peak,
        20,
      ),
    ).toBe(expected);
  });
});
