import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CoverageEntry } from '../../src/model/coverage.js';
import type { Judgement } from '../../src/model/judgement.js';
import type { MetricRecord } from '../../src/model/metric.js';
import type { LoadedPolicy } from '../../src/model/policy.js';
import type { RegionBlock } from '../../src/model/region-block.js';
import { type CollectedResource, isResource } from '../../src/model/resource/index.js';
import type { SnapshotHeader } from '../../src/model/snapshot.js';
import { BUILT_IN_POLICIES } from '../../src/package.js';
import { createJudge } from '../../src/policy/judge.js';
import { loadPolicies } from '../../src/policy/load.js';
import { readSnapshot } from '../../src/snapshot/read.js';
import { fuzzRuns } from '../support/fuzz-runs.js';
import { LISTED_BY } from '../support/listed-by.js';
import { demoSnapshot } from '../support/made-once.js';
import { settingsOf } from './fixtures.js';

let policies: LoadedPolicy[] = [];
let header: SnapshotHeader;
const blocks: RegionBlock[] = [];
let full: Judgement;

function judge(regions: readonly RegionBlock[]): Judgement {
  const { window, scalarWindow, accounts } = header;
  const judging = createJudge(policies, settingsOf({}, { window, scalarWindow, accounts }));
  for (const block of regions) judging.region(block);
  return judging.finish(header);
}

beforeAll(async () => {
  policies = await loadPolicies({ builtInDir: BUILT_IN_POLICIES, userDirs: [] });
  const snapshot = await readSnapshot(await demoSnapshot());
  header = snapshot.header;
  for await (const { metrics, ...block } of snapshot.regions) {
    const records = block.resources.flatMap((resource) => (isResource(resource) ? metrics.recordsOf(resource) : []));
    blocks.push({ ...block, metrics: records });
  }
  full = judge(blocks);
});

/** What a step that fails leaves unknown of resources that another step lists. */
const FACTS: Readonly<Record<string, (resource: CollectedResource) => CollectedResource>> = {
  'tag:GetResources': (resource) => (resource.kind === 'lambda-function' ? { ...resource, tags: null } : resource),
  'lambda:ListEventSourceMappings': (resource) => (resource.kind === 'lambda-function' ? { ...resource, eventSources: null } : resource),
  'lambda:ListProvisionedConcurrencyConfigs': (resource) =>
    resource.kind === 'lambda-function' ? { ...resource, provisionedConcurrency: null } : resource,
  'application-autoscaling:DescribeScalableTargets': (resource) =>
    resource.kind === 'ecs-service' ? { ...resource, scaling: null } : resource,
  'autoscaling:DescribePolicies': (resource) =>
    resource.kind === 'auto-scaling-group' ? { ...resource, scalingPolicies: null } : resource,
  'autoscaling:DescribeScheduledActions': (resource) =>
    resource.kind === 'auto-scaling-group' ? { ...resource, scheduledActions: null } : resource,
  'ecs:DescribeTaskDefinition': (resource) =>
    resource.kind === 'ecs-service' && resource.shape?.source === 'task-definition' ? { ...resource, shape: null } : resource,
};
const STEPS = [...new Set([...Object.values(LISTED_BY).flat(), ...Object.keys(FACTS)])]
  .filter((step) => !/^(savingsplans|compute-optimizer):|ReservedInstances/.test(step))
  .sort();

const METRIC_STATUSES = ['refused', 'denied', 'throttled', 'timeout', 'auth-expired', 'failed', 'not-requested'] as const;
const STEP_STATUSES = ['denied', 'throttled', 'timeout', 'auth-expired', 'failed'] as const;

const seed = fc.integer({ min: 0, max: 0x7fffffff });
const hole = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('metrics' as const),
      share: fc.constantFrom(0.02, 0.1, 0.5),
      seed,
      status: fc.constantFrom(...METRIC_STATUSES),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('records' as const), share: fc.constantFrom(0.02, 0.1, 0.5), seed }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('points' as const),
      share: fc.constantFrom(0.05, 0.3),
      seed,
      every: fc.integer({ min: 2, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('series' as const), share: fc.constantFrom(0.1, 1), seed }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('step' as const),
      step: fc.constantFrom(...STEPS),
      status: fc.constantFrom(...STEP_STATUSES),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant('part' as const),
      kind: fc.constantFrom(...Object.keys(LISTED_BY)),
      share: fc.constantFrom(0.05, 0.5),
      seed,
    }),
  },
);
type Hole = typeof hole extends fc.Arbitrary<infer T> ? T : never;

/** A draw for a thing that depends on nothing but its name and the seed. */
function drawn(name: string, seed: number): number {
  let hash = seed ^ 0x811c9dc5;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 0) / 4_294_967_296;
}

const nameOf = ({ accountId, region, resourceKind, id, metric, variant }: MetricRecord): string =>
  [accountId, region, resourceKind, id, metric, variant].join(' ');

function withStep(coverage: readonly CoverageEntry[], action: string, status: CoverageEntry['status']): CoverageEntry[] {
  return coverage.map((entry) => (`${entry.service}:${entry.step}` === action ? { ...entry, status, detail: 'punched' } : entry));
}

function changeMetrics(block: RegionBlock, share: number, seed: number, change: (record: MetricRecord) => MetricRecord[]): RegionBlock {
  return { ...block, metrics: block.metrics.flatMap((record) => (drawn(nameOf(record), seed) < share ? change(record) : [record])) };
}

