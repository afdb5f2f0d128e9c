import { describe, expect, it } from 'vitest';
import toLambda from '../../policies/fargate/to-lambda.js';
import { diskAskedFor } from '../../src/analysis/fargate-work.js';
import { diskRuledOut } from '../../src/analysis/placement-lambda.js';
import { judged, verdictOf } from '../support/judged.js';
import { presentMetric, service, taskShape } from '../support/policy-fixtures.js';

const TARGET = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/0123456789abcdef';
const withDisk = (ephemeralStorageGib: number | null) =>
  service({ targetGroupArns: [TARGET], shape: taskShape({ cpuUnits: 1024, memoryMib: 2048, ephemeralStorageGib }) });

describe('disk that tasks were given', () => {
  it.each([
    [null, null],
    [20, null],
    [21, 21],
    [200, 200],
  ])('%s GiB', (asked, expected) => {
    expect(diskAskedFor(withDisk(asked))).toBe(expected);
    expect(diskAskedFor(service({ shape: null }))).toBeNull();
  });

  it('rules functions out above what theirs can be', () => {
    expect(diskRuledOut({})).toEqual([]);
    expect(diskRuledOut({ diskGib: 10 })).toEqual([]);
    expect(diskRuledOut({ diskGib: 11 })).toEqual(['disk-above-10240-mib']);
  });

  it('keeps a service from being told to become a function', () => {
    const metrics = {
      cpu: presentMetric('ecs.cpu', { daily: { Average: 0.1, Maximum: 20, SampleCount: 2880 } }),
      memory: presentMetric('ecs.memory', { daily: { Maximum: 10 } }),
      requests: presentMetric('ecs.requestsPerTarget', { daily: { Sum: 500 } }),
    };
    expect(verdictOf(judged(toLambda, withDisk(20), { metrics }))).toBe('fail to-lambda');
    expect(judged(toLambda, withDisk(21), { metrics })).toMatchObject({
      code: 'ruled-out',
      values: { because: { value: 'disk above 10240 mib' } },
    });
  });
});
