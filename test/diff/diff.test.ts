import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffJudgements, resourcesWithFindings } from '../../src/diff/diff.js';
import type { CoverageEntry } from '../../src/model/coverage.js';
import type { JudgedSnapshot } from '../../src/model/diff.js';
import type { LoadedPolicy } from '../../src/model/policy.js';
import type { CollectedResource, Ec2Instance } from '../../src/model/resource/index.js';
import type { SnapshotHeader } from '../../src/model/snapshot.js';
import { windowEndingAt } from '../../src/model/time.js';
import { createJudge } from '../../src/policy/judge.js';
import { resourceTracker } from '../../src/policy/track.js';
import { buildReport, DEFAULT_REPORT_SETTINGS } from '../../src/report/index.js';
import { absent, block, failing, header, policyOf, record, settingsOf } from '../policy/fixtures.js';
import { ACCOUNT, instance, REGION } from '../support/resources.js';

const PRICE = 0.768 * 730;
const HALF_PRICE = PRICE / 2;

/** Fails quiet instances, and says that half of what they cost can be saved. */
const QUIET = policyOf({
  messages: { found: 'Quiet.', busy: 'Busy now.', 'is-off': 'It is off.' },
  evaluate: (resource, { metrics, options, cost }) => {
    if (resource.kind === 'ec2-instance' && resource.state !== 'running') return { verdict: 'not-applicable', code: 'is-off', values: {} };
    const quiet = metrics.cpu?.present === true && metrics.cpu.maximum('window') < Number(options.limitPercent);
    return quiet ? failing({ savingUsd: (cost.monthly?.usd ?? 0) / 2 }) : { verdict: 'pass', code: 'busy', values: {} };
  },
});

interface World {
  instances?: readonly (Partial<Ec2Instance> & { cpu?: number | 'denied' })[];
  coverage?: readonly CoverageEntry[];
  config?: unknown;
  header?: Partial<SnapshotHeader>;
  policies?: readonly LoadedPolicy[];
}

function judged(world: World, watched?: ReadonlySet<string>): JudgedSnapshot {
  const pairs = (world.instances ?? []).map(({ cpu = 1, ...rest }) => ({ resource: instance(rest), cpu }));
  const resources: CollectedResource[] = pairs.map(({ resource }) => resource);
  const metrics = pairs.map(({ resource, cpu }) =>
    cpu === 'denied' ? absent(resource, 'ec2.cpu', 'denied') : record(resource, 'ec2.cpu', { Maximum: cpu }),
  );
  const tracker = resourceTracker(watched);
  const judge = createJudge(world.policies ?? [QUIET], settingsOf(world.config), tracker);
  judge.region(block(resources, metrics, { coverage: world.coverage ?? [] }));
  return { judgement: judge.finish(header(world.header)), tracked: tracker.result() };
}

function diff(old: World, now: World) {
  const before = judged(old);
  return diffJudgements(before, judged(now, resourcesWithFindings(before.judgement)));
}

const gap = (status: CoverageEntry['status'], service: CoverageEntry['service'] = 'ec2'): CoverageEntry => ({
  accountId: ACCOUNT,
  region: REGION,
  service,
  step: 'DescribeInstances',
  status,
  detail: 'AccessDenied',
  resources: null,
  optional: false,
});
const one = { instances: [{ id: 'i-1' }] };
const suppressed = { suppressions: [{ policyId: '*', match: { id: 'i-1' }, reason: 'r', owner: 'o', until: '2030-01-01' }] };

