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

/** Every size that Fargate takes for an operating system, by CPU, then by memory. */
export function taskSizes(operatingSystem: 'linux' | 'windows'): TaskSize[] {
  return SIZES.filter(({ windows }) => windows || operatingSystem === 'linux').flatMap(({ cpuUnits, memoryMib }) =>
    memoryMib.map((memory) => ({ cpuUnits, memoryMib: memory })),
  );
}

/**
 * The smallest size with at least this CPU and memory; equality fits. null where none is big enough. The first that fits is also
 * the cheapest: a larger CPU size never comes with less memory than a smaller one that fits, and both are charged.
 */
export function smallestSize(needed: TaskSize, operatingSystem: 'linux' | 'windows'): TaskSize | null {
  return taskSizes(operatingSystem).find(({ cpuUnits, memoryMib }) => cpuUnits >= needed.cpuUnits && memoryMib >= needed.memoryMib) ?? null;
}

/** `0.5 vCPU / 2 GB`, as the console shows a size. */
export const sizeLabel = ({ cpuUnits, memoryMib }: TaskSize): string =>
  `${cpuUnits / CPU_UNITS_PER_VCPU} vCPU / ${memoryMib / MIB_PER_GIB} GB`;
