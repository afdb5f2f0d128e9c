import { agreed, allOf, type Case, casesOf, type Draw, type Parts, type ServiceSpec, type Shape, type Truth, WORKDAYS } from './demand.js';
import { functionMonthly, MONTH_HOURS, tasksMonthly } from './prices.js';

/** Services behind a load balancer, by the requests that come and what each takes: whether functions would do the same work for less. */

interface Demand {
  tasks: number;
  vcpu: number;
  gib: number;
  /** A minute, to all tasks together. */
  requests: number;
  /** vCPU seconds of one. */
  work: number;
  /** What a task does when nobody asks: vCPU. */
  housekeeping: number;
  /** Peak memory of a task, GiB. */
  memory: number;
  requestDriven: boolean;
  more: Partial<ServiceSpec>;
  /** By day only. */
  byDay: boolean;
  blind: boolean;
}

const MONTH_MINUTES = MONTH_HOURS * 60;
const VCPU_OF_A_FUNCTION_GIB = 1024 / 1769;

/** While a request waits on others, a function is paid and a task is not: it lasts as long as it computes at least, and ten times that where it asks databases. */
function costs({ tasks, requests, work, housekeeping, memory, byDay }: Demand): { least: number; most: number } {
  const gib = Math.max(0.125, memory * 1.25);
  const monthly = requests * MONTH_MINUTES * (byDay ? 50 / 168 : 1);
  // A function has CPU by its memory: with less than 1,769 MB the same work lasts longer.
  const seconds = (vcpuSeconds: number) => vcpuSeconds / (gib * VCPU_OF_A_FUNCTION_GIB);
  // Nobody can tell from outside whether what a task does on its own is work that functions would have to do as well.
  const own = monthly === 0 ? 0 : (housekeeping * tasks * MONTH_HOURS * 3600) / monthly;
  return {
    least: functionMonthly(monthly, seconds(work), gib),
    most: functionMonthly(monthly, 10 * seconds(work + own), gib),
  };
}

function truthOf(demand: Demand): Truth {
  const { tasks, vcpu, gib, requests, memory, requestDriven, more, blind } = demand;
  if (!requestDriven || more.operatingSystem === 'windows' || more.launchType === 'EC2') return 'negative';
  if (blind) return 'unknown';
  // Nobody asks: that is a service to switch off, not to move. And more than 10 GB no function has.
  if (requests === 0 || memory * 1.25 > 10) return 'negative';
  const { least, most } = costs(demand);
  const now = tasksMonthly(tasks, vcpu, gib) * (more.capacityProviders === undefined ? 1 : 0.3);
  const sure = agreed(most / now, { everybody: 0.8 / 1.1, nobody: 0.8 * 1.1 });
  if (sure === 'positive') return 'positive';
  // It depends on how long requests wait, which no metric tells, unless it is dear even if they never do.
  return least / now >= 0.8 ? allOf(sure, 'negative') : 'boundary';
}

function specOf(name: string, demand: Demand): ServiceSpec {
  const { tasks, vcpu, gib, requests, work, housekeeping, memory, requestDriven, more, byDay, blind } = demand;
  const share = ((requests / 60) * work) / tasks;
  const over = (level: number): Shape =>
    byDay ? { kind: 'office-hours', busy: level, idle: 0, days: [...WORKDAYS], noise: 0.1 } : { kind: 'flat', level, noise: 0.1 };
  return {
    name,
    desired: tasks,
    cpu: vcpu * 1_024,
    memory: gib * 1_024,
    ...(requestDriven ? { targetGroups: ['front'] } : {}),
    ...(blind ? { reporting: false } : {}),
    metrics: {
      CPUUtilization: {
        kind: 'scaled',
        by: 100 / vcpu,
        maximum: 100,
        of: { kind: 'sum', of: [{ kind: 'flat', level: housekeeping, noise: 0.1 }, over(share)] },
      },
      MemoryUtilization: { kind: 'flat', level: (100 * memory) / gib / 1.02, noise: 0.02 },
      ...(requestDriven ? { RequestCountPerTarget: { kind: 'events' as const, perMinute: over(requests / tasks) } } : {}),
    },
    ...more,
  };
}

