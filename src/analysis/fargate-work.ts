import type { EcsService } from '../model/resource/index.js';
import { HOURS_PER_MONTH } from '../model/time.js';
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
    longestRequestSeconds: requests === 0 ? null : computing / requests,
    needsLoadBalancer: true,
  };
}
