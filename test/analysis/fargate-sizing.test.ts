import { describe, expect, it } from 'vitest';
import { hasDatapoints, taskSizeOf, trackedDimensions } from '../../src/analysis/fargate-sizing.js';
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
    expect(held([tracks('ECSServiceAverageCPUUtilization', 'step')])).toEqual({ cpu: false, memory: false });
    expect(held([tracks('ECSServiceAverageCPUUtilization')], 9)).toEqual({ cpu: false, memory: false });
    expect(held([])).toEqual({ cpu: false, memory: false });
    expect(held(null)).toBeNull();
  });

  it('leaves sizes and datapoints that are not known alone', () => {
    expect(taskSizeOf(service({ shape: taskShape({ cpuUnits: null }) }))).toBeNull();
    expect(taskSizeOf(service({ shape: taskShape({ memoryMib: null }) }))).toBeNull();
    expect(taskSizeOf(service())).toEqual({ cpuUnits: 1024, memoryMib: 2048 });
    expect(hasDatapoints(presentMetric('ecs.cpu', { daily: { Average: [] } }))).toBe(false);
    expect(hasDatapoints(missingMetric('ecs.cpu'))).toBe(false);
  });
});
