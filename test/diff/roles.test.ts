import { describe, expect, it } from 'vitest';
import { diffJudgements, resourcesWithFindings } from '../../src/diff/diff.js';
import type { JudgedSnapshot } from '../../src/model/diff.js';
import { type CollectedResource, refOf } from '../../src/model/resource/index.js';
import { createJudge } from '../../src/policy/judge.js';
import { resourceTracker } from '../../src/policy/track.js';
import { roleKeysOf } from '../../src/policy/track-roles.js';
import { block, failing, header, policyOf, settingsOf } from '../policy/fixtures.js';
import { ACCOUNT, autoScalingGroup, instance, REGION } from '../support/resources.js';

const PRICE = 560.64;
/** Finds something on everything that runs: instances that stand alone, and groups. */
const ANY = policyOf({
  kinds: ['ec2-instance', 'instance-group'],
  metrics: {},
  messages: { found: 'Found.', 'in-group': 'It belongs to a group.', off: 'It is off.', enough: 'Enough room.' },
  evaluate: (resource, { fleet, options }) => {
    if (resource.kind === 'ec2-instance' && fleet.groupOf.has(resource.id))
      return { verdict: 'not-applicable', code: 'in-group', values: {} };
    if (resource.kind === 'ec2-instance' && resource.state !== 'running') return { verdict: 'not-applicable', code: 'off', values: {} };
    return Number(options.limitPercent) > 50 ? { verdict: 'pass', code: 'enough', values: {} } : failing({ savingUsd: 1 });
  },
});

function judged(
  resources: readonly CollectedResource[],
  watched?: ReadonlySet<string>,
  config?: unknown,
  policies = [ANY],
): JudgedSnapshot {
  const tracker = resourceTracker(watched);
  const judge = createJudge(policies, settingsOf(config), tracker);
  judge.region(block(resources));
  return { judgement: judge.finish(header()), tracked: tracker.result() };
}

function diff(old: readonly CollectedResource[], now: readonly CollectedResource[], config?: unknown) {
  const before = judged(old, undefined, config);
  return diffJudgements(before, judged(now, resourcesWithFindings(before.judgement), config));
}

const reasons = (result: ReturnType<typeof diff>) =>
  result.resolved.map(({ because, realised }) => [because, realised?.usd ?? null]).sort();
const named = (id: string, name: string | null, overrides: Parameters<typeof instance>[0] = {}) => instance({ id, name, ...overrides });

describe('what is made again under another id', () => {
  it('is replaced, and worth the difference alone', () => {
    const same = diff([named('i-1', 'web')], [named('i-2', 'web')]);
    expect(same.resolved).toMatchObject([{ because: 'replaced', detail: 'by i-2', realised: { usd: 0 } }]);
    expect(same.totals).toMatchObject({ realised: { usd: 0 }, realisedUnknown: 0 });
    const smaller = diff([named('i-1', 'web')], [named('i-2', 'web', { instanceType: 'm5.2xlarge' })]);
    expect(smaller.resolved).toMatchObject([{ detail: 'by i-2, m5.4xlarge to m5.2xlarge', realised: { usd: PRICE / 2 } }]);
    const unpriced = diff([named('i-1', 'web')], [named('i-2', 'web', { instanceType: 'm99.unheard' })]);
    expect(unpriced.totals).toMatchObject({ realised: null, realisedUnknown: 1 });
  });

  it.each<[string, Parameters<typeof instance>[0], Parameters<typeof instance>[0], string]>([
    ['a number at the end of its name', { name: 'web-1' }, { name: 'web-2' }, 'replaced'],
    ['a commit at the end of its name', { name: 'web-3f2a1bc' }, { name: 'web-77e01da' }, 'replaced'],
    ['another name', { name: 'web' }, { name: 'batch' }, 'gone'],
    [
      'its place in a stack',
      { name: 'a', tags: { 'aws:cloudformation:stack-name': 's', 'aws:cloudformation:logical-id': 'Web' } },
      { name: 'b', tags: { 'aws:cloudformation:stack-name': 's', 'aws:cloudformation:logical-id': 'Web' } },
      'replaced',
    ],
    ['a tag of its role', { tags: { role: 'web' } }, { tags: { role: 'web' } }, 'replaced'],
    ['nothing but its size', {}, {}, 'replaced'],
    ['nothing, not even its size', {}, { instanceType: 'm5.large' }, 'gone'],
    ['its name in another region', { name: 'web' }, { name: 'web', region: 'eu-west-1' }, 'gone'],
  ])('is known by %s', (_, before, after, because) => {
    expect(diff([instance({ id: 'i-1', ...before })], [instance({ id: 'i-2', ...after })]).resolved).toMatchObject([{ because }]);
  });

  it('stands for one alone: what has no successor is gone', () => {
    const old = ['i-1', 'i-2', 'i-3'].map((id) => named(id, 'web'));
    expect(reasons(diff(old, [named('i-7', 'web')]))).toEqual([
      ['gone', PRICE],
      ['gone', PRICE],
      ['replaced', 0],
    ]);
    // One that was there before is nobody's successor.
    expect(reasons(diff(old, [named('i-3', 'web')]))).toEqual([
      ['gone', PRICE],
      ['gone', PRICE],
    ]);
    // Of two the one of its own size.
    const two = [named('i-1', 'web'), named('i-2', 'web', { instanceType: 'm5.large' })];
    const made = [named('i-8', 'web', { instanceType: 'm5.large' }), named('i-9', 'web')];
    expect(reasons(diff(two, made))).toEqual([
      ['replaced', 0],
      ['replaced', 0],
    ]);
  });

  it('of groups too, and a task is known by its definition without the revision', () => {
    const member = (id: string, group: string) => instance({ id, autoScalingGroup: group });
    expect(reasons(diff([member('i-1', 'web-v001')], [member('i-2', 'web-v002')]))).toEqual([['replaced', 0]]);
    const task = { accountId: ACCOUNT, region: REGION, type: 'AWS::ECS::Task', id: 'x', tags: {} };
    expect(roleKeysOf({ ...task, name: 'job:3' })).toEqual(roleKeysOf({ ...task, name: 'job:12' }));
  });
});

