import overProvisioned from '../../../policies/ec2/over-provisioned.js';
import type { MetricId } from '../../../src/model/metric-catalog.js';
import type { Ec2Instance } from '../../../src/model/resource/index.js';
import type { Load } from '../../support/loads.js';
import {
  type ContextSpec,
  contextFor,
  explained,
  instance,
  metricFromSeries,
  missingMetric,
  PRICES,
  presentMetric,
  seriesFrom,
} from '../../support/policy-fixtures.js';

export type Spec = ContextSpec<
  typeof overProvisioned.options,
  typeof overProvisioned.requires.metrics,
  typeof overProvisioned.requires.series
>;

export const fine = (load: Load, days = 14) => seriesFrom(load, { periodSeconds: 300, days });
export const peak = (metric: MetricId, value: number) => presentMetric(metric, { daily: { Maximum: value } });

/** What an audit sees of a load: scalars over 32 days, the fine series over 14. */
export function seen(load: Load): Pick<Spec, 'metrics' | 'series'> {
  return { metrics: { cpu: metricFromSeries('ec2.cpu', fine(load, 32)) }, series: { cpu: fine(load) } };
}
/** Network, EBS and memory so low that they never decide. */
export const measured: NonNullable<Spec['metrics']> = {
  memory: peak('ec2.memory', 20),
  networkIn: peak('ec2.networkIn', 1e6),
  networkOut: peak('ec2.networkOut', 1e6),
  ebsReadBytes: peak('ec2.ebsReadBytes', 1e6),
  ebsWriteBytes: peak('ec2.ebsWriteBytes', 1e6),
  ebsReadOps: peak('ec2.ebsReadOps', 3000),
  ebsWriteOps: peak('ec2.ebsWriteOps', 3000),
};

export function judge(load: Load, spec: Spec = {}, machine: Ec2Instance = instance()) {
  const base = seen(load);
  const context = { ...base, ...spec, metrics: { ...base.metrics, ...measured, ...spec.metrics } };
  return explained(overProvisioned, overProvisioned.evaluate(machine, contextFor(overProvisioned, machine, context)));
}
export const failed = (outcome: ReturnType<typeof judge>) => {
  if (outcome.verdict !== 'fail') throw new Error(`${outcome.verdict}: ${outcome.code}`);
  return outcome;
};
export const flat = (value: number) => () => value;
/** Few types: what is written down of an outcome is not to change with each price that the table gains. */
const FEW = ['m4', 'm5', 'm6a', 'c6a', 'r6a', 'm7i', 'r7i', 'm6g', 'm7g', 't3'].flatMap((family) =>
  PRICES.specs().filter(({ instanceType }) => instanceType.startsWith(`${family}.`)),
);
export const FEW_TYPES = { instanceTypes: new Map(FEW.map((spec) => [spec.instanceType, spec])) };

export const NO_MEMORY = { memory: missingMetric('ec2.memory') };
