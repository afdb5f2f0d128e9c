import type { ShapeInput } from '../../metrics/shape.js';

/** Loads that the demo's stories are told with. Amounts of network and disk are per sample of five minutes. */

const KIB = 1_024;
const MIB = 1_048_576;

type Loads = Record<string, ShapeInput | null>;

export const flat = (level: number, noise = 0.1): ShapeInput => ({ kind: 'flat', level, noise });

/** Weekdays from eight to six in the office's own time. */
export const office = (busy: number, idle: number, timeZone = 'America/New_York'): ShapeInput => ({
  kind: 'office-hours',
  busy,
  idle,
  timeZone,
  from: '08:00',
  to: '18:00',
  noise: 0.12,
});

/** Demand of people: every day, most of it in the waking hours. */
export const daily = (busy: number, idle: number, timeZone = 'America/New_York'): ShapeInput => ({
  kind: 'office-hours',
  busy,
  idle,
  timeZone,
  days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
  from: '07:00',
  to: '23:00',
  noise: 0.15,
});

/** Requests a minute by day, and a fifth of them (or `idle`) at night. */
export const requests = (perMinute: number, idle = perMinute * 0.2): ShapeInput => ({ kind: 'events', perMinute: daily(perMinute, idle) });

/** Network, packets and disk in proportion to one shape: `mib` is what a level of 1 stands for. */
function traffic(shape: (factor: number) => ShapeInput): Loads {
  return {
    NetworkIn: shape(0.8 * MIB),
    NetworkOut: shape(MIB),
    NetworkPacketsIn: shape(900),
    NetworkPacketsOut: shape(950),
    EBSReadBytes: shape(0.05 * MIB),
    EBSWriteBytes: shape(0.3 * MIB),
    EBSReadOps: shape(3),
    EBSWriteOps: shape(18),
  };
}

/** Hardly a packet a second, and nothing on the processor. */
export const asleep: Loads = {
  CPUUtilization: flat(1.1, 0.3),
  NetworkIn: flat(6 * KIB),
  NetworkOut: flat(5 * KIB),
  NetworkPacketsIn: flat(40),
  NetworkPacketsOut: flat(38),
  EBSReadBytes: 0,
  EBSWriteBytes: flat(20 * KIB),
  EBSReadOps: 0,
  EBSWriteOps: flat(4),
};

/** Steady processor, network of `mib` a sample, and memory where the CloudWatch agent tells it. */
export const steady = (cpu: number, mib: number, memory?: number): Loads => ({
  CPUUtilization: flat(cpu),
  ...traffic((factor) => flat(mib * factor)),
  ...(memory === undefined ? {} : { mem_used_percent: flat(memory, 0.04) }),
});

/** Used in office hours and left on at night. */
export const nineToSix = (cpu: number, mib: number, memory?: number, timeZone?: string): Loads => ({
  CPUUtilization: office(cpu, 0.9, timeZone),
  ...traffic((factor) => office(mib * factor, 0.004 * factor, timeZone)),
  ...(memory === undefined ? {} : { mem_used_percent: office(memory, memory * 0.6, timeZone) }),
});

/** Used by people all week. */
export const peopled = (cpu: number, mib: number, memory?: number, timeZone?: string): Loads => ({
  CPUUtilization: daily(cpu, cpu * 0.35, timeZone),
  ...traffic((factor) => daily(mib * factor, mib * factor * 0.3, timeZone)),
  ...(memory === undefined ? {} : { mem_used_percent: flat(memory, 0.05) }),
});

/** A job at night that takes the whole machine, and silence around it. */
export const nightly = (at: string, minutes: number, cpu: number, mib: number, memory?: number): Loads => ({
  CPUUtilization: { kind: 'batch', at, minutes, busy: cpu, idle: 0.1, noise: 0.06 },
  ...traffic((factor) => ({ kind: 'batch', at, minutes, busy: mib * factor, idle: 0.002 * factor })),
  ...(memory === undefined ? {} : { mem_used_percent: { kind: 'batch', at, minutes, busy: memory, idle: 12 } }),
});
