import idle from '../../../policies/ec2/idle.js';
import { type ContextSpec, contextFor, explained, instance, presentMetric } from '../../support/policy-fixtures.js';

export type Spec = ContextSpec<typeof idle.options, typeof idle.requires.metrics, Record<never, never>>;
export type Metrics = NonNullable<Spec['metrics']>;

export const cpu = (maximum: number | readonly (number | null)[], days?: number) =>
  presentMetric('ec2.cpu', { daily: { Maximum: maximum }, ...(days === undefined ? {} : { days }) });
export const traffic = (metric: 'ec2.networkIn' | 'ec2.networkOut', bytes: number | readonly (number | null)[], days?: number) =>
  presentMetric(metric, { daily: { Sum: bytes }, ...(days === undefined ? {} : { days }) });
type Disk = 'ebsReadOps' | 'ebsWriteOps' | 'ebsReadBytes' | 'ebsWriteBytes';
/** Of the busiest five minutes of each day. */
export const ops = (name: Disk, amount: number | readonly (number | null)[], days?: number) =>
  presentMetric(`ec2.${name}`, { daily: { Maximum: amount }, ...(days === undefined ? {} : { days }) });
export const memory = (percent: number) => presentMetric('ec2.memory', { daily: { Maximum: percent } });
export const allBut = (index: number, value: number) => Array.from({ length: 32 }, (_, day) => (day === index ? 0 : value));
export const quiet: Metrics = { cpu: cpu(2), networkIn: traffic('ec2.networkIn', 1e6), networkOut: traffic('ec2.networkOut', 1e6) };

export const judge = (spec: Spec = {}, machine = instance()) =>
  explained(idle, idle.evaluate(machine, contextFor(idle, machine, { ...spec, metrics: { ...quiet, ...spec.metrics } })));
