import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoadedPolicy } from '../../src/model/policy.js';
import type { RegionBlock } from '../../src/model/region-block.js';
import { findingId } from '../../src/policy/finding-id.js';
import { ACCOUNT, instance, lambdaFunction, service, task } from '../support/resources.js';
import { block, policyOf, record } from './fixtures.js';
import { judge } from './judging.js';

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
