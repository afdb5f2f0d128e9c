import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/model/evaluation.js';
import type { LoadedPolicy } from '../../src/model/policy.js';
import type { RegionBlock } from '../../src/model/region-block.js';
import { type ResourceKind, refOf } from '../../src/model/resource/index.js';
import { windowEndingAt } from '../../src/model/time.js';
import { findingId } from '../../src/policy/finding-id.js';
import { createJudge } from '../../src/policy/judge.js';
import { hasLapsed } from '../../src/policy/suppress.js';
import { hasMonthEnd, priceAgeDays } from '../../src/policy/warnings.js';
import { createPriceBook } from '../../src/pricing/price-book.js';
import { ACCOUNT, containerInstance, instance, lambdaFunction, service, task } from '../support/resources.js';
import { block, failing, header, policyOf, record, settingsOf } from './fixtures.js';

/** A policy without needs that fails what `saving` has a number (or null, unknown) for. */
function saves(
  id: string,
  action: Action,
  saving: Readonly<Record<string, number | null>>,
  members: readonly string[] = [],
  kinds: readonly ResourceKind[] = ['ec2-instance'],
): LoadedPolicy {
  return policyOf({
    id,
    kinds,
    metrics: {},
    evaluate: (resource) => {
      const savingUsd = saving[resource.id];
      if (savingUsd === undefined) return { verdict: 'not-applicable', code: 'found', values: {} };
      return failing({ action, savingUsd, members: members.map((member) => refOf(instance({ id: member }))) });
    },
  });
}

function judge(policies: readonly LoadedPolicy[], blocks: readonly RegionBlock[], config: unknown = {}) {
  const judging = createJudge(policies, settingsOf(config));
  for (const one of blocks) judging.region(one);
  return judging.finish(header());
}

const two = block([instance({ id: 'i-1' }), instance({ id: 'i-2' })]);
const primaries = (policies: readonly LoadedPolicy[], blocks = [two], config: unknown = {}) =>
  judge(policies, blocks, config)
    .findings.filter(({ primary }) => primary)
    .map(({ policyId, resource }) => `${policyId} ${resource.id}`);