describe('findings that ended', () => {
  it.each<[string, World, object, number | null]>([
    ['gone', { instances: [] }, { because: 'gone', detail: null }, PRICE],
    ['stopped', { instances: [{ id: 'i-1', state: 'stopped' }] }, { because: 'stopped', detail: null }, PRICE],
    [
      'resized',
      { instances: [{ id: 'i-1', instanceType: 'm5.2xlarge', cpu: 20 }] },
      { because: 'resized', detail: 'm5.4xlarge to m5.2xlarge' },
      HALF_PRICE,
    ],
    ['loaded', { instances: [{ id: 'i-1', cpu: 20 }] }, { because: 'load-changed', detail: 'Busy now.' }, null],
    ['suppressed', { ...one, config: suppressed }, { because: 'suppressed', detail: null }, null],
    [
      'judged with another option',
      { ...one, config: { policies: { 'test-quiet': { options: { limitPercent: 1 } } } } },
      { because: 'option-changed', detail: 'Busy now.' },
      null,
    ],
  ])('are resolved: %s', (_, now, expected, realised) => {
    const { resolved, lostSight, newFindings, totals } = diff(one, now);
    expect(resolved).toMatchObject([expected]);
    expect([lostSight, newFindings]).toEqual([[], []]);
    const got = resolved[0]?.realised?.usd ?? null;
    if (realised === null) expect(got).toBeNull();
    else expect(got).toBeCloseTo(realised, 6);
    expect(totals.realised?.usd ?? null).toBe(got);
  });

  it('that no longer apply are told from those with another load', () => {
    const config = { overrides: [{ match: { id: 'i-1' }, policies: { 'test-quiet': { enabled: false } } }] };
    expect(diff(one, { ...one, config }).resolved).toMatchObject([
      { because: 'no-longer-applies', detail: expect.stringContaining('override 1') },
    ]);
  });

  it.each<[string, World, object]>([
    ['no metric', { instances: [{ id: 'i-1', cpu: 'denied' }] }, { because: 'not-assessed', detail: expect.stringContaining('denied') }],
    [
      'no list of instances',
      { instances: [], coverage: [gap('denied')] },
      { because: 'not-covered', detail: 'ec2:DescribeInstances denied: AccessDenied' },
    ],
    ['no credentials', { instances: [], coverage: [gap('auth-expired', 'sts')] }, { because: 'not-covered' }],
    ['no region', { instances: [], header: { regions: { [ACCOUNT]: ['eu-west-1'] } } }, { because: 'out-of-scope' }],
    ['no policy', { ...one, policies: [] }, { because: 'policy-off' }],
  ])('are lost from sight and not resolved where there is %s', (_, now, expected) => {
    const { resolved, lostSight, totals } = diff(one, now);
    expect(resolved).toEqual([]);
    expect(lostSight).toMatchObject([expected]);
    expect(totals.realised).toBeNull();
  });

  it('are realised by what was done, whether the rest can be judged today or not', () => {
    const resized = { id: 'i-1', instanceType: 'm5.2xlarge', cpu: 'denied' as const };
    const { resolved, lostSight, totals } = diff(one, { instances: [resized] });
    expect([resolved, lostSight]).toMatchObject([[{ because: 'resized', realised: { usd: HALF_PRICE } }], []]);
    expect(totals.realised?.usd).toBeCloseTo(HALF_PRICE, 6);
    expect(diff(one, { instances: [resized], config: suppressed }).resolved).toMatchObject([{ because: 'resized' }]);
  });

  it('are gone where only a step of another service failed', () => {
    expect(diff(one, { instances: [], coverage: [gap('denied', 'lambda'), gap('ok')] }).resolved).toMatchObject([{ because: 'gone' }]);
  });

  it('count as realised once for each resource, and unknown amounts are told', () => {
    const twice = [QUIET, policyOf({ id: 'test-also', metrics: {}, evaluate: () => failing({ savingUsd: 1 }) })];
    const result = diff({ ...one, policies: twice }, { instances: [], policies: twice });
    expect(result.resolved).toHaveLength(2);
    expect(result.totals.realised?.usd).toBeCloseTo(PRICE, 6);
    const unpriced = { instances: [{ id: 'i-1', instanceType: 'm99.unheard' }] };
    expect(diff(unpriced, { instances: [] }).totals).toMatchObject({ realised: null, realisedUnknown: 1 });
  });
});

describe('findings that are there now', () => {
  it.each<[string, World, World, string]>([
    ['on a new resource', { instances: [] }, one, 'resource-new'],
    ['on a resource that could not be listed before', { instances: [], coverage: [gap('throttled')] }, one, 'newly-assessed'],
    ['on a resource that could not be measured before', { instances: [{ id: 'i-1', cpu: 'denied' }] }, one, 'newly-assessed'],
    ['on a resource that was busy before', { instances: [{ id: 'i-1', cpu: 50 }] }, one, 'found'],
    [
      'because an option changed',
      { instances: [{ id: 'i-1', cpu: 20 }] },
      { instances: [{ id: 'i-1', cpu: 20 }], config: { policies: { 'test-quiet': { options: { limitPercent: 30 } } } } },
      'option-changed',
    ],
    ['because a suppression ended', { ...one, config: suppressed }, one, 'suppression-ended'],
  ])('are new: %s', (_, old, now, because) => {
    expect(diff(old, now).newFindings).toMatchObject([{ because }]);
  });

  it('are changed where the amount is another or the resource was resized, and unchanged else', () => {
    expect(diff(one, one)).toMatchObject({ unchanged: 1, changed: [], newFindings: [], resolved: [] });
    const { changed, totals } = diff(one, { instances: [{ id: 'i-1', instanceType: 'm5.2xlarge' }] });
    expect(changed).toMatchObject([{ done: 'resized', detail: 'm5.4xlarge to m5.2xlarge' }]);
    expect(changed[0]?.difference?.usd).toBeCloseTo(-HALF_PRICE / 2, 6);
    expect(totals.realised?.usd).toBeCloseTo(HALF_PRICE, 6);
    expect(totals.oldSavings?.usd).toBeCloseTo(HALF_PRICE, 6);
    expect(totals.newSavings?.usd).toBeCloseTo(HALF_PRICE / 2, 6);
  });
});

