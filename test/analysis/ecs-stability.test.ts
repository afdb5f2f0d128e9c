import { describe, expect, it } from 'vitest';
import { isUnstable, stabilityOf } from '../../src/analysis/ecs-stability.js';
import type { MetricView } from '../../src/model/metric.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { missingMetric, presentMetric, service, task, WINDOW } from '../support/policy-fixtures.js';

describe('whether a service keeps its tasks', () => {
  const ran = (tasks: number) => presentMetric('ecs.cpu', { daily: { SampleCount: tasks * 1440 } });
  const scales: EcsService['scaling'] = {
    target: { minimum: 2, maximum: 10, suspended: false },
    policies: [{ name: 'cpu', type: 'target-tracking', trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 60 }],
    scheduledActions: [],
  };
  const deployed = (over: Partial<EcsService['deployments'][number]>) => ({
    deployments: service().deployments.map((one) => ({ ...one, ...over })),
  });
  it.each<[string, Partial<EcsService>, MetricView, string]>([
    ['all run', {}, missingMetric('ecs.cpu'), 'stable'],
    ['more run than are wanted', { running: 3 }, missingMetric('ecs.cpu'), 'stable'],
    ['a deployment failed', deployed({ rolloutState: 'FAILED' }), ran(2), 'failing'],
    ['none of its tasks came up', deployed({ failedTasks: 1 }), ran(2), 'failing'],
    ['an older one failed tasks', deployed({ status: 'ACTIVE', failedTasks: 1 }), ran(2), 'stable'],
    ['one is missing', { running: 1 }, ran(1), 'failing'],
    ['one is being replaced', { running: 1 }, ran(2), 'stable'],
    ['one is missing and on its way, which scaling asked for', { running: 1, pending: 1, scaling: scales }, ran(1), 'stable'],
    ['one is missing, and nobody sent datapoints', { running: 1 }, missingMetric('ecs.cpu'), 'failing'],
    ['one is missing, and the metric was denied', { running: 1 }, missingMetric('ecs.cpu', 'denied'), 'unread'],
    ['one is on its way, and scaling could not be read', { running: 1, pending: 1, scaling: null }, ran(1), 'unread'],
  ])('%s', (_, of, cpu, expected) => {
    expect(stabilityOf(service(of), cpu)).toBe(expected);
  });
});

describe('whether what is seen of a service is not what it would do if all were well', () => {
  const cpu = presentMetric('ecs.cpu', { daily: { SampleCount: 2 * 1440 } });
  const startedAgo = (minutes: number) => ({
    window: WINDOW,
    fleet: {
      tasks: new Map([
        [
          'main/web',
          ['a', 'b'].map((taskId) =>
            task({ taskId, serviceName: 'web', startedAt: new Date(Date.parse(WINDOW.end) - minutes * 60_000).toISOString() }),
          ),
        ],
      ]),
    },
  });
  it.each([
    ['its tasks have run for an hour', {}, 60, false],
    ['they were all started within it', {}, 59, true],
    ['a deployment failed', { deployments: service().deployments.map((one) => ({ ...one, rolloutState: 'FAILED' })) }, 60, true],
  ])('%s', (_, of, minutes, expected) => {
    expect(isUnstable(service(of), cpu, startedAgo(minutes))).toBe(expected);
  });

  it('counts three samples a minute as one task where CPU is published every 20 seconds', () => {
    const samplesOfSix = presentMetric('ecs.cpu', { daily: { SampleCount: 6 * 1440 } });
    const tracked = (trackedMetric: string): EcsService['scaling'] => ({
      target: { minimum: 2, maximum: 10, suspended: false },
      policies: [{ name: 'cpu', type: 'target-tracking', trackedMetric, targetValue: 60 }],
      scheduledActions: [],
    });
    const of = (trackedMetric: string) => stabilityOf(service({ desired: 3, running: 2, scaling: tracked(trackedMetric) }), samplesOfSix);
    expect(of('ECSServiceAverageCPUUtilization')).toBe('stable');
    expect(of('ECSServiceAverageCPUUtilizationHighResolution')).toBe('failing');
  });
});
