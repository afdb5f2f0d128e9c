import type { CommandDraft } from '../model/evaluation.js';
import type { EcsService } from '../model/resource/index.js';
import { suspendedKindsOf, withSuspended } from './ecs-scaling.js';
import { restoreCount, scalingCommand, setCountBounds } from './fargate-service.js';

type Purpose = CommandDraft['purpose'];

const POLICY_NAME = ['--policy-name', 'follow-cpu'];

/**
 * Lets the desired count follow CPU between bounds, and goes back. A service that has policies gets its bounds, and its scaling resumed where it
 * is suspended (https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-suspend-resume-scaling.html); another gets
 * one that tracks a target (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html). What was not
 * registered is deregistered on the way back, which takes its policies with it, and gets the count that it had.
 */
export function followCommands(service: EcsService, minimum: number, targetPercent: number): CommandDraft[] {
  const { target = null, policies = [] } = service.scaling ?? {};
  // Tasks on instances may use more than they reserve; a target above that would have every task burst.
  const percent = Math.min(100, Math.round(targetPercent * 10) / 10);
  const value = `TargetValue=${percent},PredefinedMetricSpecification={PredefinedMetricType=ECSServiceAverageCPUUtilization}`;
  const track = (purpose: Purpose): CommandDraft =>
    scalingCommand(
      service,
      purpose,
      'put-scaling-policy',
      ...POLICY_NAME,
      '--policy-type',
      'TargetTrackingScaling',
      '--target-tracking-scaling-policy-configuration',
      { value, pattern: 'cpu-tracking' },
    );
  const count = restoreCount(service);
  const bounds = setCountBounds(service, 'apply', minimum, service.desired);
  if (target === null) return [bounds, track('apply'), scalingCommand(service, 'undo', 'deregister-scalable-target'), count];
  const before = setCountBounds(service, 'undo', target.minimum, target.maximum);
  if (policies.length === 0)
    return [bounds, track('apply'), scalingCommand(service, 'undo', 'delete-scaling-policy', ...POLICY_NAME), before, count];
  if (!target.suspended) return [bounds, before, count];
  return [withSuspended(bounds, []), withSuspended(before, suspendedKindsOf(target)), count];
}
