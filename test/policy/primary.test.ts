import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../src/model/evaluation.js';
import type { LoadedPolicy } from '../../src/model/policy.js';
import { buildReport, DEFAULT_REPORT_SETTINGS } from '../../src/report/index.js';
import { containerInstance, instance } from '../support/resources.js';
import { block } from './fixtures.js';
import { judge, saves, two } from './judging.js';

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

  it('is chosen among the findings that are shown', () => {
    const policies = [
      saves('nights', 'off-hours', { 'i-1': 50, 'i-2': 50 }),
      saves('moves', 'placement', { 'i-1': 150, 'i-2': 40 }),
      saves('unknown', 'investigate', { 'i-2': null }),
    ];
    expect(primaries(policies)).toEqual(['nights i-1', 'nights i-2']);
    // What saves less is left out of the report; what is not known may save more, and stays.
    expect(primaries(policies, [two], { report: { minSaving: 100 } })).toEqual(['moves i-1', 'unknown i-2']);
    expect(primaries(policies, [two], { report: { minSaving: 50 } })).toEqual(['nights i-1', 'nights i-2']);
    const { totals, findings } = buildReport(
      judge(policies, [two], { report: { minSaving: 100 } }),
      { ...DEFAULT_REPORT_SETTINGS, minSavingUsd: 100 },
      null,
    ).document;
    expect(findings.map(({ policyId, primary }) => `${policyId} ${primary}`)).toEqual(['moves true', 'unknown true']);
    expect(totals).toMatchObject({ monthlySavingsUsd: 150, unpriced: 1, findings: { primary: 2, active: 2, leftOut: 3 } });
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
