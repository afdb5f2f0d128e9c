import { type Config, configSchema } from '../../src/model/config.js';
import type { Action, FailOutcome } from '../../src/model/evaluation.js';
import type { DailyStatistic, MetricRecord, Percentile } from '../../src/model/metric.js';
import type { MetricId } from '../../src/model/metric-catalog.js';
import {
  definePolicy,
  type LoadedPolicy,
  type MetricNeeds,
  type OptionSpecs,
  type Policy,
  required,
  type SeriesNeeds,
} from '../../src/model/policy.js';
import type { RegionBlock } from '../../src/model/region-block.js';
import type { CollectedResource, Resource, ResourceKind } from '../../src/model/resource/index.js';
import type { Account, SnapshotHeader } from '../../src/model/snapshot.js';
import { epochSeconds, windowEndingAt } from '../../src/model/time.js';
import type { JudgeSettings } from '../../src/policy/settings.js';
import { adopt } from '../../src/policy/shape.js';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { ACCOUNT, END, REGION } from '../support/resources.js';

export const WINDOW = windowEndingAt(END, 14);
export const SCALAR_WINDOW = windowEndingAt(END, 32);
const ACCOUNTS: Account[] = [{ accountId: ACCOUNT, partition: 'aws', name: 'Main', environment: null }];

export function settingsOf(config: unknown = {}, overrides: Partial<JudgeSettings> = {}): JudgeSettings {
  return {
    config: configOf(config),
    prices: createPriceBook(),
    window: WINDOW,
    scalarWindow: SCALAR_WINDOW,
    accounts: ACCOUNTS,
    ...overrides,
  };
}

export const configOf = (config: unknown = {}): Config => configSchema.parse(config);

/** A metric record whose days (oldest first, the scalar window's 32) come from one number or a list; percentiles are of the whole window. */
export function record(
  resource: Resource,
  metric: MetricId,
  daily: Partial<Record<DailyStatistic, number | readonly (number | null)[]>>,
  overrides: Partial<MetricRecord> & { percentiles?: Partial<Record<Percentile, number>> } = {},
): MetricRecord {
  const { percentiles = {}, ...rest } = overrides;
  const start = epochSeconds(SCALAR_WINDOW.start);
  const days = Object.entries(daily).map(([statistic, value]) => {
    const values = typeof value === 'number' ? new Array<number>(SCALAR_WINDOW.days).fill(value) : [...value];
    return [statistic, { periodSeconds: 86_400, start, values }] as const;
  });
  const whole = Object.entries(percentiles).map(
    ([statistic, value]) => [statistic, { periodSeconds: 86_400 * SCALAR_WINDOW.days, start, values: [value] }] as const,
  );
  return {
    kind: 'metric',
    accountId: resource.accountId,
    region: resource.region,
    resourceKind: resource.kind,
    id: resource.id,
    metric,
    variant: '',
    status: 'ok',
    detail: null,
    statistics: Object.fromEntries([...days, ...whole]),
    percentilesUnsupported: false,
    series: [],
    ...rest,
  };
}

/** A metric that was asked for and is not there. */
export const absent = (resource: Resource, metric: MetricId, status: MetricRecord['status'], detail: string | null = null): MetricRecord =>
  record(resource, metric, {}, { status, detail });

export function block(
  resources: readonly CollectedResource[],
  metrics: readonly MetricRecord[] = [],
  overrides: Partial<RegionBlock> = {},
): RegionBlock {
  return { accountId: ACCOUNT, region: REGION, resources, metrics, coverage: [], ...overrides };
}

export function header(overrides: Partial<SnapshotHeader> = {}): SnapshotHeader {
  return {
    kind: 'header',
    schemaVersion: 1,
    tool: { name: 'fleet-auditor', version: '0.0.0' },
    window: WINDOW,
    scalarWindow: SCALAR_WINDOW,
    accounts: ACCOUNTS,
    regions: { [ACCOUNT]: [REGION] },
    shard: null,
    merged: null,
    identity: 'test',
    interrupted: false,
    collectedAt: END,
    run: { apiCalls: 0, callsByOperation: {}, metricsRequested: 0, estimatedCostUsd: 0, wallSeconds: 0 },
    ...overrides,
  };
}

/** A finding's outcome that is whole and says nothing in particular. */
export function failing(overrides: Partial<FailOutcome> & { action?: Action; savingUsd?: number | null } = {}): FailOutcome {
  const { action = 'resize', savingUsd = 10, ...rest } = overrides;
  const money = (usd: number) => ({ usd, basis: 'list' as const, asOf: '2026-07-20' });
  return {
    verdict: 'fail',
    code: 'found',
    values: {},
    evidence: [],
    recommendation: { action, target: null, alternatives: [] },
    cost: {
      current: savingUsd === null ? null : money(100),
      projected: savingUsd === null ? null : money(100 - savingUsd),
      savings: savingUsd === null ? null : money(savingUsd),
      lines: [],
    },
    confidence: 'medium',
    confidenceReasons: [],
    risk: null,
    members: [],
    commands: [],
    questions: [],
    charts: [],
    ...rest,
  };
}

/** Adopts a policy as the loader does. Throws where its shape is refused. */
export function loaded(policy: unknown, origin = 'built-in'): LoadedPolicy {
  const adopted = adopt(policy, origin);
  if ('problems' in adopted) throw new Error(adopted.problems.join('; '));
  return adopted.policy;
}

/** A policy of instances that fails what its maximum CPU stays under; everything about it can be replaced. */
export function policyOf(
  overrides: Partial<Omit<Policy<ResourceKind, OptionSpecs, MetricNeeds, SeriesNeeds>, 'requires'>> & {
    id?: string;
    kinds?: readonly ResourceKind[];
    metrics?: MetricNeeds;
    series?: SeriesNeeds;
    wantsSeries?: Policy['requires']['wantsSeries'];
  } = {},
): LoadedPolicy {
  const { id = 'test-quiet', kinds = ['ec2-instance'], metrics, series = {}, wantsSeries, ...rest } = overrides;
  return loaded({
    ...definePolicy({
      meta: { id, title: 'Quiet instance', severity: 'medium', rationale: 'Because.', links: [] },
      requires: {
        kinds: ['ec2-instance'],
        metrics: { cpu: required('ec2.cpu', { daily: ['Maximum'] }) },
        series: {},
      },
      options: {
        limitPercent: { type: 'number', unit: 'percent', default: 5, minimum: 0, maximum: 100, description: 'Quiet below this.' },
      },
      messages: { found: 'It is quiet.', busy: 'It is busy: {maximum}.' },
      evaluate(_, { metrics: { cpu }, options }) {
        const maximum = cpu.maximum('window');
        if (maximum < options.limitPercent) return failing();
        return { verdict: 'pass', code: 'busy', values: { maximum: { value: maximum, unit: 'percent' } } };
      },
    }),
    ...rest,
    requires: {
      kinds,
      metrics: metrics ?? { cpu: required('ec2.cpu', { daily: ['Maximum'] }) },
      series,
      ...(wantsSeries === undefined ? {} : { wantsSeries }),
    },
  });
}
