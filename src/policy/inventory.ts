import type { InventoryRow } from '../model/judgement.js';
import { sumMoney } from '../model/money.js';
import { cloudFormationType, type Resource } from '../model/resource/index.js';
import type { RegionWork } from './region-work.js';

/** The generation of compute that a resource is counted with; null for what is counted through others. */
export function generationOf(resource: Resource): InventoryRow['generation'] | null {
  switch (resource.kind) {
    case 'ec2-instance':
      return 'instances';
    case 'ecs-service':
      return 'tasks';
    case 'ecs-task':
      // The tasks of a service are in the service's cost.
      return resource.serviceName === null ? 'tasks' : null;
    case 'lambda-function':
      return 'functions';
    default:
      return null;
  }
}

/**
 * Count and monthly cost by generation, type, environment and owner: instances, services and standalone tasks, functions.
 * What only holds compute (clusters, groups, container instances) is not counted beside it.
 */
export function inventoryOf(work: RegionWork): InventoryRow[] {
  const rows = new Map<string, InventoryRow>();
  for (const resource of work.resources) {
    const generation = generationOf(resource);
    if (generation === null) continue;
    const { environment, owner } = work.settingsOf(resource);
    const type = cloudFormationType(resource);
    const key = JSON.stringify([generation, type, environment?.name ?? null, owner]);
    const { accountId, region } = work.fleet;
    const row = rows.get(key) ?? {
      accountId,
      region,
      generation,
      type,
      environment: environment?.name ?? null,
      owner,
      resources: 0,
      monthly: null,
      unpriced: 0,
    };
    const { monthly } = work.costOf(resource);
    rows.set(key, {
      ...row,
      resources: row.resources + 1,
      monthly: monthly === null ? row.monthly : sumMoney(row.monthly === null ? [monthly] : [row.monthly, monthly]),
      unpriced: row.unpriced + (monthly === null ? 1 : 0),
    });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
