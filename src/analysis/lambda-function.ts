import type { CommandDraft } from '../model/evaluation.js';
import type { MetricView, PresentMetric } from '../model/metric.js';
import type { LambdaFunction } from '../model/resource/index.js';

/** An AWS CLI command of the lambda service on this function. */
export const lambdaCommand = (
  fn: LambdaFunction,
  purpose: CommandDraft['purpose'],
  operation: string,
  ...more: CommandDraft['argv']
): CommandDraft => ({
  purpose,
  tool: 'aws-cli',
  argv: [
    'aws',
    'lambda',
    operation,
    '--region',
    { value: fn.region, pattern: 'region' },
    '--function-name',
    { value: fn.functionName, pattern: 'function-name' },
    ...more,
  ],
});

/** Reads the settings; never the code. */
export const inspectFunction = (fn: LambdaFunction): CommandDraft => lambdaCommand(fn, 'inspect', 'get-function-configuration');

/** A whole number as an argument. */
export const numberArgument = (value: number) => ({ value: String(value), pattern: 'number' }) as const;

/** Provisioned environments over all aliases and versions; null where they could not be read. */
export const provisionedTotal = ({ provisionedConcurrency }: LambdaFunction): number | null =>
  provisionedConcurrency === null ? null : provisionedConcurrency.reduce((total, { allocated }) => total + allocated, 0);

/**
 * Known not to have run in the scope: Invocations counts events, so no datapoint is none, once the region answered. Where results are
 * missing it is not known.
 */
export const knownSilent = (invocations: MetricView, scope: 'window' | 'scalar'): boolean =>
  invocations.present && invocations.status !== 'partial' && invocations.sum(scope) === 0;

export const hasDatapoints = (view: MetricView, scope: 'window' | 'scalar' = 'window'): view is PresentMetric =>
  view.present && view.daysWithData(scope) > 0;

/** Days of the window on which it was invoked. */
export const daysInvoked = (invocations: PresentMetric): number =>
  invocations.daily('Sum', 'window').filter((count) => (count ?? 0) > 0).length;
