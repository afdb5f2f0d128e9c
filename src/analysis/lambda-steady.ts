import type { LambdaFunction } from '../model/resource/index.js';
import { HOURS_PER_MONTH, type Window } from '../model/time.js';
import { perMonth } from './cost-lines.js';
import { MIB_PER_LAMBDA_VCPU } from './placement-lambda.js';
import type { MeasuredWork } from './placement-work.js';
import type { Steadiness } from './steadiness.js';

/** Event sources that Lambda polls: a container polls them itself and needs no load balancer. */
const POLLED = new Set(['sqs', 'kinesis', 'dynamodb', 'kafka', 'mq', 'docdb', 'rds']);

/**
 * The work of a function with a steady load, for other homes. CPU comes with memory on Lambda, so a request in flight is taken to hold
 * memory / 1,769 MB of a vCPU; at the hopeful end `requestsPerShare` requests share that CPU and that memory.
 */
export function steadyWork(
  fn: LambdaFunction,
  load: Steadiness,
  seen: { invocations: number; longestMilliseconds: number; window: Window; requestsPerShare: number },
): MeasuredWork {
  const vcpusPerRequest = fn.memoryMib / MIB_PER_LAMBDA_VCPU;
  const vcpus = load.maximum * vcpusPerRequest;
  const memoryMib = load.maximum * fn.memoryMib;
  const seconds = load.average * HOURS_PER_MONTH * 3600;
  const sources = fn.eventSources ?? [];
  return {
    region: fn.region,
    architecture: fn.architecture,
    vcpus: { low: vcpus / seen.requestsPerShare, high: vcpus },
    memoryMib: { low: memoryMib / seen.requestsPerShare, high: memoryMib },
    leastVcpus: { low: 0, high: vcpusPerRequest },
    leastMemoryMib: fn.memoryMib,
    requests: perMonth(seen.invocations, seen.window),
    requestSeconds: { low: seconds, high: seconds },
    functionMemoryMib: fn.memoryMib,
    longestRequestSeconds: seen.longestMilliseconds / 1000,
    // Push sources show nowhere in the description: without a polled source, callers are taken to need an address.
    needsLoadBalancer: !sources.some(({ service }) => POLLED.has(service.toLowerCase())),
  };
}
