import { describe, expect, it } from 'vitest';
import { hoursInWindow, samplesPerTaskMinute, serviceTaskHours } from '../../src/analysis/service-hours.js';
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
    ['created as it ends', since(WINDOW.end, {}, cpu(0)), 336],
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

describe('the task-hours of a service', () => {
  const cpu = (perDay: number | readonly (number | null)[]) => presentMetric('ecs.cpu', { daily: { SampleCount: perDay } });
  const scaled = (minimum: number, trackedMetric = 'custom:Messages', of: Partial<EcsService> = {}): Partial<EcsService> => ({
    scaling: {
      target: { minimum, maximum: 20, suspended: false },
      policies: [{ name: 'p', type: 'target-tracking', trackedMetric, targetValue: 10 }],
      scheduledActions: [],
    },
    ...of,
  });
  const count = (running: number, desired = running): Partial<EcsService> => ({ running, desired });
  const scheduled = (minimum: number | null, suspended = false, maximum: number | null = null): Partial<EcsService> => ({
    scaling: {
      target: { minimum: 10, maximum: 10, suspended, ...(suspended ? { suspendedKinds: ['scheduled' as const] } : {}) },
      policies: [],
      scheduledActions: [{ name: 'night', schedule: 'cron(0 6 * * ? *)', timeZone: 'UTC', minimum, maximum, desired: null }],
    },
    ...count(10),
  });
  const unscaled: EcsService['scaling'] = { target: { minimum: 0, maximum: 20, suspended: false }, policies: [], scheduledActions: [] };
  const withoutScaleIn: Partial<EcsService> = {
    scaling: {
      target: { minimum: 1, maximum: 20, suspended: true, suspendedKinds: ['in'] },
      policies: [{ name: 'p', type: 'step', trackedMetric: null, targetValue: null }],
      scheduledActions: [],
    },
    ...count(20),
  };
  const MEMORY = 'ECSServiceAverageMemoryUtilizationHighResolution';
  const HIGH = 'ECSServiceAverageCPUUtilizationHighResolution';
  const twice = (before: number, after: number) => [...new Array<number>(7).fill(before), ...new Array<number>(7).fill(after)];
  const tasks = (of: Partial<EcsService>, perDay: number | readonly (number | null)[]) => {
    const { hoursPerMonth, guessed } = serviceTaskHours(service(of), cpu(perDay), WINDOW);
    return [Math.round((hoursPerMonth / 730) * 1e6) / 1e6, guessed];
  };

  it.each<[string, Partial<EcsService>, number | readonly (number | null)[], number, boolean]>([
    ['one for four hours a night, none now', scaled(0, undefined, count(0)), 240, 240 / 1440, false],
    ['the same without scaling', count(0), 240, 240 / 1440, false],
    ['twenty now, one for most of the day', scaled(1, undefined, count(20)), 3720, 3720 / 1440, false],
    ['the same, that nothing takes away again', withoutScaleIn, 3720, 3720 / 1440, false],
    ['the same without scaling: by hand, for all that is known', count(20), 3720, 3720 / 1440, true],
    ['fewer than the least of its tasks send', scaled(3, undefined, count(20)), 3720, 20, true],
    ['a tenth fewer', scaled(2, undefined, count(20)), 1440 * 1.8, 1.8, false],
    ['more than a tenth fewer', scaled(2, undefined, count(20)), 1440 * 1.8 - 1, 20, true],
    ['ten for four hours a night, by a schedule', scheduled(0), 2400, 2400 / 1440, false],
    ['the same by a schedule that leaves the least as it is', scheduled(null), 2400, 10, true],
    ['the same by a schedule that is suspended: by hand', scheduled(0, true), 2400, 2400 / 1440, true],
    ['a tenth more than the most of its tasks send', scaled(1, undefined, count(20)), 22 * 1440, 22, false],
    ['more than the most there is now, less than a schedule sets', scheduled(null, false, 20), 22 * 1440, 22, false],
    ['more than a tenth more', scaled(1, undefined, count(20)), 22 * 1440 + 1, 22 + 1 / 1440, true],
    // A fifth of a task: datapoints five minutes apart.
    ['every five minutes', count(1), 288, 1, true],
    ['every five minutes, of each task', count(3), 864, 3, true],
    ['every five minutes but for six', count(3), 864 - 17, 3, true],
    ['almost every five minutes, for all that is known by hand', count(3), 864 - 18, 846 / 1440, true],
    ['by the hour, of each task', count(3), 72, 3, true],
    ['by the hour, for some that are gone', count(0), 24, 24 / 1440, true],
    ['by the hour, none running of two that are wanted', count(0, 2), 24, 2, true],
  ])('%s', (_, of, perDay, mean, guessed) => {
    expect(tasks(of, perDay)).toEqual([Math.round(mean * 1e6) / 1e6, guessed]);
  });

  it.each<[string, Partial<EcsService>, number | readonly (number | null)[], number, boolean]>([
    ['whose metric of 20 seconds a policy tracks', scaled(2, HIGH, count(2)), 3 * 2880, 2, true],
    ['whose metric of memory is, which may be so of CPU', scaled(2, MEMORY, count(2)), 0.9 * 3 * 2880, 5.4, true],
    ['whose metric of memory is, and CPU cannot be', scaled(2, MEMORY, count(2)), 0.9 * 3 * 2880 - 1, (0.9 * 3 * 2880 - 1) / 1440, false],
    ['whose least tasks send more than that', scaled(2, HIGH, count(2)), 2880, 2, false],
    ['whose least tasks send a tenth more', scaled(2, HIGH, count(2)), 0.9 * 3 * 2880, 1.8, true],
    ['with the metric switched over within the window', scaled(2, HIGH, count(2)), twice(2880, 8640), 2, true],
    ['that nothing scales, with three times as many', count(2), 3 * 2880, 2, true],
    ['that nothing scales, with a tenth more', count(2), 3.3 * 2880, 2.2, true],
    ['that nothing scales, with still more', count(2), 3.3 * 2880 + 1, (3.3 * 2880 + 1) / 1440, false],
    ['that nothing scales, with a tenth less', count(2), 2.7 * 2880, 1.8, true],
    ['that nothing scales, with still less', count(2), 2.7 * 2880 - 1, (2.7 * 2880 - 1) / 1440, false],
    ['switched over within the window', count(2), twice(2880, 8640), 2, true],
    ['that ran three times as many before', count(2), twice(8640, 2880), 4, false],
    ['that nothing scales between its bounds', { scaling: unscaled, ...count(2) }, 2880, 2, false],
    ['that something else scales', scaled(1, undefined, count(2)), 8640, 6, false],
    ['whose scaling could not be read', { scaling: null, ...count(2) }, 8640, 6, false],
  ])('of one %s', (_, of, perDay, mean, guessed) => {
    expect(tasks(of, perDay)).toEqual([Math.round(mean * 1e6) / 1e6, guessed]);
  });

  it('are a guess where the samples could not be read, and none where there is none', () => {
    const none = service(count(0));
    const guess = (view: Parameters<typeof serviceTaskHours>[1]) => serviceTaskHours(none, view, WINDOW);
    expect(guess(missingMetric('ecs.cpu'))).toEqual({ hoursPerMonth: 0, guessed: false });
    expect(guess(missingMetric('ecs.cpu', 'denied'))).toEqual({ hoursPerMonth: 0, guessed: true });
    const partial = presentMetric('ecs.cpu', { status: 'partial', daily: { SampleCount: 240 } });
    expect(guess(partial)).toEqual({ hoursPerMonth: 0, guessed: true });
  });

  it('count three samples a minute only where something says so', () => {
    expect(samplesPerTaskMinute(service(count(0)), cpu(8640))).toBe(1);
    expect(samplesPerTaskMinute(service(scaled(0, HIGH, count(0))), cpu(0))).toBe(3);
    expect(samplesPerTaskMinute(service(scaled(0, MEMORY, count(1))), cpu(1440))).toBe(1);
  });
});
