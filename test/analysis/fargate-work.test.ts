import { describe, expect, it } from 'vitest';
import { serviceWork } from '../../src/analysis/fargate-work.js';
import { service, taskShape } from '../support/policy-fixtures.js';

describe('the work of a service', () => {
  const size = { cpuUnits: 4096, memoryMib: 8192 };
  const use = {
    cpuPercent: { average: 10, maximum: 50 },
    memoryPercent: 25,
    requestsPerTarget: 1000,
    hoursInWindow: 336,
    taskHoursPerMonth: 2 * 730,
    waitingFactor: 10,
    headroomPercent: 20,
  };

  it('is what its tasks used, together and one by one', () => {
    const work = serviceWork(service(), size, use);
    // A tenth of 4 vCPU on two tasks for 730 hours, on functions of 2,560 MiB that have 2,560 / 1,769 of a vCPU.
    const computing = (0.1 * 4 * 2 * 730 * 3600 * 1769) / 2560;
    const requests = 1000 * (730 / 336) * 2;
    expect(work).toEqual({
      region: 'us-east-1',
      architecture: 'x86_64',
      vcpus: { low: expect.closeTo(0.8, 9), high: 4 },
      memoryMib: { low: 4096, high: 4096 },
      leastVcpus: { low: 0, high: 0 },
      leastMemoryMib: 2560,
      requests: expect.closeTo(requests, 6),
      requestSeconds: { low: expect.closeTo(computing, 3), high: expect.closeTo(10 * computing, 2) },
      functionMemoryMib: 2560,
      longestRequestSeconds: null,
      needsLoadBalancer: true,
    });
  });

  it('of a service that is a week old has its requests in that week', () => {
    const requests = serviceWork(service(), size, { ...use, hoursInWindow: 168 }).requests;
    expect(requests).toBeCloseTo(1000 * (730 / 168) * 2, 6);
  });

  it('has no CPU without use', () => {
    expect(serviceWork(service(), size, { ...use, cpuPercent: { average: 0, maximum: 0 } }).vcpus).toEqual({ low: 0, high: 0 });
    expect(serviceWork(service(), size, { ...use, memoryPercent: 0.1 }).functionMemoryMib).toBe(128);
    expect(serviceWork(service({ shape: null }), size, use).architecture).toBe('x86_64');
    expect(serviceWork(service({ shape: taskShape({ architecture: 'arm64' }) }), size, use).architecture).toBe('arm64');
  });
});
