import type { Evidence, Values } from '../model/evaluation.js';
import type { MetricView } from '../model/metric.js';
import { optional } from '../model/policy.js';
import type { Ec2Instance } from '../model/resource/index.js';
import { samplePeriodSeconds } from './ec2-rates.js';
import { quantity, statedEvidence, viewEvidence } from './outcome-parts.js';

/**
 * Signs of use that CPU and network do not show: disks that work, memory that is held. The sizing policies ask for the same metrics, so none of
 * them is billed for this.
 */
export const SIGN_METRICS = {
  memory: optional('ec2.memory', { daily: ['Maximum'] }),
  ebsReadBytes: optional('ec2.ebsReadBytes', { daily: ['Maximum'] }),
  ebsWriteBytes: optional('ec2.ebsWriteBytes', { daily: ['Maximum'] }),
  ebsReadOps: optional('ec2.ebsReadOps', { daily: ['Maximum'] }),
  ebsWriteOps: optional('ec2.ebsWriteOps', { daily: ['Maximum'] }),
};
type SignViews = { readonly [K in keyof typeof SIGN_METRICS]: MetricView };

export const SIGN_OPTIONS = {
  maximumEbsIops: {
    type: 'number',
    unit: 'iops',
    default: 100,
    minimum: 0,
    maximum: 1e6,
    description:
      'Volumes at rest do fewer operations a second than this in the busiest sample of a day, reading and writing together. At work on every day, they clear the instance; on some, confidence is low.',
    source:
      'What the smallest gp2 volume always gives, and more than logs and package updates take over five minutes: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html',
  },
  maximumEbsMbps: {
    type: 'number',
    unit: 'mbps',
    default: 100,
    minimum: 0,
    maximum: 1e6,
    description: 'The same in megabits a second, reading and writing together.',
    source: 'A tenth of the 125 MiB/s that every gp3 volume gives: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html',
  },
  maximumMemoryPercent: {
    type: 'number',
    unit: 'percent',
    default: 50,
    minimum: 1,
    maximum: 100,
    description: 'Memory in use from which on something is loaded that may be waiting to be asked: confidence is low.',
    source: 'awsspectre takes an idle verdict back from here on: https://github.com/ppiankov/awsspectre',
  },
} as const;

export interface SignLimits {
  readonly maximumEbsIops: number;
  readonly maximumEbsMbps: number;
  readonly maximumMemoryPercent: number;
}

export interface Signs {
  /** Days on which the volumes were at work. */
  diskDays: number;
  /** Of the busiest sample of any day; null where nothing of it is known. */
  iops: number | null;
  mbps: number | null;
  /** Highest memory in use, percent; null where it is not known. */
  memoryPercent: number | null;
  /** True where the agent's metric could not be read, or not in full: not where there is none. */
  memoryUnread: boolean;
  evidence: Evidence[];
}

/**
 * Sums of reading and writing, each at its own maximum of the day; null for a day on which neither is known. Where one is not known the other
 * stands alone: here a sum speaks for the instance, and no more than what was seen is said for it.
 */
function together(views: readonly MetricView[]): (number | null)[] {
  const daily = views.flatMap((view) => (view.present ? [view.daily('Maximum', 'window')] : []));
  return (daily[0] ?? []).map((_, day) => {
    const known = daily.flatMap((values) => values[day] ?? []);
    return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
  });
}

const highest = (values: readonly (number | null)[]): number | null =>
  values.reduce<number | null>((most, value) => (value === null ? most : Math.max(most ?? 0, value)), null);

/** What the disks and the memory of an instance say. Equality with a limit is use. */
export function signsOfUse(instance: Ec2Instance, views: SignViews, limits: SignLimits): Signs {
  const seconds = samplePeriodSeconds(instance);
  const iops = together([views.ebsReadOps, views.ebsWriteOps]).map((value) => (value === null ? null : value / seconds));
  const mbps = together([views.ebsReadBytes, views.ebsWriteBytes]).map((value) => (value === null ? null : (value * 8) / seconds / 1e6));
  const days = Array.from({ length: Math.max(iops.length, mbps.length) }, (_, day) => day);
  const atWork = (day: number) => (iops[day] ?? -1) >= limits.maximumEbsIops || (mbps[day] ?? -1) >= limits.maximumEbsMbps;
  const { memory } = views;
  const memoryPercent = memory.present ? memory.maximum('window') : null;
  const held = (option: keyof SignLimits) => ({ heldAgainst: { option, value: limits[option] } });
  const [topIops, topMbps] = [highest(iops), highest(mbps)];
  return {
    diskDays: days.filter(atWork).length,
    iops: topIops,
    mbps: topMbps,
    memoryPercent,
    memoryUnread: memory.status !== 'ok' && memory.status !== 'zero' && memory.status !== 'no-data',
    evidence: [
      ...(topIops === null ? [] : [statedEvidence('ebsPeakIops', topIops, 'iops', held('maximumEbsIops'))]),
      ...(topMbps === null ? [] : [statedEvidence('ebsPeakMbps', topMbps, 'mbps', held('maximumEbsMbps'))]),
      ...(memory.present && memoryPercent !== null
        ? [
            viewEvidence(
              { name: 'maximumMemoryPercent', value: memoryPercent, unit: 'percent' },
              { view: memory, statistic: 'Maximum', scope: 'window' },
              held('maximumMemoryPercent'),
            ),
          ]
        : []),
    ],
  };
}

/** The values that sentences on signs of use name, of one or several machines: the most of any. Only what there is to say. */
export function signValues(all: readonly Signs[]): Values {
  const diskDays = Math.max(0, ...all.map((signs) => signs.diskDays));
  const memory = highest(all.map((signs) => signs.memoryPercent));
  const disk = {
    diskDays: quantity(diskDays, 'days'),
    iops: quantity(highest(all.map((signs) => signs.iops)), 'iops'),
    throughput: quantity(highest(all.map((signs) => signs.mbps)), 'mbps'),
  };
  return { ...(diskDays > 0 ? disk : {}), ...(memory === null ? {} : { memory: quantity(memory, 'percent') }) };
}
