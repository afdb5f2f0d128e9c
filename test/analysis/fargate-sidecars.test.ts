import { describe, expect, it } from 'vitest';
import { FARGATE_MEMORY, FARGATE_VCPU, WINDOWS_LICENCE } from '../../src/analysis/cost-ecs.js';
import { line } from '../../src/analysis/cost-lines.js';
import { isNamedAsSidecar, overheadOfLines, reservedOverhead } from '../../src/analysis/fargate-sidecars.js';
import type { CostLine, ResourceCost } from '../../src/model/evaluation.js';
import type { Basis, Rate } from '../../src/model/money.js';
import type { Container } from '../../src/model/resource/index.js';
import { container, taskShape } from '../support/policy-fixtures.js';

const per = (unit: Rate['unit'], usd: number, basis: Basis = 'list'): Rate => ({ usd, unit, basis, asOf: '2026-11-01', source: 'a table' });
const LINES = [
  line(FARGATE_VCPU, 730, 'vcpu-hour', per('vcpu-hour', 0.04)),
  line(FARGATE_MEMORY, 1460, 'gb-hour', per('gb-hour', 0.005)),
  line(WINDOWS_LICENCE, 730, 'vcpu-hour', per('vcpu-hour', 0.046)),
  line('Fargate storage', 730, 'gb-hour', per('gb-hour', 0.0001)),
];
const costOf = (lines: CostLine[], basis: Basis = 'list'): ResourceCost => ({
  monthly: { usd: 70, basis, asOf: '2026-11-01' },
  lines,
  unpricedBecause: null,
  hoursPerMonth: 730,
});
const QUARTER = { cpuShare: 0.25, memoryShare: 0.5 };

describe('what the sidecars of a task cost', () => {
  it('is their share of the CPU and its licence, and of the memory, and none of the storage', () => {
    const monthly = overheadOfLines(costOf(LINES), QUARTER);
    expect(monthly).toEqual({ usd: expect.closeTo(0.25 * (29.2 + 33.58) + 0.5 * 7.3, 9), basis: 'list', asOf: '2026-11-01' });
    expect(overheadOfLines(costOf(LINES), { cpuShare: null, memoryShare: 0.5 })?.usd).toBeCloseTo(3.65, 9);
    expect(overheadOfLines(costOf(LINES), { cpuShare: 0.25, memoryShare: null })?.usd).toBeCloseTo(15.695, 9);
  });

  it('is no surer than its rates, nor than the hours of the task', () => {
    expect(overheadOfLines(costOf(LINES, 'assumed'), QUARTER)).toMatchObject({ usd: expect.closeTo(19.345, 9), basis: 'assumed' });
    const estimated = [line(FARGATE_VCPU, 730, 'vcpu-hour', per('vcpu-hour', 0.04, 'estimated')), ...LINES.slice(1)];
    expect(overheadOfLines(costOf(estimated), QUARTER)?.basis).toBe('estimated');
  });

  it('is not known where the cost of the task or of a part of it is not', () => {
    expect(overheadOfLines({ ...costOf(LINES), monthly: null }, QUARTER)).toBeNull();
    const unknown = [line(FARGATE_VCPU, 730, 'vcpu-hour', null), ...LINES.slice(1)];
    expect(overheadOfLines(costOf(unknown), QUARTER)).toBeNull();
    expect(overheadOfLines(costOf(unknown, 'assumed'), QUARTER)).toBeNull();
    expect(overheadOfLines(costOf(unknown), { cpuShare: null, memoryShare: 0.5 })?.usd).toBeCloseTo(3.65, 9);
  });
});

describe('sidecars', () => {
  it.each([
    ['Datadog--Agent', ['datadog-agent'], true],
    ['-envoy-', ['envoy'], true],
    ['web', ['', '--'], false],
    ['datadog', ['datadog-agent'], false],
    ['my-agent', ['my', 'other'], true],
    ['DatadogAgent', ['datadog'], true],
    ['LogRouter', ['log-router'], true],
    ['NewRelicInfra', ['newrelic'], false],
    ['NewRelic', ['newrelic'], true],
    ['XRayDaemon', ['x-ray'], true],
    ['HotelApi', ['otel'], false],
  ])('%s among %j', (name, names, expected) => {
    expect(isNamedAsSidecar(name, names)).toBe(expected);
  });

  it('hold what has ended only where the task has no size of its own', () => {
    const ended = container({ name: 'setup', endsEarly: true, cpuUnits: 256, memoryReservationMib: 512 });
    const web = container({ cpuUnits: 768, memoryReservationMib: 1536 });
    const of = (over: Parameters<typeof taskShape>[0], ...containers: Container[]) =>
      reservedOverhead(taskShape({ ...over, containers }), ['envoy']);
    expect(of({ cpuUnits: null, memoryMib: null }, web, ended)).toEqual({
      names: ['setup'],
      reservesAny: true,
      cpuShare: 0.25,
      memoryShare: 0.25,
      endedToo: true,
    });
    expect(of({ cpuUnits: 1024, memoryMib: null }, web, ended)).toEqual({
      names: ['setup'],
      reservesAny: true,
      cpuShare: null,
      memoryShare: 0.25,
      endedToo: true,
    });
    expect(of({ cpuUnits: null, memoryMib: 2048 }, web, ended)).toMatchObject({ cpuShare: 0.25, memoryShare: null });
    expect(of({ cpuUnits: 1024, memoryMib: 2048 }, web, ended)).toBeNull();
    expect(of({ cpuUnits: null, memoryMib: null }, web, { ...ended, cpuUnits: null, memoryReservationMib: null })).toBeNull();
    expect(of({ cpuUnits: null, memoryMib: null }, web, { ...ended, cpuUnits: null })).toMatchObject({ cpuShare: null, memoryShare: 0.25 });
    expect(of({ cpuUnits: null, memoryMib: null }, web, { ...ended, memoryReservationMib: null })).toMatchObject({
      cpuShare: 0.25,
      memoryShare: null,
    });
    const proxy = container({ name: 'envoy', cpuUnits: 256 });
    // One that lasts and one that ended are both to be counted.
    expect(of({ cpuUnits: null, memoryMib: null }, web, ended, proxy)).toMatchObject({ names: ['envoy', 'setup'], cpuShare: 512 / 1280 });
    expect(of({ cpuUnits: null, memoryMib: null }, container({}), container({ name: 'envoy' }))).toEqual({
      names: ['envoy'],
      reservesAny: false,
      cpuShare: null,
      memoryShare: null,
      endedToo: false,
    });
    expect(of({ cpuUnits: 128, memoryMib: 2048 }, web, proxy)).toMatchObject({ cpuShare: 1 });
  });
});
