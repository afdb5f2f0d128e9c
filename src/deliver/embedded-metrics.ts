import type { RunSummary } from './summary.js';

const UNITS = {
  Findings: 'Count',
  FindingsHigh: 'Count',
  MonthlySavingsUsd: 'None',
  Incomplete: 'None',
  CoverageGaps: 'Count',
  Succeeded: 'Count',
  ApiCalls: 'Count',
  MetricsRequested: 'Count',
  EstimatedCostUsd: 'None',
  DurationSeconds: 'Seconds',
} as const;

/**
 * A log event from which CloudWatch takes metrics, in its embedded metric format; without dimensions, since a namespace is one deployment's.
 * What is not known is left out, never zero. `Succeeded` is 1 for a run that came to its end and delivered, 0 for one that was interrupted.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(summary: RunSummary, namespace: string, now: Date): Record<string, unknown> {
  const values: Record<keyof typeof UNITS, number | null> = {
    Findings: summary.findings,
    FindingsHigh: summary.high,
    MonthlySavingsUsd: summary.monthlySavingsUsd,
    Incomplete: summary.incomplete ? 1 : 0,
    CoverageGaps: summary.gaps,
    Succeeded: summary.interrupted ? 0 : 1,
    ApiCalls: summary.apiCalls,
    MetricsRequested: summary.metricsRequested,
    EstimatedCostUsd: summary.estimatedCostUsd,
    DurationSeconds: summary.wallSeconds,
  };
  const known = Object.entries(values).filter(([, value]) => value !== null);
  const units: Readonly<Record<string, string>> = UNITS;
  return {
    _aws: {
      Timestamp: now.getTime(),
      CloudWatchMetrics: [{ Namespace: namespace, Dimensions: [[]], Metrics: known.map(([Name]) => ({ Name, Unit: units[Name] })) }],
    },
    message: 'figures of this run',
    ...Object.fromEntries(known),
  };
}
