import { describe, expect, it } from 'vitest';
import { hoursInWindow } from '../../src/analysis/service-hours.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { missingMetric, presentMetric, service, WINDOW } from '../support/policy-fixtures.js';

/** The window is 2 November to 16 November. */
describe('the hours of the window in which a service existed', () => {
  const cpu = (perDay: number | readonly (number | null)[]) => presentMetric('ecs.cpu', { daily: { SampleCount: perDay } });
  const since = (createdAt: string | null, of: Partial<EcsService> = {}, view = cpu([1440])) =>
    hoursInWindow(service({ createdAt, ...of }), view, WINDOW);
  it.each([
    ['created long before', since('2026-01-01T00:00:00Z'), 336],
    ['created as the window starts', since(WINDOW.start), 336],
    ['created a second before it', since('2026-11-01T23:59:59Z'), 336],
    ['created an hour after', since('2026-11-02T01:00:00Z', {}, cpu(1440)), 335],
    ['created ten days before its end', since('2026-11-06T00:00:00Z'), 240],
    ['created half an hour before its end', since('2026-11-15T23:30:00Z'), 0.5],
    ['created as it ends', since(WINDOW.end), 336],
    ['created later', since('2026-11-20T00:00:00Z'), 336],
    ['created it is not known when', since(null), 336],
    ['being deleted', since('2026-11-06T00:00:00Z', { status: 'DRAINING' }), 336],
    ['without datapoints', hoursInWindow(service({ createdAt: '2026-11-06T00:00:00Z' }), missingMetric('ecs.cpu'), WINDOW), 240],
    ['that took the name of another', since('2026-11-06T00:00:00Z', {}, cpu(1440)), 336],
    ['with datapoints on the day of its creation', since('2026-11-06T12:00:00Z', {}, cpu(new Array<number>(10).fill(1440))), 228],
    ['with datapoints on the day before', since('2026-11-06T12:00:00Z', {}, cpu(new Array<number>(11).fill(1440))), 336],
  ])('%s', (_, hours, expected) => {
    expect(hours).toBe(expected);
  });
});
