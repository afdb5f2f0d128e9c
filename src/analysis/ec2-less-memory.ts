import type { PriceBook } from '../model/prices.js';
import type { Ec2Instance, InstanceTypeSpec } from '../model/resource/index.js';
import { cheaperCandidates } from './ec2-size-options.js';
import { isFlex } from './instance-families.js';

const NO_CPU = { sustained: null, hour: null, toppedHour: null, ahead: null, peak: null };
const NO_COST = { monthly: null, lines: [], unpricedBecause: null, hoursPerMonth: null };

/**
 * What the smallest size of a family is held against, where memory alone can become less: of the types of as many vCPUs with less memory that
 * cost less, whatever their bandwidth is, the one with the most memory. null where there is none.
 */
export function nextLessMemory(
  instance: Ec2Instance,
  spec: InstanceTypeSpec,
  { prices, offer }: { prices: PriceBook; offer: ReadonlyMap<string, InstanceTypeSpec> | null },
): InstanceTypeSpec | null {
  const found = cheaperCandidates(
    {
      instance,
      spec,
      demand: { cpu: null, memory: 0, network: 0, 'ebs-throughput': 0, 'ebs-iops': 0 },
      cpu: NO_CPU,
      rules: { headroomPercent: 0, maximumHourPercent: 100 },
      prices,
      cost: NO_COST,
      offer,
    },
    (other) => other.vcpus === spec.vcpus && other.memoryMib < spec.memoryMib && !isFlex(other.instanceType),
  );
  // Of as much memory the cheapest, which stands first.
  return found.reduce<InstanceTypeSpec | null>((most, { spec: other }) => (other.memoryMib > (most?.memoryMib ?? 0) ? other : most), null);
}
