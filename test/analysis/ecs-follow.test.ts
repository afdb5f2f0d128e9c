import { describe, expect, it } from 'vitest';
import { followCommands } from '../../src/analysis/ecs-follow.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { writeCommands } from '../../src/report/commands.js';
import { service } from '../support/resources.js';

const SCALE = "--region 'us-east-1' --service-namespace ecs --scalable-dimension ecs:service:DesiredCount --resource-id 'service/main/web'";
const register = (minimum: number, maximum: number) =>
  `aws application-autoscaling register-scalable-target ${SCALE} --min-capacity '${minimum}' --max-capacity '${maximum}'`;
const TRACK = `aws application-autoscaling put-scaling-policy ${SCALE} --policy-name follow-cpu --policy-type TargetTrackingScaling --target-tracking-scaling-policy-configuration 'TargetValue=62.3,PredefinedMetricSpecification={PredefinedMetricType=ECSServiceAverageCPUUtilization}'`;
const COUNT = "undo aws ecs update-service --region 'us-east-1' --cluster 'main' --service 'web' --desired-count '6'";
const policies = [{ name: 'cpu', type: 'target-tracking', trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 60 } as const];
type Target = NonNullable<NonNullable<EcsService['scaling']>['target']>;
const linesOf = (target: Target | null, more: Partial<NonNullable<EcsService['scaling']>> = {}) =>
  writeCommands(followCommands(service({ desired: 6, scaling: { target, policies: [], scheduledActions: [], ...more } }), 2, 62.27)).map(
    ({ purpose, text }) => `${purpose} ${text}`,
  );
const state = (off: { in: boolean; out: boolean; scheduled: boolean }) =>
  ` --suspended-state DynamicScalingInSuspended=${off.in},DynamicScalingOutSuspended=${off.out},ScheduledScalingSuspended=${off.scheduled}`;

describe('the commands that let a count follow CPU', () => {
  it('register a service that nothing scales, with a policy, and take both away again', () => {
    expect(linesOf(null)).toEqual([
      `apply ${register(2, 6)}`,
      `apply ${TRACK}`,
      `undo aws application-autoscaling deregister-scalable-target ${SCALE}`,
      COUNT,
    ]);
  });

  it('give bounds a policy, and put the bounds back', () => {
    expect(linesOf({ minimum: 6, maximum: 8, suspended: false })).toEqual([
      `apply ${register(2, 6)}`,
      `apply ${TRACK}`,
      `undo aws application-autoscaling delete-scaling-policy ${SCALE} --policy-name follow-cpu`,
      `undo ${register(6, 8)}`,
      COUNT,
    ]);
  });

  it('part equal bounds between which a policy has nothing to move', () => {
    expect(linesOf({ minimum: 6, maximum: 6, suspended: false }, { policies })).toEqual([
      `apply ${register(2, 6)}`,
      `undo ${register(6, 6)}`,
      COUNT,
    ]);
  });

  it('resume what is suspended, and suspend the same again', () => {
    const none = state({ in: false, out: false, scheduled: false });
    expect(linesOf({ minimum: 2, maximum: 8, suspended: true, suspendedKinds: ['in', 'scheduled'] }, { policies })).toEqual([
      `apply ${register(2, 6)}${none}`,
      `undo ${register(2, 8)}${state({ in: true, out: false, scheduled: true })}`,
      COUNT,
    ]);
    expect(linesOf({ minimum: 2, maximum: 8, suspended: true }, { policies })[1]).toBe(
      `undo ${register(2, 8)}${state({ in: true, out: true, scheduled: true })}`,
    );
  });
});
