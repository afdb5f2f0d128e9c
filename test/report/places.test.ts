import { describe, expect, it } from 'vitest';
import type { CoverageEntry } from '../../src/model/coverage.js';
import { countedSteps, notSeenText, placesOf, unseenGenerations } from '../../src/report/build/places.js';

describe('what was not seen', () => {
  const step = (service: CoverageEntry['service'], name: string, region: string, status: CoverageEntry['status']): CoverageEntry => ({
    accountId: '111122223333',
    region,
    service,
    step: name,
    status,
    detail: null,
    resources: null,
    optional: false,
  });
  const inventory = [['us-east-1', 'instances', 900] as const, ['eu-central-1', 'functions', 40] as const].map(
    ([region, generation, monthlyUsd]) => ({
      accountId: '111122223333',
      region,
      generation,
      type: '',
      environment: null,
      owner: null,
      resources: 3,
      monthlyUsd,
      basis: 'list' as const,
      unpriced: 0,
    }),
  );
  const accounts = [{ accountId: '111122223333', partition: 'aws' as const, name: null, environment: null }];
  const asked = ['us-east-1', 'eu-central-1', 'eu-west-3'].flatMap((region) => [
    step('sts', 'GetCallerIdentity', region, 'ok'),
    step('ec2', 'DescribeInstances', region, 'ok'),
    step('ecs', 'ListClusters', region, 'empty'),
    step('lambda', 'ListFunctions', region, 'ok'),
    step('cloudwatch', 'GetMetricData', region, 'ok'),
  ]);
  const failing = (region: string, service: string, status: CoverageEntry['status'] = 'denied') =>
    asked.map((entry) => (entry.region === region && entry.service === service ? { ...entry, status } : entry));

  it('is measured over what holds compute or gave no full answer', () => {
    expect(placesOf({ coverage: asked, inventory })).toEqual({ total: 2, seen: 2 });
    expect(placesOf({ coverage: failing('us-east-1', 'ecs'), inventory })).toEqual({ total: 3, seen: 2 });
    // Metrics of what is not there are no gap.
    expect(placesOf({ coverage: failing('eu-west-3', 'cloudwatch'), inventory })).toEqual({ total: 2, seen: 2 });
    expect(placesOf({ coverage: failing('eu-central-1', 'cloudwatch'), inventory })).toEqual({ total: 2, seen: 1 });
    expect(placesOf({ coverage: failing('eu-west-3', 'sts'), inventory })).toEqual({ total: 5, seen: 2 });
    expect(placesOf({ coverage: asked, inventory: [] })).toEqual({ total: 9, seen: 9 });
    expect(placesOf({ coverage: [], inventory: [] })).toEqual({ total: 0, seen: 0 });
    const denied = asked.map((entry) => (entry.service === 'sts' ? entry : { ...entry, status: 'denied' as const }));
    expect(placesOf({ coverage: denied, inventory: [] })).toEqual({ total: 9, seen: 0 });
  });

  it('is no zero where the list that would tell is missing', () => {
    expect(unseenGenerations({ coverage: asked, inventory: [] })).toEqual([]);
    expect(unseenGenerations({ coverage: failing('eu-west-3', 'ecs'), inventory })).toEqual(['tasks']);
    // What was found elsewhere is a number, if not the last word; metrics list nothing.
    expect(unseenGenerations({ coverage: failing('eu-west-3', 'ec2'), inventory })).toEqual([]);
    expect(unseenGenerations({ coverage: failing('eu-west-3', 'cloudwatch'), inventory: [] })).toEqual([]);
    expect(unseenGenerations({ coverage: failing('eu-west-3', 'sts'), inventory: [] })).toEqual(['instances', 'tasks', 'functions']);
    const groups = [...asked, step('autoscaling', 'DescribeAutoScalingGroups', 'eu-west-3', 'denied')];
    expect(unseenGenerations({ coverage: groups, inventory: [] })).toEqual([]);
  });

  it('is counted in steps that could have told something', () => {
    const names = (coverage: readonly CoverageEntry[]) => countedSteps(coverage).map(({ region, service }) => `${region} ${service}`);
    expect(names(asked.slice(0, 5))).toEqual(['us-east-1 ec2', 'us-east-1 ecs', 'us-east-1 lambda', 'us-east-1 cloudwatch']);
    // Nobody was asked for metrics where nothing told what there is to measure.
    const denied = asked.slice(0, 5).map((entry): CoverageEntry => {
      if (entry.service === 'sts') return entry;
      return { ...entry, status: entry.service === 'cloudwatch' ? 'empty' : 'denied' };
    });
    expect(names(denied)).toEqual(['us-east-1 ec2', 'us-east-1 ecs', 'us-east-1 lambda']);
    const inPart = denied.map((entry): CoverageEntry => (entry.service === 'ec2' ? { ...entry, status: 'partial' } : entry));
    expect(names(inPart)).toContain('us-east-1 cloudwatch');
    expect(names(asked.slice(0, 1))).toEqual(['us-east-1 sts']);
    expect(names([step('sts', 'GetCallerIdentity', 'eu-west-3', 'denied'), ...asked.slice(0, 2)])).toEqual([
      'eu-west-3 sts',
      'us-east-1 ec2',
    ]);
  });

  it('is named by the largest gaps, those first in whose place most is spent', () => {
    expect(notSeenText({ coverage: asked, inventory, accounts })).toBe('');
    const both = failing('eu-central-1', 'cloudwatch').map((entry) =>
      entry.region === 'us-east-1' && entry.service === 'ecs' ? { ...entry, status: 'denied' as const } : entry,
    );
    expect(notSeenText({ coverage: both, inventory, accounts })).toBe(
      'Not seen: ECS in us-east-1 (access denied), CloudWatch in eu-central-1 (access denied)',
    );
    const denied = asked.map((entry) => (entry.service === 'sts' ? entry : { ...entry, status: 'denied' as const }));
    expect(notSeenText({ coverage: denied, inventory: [], accounts })).toBe(
      'Not seen: EC2 in 3 regions (access denied), ECS in 3 regions (access denied), Lambda in 3 regions (access denied) and 1 more',
    );
    const part = [...failing('us-east-1', 'lambda', 'throttled'), step('lambda', 'ListEventSourceMappings', 'us-east-1', 'ok')];
    expect(notSeenText({ coverage: part, inventory, accounts })).toBe('Not seen: parts of Lambda in us-east-1 (throttled)');
    const others = [...accounts, { accountId: '444455556666', partition: 'aws' as const, name: 'shop', environment: null }];
    expect(notSeenText({ coverage: failing('us-east-1', 'ecs'), inventory, accounts: others })).toBe(
      'Not seen: ECS in us-east-1 of account 111122223333 (access denied)',
    );
  });
});
