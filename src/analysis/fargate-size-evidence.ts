import type { Evidence } from '../model/evaluation.js';
import type { PresentMetric } from '../model/metric.js';
import { hourEvidence } from './fargate-hour.js';
import { flipPercent, type TaskNeed } from './fargate-rightsizing.js';
import type { TaskSize } from './fargate-sizes.js';
import type { Sizing, SizingInput } from './fargate-sizing.js';
import { seriesEvidence, viewEvidence } from './outcome-parts.js';

type Rules = Pick<SizingInput, 'headroomPercent' | 'maximumHourPercent'>;

/** What a dimension's need is held against, and the percent of the size now at which the verdict would flip. */
interface Flip {
  heldAgainst: { option: string; value: number };
  flipsAt?: number;
}
export type Flips = Readonly<Record<keyof TaskSize, Flip>>;

/** Where the verdict on either dimension would flip; a dimension that is to stay as it is flips nowhere. */
export function flipsOf(need: TaskNeed, size: TaskSize, { headroomPercent }: Rules, operatingSystem: 'linux' | 'windows'): Flips {
  const flip = (dimension: keyof TaskSize): Flip => {
    const percent = need[dimension] === 'keep' ? null : flipPercent(dimension, size, need, headroomPercent, operatingSystem);
    return { heldAgainst: { option: 'headroomPercent', value: headroomPercent }, ...(percent === null ? {} : { flipsAt: percent }) };
  };
  return { cpuUnits: flip('cpuUnits'), memoryMib: flip('memoryMib') };
}

/** What a size was judged by, in percent of the size now. */
interface Seen extends Pick<SizingInput, 'size' | 'follows' | 'cpu' | 'memory' | 'series'> {
  cpuPercent: number;
  memoryPercent: number;
}

/** CPU and memory as they were seen, and as they have to be reckoned with. */
export function sizingEvidence(sizing: Sizing, seen: Seen, rules: Rules, flips: Flips): Evidence[] {
  const { size, follows, cpu, memory, series, cpuPercent, memoryPercent } = seen;
  return [
    sizing.cpu === null || series === null
      ? viewEvidence(
          { name: 'maximumCpuPercent', value: cpuPercent, unit: 'percent' },
          { view: cpu, statistic: 'Maximum', scope: 'window' },
        )
      : seriesEvidence(
          { name: 'p995CpuPercent', value: cpuPercent, unit: 'percent' },
          { metric: 'ecs.cpu', series, statistic: 'p99.5 of Maximum' },
          flips.cpuUnits,
        ),
    ...(sizing.cpu === null || series === null || !sizing.hourDecides
      ? []
      : [hourEvidence((100 * sizing.cpu.busiestHourUnits) / size.cpuUnits, series, rules, flips.cpuUnits.flipsAt)]),
    ...(sizing.dayDecides
      ? [
          viewEvidence(
            { name: 'busiestDayCpuPercent', value: (100 * sizing.dayUnits) / size.cpuUnits, unit: 'percent' },
            { view: cpu, statistic: 'Average', scope: 'scalar' },
            flips.cpuUnits,
          ),
        ]
      : []),
    viewEvidence(
      { name: 'maximumMemoryPercent', value: memoryPercent, unit: 'percent' },
      { view: memory, statistic: 'Maximum', scope: sizing.memoryScope },
      follows.memory ? {} : flips.memoryMib,
    ),
    ...aheadEvidence(sizing, seen, rules),
  ];
}

/** The peaks before the verdict window that the advised size would not carry, in percent of the size now. */
export function earlierEvidence(
  older: Sizing['older'],
  above: Readonly<Record<keyof TaskSize, boolean>>,
  { size, cpu, memory }: Pick<Seen, 'size' | 'cpu' | 'memory'>,
): Evidence[] {
  const peak = (name: string, dimension: keyof TaskSize, view: PresentMetric): Evidence[] =>
    above[dimension]
      ? [
          viewEvidence(
            { name, value: (100 * older[dimension]) / size[dimension], unit: 'percent' },
            { view, statistic: 'Maximum', scope: 'scalar' },
          ),
        ]
      : [];
  return [...peak('earlierMaximumCpuPercent', 'cpuUnits', cpu), ...peak('earlierMaximumMemoryPercent', 'memoryMib', memory)];
}

/** What was reckoned with, where it is more than was seen; nothing of what scaling follows. */
function aheadEvidence({ ahead, outlook, cpu, memoryMib }: Sizing, { size, follows, memory, series }: Seen, rules: Rules): Evidence[] {
  const evidence: Evidence[] = [];
  if (!follows.cpu && cpu !== null && outlook !== null && series !== null) {
    const percent = (units: number): number => (100 * units) / size.cpuUnits;
    const reckoned = (name: string, units: number, statistic: string) =>
      seriesEvidence({ name, value: percent(units), unit: 'percent' }, { metric: 'ecs.cpu', series, statistic });
    if (outlook.p995 > cpu.cpuUnits) {
      evidence.push(reckoned('p995CpuPercentAhead', outlook.p995, 'p99.5 of Maximum to be reckoned with'));
    }
    if (outlook.toppedHour > cpu.busiestHourUnits) {
      evidence.push({
        ...reckoned('busiestHourCpuPercentAhead', outlook.toppedHour, 'hourly mean of Maximum to be reckoned with'),
        heldAgainst: { option: 'maximumHourPercent', value: rules.maximumHourPercent },
      });
    }
  }
  if (!follows.memory && ahead !== null && ahead.memoryMib > memoryMib) {
    evidence.push(
      viewEvidence(
        { name: 'maximumMemoryPercentAhead', value: (100 * ahead.memoryMib) / size.memoryMib, unit: 'percent' },
        { view: memory, statistic: 'Maximum', scope: 'window' },
      ),
    );
  }
  return evidence;
}
