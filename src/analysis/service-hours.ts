import type { MetricView } from '../model/metric.js';
import type { EcsService } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';

const DAY_SECONDS = 86_400;

/**
 * Hours of the window that a service's use is spread over: since its creation where that lies in the window, for it could not run before; else
 * all of them. A service that took the name of another has that one's datapoints too, which are as old as they are: then all of the window.
 * `cpu` needs SampleCount by day.
 */
export function hoursInWindow({ createdAt, status }: EcsService, cpu: MetricView, window: Window): number {
  const whole = window.days * 24;
  if (createdAt === null || status !== 'ACTIVE') return whole;
  const [created, end] = [epochSeconds(createdAt), epochSeconds(window.end)];
  const before = Math.floor((created - (end - window.days * DAY_SECONDS)) / DAY_SECONDS);
  if (before < 0 || created >= end) return whole;
  const samples = cpu.present ? cpu.daily('SampleCount', 'window') : [];
  if (samples.slice(0, before).some((count) => (count ?? 0) > 0)) return whole;
  return (end - created) / 3600;
}
