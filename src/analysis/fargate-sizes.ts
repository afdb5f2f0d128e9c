/** CPU and memory of a Fargate task. */
export interface TaskSize {
  cpuUnits: number;
  memoryMib: number;
}

/** CPU units of one vCPU. */
export const CPU_UNITS_PER_VCPU = 1024;
const MIB_PER_GIB = 1024;

const steps = (fromGib: number, toGib: number, byGib = 1): number[] =>
  Array.from({ length: (toGib - fromGib) / byGib + 1 }, (_, index) => (fromGib + index * byGib) * MIB_PER_GIB);

/**
 * Memory (MiB) that each CPU size may have, both ascending.
 * Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
const SIZES: readonly { cpuUnits: number; memoryMib: readonly number[]; windows: boolean }[] = [
  { cpuUnits: 256, memoryMib: [512, ...steps(1, 2)], windows: false },
  { cpuUnits: 512, memoryMib: steps(1, 4), windows: false },
  { cpuUnits: 1024, memoryMib: steps(2, 8), windows: true },
  { cpuUnits: 2048, memoryMib: steps(4, 16), windows: true },
  { cpuUnits: 4096, memoryMib: steps(8, 30), windows: true },
  { cpuUnits: 8192, memoryMib: steps(16, 60, 4), windows: false },
  { cpuUnits: 16_384, memoryMib: steps(32, 120, 8), windows: false },
];

const sizesOf = (rows: typeof SIZES): readonly TaskSize[] =>
  rows.flatMap(({ cpuUnits, memoryMib }) => memoryMib.map((memory) => ({ cpuUnits, memoryMib: memory })));

const TASK_SIZES = { linux: sizesOf(SIZES), windows: sizesOf(SIZES.filter(({ windows }) => windows)) } as const;

/** Every size that Fargate takes for an operating system, by CPU, then by memory. */
export function taskSizes(operatingSystem: 'linux' | 'windows'): readonly TaskSize[] {
  return TASK_SIZES[operatingSystem];
}

/**
 * A millionth: far below what CloudWatch measures of a task (a millionth of 16 vCPU is a microsecond of one vCPU in 16 s) and far above what
 * arithmetic in binary adds (204.8 / 0.8 = 256.00000000000006).
 */
const TOLERANCE = 1e-6;

/** Whether `available` is as much as `needed`; a millionth more is still equal, and equality is enough. */
export const isEnough = (available: number, needed: number): boolean => needed <= available * (1 + TOLERANCE);

/**
 * The smallest size with at least this CPU and memory; equality fits, to a millionth. null where none is big enough. The first that fits is also
 * the cheapest: a larger CPU size never comes with less memory than a smaller one that fits, and both are charged.
 */
export function smallestSize(needed: TaskSize, operatingSystem: 'linux' | 'windows'): TaskSize | null {
  const fits = (size: TaskSize): boolean => isEnough(size.cpuUnits, needed.cpuUnits) && isEnough(size.memoryMib, needed.memoryMib);
  return TASK_SIZES[operatingSystem].find(fits) ?? null;
}

/** `0.5 vCPU / 2 GB`, as the console shows a size. */
export const sizeLabel = ({ cpuUnits, memoryMib }: TaskSize): string =>
  `${cpuUnits / CPU_UNITS_PER_VCPU} vCPU / ${memoryMib / MIB_PER_GIB} GB`;
