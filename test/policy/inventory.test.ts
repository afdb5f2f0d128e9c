import { describe, expect, it } from 'vitest';
import type { Money } from '../../src/model/money.js';
import type { InstanceGroup } from '../../src/model/resource/index.js';
import { inventoryOf } from '../../src/policy/inventory.js';
import { instance, instanceGroup, service, task } from '../support/resources.js';

const ids = ['i-0a', 'i-0b', 'i-0c'];

function rowsOf(monthly: readonly Money[], groupOf: ReadonlyMap<string, InstanceGroup> = new Map()) {
  const resources = monthly.map((_, at) => instance({ id: ids[at] ?? '' }));
  return inventoryOf({
    fleet: { accountId: '111122223333', region: 'eu-west-1', groupOf, services: [] },
    resources,
    settingsOf: () => ({ environment: null, owner: null }),
    costOf: ({ id }) => ({ monthly: monthly[ids.indexOf(id)] ?? null, lines: [], unpricedBecause: null, hoursPerMonth: 730 }),
  });
}

const list = (usd: number): Money => ({ usd, basis: 'list', asOf: '2026-07-20' });

describe('the cost of a kind', () => {
  it('is the sum of cents, as the findings on its resources are', () => {
    expect(rowsOf([list(80.154), list(80.154), list(80.154)])).toMatchObject([{ resources: 3, monthly: { usd: 240.45 } }]);
  });

  it('is in its service for a task, and its own where no such service is listed', () => {
    const resources = [service({ serviceName: 'web' }), task({ serviceName: 'web' }), task({ serviceName: 'gone' }), task()];
    const rows = inventoryOf({
      fleet: { accountId: '111122223333', region: 'eu-west-1', groupOf: new Map(), services: [service({ serviceName: 'web' })] },
      resources,
      settingsOf: () => ({ environment: null, owner: null }),
      costOf: () => ({ monthly: list(10), lines: [], unpricedBecause: null, hoursPerMonth: 730 }),
    });
    expect(rows.map(({ type, resources: count }) => [type, count])).toEqual([
      ['AWS::ECS::Service', 1],
      ['AWS::ECS::Task', 2],
    ]);
  });

  it('rounds the members of a group together, as the finding on the group is', () => {
    const whole = instanceGroup({ instanceIds: ids });
    const groupOf = new Map(ids.map((id) => [id, whole]));
    expect(rowsOf([list(80.154), list(80.154), list(80.154)], groupOf)).toMatchObject([{ resources: 3, monthly: { usd: 240.46 } }]);
  });

  it('has the basis of what is worth anything', () => {
    expect(rowsOf([list(10), { ...list(0), basis: 'assumed' }])).toMatchObject([{ monthly: { usd: 10, basis: 'list' } }]);
    expect(rowsOf([list(0), { ...list(0), basis: 'assumed' }])).toMatchObject([{ monthly: { usd: 0, basis: 'assumed' } }]);
  });

  it('says how much of it has which basis', () => {
    expect(rowsOf([list(10), { ...list(2.5), basis: 'estimated' }, { ...list(1.004), basis: 'assumed' }])).toMatchObject([
      { monthly: { usd: 13.5, basis: 'assumed' }, byBasis: { list: 10, estimated: 2.5, assumed: 1 } },
    ]);
  });
});
