import { describe, expect, it } from 'vitest';
import { resourceCost } from '../../src/analysis/cost.js';
import type { AutoScalingGroup, EcsService, Resource } from '../../src/model/resource/index.js';
import { emptyState, stateOf } from '../../src/policy/track-state.js';
import {
  autoScalingGroup,
  fleetOf,
  instance,
  instanceGroup,
  missingMetric,
  PRICES,
  presentMetric,
  service,
  WINDOW,
} from '../support/policy-fixtures.js';

/** Samples of each of 32 days, oldest first; none at all without. */
function state(
  resource: Resource,
  { samples, members = [] }: { samples?: readonly (number | null)[]; members?: ReturnType<typeof instance>[] } = {},
) {
  const fleet = fleetOf({ instances: new Map(members.map((one) => [one.id, one])) });
  const id = resource.kind === 'ecs-service' ? 'ecs.cpu' : 'ec2.cpu';
  const view = samples === undefined ? missingMetric(id) : presentMetric(id, { daily: { SampleCount: samples } });
  const costOf = (of: Resource) =>
    resourceCost(of, { fleet, prices: PRICES, window: WINDOW, metrics: (_, metric) => (metric === id ? view : missingMetric(metric)) });
  const metrics = {
    view: () => view,
    variantViews: () => new Map(),
    series: () => null,
    statusOf: () => ({ status: 'ok' as const, detail: null }),
    variantsWithData: () => [],
    percentilesUnsupported: false,
  };
  return stateOf(resource, { fleet, costOf, metrics });
}

const DAY = 1440;
const days = (count: number, samples: number | null) => new Array<number | null>(count).fill(samples);

describe('of a service', () => {
  const fargate: Partial<EcsService> = { compute: [{ compute: 'fargate', share: 1 }], running: 1, desired: 1 };
  const still = { target: null, policies: [], scheduledActions: [] };
  const policy = { name: 'p', type: 'target-tracking' as const, trackedMetric: null, targetValue: 50 };
  const target = { minimum: 1, maximum: 9, suspended: false };

  it('the count is known where nothing but people moves it', () => {
    expect(state(service({ ...fargate, scaling: still, desired: 4 })).count).toBe(4);
    expect(state(service({ ...fargate, scaling: null })).count).toBeNull();
    expect(state(service({ ...fargate, scaling: { ...still, target, policies: [policy] } })).count).toBeNull();
    expect(state(service({ ...fargate, scaling: still, schedulingStrategy: 'DAEMON' })).count).toBeNull();
  });

  it('Spot is part of its size, and how much of it there was is not', () => {
    const spot = (weight: number) => ({ capacityProviderStrategy: [{ provider: 'FARGATE_SPOT', weight, base: 0 }] });
    const [none, some, more] = [spot(0), spot(1), spot(3)].map((of) => state(service({ ...fargate, ...of })).size);
    expect(some).toBe(`${none}, Fargate Spot`);
    expect(more).toBe(some);
  });

  it('stopped for good it costs nothing, though it ran in a part of the window; switched off at night it does', () => {
    const stopped = service({ ...fargate, scaling: still, running: 0, desired: 0 });
    expect(state(stopped, { samples: [...days(26, DAY), 500, ...days(5, null)] })).toMatchObject({
      running: false,
      use: 0,
      monthly: { usd: 0 },
    });
    const nightly = state(stopped, { samples: [...days(16, DAY), ...days(16, 600)] });
    expect(nightly).toMatchObject({ running: false, pauses: true });
    expect(nightly.use).toBeCloseTo((730 * 600) / DAY, 6);
  });
});

describe('of an instance', () => {
  it('it pauses where it was off more than once', () => {
    expect(state(instance(), { samples: days(32, 288) }).pauses).toBe(false);
    expect(state(instance(), { samples: [...days(18, 288), ...days(14, 120)] }).pauses).toBe(true);
  });
});

describe('of a group', () => {
  const members = ['i-a', 'i-b'].map((id, index) => instance({ id, instanceType: index === 0 ? 'm5.large' : 'm5a.large' }));
  const scaling = (overrides: Partial<AutoScalingGroup> = {}) =>
    autoScalingGroup({ desiredCapacity: 2, scalingPolicies: [], scheduledActions: [], ...overrides });
  const group = (overrides: Partial<AutoScalingGroup> = {}) =>
    instanceGroup({ instanceIds: ['i-a', 'i-b'], autoScalingGroup: scaling(overrides) });

  it('its types are those of its members and of its settings', () => {
    expect(state(group({ instanceTypes: ['m6i.large'] }), { members }).types).toEqual({
      has: ['m5.large', 'm5a.large'],
      may: ['m5.large', 'm5a.large', 'm6i.large'],
    });
    const launch = { source: 'mixed-instances' as const, templateId: null, version: null };
    expect(state(group({ launch }), { members }).types?.may).toBeNull();
    expect(state({ ...group(), autoScalingGroup: null }, { members }).types?.may).toBeNull();
  });

  it.each<[string, Partial<AutoScalingGroup>, number | null]>([
    ['nothing', {}, 2],
    ['a policy', { scalingPolicies: [{ name: 'p', type: 'step', trackedMetric: null, targetValue: null }] }, null],
    ['policies that could not be read', { scalingPolicies: null }, null],
    ['schedules that could not be read', { scheduledActions: null }, null],
    ['a cluster', { tags: { 'k8s.io/cluster-autoscaler/enabled': 'true' } }, null],
    ['AWS Batch', { tags: { AWSBatchServiceTag: 'batch' } }, null],
  ])('its count is known where %s moves it: %j', (_, overrides, count) => {
    expect(state(group(overrides), { members }).count).toBe(count);
    expect(emptyState(scaling(overrides), true).monthly?.usd ?? null).toBe(count === null ? null : 0);
    expect(emptyState(scaling(overrides), false).monthly).toBeNull();
  });

  it('its count is not known among nodes of a cluster', () => {
    expect(state(group(), { members: members.map((one) => ({ ...one, eksCluster: 'prod' })) }).count).toBeNull();
  });
});
