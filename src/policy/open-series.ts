import type { DailyStatistic } from '../model/metric.js';
import { METRICS, type MetricId } from '../model/metric-catalog.js';
import type { LoadedPolicy, SeriesNeed } from '../model/policy.js';
import type { MeasuredBlock } from '../model/region-block.js';
import type { Resource } from '../model/resource/index.js';
import { contextFor } from './context.js';
import { missingMetric } from './evaluate.js';
import { byKind } from './evaluate-region.js';
import { judgedAsGiven } from './fleet.js';
import { type RegionWork, regionWork } from './region-work.js';
import type { JudgeSettings } from './settings.js';

/** One series that the second pass must fetch, over the verdict window. */
export interface OpenSeries {
  resource: Resource;
  metric: MetricId;
  variant: string;
  statistic: DailyStatistic;
  periodSeconds: SeriesNeed['periodSeconds'];
}

/** The resources whose metrics a policy reads when it judges this one: the members of a group, else the resource alone. */
function measuredOf(resource: Resource, work: RegionWork): readonly Resource[] {
  return resource.kind === 'instance-group' ? resource.instanceIds.flatMap((id) => work.fleet.instances.get(id) ?? []) : [resource];
}

/** A policy that fails here fails again, and is named, when it evaluates. */
function wants(policy: LoadedPolicy, resource: Resource, work: RegionWork, settings: JudgeSettings): boolean {
  const effective = work.settingsOf(resource).settingsOf(policy);
  if (!effective.enabled.value || missingMetric(policy, resource, work) !== null) return false;
  try {
    return policy.wantsSeries(resource, contextFor(policy, resource, effective, work, settings, false).context);
  } catch {
    return false;
  }
}

/**
 * What the first pass leaves open: the series that policies still want, each once, with the finest period that any of them
 * asks for. Series without datapoints in the first pass are left out: a finer period would bring none. Sorted by resource,
 * metric, variant and statistic.
 */
export function openSeries(block: MeasuredBlock, policies: readonly LoadedPolicy[], settings: JudgeSettings): OpenSeries[] {
  const work = regionWork(block, settings);
  const open = new Map<string, OpenSeries>();
  const ask = (resource: Resource, { metric, statistic, periodSeconds }: SeriesNeed): void => {
    if (METRICS[metric].kind !== resource.kind) return;
    for (const variant of work.metrics.variantsWithData(resource, metric)) {
      const key = [resource.kind, resource.id, metric, variant, statistic].join('\0');
      const known = open.get(key);
      if (known === undefined || periodSeconds < known.periodSeconds)
        open.set(key, { resource, metric, variant, statistic, periodSeconds });
    }
  };
  const asking = byKind(policies.filter(({ requires }) => Object.keys(requires.series).length > 0));
  // In the order in which they came: their records lie so in the spool, which then is read from its beginning to its end.
  for (const resource of judgedAsGiven(work.fleet, block.resources)) {
    for (const policy of asking.get(resource.kind) ?? []) {
      if (!wants(policy, resource, work, settings)) continue;
      const needs = Object.values(policy.requires.series);
      for (const measured of measuredOf(resource, work)) for (const need of needs) ask(measured, need);
    }
  }
  return [...open].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, series]) => series);
}
