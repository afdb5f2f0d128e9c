import { describe, expect, it } from 'vitest';
import type { EcsService, ScalingPolicy } from '../../../src/model/resource/index.js';
import { presentMetric, taskShape } from '../../support/policy-fixtures.js';
import { outcomeTexts } from '../outcome-text.js';
import { judge, memoryAt, since, steady, targetOf } from './over-provisioned-fixtures.js';

/** 10 % in the window, and on two days long before it something else in the mean. */
const daysBefore = (mean: number) =>
  presentMetric('ecs.cpu', {
    daily: { Average: Array.from({ length: 32 }, (_, day) => (day < 2 ? mean : 10)), Maximum: 10, Minimum: 1, SampleCount: 2880 },
  });

describe('fargate-over-provisioned, by what lies before the window', () => {
  it('carries a day that was busy in the mean, with its headroom', () => {
    // 4 vCPU: 20 % are 80 % of 1 vCPU, 40 % are 80 % of 2 vCPU.
    expect(targetOf(judge({ cpu: daysBefore(20) }))).toBe('1 vCPU / 2 GB');
    expect(targetOf(judge({ cpu: daysBefore(20.1) }))).toBe('2 vCPU / 4 GB');
    expect(targetOf(judge({ cpu: daysBefore(40) }))).toBe('2 vCPU / 4 GB');
    expect(targetOf(judge({ cpu: daysBefore(40.1) }))).toBe('pass right-sized');
    expect(targetOf(judge({ cpu: daysBefore(80.1) }))).toBe('pass short');
    // No more than the busiest hour of the window asks for.
    expect(targetOf(judge({ cpu: daysBefore(10) }))).toBe('0.5 vCPU / 2 GB');
    expect(judge({ cpu: daysBefore(10) })).toMatchObject({ recommendation: { target: { notes: [] } } });
  });

  it('takes the last day before the window for one, and the first of the window for none', () => {
    const on = (busy: number) =>
      presentMetric('ecs.cpu', {
        daily: { Average: Array.from({ length: 32 }, (_, day) => (day === busy ? 40 : 10)), Maximum: 10, Minimum: 1, SampleCount: 2880 },
      });
    expect(targetOf(judge({ cpu: on(17) }))).toBe('2 vCPU / 4 GB');
    expect(targetOf(judge({ cpu: on(18) }))).toBe('0.5 vCPU / 2 GB');
  });

  it('says nothing of such a day where CPU stays as it is', () => {
    const scaling: EcsService['scaling'] = {
      target: { minimum: 2, maximum: 12, suspended: false },
      policies: [{ name: 'cpu', type: 'target-tracking', trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 30 }],
      scheduledActions: [],
    };
    const shape = taskShape({ cpuUnits: 4096, memoryMib: 16_384 });
    expect(judge({ of: { scaling, shape }, cpu: daysBefore(90), memory: memoryAt(20) })).toMatchObject({
      recommendation: { target: { notes: ['cpu-left-as-it-is'] } },
    });
  });

  it('counts it against the size of its time, and not at all where that is not known', () => {
    const at = '2026-10-17T12:00:00Z';
    const shape = taskShape({ cpuUnits: 2048, memoryMib: 8192 });
    const of = { deployments: since(at), previousSize: { cpuUnits: 1024, memoryMib: 8192 }, shape };
    // 79 % of 1 vCPU on the first day: just under 80 % of 1 vCPU. The second is that of the change, and its mean of neither size.
    expect(targetOf(judge({ of, cpu: daysBefore(79), memory: memoryAt(20) }))).toBe('1 vCPU / 2 GB');
    expect(targetOf(judge({ of: { ...of, previousSize: null }, cpu: daysBefore(79), memory: memoryAt(20) }))).toBe('2 vCPU / 4 GB');
    expect(targetOf(judge({ of: { deployments: [] }, cpu: daysBefore(90) }))).toBe('0.5 vCPU / 2 GB');
  });

  it('is as risky as that day is full', () => {
    const riskAt = (mean: number) => {
      const outcome = judge({ cpu: daysBefore(mean), series: steady(5), memory: memoryAt(15) });
      return outcome.verdict === 'fail' ? [targetOf(outcome), outcome.risk] : null;
    };
    expect(riskAt(17.5)).toEqual(['1 vCPU / 2 GB', 1]);
    expect(riskAt(17.6)).toEqual(['1 vCPU / 2 GB', 2]);
  });
});

describe('fargate-over-provisioned, under what changes the service', () => {
  const byAlarms = (type: ScalingPolicy['type'], minimum = 3) => ({
    scaling: {
      target: { minimum, maximum: 12, suspended: false },
      policies: [{ name: 'out', type, trackedMetric: type === 'target-tracking' ? 'custom:Messages' : null, targetValue: null }],
      scheduledActions: [],
    },
  });

  it('is of low confidence where alarms that nobody read move its tasks', () => {
    const reasons = ['scaling-by-alarms'];
    for (const type of ['step', 'simple', 'predictive'] as const) {
      expect(judge({ of: byAlarms(type) })).toMatchObject({
        confidence: 'low',
        confidenceReasons: reasons,
        questions: ['ask-size-aware', 'ask-alarms'],
      });
    }
    const untouched = { confidence: 'high', confidenceReasons: [], questions: ['ask-size-aware'] };
    expect(judge({ of: byAlarms('target-tracking') })).toMatchObject(untouched);
    expect(judge({ of: byAlarms('step', 12) })).toMatchObject(untouched);
  });

  it('has no way back by ECS where ECS does not deploy it', () => {
    const purposes = (deploymentController: string | null) => {
      const outcome = judge({ of: { deploymentController } });
      return outcome.verdict === 'fail' ? outcome.commands.map(({ purpose, tool }) => `${purpose} ${tool}`) : [];
    };
    const next = ['inspect aws-cli', 'apply terraform', 'apply terraform', 'apply cloudformation', 'apply cloudformation'];
    expect(purposes('CODE_DEPLOY')).toEqual(next);
    expect(purposes('EXTERNAL')).toEqual(next);
    expect(purposes('ECS')).toEqual([...next, 'undo aws-cli']);
    expect(purposes(null)).toEqual([...next, 'undo aws-cli']);
  });

  it('says all of it', async () => {
    await expect(
      outcomeTexts({
        'a busy day before the window': judge({ cpu: daysBefore(20) }),
        'step scaling': judge({ of: byAlarms('step') }),
        'under CodeDeploy': judge({ of: { deploymentController: 'CODE_DEPLOY' } }),
      }),
    ).toMatchFileSnapshot('outcomes/over-provisioned-scaled.txt');
  });
});
