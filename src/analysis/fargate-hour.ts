import type { Evidence } from '../model/evaluation.js';
import type { Series } from '../model/metric.js';
import { seriesEvidence } from './outcome-parts.js';

/** The option that an hour of CPU is held against. */
export const HOUR_OPTION = {
  maximumHourPercent: {
    type: 'number',
    default: 95,
    unit: 'percent',
    minimum: 50,
    maximum: 100,
    description:
      'What the busiest hour seen, by its mean of 5-minute maxima, may use of the CPU of the advised size. A percentile hides a burst that is rare but lasts.',
    source: 'An hour above it queues work: by M/M/1, waiting at 95 % utilization is 19 times the service time.',
  },
} as const;

interface HourRules {
  headroomPercent: number;
  maximumHourPercent: number;
}

/** The need, before headroom, that asks for as much as an hour does without any. */
export function needOfHour(hourUnits: number, { headroomPercent, maximumHourPercent }: HourRules): number {
  return (hourUnits * (100 - headroomPercent)) / maximumHourPercent;
}

/** The evidence where an hour decides. `flipsAt`: the need, in percent of the size now, at which the verdict would flip. */
export function hourEvidence(hourPercent: number, series: Series, rules: HourRules, flipsAt: number | undefined): Evidence {
  return seriesEvidence(
    { name: 'busiestHourCpuPercent', value: hourPercent, unit: 'percent' },
    { metric: 'ecs.cpu', series, statistic: 'hourly mean of Maximum' },
    {
      heldAgainst: { option: 'maximumHourPercent', value: rules.maximumHourPercent },
      ...(flipsAt === undefined ? {} : { flipsAt: flipsAt / needOfHour(1, rules) }),
    },
  );
}