it('totals are those of the reports of either snapshot: cents of each finding, added up', () => {
  // A saving of a third of a cent more than what is shown, on each of 30.
  const third = policyOf({ id: 'test-third', metrics: {}, evaluate: () => failing({ savingUsd: 10.0033 }) });
  const instances = Array.from({ length: 30 }, (_, index) => ({ id: `i-${index}` }));
  const [old, now] = [judged({ instances, policies: [third] }), judged({ instances: instances.slice(1), policies: [third] })];
  const reported = ({ judgement }: JudgedSnapshot) =>
    buildReport(judgement, DEFAULT_REPORT_SETTINGS, null).document.totals.monthlySavingsUsd;
  const { totals, resolved } = diffJudgements(old, now);
  expect(totals.oldSavings?.usd).toBe(300);
  expect([totals.oldSavings?.usd, totals.newSavings?.usd]).toEqual([reported(old), reported(now)]);
  expect(totals.realised?.usd).toBe(resolved[0]?.realised?.usd);
  const none = judged({ instances: [], policies: [third] });
  expect(diffJudgements(old, none).totals.newSavings?.usd).toBe(reported(none));
  const blind = judged({ instances: [], policies: [third], coverage: [gap('denied')] });
  expect(diffJudgements(old, blind).totals.newSavings).toBeNull();
});

it('every old finding is resolved, changed, unchanged or lost from sight, and every new one new, changed or unchanged', () => {
  const state = fc.record({
    cpu: fc.constantFrom<number | 'denied'>(1, 50, 'denied'),
    state: fc.constantFrom('running' as const, 'stopped' as const),
    instanceType: fc.constantFrom('m5.4xlarge', 'm5.2xlarge', 'm99.x'),
  });
  const world = fc
    .dictionary(fc.constantFrom('i-1', 'i-2', 'i-3', 'i-4'), state)
    .map((byId) => Object.entries(byId).map(([id, rest]) => ({ id, ...rest })));
  fc.assert(
    fc.property(world, world, (old, now) => {
      const active = ({ judgement }: JudgedSnapshot) => judgement.findings.filter(({ status }) => status === 'active').length;
      const result = diff({ instances: old }, { instances: now });
      expect(result.resolved.length + result.changed.length + result.unchanged + result.lostSight.length).toBe(
        active(judged({ instances: old })),
      );
      expect(result.newFindings.length + result.changed.length + result.unchanged).toBe(active(judged({ instances: now })));
    }),
    { numRuns: 100 },
  );
});

it('warns of snapshots that are less comparable than they look', () => {
  const codes = (old: Partial<SnapshotHeader>, now: Partial<SnapshotHeader>) =>
    diff({ header: old }, { header: now }).warnings.map(({ code }) => code);
  const first = windowEndingAt('2026-11-01T00:00:00Z', 14);
  const second = windowEndingAt('2026-11-15T00:00:00Z', 14);
  expect(codes({ window: first }, { window: second })).toEqual([]);
  expect(codes({ window: second }, { window: first })).toEqual(['reversed']);
  expect(codes({ window: first }, { window: windowEndingAt('2026-11-08T00:00:00Z', 7), regions: {} })).toEqual([
    'other-length',
    'scope-left-out',
  ]);
  expect(
    codes(
      { window: first, regions: {} },
      { window: windowEndingAt('2026-11-08T00:00:00Z', 14), tool: { name: 'fleet-auditor', version: '9' }, interrupted: true },
    ),
  ).toEqual(['overlap', 'scope-added', 'other-version', 'interrupted']);
  expect(codes({}, {})).toEqual(['same-end']);
});
