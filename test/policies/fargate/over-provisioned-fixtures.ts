import policy from '../../../policies/fargate/over-provisioned.js';
import type { MetricView, Series } from '../../../src/model/metric.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { metricFromSeries, presentMetric, seriesFrom, service, taskShape } from '../../support/policy-fixtures.js';

export const CHANGED = '2026-11-13T00:00:00Z';
export const steady = (percent: number) => seriesFrom(() => percent, { periodSeconds: 300 });
export const memoryAt = (percent: number) => presentMetric('ecs.memory', { daily: { Maximum: percent } });
export const since = (date: string) => service().deployments.map((deployment) => ({ ...deployment, createdAt: date }));

/** A service of 4 vCPU / 8 GB unless said otherwise. */
export function judge(given: { of?: Partial<EcsService>; series?: Series; cpu?: MetricView; memory?: MetricView }) {
  const series = given.series ?? steady(10);
  const cpu = given.cpu ?? metricFromSeries('ecs.cpu', series, 10);
  const of = service({ shape: taskShape({ cpuUnits: 4096, memoryMib: 8192 }), ...given.of });
  return judged(policy, of, { metrics: { cpu, memory: given.memory ?? memoryAt(20) }, series: { cpu: series } });
}

export const targetOf = (outcome: ReturnType<typeof judge>) =>
  outcome.verdict === 'fail' ? outcome.recommendation.target?.label : verdictOf(outcome);
