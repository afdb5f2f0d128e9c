import type { AccountSpecInput, RegionSpecInput } from '../../fleet/schema.js';

/** What the shop has bought ahead; only an audit that asks for it (`--with commitments`) learns of it. */
export const savingsPlans: NonNullable<AccountSpecInput['savingsPlans']> = [
  { type: 'Compute', hourly: 0.9, startedDaysAgo: 150, endsInDays: 215 },
];

/** Bought for the search cluster, two sizes ago. */
export const virginiaReserved: NonNullable<RegionSpecInput['reservedInstances']> = [
  { type: 'r6i.2xlarge', count: 1, startedDaysAgo: 320, endsInDays: 45 },
];

/** What Compute Optimizer says where it is asked (`--with second-opinion`): some of it agrees, some differs, most is silence. */
export const virginiaOpinions: NonNullable<RegionSpecInput['opinions']> = [
  // search-indexer
  { kind: 'instance', id: 'i-057ffee5d2a289eac', finding: 'Overprovisioned', idle: false, sizes: ['r6i.large', 'r6a.large'] },
  // reporting-db-replica
  { kind: 'instance', id: 'i-0a626bffc15c89da9', finding: 'Overprovisioned', idle: false, sizes: ['r6g.xlarge'] },
  // jenkins-agent-retired
  { kind: 'instance', id: 'i-0881c726e58aafa71', finding: 'Overprovisioned', idle: true, sizes: ['t3.micro'] },
  { kind: 'service', id: 'prod/catalog', finding: 'Overprovisioned', sizes: ['1024/2048'] },
  { kind: 'function', id: 'catalog-import', finding: 'NotOptimized', sizes: ['512'] },
];
