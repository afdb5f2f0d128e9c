import offHours from '../../../policies/ec2/off-hours.js';
import { type Load, office } from '../../support/loads.js';
import {
  type ContextSpec,
  contextFor,
  explained,
  instance,
  metricFromSeries,
  presentMetric,
  seriesFrom,
} from '../../support/policy-fixtures.js';

export type Spec = ContextSpec<typeof offHours.options, typeof offHours.requires.metrics, typeof offHours.requires.series>;

export const DEV = { name: 'dev', nonProduction: true, source: 'tag', matched: 'dev' };
/** Daily values of an office, of which some days were busy at 90 percent: index 18 is the first of the window. */
export const earlier = (...busy: number[]) =>
  presentMetric('ec2.cpu', {
    daily: {
      Maximum: Array.from({ length: 32 }, (_, day) => (busy.includes(day) ? 90 : day < 18 ? 4.999 : 40)),
      Minimum: Array.from({ length: 32 }, () => 1),
    },
  });

/** Half a megabyte an hour each way: agents that report. */
const chatter = { networkIn: seriesFrom(() => 5e5), networkOut: seriesFrom(() => 5e5) };

export function judge(load: Load, { series: given, ...spec }: Spec = {}, machine = instance()) {
  const cpu = seriesFrom(load);
  const metrics = { cpu: metricFromSeries('ec2.cpu', cpu) };
  const context = contextFor(offHours, machine, { metrics, ...spec, series: { cpu, ...chatter, ...given } });
  return explained(offHours, offHours.evaluate(machine, context));
}

/** Bytes in each hour of every night and weekend; in the first of two weeks alone; in one hour of the night. */
export const nights =
  (bytes: number): Load =>
  (at) =>
    office(at) === 40 ? 0 : bytes;
export const inFirst =
  (bytes: number): Load =>
  (at) =>
    at.index < 168 ? nights(bytes)(at) : 0;
export const atNight =
  (bytes: number): Load =>
  ({ hour }) =>
    hour === 18 ? bytes : 0;
export const sent = (load: Load) => ({ networkOut: seriesFrom(load) });
export const traffic = (received: Load, also: Load = () => 0) => ({ networkIn: seriesFrom(received), ...sent(also) });
