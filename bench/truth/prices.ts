/**
 * Published prices, us-east-1, Linux, on demand, USD; a month has 730 hours. The truth of what costs less is worked out from these alone.
 * https://aws.amazon.com/ec2/pricing/on-demand/, https://aws.amazon.com/fargate/pricing/, https://aws.amazon.com/lambda/pricing/,
 * https://aws.amazon.com/elasticloadbalancing/pricing/
 */
export const MONTH_HOURS = 730;
const MONTH_SECONDS = MONTH_HOURS * 3600;

/** Most families cost the same for each vCPU in all sizes. */
const PER_VCPU: Readonly<Record<string, number>> = {
  m4: 0.05,
  m5: 0.048,
  m6i: 0.048,
  m6a: 0.0432,
  m7i: 0.0504,
  'm7i-flex': 0.04788,
  m6g: 0.0385,
  m7g: 0.0408,
  c4: 0.0498,
  c5: 0.0425,
  c6i: 0.0425,
  c7i: 0.044625,
  c6g: 0.034,
  c7g: 0.03625,
  r4: 0.0665,
  r5: 0.063,
  r6i: 0.063,
  r7i: 0.06615,
  r6g: 0.0504,
  r7g: 0.05355,
  m3: 0.0665,
  c3: 0.0525,
  m5d: 0.0565,
  m5n: 0.0595,
  r5b: 0.0745,
  c5n: 0.054,
};
/** T sizes have the same vCPUs and cost by their memory. */
const PER_GIB: Readonly<Record<string, number>> = { t2: 0.0116, t3: 0.0104, t3a: 0.0094, t4g: 0.0084 };

/** What a type costs an hour; null where it is not in the table. */
export function hourly({ family, vcpus, gib }: { family: string; vcpus: number; gib: number }): number | null {
  const [byVcpu, byGib] = [PER_VCPU[family], PER_GIB[family]];
  return byVcpu !== undefined ? byVcpu * vcpus : byGib !== undefined ? byGib * gib : null;
}

const FARGATE = { x86_64: { vcpu: 0.04048, gib: 0.004445 }, arm64: { vcpu: 0.03238, gib: 0.00356 } };
export type Architecture = keyof typeof FARGATE;

/** Tasks of one size that always run, a month. */
export const tasksMonthly = (tasks: number, vcpu: number, gib: number, architecture: Architecture = 'x86_64'): number =>
  tasks * MONTH_HOURS * (vcpu * FARGATE[architecture].vcpu + gib * FARGATE[architecture].gib);

/** Valid sizes of Fargate tasks: vCPU and GiB. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html */
const gibs = (from: number, to: number, step = 1): number[] =>
  Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
const TASK_SIZES: readonly (readonly [vcpu: number, gib: readonly number[]])[] = [
  [0.25, [0.5, 1, 2]],
  [0.5, gibs(1, 4)],
  [1, gibs(2, 8)],
  [2, gibs(4, 16)],
  [4, gibs(8, 30)],
  [8, gibs(16, 60, 4)],
  [16, gibs(32, 120, 8)],
];

/** The least that tasks cost a month which hold so much together, at least `copies` of them, none smaller than `each`. */
export function cheapestTasks(need: { vcpu: number; gib: number }, each: { vcpu: number; gib: number }, copies: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let count = copies; count <= copies + 12; count++) {
    const [vcpu, gib] = [Math.max(need.vcpu / count, each.vcpu), Math.max(need.gib / count, each.gib)];
    for (const [size, memories] of TASK_SIZES) {
      const memory = size >= vcpu ? memories.find((candidate) => candidate >= gib) : undefined;
      if (memory !== undefined) least = Math.min(least, tasksMonthly(count, size, memory));
    }
  }
  return least;
}

const LAMBDA = { x86_64: { gbSecond: 0.0000166667 }, arm64: { gbSecond: 0.0000133334 } };
const LAMBDA_REQUEST = 0.2 / 1e6;
const PROVISIONED = { x86_64: { ready: 0.0000041667, running: 0.0000097222 }, arm64: { ready: 0.0000033333, running: 0.0000077778 } };

/** Requests a month of so many seconds each, in functions of a memory. */
export const functionMonthly = (requests: number, seconds: number, gib: number, architecture: Architecture = 'x86_64'): number =>
  requests * (seconds * gib * LAMBDA[architecture].gbSecond + LAMBDA_REQUEST);

/** The same on environments that are kept ready all month. */
export const provisionedMonthly = (
  ready: number,
  requests: number,
  seconds: number,
  gib: number,
  architecture: Architecture = 'x86_64',
): number =>
  ready * gib * MONTH_SECONDS * PROVISIONED[architecture].ready +
  requests * (seconds * gib * PROVISIONED[architecture].running + LAMBDA_REQUEST);
