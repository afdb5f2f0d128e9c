import { onTestFinished } from 'vitest';
import { MetricAccount } from '../../src/metrics/cost.js';
import { createMetricPipeline, type MetricPipelineOptions } from '../../src/metrics/fetch.js';
import { uniteNeeds } from '../../src/metrics/needs.js';
import type { CoverageEntry } from '../../src/model/coverage.js';
import { type MetricNeeds, required } from '../../src/model/policy.js';
import { windowEndingAt } from '../../src/model/time.js';
import { END, instance, REGION } from '../support/resources.js';
import { type Answer, type Request, scriptedCloudWatch, steady } from './scripted-cloudwatch.js';

export const window = windowEndingAt(END, 14);
export const scalarWindow = windowEndingAt(END, 32);
export const unionOf = (metrics: MetricNeeds) => uniteNeeds([{ requires: { metrics, series: {} } }]);
export const CPU = unionOf({ cpu: required('ec2.cpu', { daily: ['Maximum'] }) });
export const CPU_WITH_PERCENTILES = unionOf({ cpu: required('ec2.cpu', { daily: ['Average'], whole: ['p50', 'p95'] }) });

/** A pipeline for one region that asks a scripted CloudWatch, which goes after the test. */
export async function start(
  answer: (request: Request, number: number) => Answer,
  options: Partial<MetricPipelineOptions> = {},
  list?: Parameters<typeof scriptedCloudWatch>[0]['list'],
) {
  const cloudWatch = await scriptedCloudWatch(list === undefined ? { answer } : { answer, list });
  onTestFinished(() => cloudWatch.close());
  const coverage: CoverageEntry[] = [];
  const account = new MetricAccount();
  const pipeline = createMetricPipeline({
    api: cloudWatch.api,
    region: REGION,
    union: CPU,
    window,
    scalarWindow,
    onCoverage: (entry) => coverage.push(entry),
    account,
    ...options,
  });
  return { cloudWatch, pipeline, coverage, account };
}

export const machines = (count: number) =>
  Array.from({ length: count }, (_, index) => instance({ id: `i-${String(index).padStart(4, '0')}` }));
export const complete = (request: Request): Answer => ({ results: steady(request) });
export const validation = (message: string): Answer => ({ error: 'ValidationError', message, status: 400 });
