import type { EcsService } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
import { FREE_EPHEMERAL_GIB } from './cost-ecs.js';
import { CPU_UNITS_PER_VCPU, type TaskSize } from './fargate-sizes.js';
import { LAMBDA_MEMORY_MIB, MIB_PER_LAMBDA_VCPU } from './placement-lambda.js';
import type { MeasuredWork } from './placement-work.js';

export interface ServiceUse {
  cpuPercent: { average: number; maximum: number };
  memoryPercent: number;
  /** Requests per target over the window. */
  requestsPerTarget: number;
  /** Hours of the window in which it existed, over which requests are spread. */
  hoursInWindow: number;
  taskHoursPerMonth: number;
  /** Duration of a request over the CPU time it takes, at the careful end. */
  waitingFactor: number;
  headroomPercent: number;
}

/** Disk (GiB) of each task where more was asked for than all get; null where not: how much of that is used nothing tells. */
export function diskAskedFor({ shape }: EcsService): number | null {
  const gib = shape?.ephemeralStorageGib ?? 0;
  return gib > FREE_EPHEMERAL_GIB ? gib : null;
}

/**
 * The work of a service behind a load balancer, for other homes. CPU time is average utilization x reserved vCPU x task-hours. A function
 * with the memory that a task used computes at memory / 1,769 MB of a vCPU, so its requests last that much longer, and `waitingFactor`
 * times as long where they wait. What health checks and sidecars use counts as work, which is the careful side.
 */
export function serviceWork(service: EcsService, size: TaskSize, use: ServiceUse): MeasuredWork {
  const tasks = use.taskHoursPerMonth / HOURS_PER_MONTH;
  const vcpus = size.cpuUnits / CPU_UNITS_PER_VCPU;
  const usedMib = (use.memoryPercent / 100) * size.memoryMib;
  const functionMemoryMib = Math.max(LAMBDA_MEMORY_MIB.least, usedMib / (1 - use.headroomPercent / 100));
  const cpuSeconds = (use.cpuPercent.average / 100) * vcpus * use.taskHoursPerMonth * 3600;
  const computing = (cpuSeconds * MIB_PER_LAMBDA_VCPU) / functionMemoryMib;
  const requests = ((use.requestsPerTarget * HOURS_PER_MONTH) / use.hoursInWindow) * tasks;
  const diskGib = diskAskedFor(service);
  const peakVcpus = (use.cpuPercent.maximum / 100) * vcpus * tasks;
  return {
    region: service.region,
    architecture: service.shape?.architecture ?? 'x86_64',
    vcpus: { low: (peakVcpus * use.cpuPercent.average) / use.cpuPercent.maximum || 0, high: peakVcpus },
    memoryMib: { low: usedMib * tasks, high: usedMib * tasks },
    leastVcpus: { low: 0, high: 0 },
    leastMemoryMib: usedMib / (1 - use.headroomPercent / 100),
    requests,
    requestSeconds: { low: computing, high: computing * use.waitingFactor },
    functionMemoryMib,
    // CPU time over requests is no length of any of them: what tasks do on their own is in it, so the fewer come the longer they would seem.
    longestRequestSeconds: null,
    ...(diskGib === null ? {} : { diskGib }),
    needsLoadBalancer: true,
  };
}
