import { isCarried } from '../analysis/cost-ecs.js';
import type { InventoryRow } from '../model/judgement.js';
import { type Basis, type Money, moneyInCents, sumMoney, toCents } from '../model/money.js';
import type { RegionFleet } from '../model/policy.js';
import { cloudFormationType, type Resource } from '../model/resource/index.js';
import type { RegionWork } from './region-work.js';
import type { ResourceSettings } from './resource-settings.js';

/** The generation of compute that a resource is counted with; null for what is counted through others. */
export function generationOf(resource: Resource, fleet: Pick<RegionFleet, 'services'>): InventoryRow['generation'] | null {
  switch (resource.kind) {
    case 'ec2-instance':
      return 'instances';
    case 'ecs-service':
      return 'tasks';
    case 'ecs-task':
      // The tasks of a service are in the service's cost, as long as it is listed.
      return isCarried(resource, fleet) ? null : 'tasks';
    case 'lambda-function':
      return 'functions';
    default:
      return null;
  }
}

/** What of a region is counted: the resources, and what each costs. */
interface PricedRegion extends Pick<RegionWork, 'resources' | 'costOf'> {
  fleet: Pick<RegionFleet, 'accountId' | 'region' | 'groupOf' | 'services'>;
  settingsOf(resource: Resource): Pick<ResourceSettings, 'environment' | 'owner'>;
}

/** Costs that become one amount of a finding are rounded together, as that amount is: those of the members of a group. */
type Costs = Map<string, Money>;

/** Sum of costs, each rounded to the cent before: the findings' amounts are, and what they leave of the sum must be no dust. */
function sumOf(costs: Costs): Pick<InventoryRow, 'monthly' | 'byBasis'> {
  if (costs.size === 0) return { monthly: null };
  const rounded = [...costs.values()].map((money) => ({ ...money, usd: toCents(money.usd) }));
  const of = (basis: Basis) => toCents(rounded.reduce((sum, money) => sum + (money.basis === basis ? money.usd : 0), 0));
  // How well an amount of nothing is known says nothing of the sum: functions that nobody calls are taken to cost nothing.
  const amounts = rounded.filter(({ usd }) => usd !== 0);
  const total = sumMoney(amounts.length === 0 ? rounded : amounts);
  return {
    monthly: moneyInCents(total),
    byBasis: { list: of('list'), estimated: of('estimated'), assumed: of('assumed') },
  };
}

/**
 * Count and monthly cost by generation, type, environment and owner: instances, services and standalone tasks, functions.
 * What only holds compute (clusters, groups, container instances) is not counted beside it.
 */
export function inventoryOf(work: PricedRegion): InventoryRow[] {
  const rows = new Map<string, { row: InventoryRow; costs: Costs }>();
  const { accountId, region, groupOf } = work.fleet;
  for (const resource of work.resources) {
    const generation = generationOf(resource, work.fleet);
    if (generation === null) continue;
    const { environment, owner } = work.settingsOf(resource);
    const type = cloudFormationType(resource);
    const key = JSON.stringify([generation, type, environment?.name ?? null, owner]);
    const { row, costs } = rows.get(key) ?? {
      row: { accountId, region, generation, type, environment: environment?.name ?? null, owner, resources: 0, monthly: null, unpriced: 0 },
      costs: new Map(),
    };
    const { monthly } = work.costOf(resource);
    if (monthly !== null) {
      const group = generation === 'instances' ? groupOf.get(resource.id) : undefined;
      // A group's members may differ in how well their prices are known.
      const together = group === undefined ? `resource ${resource.id}` : `group ${group.id} ${monthly.basis}`;
      const known = costs.get(together);
      costs.set(together, (known === undefined ? null : sumMoney([known, monthly])) ?? monthly);
    }
    rows.set(key, { row: { ...row, resources: row.resources + 1, unpriced: row.unpriced + (monthly === null ? 1 : 0) }, costs });
  }
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { row, costs }]) => ({ ...row, ...sumOf(costs) }));
}