const SIZES: readonly [readonly [number, number], ...(readonly [number, number])[]] = [
  [0.5, 1],
  [1, 2],
  [1, 4],
  [2, 4],
];

interface Range {
  requests: readonly [number, number];
  /** Milliseconds of CPU. */
  work: readonly [number, number];
  memory?: readonly [number, number];
}
const demand =
  ({ requests, work, memory = [0.2, 0.6] }: Range, more: Partial<Demand> = {}) =>
  (draw: Draw): Demand => {
    const [vcpu, gib] = draw.pick(SIZES);
    return {
      tasks: draw.whole(2, 4),
      vcpu,
      gib,
      requests: draw.between(...requests),
      work: draw.between(...work) / 1000,
      housekeeping: vcpu * draw.between(0.001, 0.004),
      memory: gib * draw.between(...memory),
      requestDriven: true,
      more: {},
      byDay: false,
      blind: false,
      ...more,
    };
  };

const FEW: Range = { requests: [0.5, 6], work: [10, 60] };
/** Between what tasks do on their own there is hardly one: the CPU time over their number is no length of any. */
const A_FEW_A_DAY: Range = { requests: [4 / 1_440, 16 / 1_440], work: [10, 60] };
/** So much that the tasks are busy most of the time. */
const busy = (draw: Draw): Demand => {
  const told = demand({ requests: [1, 1], work: [20, 60] })(draw);
  return { ...told, requests: (60 * told.tasks * told.vcpu * draw.between(0.5, 0.75)) / told.work };
};
/** Small answers by the thousand a second: each costs more as a request than as work. */
const many = (draw: Draw): Demand => {
  const told = demand({ requests: [1, 1], work: [0.05, 0.1] })(draw);
  return { ...told, requests: 60 * told.vcpu * told.tasks * draw.between(250, 500), work: told.work };
};
/** Takes as much memory as no function has. */
const huge = (draw: Draw): Demand => ({ ...demand(FEW)(draw), vcpu: 4, gib: 16, memory: draw.between(9, 14) });

const STORIES: readonly (readonly [story: string, count: number, (draw: Draw) => Demand])[] = [
  ['a request now and then', 40, demand(FEW)],
  ['a request now and then, by day', 20, demand(FEW, { byDay: true })],
  ['a few requests, little memory', 20, demand({ ...FEW, memory: [0.08, 0.2] })],
  ['busy most of the time', 20, busy],
  ['small answers by the thousand', 14, many],
  ['no requests at all', 12, demand({ requests: [0, 0], work: [10, 10] })],
  ['few requests, and more memory than a function has', 10, huge],
  ['works without requests', 14, demand(FEW, { requestDriven: false })],
  ['few requests, Windows', 4, (draw) => ({ ...demand(FEW, { more: { operatingSystem: 'windows' } })(draw), vcpu: 1, gib: 2 })],
  ['few requests, on instances', 6, demand(FEW, { more: { launchType: 'EC2' } })],
  ['some requests: it depends on how long they wait', 12, demand({ requests: [100, 400], work: [20, 60] })],
  ['not measured', 8, demand(FEW, { blind: true })],
  ['a few requests a day', 12, demand(A_FEW_A_DAY)],
];

export function homeCases(seed: number): Case<Parts>[] {
  return casesOf(seed, STORIES, (told, number, story) => {
    const name = `served-${number}`;
    const { least, most } = costs(told);
    const now = tasksMonthly(told.tasks, told.vcpu, told.gib);
    return {
      name,
      story: `${story}, functions ${least.toFixed(0)} to ${most.toFixed(0)}, tasks ${now.toFixed(0)} USD`,
      spec: { clusters: [{ name: 'homes', services: [specOf(name, told)] }] },
      truths: { 'fargate-to-lambda': truthOf(told) },
    };
  });
}
