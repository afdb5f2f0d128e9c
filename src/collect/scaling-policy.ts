import type { ScalingPolicy } from '../model/resource/index.js';

const TYPES: Readonly<Record<string, ScalingPolicy['type']>> = {
  TargetTrackingScaling: 'target-tracking',
  StepScaling: 'step',
  SimpleScaling: 'simple',
  PredictiveScaling: 'predictive',
};

interface TargetTracking {
  TargetValue?: number | undefined;
  PredefinedMetricSpecification?: ({ PredefinedMetricType?: string | undefined } & object) | undefined;
  CustomizedMetricSpecification?: ({ MetricName?: string | undefined } & object) | undefined;
}

/** A policy of either scaling service; only what it tracks and at which value is taken. */
export function scalingPolicyRecord(name: string, type: string | undefined, tracking: TargetTracking | undefined): ScalingPolicy {
  const custom = tracking?.CustomizedMetricSpecification;
  return {
    name,
    type: TYPES[type ?? ''] ?? 'other',
    trackedMetric:
      tracking?.PredefinedMetricSpecification?.PredefinedMetricType ??
      (custom === undefined ? null : `custom:${custom.MetricName ?? 'metric math'}`),
    targetValue: tracking?.TargetValue ?? null,
  };
}
