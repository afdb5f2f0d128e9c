import { describe, expect, it } from 'vitest';
import orphan from '../../../policies/ecs/orphan-task.js';
import type { EcsTask } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { fleetOf, service, task, taskShape } from '../../support/policy-fixtures.js';
import { cluster } from '../../support/resources.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { minutesBefore } from './minutes-before.js';

describe('ecs-orphan-task', () => {
  const clusters = (active: number) =>
    new Map([cluster({ id: 'main', activeServices: active }), cluster({ id: 'other', activeServices: 0 })].map((one) => [one.id, one]));
  const fleet = fleetOf({ services: [service({ serviceName: 'web' })], clusters: clusters(1) });
  const judge = (of: Partial<EcsTask>) => judged(orphan, task(of), { fleet });
  const cases: [string, Partial<EcsTask>, string][] = [
    ['running for months', {}, 'fail orphan'],
    ['on an instance', { compute: 'ec2' }, 'fail orphan-on-instance'],
    ['running for exactly three days', { startedAt: minutesBefore(3 * 1440) }, 'pass young'],
    ['a minute longer', { startedAt: minutesBefore(3 * 1440 + 1) }, 'fail orphan'],
    ['of a service', { serviceName: 'web' }, 'not-applicable task-of-service'],
    ['of a service that is gone', { serviceName: 'old' }, 'fail service-gone'],
    ['of a service of another cluster', { serviceName: 'web', clusterName: 'other' }, 'fail service-gone'],
    ['of one that is gone, on an instance', { serviceName: 'old', compute: 'ec2' }, 'fail service-gone-on-instance'],
    ['of one that is gone, for three days', { serviceName: 'old', startedAt: minutesBefore(3 * 1440) }, 'pass young'],
    ['pending', { lastStatus: 'PENDING', startedAt: null }, 'not-applicable task-not-running'],
    ['a job of AWS Batch', { awaitedBy: 'aws-batch' }, 'not-applicable aws-batch'],
    ['a step of a workflow', { awaitedBy: 'step-functions' }, 'not-applicable step-functions'],
    ['of unknown start', { startedAt: null }, 'not-assessed start-unknown'],
  ];
  it.each(cases)('%s', (_, of, expected) => {
    expect(verdictOf(judge(of))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of]) => judge(of));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/orphan-task.txt');
  });

  it('says what it can of a task whose price or size is not known', () => {
    expect(judged(orphan, task({ region: 'nowhere-1' }))).toMatchObject({
      verdict: 'fail',
      code: 'orphan-unpriced',
      values: { monthly: { value: null } },
    });
    const unsized = task({ compute: 'ec2', shape: taskShape({ cpuUnits: null, memoryMib: null }) });
    expect(judged(orphan, unsized)).toMatchObject({ verdict: 'fail', values: { cpu: { value: null } } });
  });

  it.each([['ListServices'], ['DescribeServices']])('calls no service gone where %s did not answer in full', (step) => {
    const gap = { coverage: (_: string, asked: string) => (asked === step ? ('partial' as const) : ('ok' as const)) };
    expect(verdictOf(judged(orphan, task({ serviceName: 'old' }), { fleet, ...gap }))).toBe('not-applicable task-of-service');
  });

  it('calls no service gone that went away while it was read, nor where nothing is known of its cluster', () => {
    const counted = (active: number) => ({ fleet: fleetOf({ services: [service({ serviceName: 'web' })], clusters: clusters(active) }) });
    expect(verdictOf(judged(orphan, task({ serviceName: 'old' }), counted(0)))).toBe('fail service-gone');
    expect(verdictOf(judged(orphan, task({ serviceName: 'old' }), counted(2)))).toBe('not-applicable task-of-service');
    expect(verdictOf(judge({ serviceName: 'old', clusterName: 'elsewhere' }))).toBe('not-applicable task-of-service');
  });

  it('counts nothing as saved, and shows what stopping it would save', () => {
    const outcome = judged(orphan, task());
    expect(outcome).toMatchObject({
      cost: { savings: { usd: 0 } },
      recommendation: { alternatives: [{ savings: { usd: expect.closeTo(730 * (0.04048 + 2 * 0.004445), 6) } }] },
    });
  });
});