describe('groups', () => {
  const members = (ids: readonly string[]) => ids.map((id) => instance({ id, autoScalingGroup: 'web' }));
  const group = (ids: readonly string[], overrides: Parameters<typeof autoScalingGroup>[0] = {}) =>
    autoScalingGroup({
      id: 'web',
      name: 'web',
      minSize: 0,
      desiredCapacity: ids.length,
      instanceIds: [...ids],
      scalingPolicies: [],
      ...overrides,
    });

  it('scaled to zero are there still, and worth what they cost where people set their number', () => {
    const old = [...members(['i-1', 'i-2']), group(['i-1', 'i-2'])];
    expect(reasons(diff(old, [group([])]))).toEqual([['scaled-to-zero', 2 * PRICE]]);
    const policy = { name: 'p', type: 'target-tracking' as const, trackedMetric: null, targetValue: 50 };
    expect(reasons(diff(old, [group([], { scalingPolicies: [policy] })]))).toEqual([['scaled-to-zero', null]]);
    expect(reasons(diff(old, [group([], { tags: { AWSBatchServiceTag: 'batch' } })]))).toEqual([['scaled-to-zero', null]]);
    expect(diff([group([])], old).newFindings).toMatchObject([{ because: 'started' }]);
  });

  it('that end while their members run on are not gone', () => {
    const result = diff([...members(['i-1', 'i-2']), group(['i-1', 'i-2'])], [instance({ id: 'i-1' })]);
    expect(result.resolved).toMatchObject([{ because: 'no-longer-applies', realised: null }]);
    expect(result.totals).toMatchObject({ realised: null, realisedUnknown: 0 });
  });
});

it('what another finding speaks for counts as well, each once', () => {
  const role = policyOf({
    id: 'test-role',
    metrics: {},
    evaluate: (resource, { fleet }) => {
      const members = [...fleet.instances.values()].map((one) => refOf(one));
      return resource.id === 'i-1'
        ? failing({ savingUsd: 500, members })
        : { verdict: 'pass', code: 'busy', values: { maximum: { value: 1, unit: 'percent' } } };
    },
  });
  const machines = ['i-1', 'i-2', 'i-3'].map((id) => named(id, id === 'i-1' ? 'web' : `web-${id}`));
  const before = judged(machines, undefined, undefined, [ANY, role]);
  expect(before.judgement.findings.filter(({ primary }) => primary)).toHaveLength(1);
  const { totals } = diffJudgements(before, judged([], resourcesWithFindings(before.judgement), undefined, [ANY, role]));
  expect(totals.realised?.usd).toBeCloseTo(3 * PRICE, 6);
});

describe('why a finding is new, or ended', () => {
  it.each<[string, Parameters<typeof instance>[0], Parameters<typeof instance>[0], string]>([
    ['started', { state: 'stopped' }, {}, 'started'],
    ['neither', { state: 'stopped' }, { state: 'stopped' }, ''],
  ])('%s', (_, before, after, because) => {
    const result = diff([instance({ id: 'i-1', ...before })], [instance({ id: 'i-1', ...after })]);
    expect(result.newFindings.map((entry) => entry.because)).toEqual(because === '' ? [] : [because]);
  });

  const config = {
    overrides: [{ match: { tag: { tier: 'core' } }, policies: { 'test-quiet': { options: { limitPercent: 70 } } } }],
    policies: { 'test-quiet': { options: { limitPercent: 5 } } },
  };
  const [plain, core] = [instance({ id: 'i-1' }), instance({ id: 'i-1', tags: { tier: 'core' } })];

  it('a tag that an override goes by is told, in both directions', () => {
    expect(diff([plain], [core], config).resolved).toMatchObject([{ because: 'settings-changed', detail: 'Enough room.', realised: null }]);
    expect(diff([core], [plain], config).newFindings).toMatchObject([{ because: 'settings-changed' }]);
    expect(diff([core], [core], config)).toMatchObject({ newFindings: [], resolved: [] });
  });
});
