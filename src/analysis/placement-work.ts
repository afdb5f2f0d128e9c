import type { CostLine } from '../model/evaluation.js';
import type { Money } from '../model/money.js';
import type { PriceBook } from '../model/prices.js';
import type { Architecture, InstanceTypeSpec } from '../model/resource/index.js';

/** Homes that the same work could have. */
const PLACEMENTS = [
  'lambda-x86_64',
  'lambda-arm64',
  'lambda-managed-instances',
  'fargate',
  'fargate-arm64',
  'fargate-spot',
  'ecs-on-ec2',
  'ecs-managed-instances',
  'instance',
] as const;
export type Placement = (typeof PLACEMENTS)[number];

/**
 * A number that measured load alone does not settle. `high` takes the work as bound by CPU: each request in flight holds the CPU it has
 * now. `low` takes it as waiting on others: several requests share that CPU.
 */
export interface Range<T = number> {
  low: T;
  high: T;
}

/** Work as it was measured, in terms that any home can be priced in. */
export interface MeasuredWork {
  region: string;
  /** What it runs on now; other homes are priced alike unless they say so. */
  architecture: Architecture;
  /** vCPU and MiB that the busiest hour needs all together, before headroom. */
  vcpus: Range;
  memoryMib: Range;
  /** What one copy needs however little there is to do. */
  leastVcpus: Range;
  leastMemoryMib: number;
  /** Requests a month; null where nothing counts them. */
  requests: number | null;
  /** Seconds of the month in which a request was in flight, summed over requests. */
  requestSeconds: Range;
  /** Memory (MiB) that a function would need for one request. */
  functionMemoryMib: number;
  /** Longest request seen, seconds; null where nothing measures it. */
  longestRequestSeconds: number | null;
  /** Disk (GiB) that each copy was given beyond what comes with it, all of it; absent where nothing says that it needs as much. */
  diskGib?: number;
  /** Runtime of the function that it is now (`nodejs22.x`); null or absent: an image, no function, or not known. */
  runtime?: string | null;
  /** Callers need an address that they do not have yet: a load balancer is put in front of containers and instances. */
  needsLoadBalancer: boolean;
}

export interface PlacementSettings {
  /** Copies of a container or instance at least, so that losing one does not end the service. */
  copies: number;
  /** Percent that stays free at the busiest hour. */
  headroomPercent: number;
  prices: PriceBook;
  /** Types that the region offers; null where that could not be read. */
  instanceTypes: ReadonlyMap<string, InstanceTypeSpec> | null;
}

/** What one home would cost a month, at both ends of the range. */
export interface PlacementOption {
  placement: Placement;
  label: Range<string>;
  monthly: { low: Money | null; high: Money | null };
  lines: CostLine[];
  /** Codes of limits that rule it out: `longer-than-900-s`, `memory-above-10240-mib`… Empty: possible as far as can be seen. */
  ruledOutBy: string[];
  /**
   * What the busiest hour takes of the copies that are left where one is lost, percent of all that they have, at the careful end. null where
   * no copy would be left or the home is none of copies.
   */
  leftPercent: number | null;
  /** Codes of what was assumed. */
  assumptions: string[];
  /** False where it names instance types and the region's offer could not be read. */
  offerChecked: boolean;
}

/** `leftPercent` of so many equal copies. */
export function leftPercentOf(work: MeasuredWork, copies: number, copy: { vcpus: number; memoryMib: number }): number | null {
  if (copies <= 1) return null;
  return (100 * Math.max(work.vcpus.high / copy.vcpus, work.memoryMib.high / copy.memoryMib)) / (copies - 1);
}

/** What is said of a number of copies: it says no more than that number gives. */
export function copiesCode(leftPercent: number | null): 'copies-carry-on' | 'copies-left-overloaded' | 'single-copy' {
  if (leftPercent === null) return 'single-copy';
  return leftPercent > 100 * (1 + 1e-9) ? 'copies-left-overloaded' : 'copies-carry-on';
}
