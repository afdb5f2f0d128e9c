import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/model/policy.js';
import { openSeries } from '../../src/policy/open-series.js';
import { autoScalingGroup, instance, lambdaFunction, service } from '../support/resources.js';
import { absent, block, policyOf, record, settingsOf } from './fixtures.js';

const web = instance({ id: 'i-1' });
const batch = instance({ id: 'i-2' });
const always = () => true;
const cpuNeed = (periodSeconds: 300 | 3600, statistic: 'Maximum' | 'Average' = 'Maximum') => ({
  metric: 'ec2.cpu' as const,
  statistic,
  periodSeconds,
});
const open = (
  policies: Parameters<typeof openSeries>[1],
  resources = [web, batch],
  metrics = [record(web, 'ec2.cpu', { Maximum: 1 }), record(batch, 'ec2.cpu', { Maximum: 60 })],
  config: unknown = {},
) =>
  openSeries(block(resources, metrics), policies, settingsOf(config)).map(({ resource, metric, variant, statistic, periodSeconds }) => [
    resource.id,
    metric,
    variant,
    statistic,
    periodSeconds,
  ]);

describe('open series', () => {
  const quiet: Policy['requires']['wantsSeries'] = (_, { metrics }) => metrics.cpu?.present === true && metrics.cpu.maximum('window') < 5;

  it('are those of the resources that a policy wants them for', () => {
    expect(open([policyOf({ series: { cpu: cpuNeed(300) }, wantsSeries: quiet })])).toEqual([['i-1', 'ec2.cpu', '', 'Maximum', 300]]);
    expect(open([policyOf({ series: { cpu: cpuNeed(300) } })])).toEqual([]);
  });

  it('are asked for once, with the finest period of all policies, each statistic for itself', () => {
    const policies = [
      policyOf({ id: 'test-hours', series: { cpu: cpuNeed(3600), mean: cpuNeed(3600, 'Average') }, wantsSeries: always }),
      policyOf({ id: 'test-minutes', series: { cpu: cpuNeed(300) }, wantsSeries: quiet }),
    ];
    expect(open(policies)).toEqual([
      ['i-1', 'ec2.cpu', '', 'Average', 3600],
      ['i-1', 'ec2.cpu', '', 'Maximum', 300],
      ['i-2', 'ec2.cpu', '', 'Average', 3600],
      ['i-2', 'ec2.cpu', '', 'Maximum', 3600],
    ]);
    expect(open([...policies].reverse())).toEqual(open(policies));
  });

  it('are not asked for without datapoints, for policies left out, or where the policy fails', () => {
    const wanting = policyOf({ series: { cpu: cpuNeed(300) }, wantsSeries: always });
    expect(open([wanting], [web], [absent(web, 'ec2.cpu', 'no-data')])).toEqual([]);
    expect(open([wanting], undefined, undefined, { policies: { 'test-quiet': { enabled: false } } })).toEqual([]);
    const broken = () => {
      throw new Error('broken');
    };
    expect(open([policyOf({ series: { cpu: cpuNeed(300) }, wantsSeries: broken })])).toEqual([]);
  });

  it('see no series yet, and see the options of the resource', () => {
    const seen: unknown[] = [];
    const policy = policyOf({
      series: { cpu: cpuNeed(300) },
      wantsSeries: (_, { series, options }) => {
        seen.push(series.cpu, options.limitPercent);
        return false;
      },
    });
    open([policy], [web], undefined, {
      overrides: [{ match: { id: 'i-1' }, policies: { 'test-quiet': { options: { limitPercent: 42 } } } }],
    });
    expect(seen).toEqual([null, 42]);
  });

  it('of a group are those of its members', () => {
    const members = [instance({ id: 'i-1', autoScalingGroup: 'web' }), instance({ id: 'i-2', autoScalingGroup: 'web' })];
    const policy = policyOf({ kinds: ['instance-group'], series: { cpu: cpuNeed(3600) }, wantsSeries: always });
    expect(
      openSeries(
        block(
          [autoScalingGroup(), ...members],
          members.map((member) => record(member, 'ec2.cpu', { Maximum: 1 })),
        ),
        [policy],
        settingsOf(),
      ).map(({ resource }) => resource.id),
    ).toEqual(['i-1', 'i-2']);
  });

  it('of a metric with several series are each of them', () => {
    const api = service({
      targetGroupArns: ['arn:aws:elasticloadbalancing:x:y:targetgroup/a/1', 'arn:aws:elasticloadbalancing:x:y:targetgroup/b/2'],
    });
    const policy = policyOf({
      kinds: ['ecs-service'],
      metrics: {},
      series: { requests: { metric: 'ecs.requestsPerTarget', statistic: 'Sum', periodSeconds: 3600 } },
      wantsSeries: always,
    });
    const metrics = [
      record(api, 'ecs.requestsPerTarget', { Sum: 1 }, { variant: 'targetgroup/b/2' }),
      record(api, 'ecs.requestsPerTarget', { Sum: 1 }, { variant: 'targetgroup/a/1' }),
    ];
    const series = openSeries(block([api, lambdaFunction()], metrics), [policy], settingsOf());
    expect(series.map(({ variant }) => variant)).toEqual(['targetgroup/a/1', 'targetgroup/b/2']);
  });
});
