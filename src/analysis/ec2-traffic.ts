import type { Series } from '../model/metric.js';
import { weekSlot } from './week-profile.js';

/** Network traffic beside CPU, hour by hour: a machine that sends all night is at work, however little that takes of its processor. */

/** Options of ec2-off-hours on network traffic. */
export const TRAFFIC_OPTIONS = {
  maximumNetworkBytesPerHour: {
    type: 'number',
    unit: 'bytes',
    default: 1_000_000_000,
    minimum: 0,
    maximum: 1e15,
    description:
      'An hour is idle when its network traffic, in and out together, stays under this too. The default is 2.2 Mbit/s throughout the hour: agents, health checks and package updates stay under it.',
    source:
      'awsspectre takes an idle verdict back at more than this, there in the whole window: https://github.com/ppiankov/awsspectre. In one hour no machine moves it that only waits.',
  },
  noticedNetworkBytes: {
    type: 'number',
    unit: 'bytes',
    default: 1_000_000_000,
    minimum: 0,
    maximum: 1e15,
    description: 'Network traffic in all the hours of the window that a schedule would take away, from which on confidence is lower.',
    source: 'awsspectre takes an idle verdict back at more than this in its window: https://github.com/ppiankov/awsspectre',
  },
} as const;

/** The value of a series for the period that starts at a time; NaN outside of it. */
function valueAt(series: Series, epochSeconds: number): number {
  return series.values[(epochSeconds - series.start) / series.periodSeconds] ?? Number.NaN;
}

/**
 * Bytes in and out together for each period of `like`. NaN where one of the two is not known, unless the other alone reaches `limit`: more could
 * only be added to it. null where nothing is known of either.
 */
export function trafficOf(networkIn: Series | null, networkOut: Series | null, limit: number, like: Series): Series | null {
  if (networkIn === null && networkOut === null) return null;
  const values = new Float64Array(like.values.length);
  for (let index = 0; index < values.length; index += 1) {
    const at = like.start + index * like.periodSeconds;
    const received = networkIn === null ? Number.NaN : valueAt(networkIn, at);
    const sent = networkOut === null ? Number.NaN : valueAt(networkOut, at);
    if (received >= limit && Number.isNaN(sent)) values[index] = received;
    else if (sent >= limit && Number.isNaN(received)) values[index] = sent;
    else values[index] = received + sent;
  }
  return { ...like, statistic: 'Sum', values };
}

/** CPU, raised to `busyFrom` in every period whose traffic reaches `limit`: what is busy by either is busy. */
export function raisedByTraffic(cpu: Series, traffic: Series | null, { limit, busyFrom }: { limit: number; busyFrom: number }): Series {
  if (traffic === null) return cpu;
  return { ...cpu, values: cpu.values.map((value, index) => ((traffic.values[index] ?? 0) >= limit ? Math.max(value, busyFrom) : value)) };
}

/** What one machine moved in some hours of the week. */
export interface TrafficSeen {
  /** Bytes of the busiest period; null where none is known. */
  busiest: number | null;
  /** Bytes of all of them. */
  total: number;
  /** Hours in which it ran, and in which its traffic is not known. */
  unknownHours: number;
}

/** Traffic in the slots of the week that `counts` names, in periods in which the machine ran (its CPU is known). */
export function trafficWhile(cpu: Series, traffic: Series | null, counts: (slot: number) => boolean, timeZone: string): TrafficSeen {
  const seen: TrafficSeen = { busiest: null, total: 0, unknownHours: 0 };
  cpu.values.forEach((value, index) => {
    if (Number.isNaN(value) || !counts(weekSlot(cpu.start + index * cpu.periodSeconds, timeZone))) return;
    const bytes = traffic?.values[index] ?? Number.NaN;
    if (Number.isNaN(bytes)) {
      seen.unknownHours += cpu.periodSeconds / 3600;
      return;
    }
    seen.busiest = Math.max(seen.busiest ?? 0, bytes);
    seen.total += bytes;
  });
  return seen;
}

/** Of several machines: the busiest period of any, the most that one moved in all, the most hours that are not known of one. */
export function mostTraffic(all: readonly TrafficSeen[]): TrafficSeen {
  const known = all.flatMap(({ busiest }) => busiest ?? []);
  return {
    busiest: known.length === 0 ? null : Math.max(...known),
    total: Math.max(0, ...all.map(({ total }) => total)),
    unknownHours: Math.max(0, ...all.map(({ unknownHours }) => unknownHours)),
  };
}