describe('the primary finding', () => {
  it.each<[string, [string, Action, number | null][], string]>([
    [
      'terminate before a larger off-hours saving',
      [
        ['b', 'off-hours', 90],
        ['a', 'terminate', 1],
      ],
      'a',
    ],
    [
      'off-hours before resize',
      [
        ['a', 'resize', 90],
        ['b', 'off-hours', 1],
      ],
      'b',
    ],
    [
      'resize before placement',
      [
        ['a', 'placement', 90],
        ['b', 'resize', 1],
      ],
      'b',
    ],
    [
      'placement before all others',
      [
        ['a', 'purchase', 90],
        ['b', 'placement', 1],
      ],
      'b',
    ],
    [
      'the larger saving of the same action',
      [
        ['a', 'resize', 5],
        ['b', 'resize', 6],
      ],
      'b',
    ],
    [
      'the larger saving of actions that have no order',
      [
        ['a', 'configure', 5],
        ['b', 'purchase', 6],
      ],
      'b',
    ],
    [
      'any saving before none',
      [
        ['a', 'terminate', 0],
        ['b', 'placement', 1],
      ],
      'b',
    ],
    [
      'a known saving before one that is not known',
      [
        ['a', 'terminate', null],
        ['b', 'placement', 1],
      ],
      'b',
    ],
    [
      'a saving before an increase',
      [
        ['a', 'terminate', -50],
        ['b', 'placement', 1],
      ],
      'b',
    ],
    [
      'one without a saving where no other is',
      [
        ['a', 'investigate', null],
        ['b', 'resize', null],
      ],
      'b',
    ],
    [
      'the first id where everything is equal',
      [
        ['b', 'resize', 5],
        ['a', 'resize', 5],
      ],
      'a',
    ],
    [
      'less than a cent is no saving',
      [
        ['a', 'terminate', 0.004],
        ['b', 'placement', 1],
      ],
      'b',
    ],
  ])('is %s', (_, findings, expected) => {
    const policies = findings.map(([id, action, saving]) => saves(id, action, { 'i-1': saving }));
    expect(primaries(policies)).toEqual([`${expected} i-1`]);
  });

  it('is counted once for members of a group', () => {
    expect(primaries([saves('pack', 'placement', { 'i-1': 50 }, ['i-1', 'i-2']), saves('small', 'placement', { 'i-2': 20 })])).toEqual([
      'pack i-1',
    ]);
    // Terminating a member comes first; then the packing that includes it is not counted beside it.
    expect(primaries([saves('pack', 'placement', { 'i-1': 50 }, ['i-1', 'i-2']), saves('idle', 'terminate', { 'i-2': 20 })])).toEqual([
      'idle i-2',
    ]);
    expect(primaries([saves('note', 'configure', { 'i-2': null }), saves('pack', 'placement', { 'i-1': 50 }, ['i-1', 'i-2'])])).toEqual([
      'pack i-1',
    ]);
  });

  it('takes a container instance for the instance that it is', () => {
    const nodes = block([instance({ id: 'i-1' }), containerInstance({ id: 'main/ci', ec2InstanceId: 'i-1' })]);
    const policies = [
      saves('empty', 'terminate', { 'main/ci': 10 }, [], ['ecs-container-instance']),
      saves('small', 'resize', { 'i-1': 20 }),
    ];
    expect(primaries(policies, [nodes])).toEqual(['empty main/ci']);
  });

  it('is never a suppressed one', () => {
    const config = { suppressions: [{ policyId: 'a', match: { id: 'i-1' }, reason: 'r', owner: 'o', until: '2030-01-01' }] };
    expect(primaries([saves('a', 'terminate', { 'i-1': 9 }), saves('b', 'resize', { 'i-1': 1 })], [two], config)).toEqual(['b i-1']);
  });

  it('counts each resource at most once, whatever the findings', () => {
    const ids = ['i-1', 'i-2', 'i-3', 'i-4'];
    const spec = fc.record({
      action: fc.constantFrom<Action>('terminate', 'off-hours', 'resize', 'placement', 'configure'),
      saving: fc.option(fc.integer({ min: -5, max: 50 })),
      on: fc.constantFrom(...ids),
      members: fc.subarray(ids),
    });
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 8 }), (specs) => {
        const policies = specs.map(({ action, saving, on, members }, index) => saves(`p-${index}`, action, { [on]: saving }, members));
        const { findings } = judge(policies, [block(ids.map((id) => instance({ id })))]);
        const counted = findings.filter(({ primary }) => primary);
        const covered = counted.flatMap(({ resource, outcome }) => [...new Set([resource.id, ...outcome.members.map(({ id }) => id)])]);
        expect(new Set(covered).size).toBe(covered.length);
        // Whatever is not counted speaks of something that is.
        for (const { primary, resource, outcome } of findings) {
          if (!primary) expect([resource.id, ...outcome.members.map(({ id }) => id)].some((id) => covered.includes(id))).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('suppressions', () => {
  const policy = saves('a', 'terminate', { 'i-1': 9, 'i-2': 9 });
  const rule = (overrides: object) => ({
    policyId: 'a',
    match: { id: 'i-1' },
    reason: 'standby',
    owner: 'ops',
    until: '2026-12-31',
    ...overrides,
  });

  it('tell what became of each', () => {
    const { suppressions, findings } = judge([policy, saves('b', 'resize', {})], [two], {
      suppressions: [
        rule({}),
        rule({ until: '2026-11-15' }),
        rule({ match: { id: 'i-9' } }),
        rule({ policyId: '*', match: { id: 'i-2', region: 'us-*' } }),
        rule({ policyId: 'b' }),
      ],
    });
    expect(suppressions.map(({ status, findings: count }) => [status, count])).toEqual([
      ['applied', 1],
      ['expired', 1],
      ['unmatched', 0],
      ['applied', 1],
      ['unmatched', 0],
    ]);
    expect(findings.map(({ status, primary }) => [status, primary])).toEqual([
      ['suppressed', false],
      ['suppressed', false],
    ]);
    expect(suppressions[3]).toMatchObject({ match: { id: 'i-2', region: 'us-*' }, reason: 'standby', owner: 'ops', until: '2026-12-31' });
  });

  it('lapse with the end of their last day, by the end of the window and never by a clock', () => {
    expect(hasLapsed('2026-11-16', '2026-11-16T23:59:59Z')).toBe(false);
    expect(hasLapsed('2026-11-16', '2026-11-17T00:00:00Z')).toBe(true);
    expect(judge([policy], [two], { suppressions: [rule({ until: '2026-11-15' })] }).findings[0]?.status).toBe('active');
    expect(judge([policy], [two], { suppressions: [rule({ until: '2026-11-16' })] }).findings[0]?.status).toBe('suppressed');
  });
});

describe('ids', () => {
  it('are stable, and differ with every part', () => {
    const ref = { accountId: ACCOUNT, region: 'us-east-1', type: 'AWS::EC2::Instance', id: 'i-1' };
    // Written down once: links to a finding and suppressions of readers' own must survive every release.
    expect(findingId('ec2-idle', ref)).toBe('b9f8bcbdae1d6cdc');
    expect(findingId('ec2-idle', ref)).toMatch(/^[0-9a-f]{16}$/);
    const others = [
      findingId('ec2-other', ref),
      ...(['accountId', 'region', 'type', 'id'] as const).map((key) => findingId('ec2-idle', { ...ref, [key]: 'x' })),
    ];
    expect(new Set([findingId('ec2-idle', ref), ...others]).size).toBe(6);
    expect(findingId('a', { ...ref, region: 'b","c', type: 'd' })).not.toBe(findingId('a', { ...ref, region: 'b', type: 'c","d' }));
  });
});

describe('the inventory', () => {
  it('counts instances, services with standalone tasks, and functions, by type, owner and environment', () => {
    const { inventory } = judge(
      [],
      [
        block([
          instance({ id: 'i-1', tags: { env: 'dev', owner: 'a' } }),
          instance({ id: 'i-2', tags: { env: 'dev', owner: 'a' } }),
          instance({ id: 'i-3', instanceType: 'm99.unheard' }),
          instance({ id: 'i-4', state: 'terminated' }),
          service(),
          task({ taskId: 'a', serviceName: 'web' }),
          task({ taskId: 'b' }),
          lambdaFunction(),
        ]),
      ],
    );
    expect(
      inventory.map(({ generation, type, environment, owner, resources, unpriced }) => [
        generation,
        type,
        environment,
        owner,
        resources,
        unpriced,
      ]),
    ).toEqual([
      ['functions', 'AWS::Lambda::Function', null, null, 1, inventory[0]?.unpriced],
      ['instances', 'AWS::EC2::Instance', null, null, 1, 1],
      ['instances', 'AWS::EC2::Instance', 'dev', 'a', 2, 0],
      ['tasks', 'AWS::ECS::Service', null, null, 1, 0],
      ['tasks', 'AWS::ECS::Task', null, null, 1, 0],
    ]);
    expect(inventory[1]?.monthly).toBeNull();
    expect(inventory[2]?.monthly?.usd).toBeCloseTo(2 * 0.768 * 730, 6);
  });
});

describe('warnings', () => {
  const codes = (
    overrides: object,
    policies: readonly LoadedPolicy[] = [],
    blocks: readonly RegionBlock[] = [],
    prices = createPriceBook(),
  ) => {
    const head = header(overrides);
    const judging = createJudge(policies, { ...settingsOf(), prices, window: head.window, scalarWindow: head.scalarWindow });
    for (const one of blocks) judging.region(one);
    return judging.finish(head).warnings.map(({ code }) => code);
  };
  const seen = { window: windowEndingAt('2026-11-05T00:00:00Z', 14), scalarWindow: windowEndingAt('2026-11-05T00:00:00Z', 32) };

  it('are none for a whole run with fresh prices and a month end', () => {
    expect(codes(seen)).toEqual([]);
  });
  it('name each thing a reader must know', () => {
    expect(codes({ ...seen, interrupted: true, merged: { present: [1], missing: [3, 2], parts: [] } })).toEqual([
      'interrupted',
      'missing-shards',
    ]);
    expect(codes({ ...seen, shard: { index: 1, count: 2 } })).toEqual(['part-of-run']);
    expect(codes({})).toEqual(['no-month-end']);
    expect(codes({ window: windowEndingAt('2026-11-25T00:00:00Z', 3), scalarWindow: windowEndingAt('2026-11-25T00:00:00Z', 3) })).toEqual([
      'no-month-end-at-all',
    ]);
  });
  it('tell of prices older than 180 days, and not of those of 180', () => {
    const at = (asOf: string) => codes(seen, [], [], { ...createPriceBook(), asOf });
    expect(priceAgeDays('2026-05-09', seen.window.end)).toBe(180);
    expect(at('2026-05-09')).toEqual([]);
    expect(at('2026-05-08')).toEqual(['old-prices']);
  });
  it('tell of endpoints without percentiles and of policies that fail', () => {
    const web = instance({ id: 'i-1' });
    const broken = policyOf({ id: 'test-broken', evaluate: () => failing({ code: 'unheard' }) });
    const region = block([web], [record(web, 'ec2.cpu', { Maximum: 1 }, { percentilesUnsupported: true })]);
    expect(codes(seen, [broken], [region])).toEqual(['percentiles-unsupported', 'policy-errors']);
  });
  it.each([
    ['2026-11-02T00:00:00Z', 1, false],
    ['2026-11-02T00:00:00Z', 2, true],
    ['2026-11-01T00:00:00Z', 1, true],
    ['2026-10-31T23:00:00Z', 14, false],
    ['2026-03-01T12:00:00Z', 1, false],
    ['2026-03-01T12:00:00Z', 2, true],
    ['2027-01-05T00:00:00Z', 14, true],
  ])('a window that ends at %s after %i days has a month end: %s', (end, days, expected) => {
    expect(hasMonthEnd(windowEndingAt(end, days))).toBe(expected);
  });
});

describe('a judgement', () => {
  const regions = ['us-east-1', 'eu-west-1', 'ap-south-1'].map((region) => {
    const resources = ['i-2', 'i-1', 'i-3'].map((id) => instance({ id, region }));
    const metrics = resources.slice(1).map((resource) => record(resource, 'ec2.cpu', { Maximum: 1 }));
    const coverage = [
      {
        accountId: ACCOUNT,
        region,
        service: 'ec2' as const,
        step: 'DescribeInstances',
        status: 'ok' as const,
        detail: null,
        resources: 3,
        optional: false,
      },
    ];
    return block(resources, metrics, { region, coverage });
  });
  const policies = [policyOf(), policyOf({ id: 'test-also' })];

  it('is the same whatever the order of regions, records and policies', () => {
    const plain = (blocks: readonly RegionBlock[], list: readonly LoadedPolicy[]) => JSON.stringify(judge(list, blocks));
    const expected = plain(regions, policies);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(regions, { minLength: 3 }),
        fc.shuffledSubarray(policies, { minLength: 2 }),
        fc.infiniteStream(fc.nat(5)),
        (blocks, list, random) => {
          const shuffle = <T>(items: readonly T[]): T[] =>
            items
              .map((item) => ({ item, at: random.next().value ?? 0 }))
              .sort((a, b) => a.at - b.at)
              .map(({ item }) => item);
          expect(
            plain(
              blocks.map((one) => ({ ...one, resources: shuffle(one.resources), metrics: shuffle(one.metrics) })),
              list,
            ),
          ).toBe(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('describes each policy with its options, their source, and counts that add up', () => {
    const judged = judge(policies, regions, {
      policies: { 'test-quiet': { severity: 'high', options: { limitPercent: 9 } }, 'test-also': {} },
    });
    expect(judged.policies.map(({ meta, severity, origin, counts }) => [meta.id, severity, origin, counts])).toEqual([
      ['test-also', 'medium', 'built-in', { fail: 6, pass: 0, notApplicable: 0, notAssessed: 3 }],
      ['test-quiet', 'high', 'built-in', { fail: 6, pass: 0, notApplicable: 0, notAssessed: 3 }],
    ]);
    expect(judged.policies[1]?.options).toMatchObject([{ name: 'limitPercent', value: 9, source: 'config' }]);
    expect(judged.coverage).toHaveLength(3);
    expect(judged.findings.length + judged.notAssessed.length).toBe(18);
  });
});
