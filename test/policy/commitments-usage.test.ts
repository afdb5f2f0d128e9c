import { describe, expect, it } from 'vitest';
import type { EcsService, Resource } from '../../src/model/resource/index.js';
import { usageOf } from '../../src/policy/commitments.js';
import { fleetOf, service, task } from '../support/policy-fixtures.js';

describe('the use that commitments may cover', () => {
  const fleet = fleetOf({ services: [service()] });
  const usage = (resource: Resource, hoursPerMonth: number) =>
    usageOf({
      fleet,
      resources: [resource],
      costOf: () => ({ monthly: { usd: 100, basis: 'list', asOf: null }, lines: [], unpricedBecause: null, hoursPerMonth }),
    });
  const used = (resource: Resource, hoursPerMonth: number) => usage(resource, hoursPerMonth).map(({ monthly }) => monthly.usd);

  it('is, of a service with a base on demand, the share of its mean tasks that are not on Spot', () => {
    const based: Partial<EcsService> = {
      capacityProviderStrategy: [
        { provider: 'FARGATE', weight: 0, base: 2 },
        { provider: 'FARGATE_SPOT', weight: 1, base: 0 },
      ],
      compute: [{ compute: 'fargate', share: 1 }],
    };
    expect(used(service({ ...based, running: 2 }), 4 * 730)).toEqual([50]);
    expect(used(service({ ...based, running: 2 }), 2 * 730)).toEqual([100]);
  });

  it('is none of what is all on Spot, as far as its mean tasks are: a base on Spot at night is not all of it', () => {
    const onSpot = (resource: Resource, hoursPerMonth: number) => usage(resource, hoursPerMonth).map(({ place }) => place.spot);
    const based = service({
      running: 2,
      capacityProviderStrategy: [
        { provider: 'FARGATE_SPOT', weight: 0, base: 2 },
        { provider: 'FARGATE', weight: 1, base: 0 },
      ],
      compute: [{ compute: 'fargate-spot', share: 1 }],
    });
    expect(onSpot(based, 2 * 730)).toEqual([true]);
    expect(onSpot(based, 4 * 730)).toEqual([undefined]);
    expect(used(based, 4 * 730)).toEqual([50]);
    expect(onSpot(task({ compute: 'fargate-spot' }), 730)).toEqual([true]);
    expect(onSpot(task({ compute: 'fargate' }), 730)).toEqual([undefined]);
  });

  it('is that of tasks whose service is not listed, for nothing carries them', () => {
    expect(used(task({ serviceName: service().serviceName }), 730)).toEqual([]);
    expect(used(task({ serviceName: 'gone' }), 730)).toEqual([100]);
  });
});
