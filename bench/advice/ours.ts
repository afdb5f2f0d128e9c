import { percentile } from '../../src/analysis/series.js';
import { auditWindows, DEFAULT_LOOKBACK_DAYS } from '../../src/audit/windows.js';
import type { Rules } from '../../src/index.js';
import { packSeries } from '../../src/metrics/series.js';
import type { MetricRecord, StatisticValues } from '../../src/model/metric.js';
import type { MetricId } from '../../src/model/metric-catalog.js';
import type { RegionBlock } from '../../src/model/region-block.js';
import type { CollectedResource, Ec2Instance } from '../../src/model/resource/index.js';
import { epochSeconds } from '../../src/model/time.js';
import { evaluateRegion } from '../../src/policy/evaluate-region.js';
import { NOW, REGION, type Size } from './ladder.js';
import { PERIOD } from './series.js';

const ACCOUNT = '111122223333';
const INSTANCE = 'i-0123456789abcdef0';
const DAY = 86_400;
const POLICY = 'ec2-over-provisioned';

/**
 * CPU is what is tested, so nothing else may decide: memory as the agent would report it, network and disk as CloudWatch does, all of
 * them measured and small enough for every size of the ladder. Without them the policy would, rightly, reduce nothing.
 */
const BESIDE: Readonly<Partial<Record<MetricId, number>>> = {
  'ec2.memory': 5,
  'ec2.networkIn': 1e6,
  'ec2.networkOut': 1e6,
  'ec2.ebsReadBytes': 1e6,
  'ec2.ebsWriteBytes': 1e6,
  'ec2.ebsReadOps': 100,
  'ec2.ebsWriteOps': 100,
};

const instance: Ec2Instance = {
  kind: 'ec2-instance',
  accountId: ACCOUNT,
  region: REGION,
  id: INSTANCE,
  arn: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${INSTANCE}`,
  name: null,
  tags: {},
  instanceType: NOW,
  platformDetails: 'Linux/UNIX',
  platform: 'linux',
  architecture: 'x86_64',
  state: 'running',
  lifecycle: 'on-demand',
  tenancy: 'default',
  // Long before any of the series: its size is the one it had all along.
  launchTime: '2010-01-01T00:00:00Z',
  firstLaunchTime: '2010-01-01T00:00:00Z',
  stateTransitionTime: null,
  monitoring: 'basic',
  availabilityZone: `${REGION}a`,
  virtualizationType: 'hvm',
  hypervisor: 'nitro',
  enaSupport: true,
  ebsOptimized: true,
  rootDeviceType: 'ebs',
  attachedVolumes: 1,
  hasPublicAddress: false,
  onOutpost: false,
  autoScalingGroup: null,
  eksCluster: null,
  eksNodegroup: null,
};

/** Values on the 5-minute grid of a span of time that ends at `end`; what the series does not reach is NaN. */
function spanOf(values: Float64Array, end: number, seconds: number): { start: number; values: Float64Array } {
  const length = seconds / PERIOD;
  const span = new Float64Array(length).fill(Number.NaN);
  const kept = values.subarray(Math.max(0, values.length - length));
  span.set(kept, length - kept.length);
  return { start: end - seconds, values: span };
}

type Days = (values: Float64Array) => number;
const sum: Days = (values) => values.reduce((total, value) => total + value, 0);
const DAILY: Readonly<Record<string, Days>> = {
  Average: (values) => sum(values) / values.length,
  Maximum: (values) => Math.max(...values),
  Minimum: (values) => Math.min(...values),
  Sum: sum,
  SampleCount: (values) => values.length,
};

function record(metric: MetricId, statistics: MetricRecord['statistics'], series: MetricRecord['series']): MetricRecord {
  const place = { accountId: ACCOUNT, region: REGION, resourceKind: 'ec2-instance', id: INSTANCE };
  return { kind: 'metric', ...place, metric, variant: '', status: 'ok', detail: null, statistics, percentilesUnsupported: false, series };
}

/** Daily statistics and p99.5 over the longer window, 5-minute maxima over the verdict window: what a collection writes of CPU. */
function cpuRecord(known: Float64Array, cut: number, windowDays: number, scalarDays: number): MetricRecord {
  const long = spanOf(known, cut, scalarDays * DAY);
  const perDay = DAY / PERIOD;
  const days = Array.from({ length: scalarDays }, (_, day) =>
    long.values.slice(day * perDay, (day + 1) * perDay).filter((value) => !Number.isNaN(value)),
  );
  const statistics: Record<string, StatisticValues> = {};
  for (const [name, of] of Object.entries(DAILY)) {
    statistics[name] = { periodSeconds: DAY, start: long.start, values: days.map((values) => (values.length === 0 ? null : of(values))) };
  }
  statistics['p99.5'] = { periodSeconds: scalarDays * DAY, start: long.start, values: [percentile(long.values, 99.5)] };
  const fine = { statistic: 'Maximum', periodSeconds: PERIOD, ...spanOf(known, cut, windowDays * DAY) };
  return record('ec2.cpu', statistics, [packSeries(fine, true)]);
}

/** The policy's own verdict on what was known at the cut, by the evaluator of the pipeline with default options; null for no advice. */
export function createAdviser(rules: Rules, ladder: readonly Size[]): (known: Float64Array, cut: number) => Size | null {
  const policies = rules.policies.filter(({ meta }) => meta.id === POLICY);
  const offer: CollectedResource = {
    kind: 'instance-type-offer',
    accountId: ACCOUNT,
    region: REGION,
    id: 'instance-types',
    types: ladder.map(({ spec }) => spec),
  };
  return (known, cut) => {
    const { window, scalarWindow } = auditWindows(new Date(cut * 1000), DEFAULT_LOOKBACK_DAYS);
    const beside = Object.entries(BESIDE).map(([metric, value]) => {
      const daily = { periodSeconds: DAY, start: epochSeconds(scalarWindow.start), values: new Array(scalarWindow.days).fill(value) };
      return record(metric as MetricId, { Average: daily, Maximum: daily, Sum: daily, SampleCount: daily }, []);
    });
    const block: RegionBlock = {
      accountId: ACCOUNT,
      region: REGION,
      resources: [offer, instance],
      metrics: [cpuRecord(known, cut, window.days, scalarWindow.days), ...beside],
      coverage: [],
    };
    const settings = { config: rules.config, prices: rules.prices, window, scalarWindow, accounts: [] };
    const { findings, notAssessed } = evaluateRegion(block, policies, settings);
    const [unknown] = notAssessed;
    if (unknown !== undefined && unknown.code !== 'too-little-data') throw new Error(`not assessed: ${unknown.reason}`);
    const label = findings[0]?.outcome.recommendation.target?.label;
    return ladder.find(({ type }) => type === label) ?? null;
  };
}
