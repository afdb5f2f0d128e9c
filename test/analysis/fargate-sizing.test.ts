import { describe, expect, it } from 'vitest';
import { hasDatapoints, scalesByAlarms, taskSizeOf, trackedDimensions } from '../../src/analysis/fargate-sizing.js';
import type { ScalingPolicy } from '../../src/model/resource/index.js';
import { missingMetric, presentMetric, service, taskShape } from '../support/policy-fixtures.js';

describe('what scaling holds', () => {
  const held = (policies: ScalingPolicy[] | null, minimum = 1) =>
    trackedDimensions(
      service({
        scaling: policies === null ? null : { target: { minimum, maximum: 9, suspended: false }, policies, scheduledActions: [] },
      }),
    );
  const tracks = (trackedMetric: string, type: ScalingPolicy['type'] = 'target-tracking'): ScalingPolicy => ({
    name: 'p',
    type,
    trackedMetric,
    targetValue: 60,
  });
  it('is what a policy tracks, by either name', () => {
    expect(held([tracks('ECSServiceAverageCPUUtilization')])).toEqual({ cpu: true, memory: false });
    expect(held([tracks('custom:CPUUtilization')])).toEqual({ cpu: true, memory: false });
    expect(held([tracks('ECSServiceAverageMemoryUtilization')])).toEqual({ cpu: false, memory: true });
    expect(held([tracks('custom:MemoryUtilization')])).toEqual({ cpu: false, memory: true });
    expect(held([tracks('ECSServiceAverageCPUUtilizationHighResolution')])).toEqual({ cpu: true, memory: false });
    expect(held([tracks('ECSServiceAverageMemoryUtilizationHighResolution')])).toEqual({ cpu: false, memory: true });
    expect(held([tracks('custom:CPUUtilizationHighResolution')])).toEqual({ cpu: false, memory: false });
    expect(held([tracks('ECSServiceAverageCPUUtilization', 'step')])).toEqual({ cpu: false, memory: false });
    expect(held([tracks('ECSServiceAverageCPUUtilization')], 9)).toEqual({ cpu: false, memory: false });
    expect(held([])).toEqual({ cpu: false, memory: false });
    expect(held(null)).toBeNull();
  });

  it('is by alarms where a policy that tracks nothing works', () => {
    const byAlarms = (types: ScalingPolicy['type'][], minimum = 1, suspended = false) =>
      scalesByAlarms(
        service({
          scaling: {
            target: { minimum, maximum: 9, suspended },
            policies: types.map((type) => ({ name: type, type, trackedMetric: null, targetValue: null })),
            scheduledActions: [],
          },
        }),
      );
    expect([byAlarms(['step']), byAlarms(['simple']), byAlarms(['target-tracking', 'predictive'])]).toEqual([true, true, true]);
    expect([byAlarms([]), byAlarms(['target-tracking'])]).toEqual([false, false]);
    expect([byAlarms(['step'], 9), byAlarms(['step'], 1, true), scalesByAlarms(service({ scaling: null }))]).toEqual([false, false, false]);
  });

  it('leaves sizes and datapoints that are not known alone', () => {
    expect(taskSizeOf(service({ shape: taskShape({ cpuUnits: null }) }))).toBeNull();
    expect(taskSizeOf(service({ shape: taskShape({ memoryMib: null }) }))).toBeNull();
    expect(taskSizeOf(service())).toEqual({ cpuUnits: 1024, memoryMib: 2048 });
    expect(hasDatapoints(presentMetric('ecs.cpu', { daily: { Average: [] } }))).toBe(false);
    expect(hasDatapoints(missingMetric('ecs.cpu'))).toBe(false);
  });
});
