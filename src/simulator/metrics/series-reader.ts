import type { Caller, MetricSourceIndex } from '../world.js';
import { aggregate, NO_VALUES, type Values } from './aggregate.js';
import type { MetricName } from './input.js';
import { type PushedMetric, type PushedMetrics, pushedPoints } from './pushed.js';
import { keptPeriods } from './retention.js';
import type { Statistic } from './statistic.js';
import type { Template, Templates } from './templates.js';
import { unitOf } from './units.js';

/** Namespaces whose metrics come as statistic sets: CloudWatch knows no percentiles of them. */
const WITHOUT_PERCENTILES: ReadonlySet<string> = new Set(['AWS/ECS']);

/** What there is of one metric: a template, pushed datapoints, both, or nothing. */
export interface Series {
  namespace: string;
  unit: string;
  template: Template | null;
  pushed: PushedMetric | null;
}

/** Reads statistics of metrics, wherever their datapoints come from. */
export class SeriesReader {
  constructor(
    private readonly index: MetricSourceIndex,
    private readonly templates: Templates,
    private readonly pushed: PushedMetrics,
    private readonly end: number,
  ) {}

  find({ accountId, region }: Caller, metric: MetricName): Series {
    const { namespace, metricName, dimensions } = metric;
    const source = this.index.find(accountId, region, namespace, metricName, dimensions);
    const pushed = this.pushed.isEmpty ? null : this.pushed.find(`${accountId}/${region}`, metric);
    return {
      namespace,
      unit: pushed?.data[0]?.unit ?? unitOf(metricName),
      template: source === null ? null : this.templates.of(source),
      pushed,
    };
  }

  /**
   * One statistic, oldest period first; `start` inclusive and `end` exclusive, in epoch seconds. A period shorter than a
   * minute finds only what was pushed in high resolution.
   */
  values({ namespace, template, pushed }: Series, start: number, end: number, periodSeconds: number, statistic: Statistic): Values {
    if (statistic.percent !== null && WITHOUT_PERCENTILES.has(namespace)) return NO_VALUES;
    const periods = keptPeriods(start, end, periodSeconds, this.end);
    if (periods.start >= end) return NO_VALUES;
    if (pushed !== null) {
      const fine = periodSeconds < 60;
      const data = fine ? pushed.data.filter(({ highResolution }) => highResolution) : pushed.data;
      const parts = [pushedPoints(fine ? { ...pushed, data, points: null } : pushed)];
      return aggregate(template === null || fine ? parts : [template.pointsFrom(periods.start), ...parts], periods, statistic);
    }
    return template === null || periodSeconds < 60 ? NO_VALUES : template.values(periods, statistic);
  }
}