function partial(record: MetricRecord, every: number, offset: number): MetricRecord {
  const statistics = Object.entries(record.statistics).map(([name, { values, ...grid }]) => [
    name,
    { ...grid, values: values.map((value, index) => ((index + offset) % every === 0 ? null : value)) },
  ]);
  return { ...record, status: 'partial', detail: 'punched', statistics: Object.fromEntries(statistics), series: [] };
}

function punched(block: RegionBlock, made: Hole): RegionBlock {
  switch (made.type) {
    case 'metrics':
      return changeMetrics(block, made.share, made.seed, (record) => [
        { ...record, status: made.status, detail: 'punched', statistics: {}, series: [] },
      ]);
    case 'records':
      return changeMetrics(block, made.share, made.seed, () => []);
    case 'points':
      return changeMetrics(block, made.share, made.seed, (record) => [partial(record, made.every, made.seed % made.every)]);
    case 'series':
      return changeMetrics(block, made.share, made.seed, (record) => [{ ...record, series: [] }]);
    case 'step': {
      const hidden = Object.keys(LISTED_BY).filter((kind) => LISTED_BY[kind]?.includes(made.step));
      const fact = FACTS[made.step];
      const resources = block.resources.filter(({ kind }) => !hidden.includes(kind)).map((resource) => fact?.(resource) ?? resource);
      return { ...block, resources, coverage: withStep(block.coverage, made.step, made.status) };
    }
    case 'part': {
      const step = LISTED_BY[made.kind]?.at(-1) ?? '';
      const isLost = ({ kind, id }: CollectedResource) => kind === made.kind && drawn(`${block.region} ${id}`, made.seed) < made.share;
      if (!block.resources.some(isLost)) return block;
      return {
        ...block,
        resources: block.resources.filter((resource) => !isLost(resource)),
        coverage: withStep(block.coverage, step, 'partial'),
      };
    }
  }
}

type Place = { accountId: string; region: string; type: string; id: string };
const placeOf = ({ accountId, region, id }: Omit<Place, 'type'>): string => `${accountId} ${region} ${id}`;

/** Findings by policy and resource, with the resources that they advise on. */
function findingsOf({ findings }: Judgement): Map<string, string[]> {
  return new Map(
    findings.map(({ policyId, resource, outcome }) => [`${policyId} ${placeOf(resource)}`, [resource, ...outcome.members].map(placeOf)]),
  );
}

describe('holes in the snapshot of a whole fleet', () => {
  it('there is something of every kind to lose', () => {
    expect(new Set(full.findings.map(({ policyId }) => policyId)).size).toBeGreaterThan(20);
    expect(full.notAssessed.filter(({ code }) => code === 'policy-error')).toEqual([]);
    const kinds = new Set(blocks.flatMap(({ resources }) => resources.map(({ kind }) => kind)));
    expect([...kinds].filter((kind) => !(kind in LISTED_BY) && !(kind === 'savings-plan'))).toEqual([]);
  });

  it('make no finding; what disappears is named as not assessed, or its resource is not in the snapshot any more', () => {
    const found = findingsOf(full);
    const whole = new Set(blocks.flatMap(({ resources }) => resources.map(placeOf)));
    fc.assert(
      fc.property(fc.array(hole, { minLength: 1, maxLength: 5 }), (holes) => {
        const struck = blocks.map((block) => holes.reduce(punched, block));
        const judged = judge(struck);
        expect(judged.notAssessed.filter(({ code }) => code === 'policy-error')).toEqual([]);
        const still = findingsOf(judged);
        const open = new Set(judged.notAssessed.map(({ policyId, resource }) => `${policyId} ${placeOf(resource)}`));
        const there = new Set(struck.flatMap(({ resources }) => resources.map(placeOf)));
        // A group goes with its own record, where it has one, or with the last of its members.
        const isGone = ([resource = '', ...members]: readonly string[]): boolean =>
          (whole.has(resource) && !there.has(resource)) || (members.length > 0 && !members.some((member) => there.has(member)));
        const groupOf = new Map(
          struck.flatMap(({ resources }) =>
            resources.flatMap((resource) =>
              resource.kind === 'ec2-instance' ? [[placeOf(resource), resource.autoScalingGroup] as const] : [],
            ),
          ),
        );
        const isOpen = (policy: string, place: string): boolean => {
          const [account = '', region = ''] = place.split(' ');
          const group = groupOf.get(place);
          return open.has(`${policy} ${place}`) || (group != null && open.has(`${policy} ${account} ${region} ${group}`));
        };
        // One by one what was advised on as a group, where nobody can tell that it is one: still the same advice on the same things.
        const advised = new Set([...found].flatMap(([finding, places]) => places.map((place) => `${finding.split(' ', 1)[0]} ${place}`)));
        // Which types a region offers may be unknown: advice that rests on it says so, and nothing else may be new.
        const unchecked = new Set(
          judged.findings
            .filter(({ outcome }) => outcome.recommendation.target?.offerChecked === false)
            .map(({ policyId, resource }) => `${policyId} ${placeOf(resource)}`),
        );
        expect([...still.keys()].filter((finding) => !advised.has(finding) && !unchecked.has(finding))).toEqual([]);
        const dropped = [...found].filter(([finding, places]) => {
          const [policy = ''] = finding.split(' ', 1);
          return !still.has(finding) && !places.some((place) => isOpen(policy, place)) && !isGone(places);
        });
        expect(dropped.map(([finding]) => finding)).toEqual([]);
      }),
      { ...fuzzRuns(60), seed: 20_261_121 },
    );
  });
});
