import { type Money, sumMoney } from '../model/money.js';
import type { Architecture } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import { fargateLines } from './cost-ecs.js';
import { line, sumLines } from './cost-lines.js';
import { CPU_UNITS_PER_VCPU, sizeLabel, smallestSize, type TaskSize } from './fargate-sizes.js';
import {
  copiesCode,
  leftPercentOf,
  type MeasuredWork,
  type PlacementOption,
  type PlacementSettings,
  type Range,
} from './placement-work.js';

const MOST_VCPUS = 16;
const MOST_MEMORY_MIB = 120 * 1024;

/** A vCPU-hour costs what 9.1 GB-hours do, in every region with a list price: https://aws.amazon.com/fargate/pricing/ */
const GB_PER_VCPU_PRICE = 9.1;
/** More copies than this over the fewest are not tried: sizes double, so a better fit shows up among a few. */
const MORE_COPIES = 8;

/**
 * Copies and size of the tasks that carry the busiest hour with the headroom free, at one end of the range. CPU sizes double from one to
 * the next, so a few more copies of a smaller size often fit better: the cheapest counts, of equal ones the fewest copies.
 */
function tasksFor(
  work: MeasuredWork,
  end: keyof Range,
  { copies, headroomPercent }: Pick<PlacementSettings, 'copies' | 'headroomPercent'>,
): { size: TaskSize; copies: number } | null {
  const room = 1 - headroomPercent / 100;
  const vcpus = work.vcpus[end] / room;
  const memoryMib = work.memoryMib[end] / room;
  const fewest = Math.max(copies, Math.ceil(vcpus / MOST_VCPUS), Math.ceil(memoryMib / MOST_MEMORY_MIB));
  let best: { size: TaskSize; copies: number; price: number } | null = null;
  for (let count = fewest; count <= fewest + MORE_COPIES; count += 1) {
    const cpuUnits = Math.max(vcpus / count, work.leastVcpus[end]) * CPU_UNITS_PER_VCPU;
    const size = smallestSize({ cpuUnits, memoryMib: Math.max(memoryMib / count, work.leastMemoryMib) }, 'linux');
    if (size === null) continue;
    const price = count * ((size.cpuUnits / CPU_UNITS_PER_VCPU) * GB_PER_VCPU_PRICE + size.memoryMib / 1024);
    if (best === null || price < best.price - 1e-9) best = { size, copies: count, price };
  }
  return best;
}

/** The work as tasks that always run on Fargate, with a load balancer where callers need an address. */
export function fargatePlacement(
  work: MeasuredWork,
  { architecture, spot }: { architecture: Architecture; spot: boolean },
  settings: PlacementSettings,
): PlacementOption {
  const rates = settings.prices.fargate({ region: work.region, architecture, operatingSystem: 'linux', spot });
  const at = (tasks: ReturnType<typeof tasksFor>): { label: string; monthly: Money | null; lines: PlacementOption['lines'] } => {
    if (tasks === null) return { label: 'more than one task holds', monthly: null, lines: [] };
    const label = `${tasks.copies} x ${sizeLabel(tasks.size)}, ${architecture}`;
    const lines = fargateLines({ ...tasks.size, ephemeralStorageGib: null }, rates, tasks.copies * HOURS_PER_MONTH);
    if (lines === null) return { label, monthly: null, lines: [] };
    const all = work.needsLoadBalancer
      ? [...lines, line('Application Load Balancer', 1, 'month', settings.prices.loadBalancerMonth(work.region))]
      : lines;
    return { label, monthly: sumMoney([sumLines(all)]), lines: all };
  };
  const largest = tasksFor(work, 'high', settings);
  const leftPercent =
    largest === null
      ? null
      : leftPercentOf(work, largest.copies, { vcpus: largest.size.cpuUnits / CPU_UNITS_PER_VCPU, memoryMib: largest.size.memoryMib });
  const low = at(tasksFor(work, 'low', settings));
  const high = at(largest);
  return {
    placement: spot ? 'fargate-spot' : architecture === work.architecture ? 'fargate' : 'fargate-arm64',
    label: { low: low.label, high: high.label },
    monthly: { low: low.monthly, high: high.monthly },
    lines: high.lines,
    ruledOutBy: largest === null ? ['larger-than-a-task'] : [],
    offerChecked: true,
    leftPercent,
    assumptions: [
      ...(largest === null ? [] : [copiesCode(leftPercent)]),
      ...(work.needsLoadBalancer ? ['load-balancer-before-lcus'] : []),
      ...(spot ? ['spot-may-be-interrupted'] : []),
      ...(architecture === work.architecture ? [] : ['same-speed-on-other-architecture']),
    ],
  };
}
