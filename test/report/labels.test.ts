import { describe, expect, it } from 'vitest';
import type { Unit } from '../../src/model/evaluation.js';
import { billedQuantity, dimensionWord, labelOf, rateUnit } from '../../src/report/labels.js';

describe('labels', () => {
  it.each<[string, Unit, string]>([
    ['averageCpuPercent', 'percent', 'Average CPU'],
    ['p10BusyConcurrency', 'count', 'p10 busy concurrency'],
    ['p995CpuPercent', 'percent', 'p99.5 CPU'],
    ['networkPeakGbps', 'gbps', 'Network at the peak'],
    ['pricePerHour', 'usd-per-hour', 'Price'],
    ['i-018f0381e3639f028 average', 'percent', 'i-018f0381e3639f028 average'],
    ['provisionedFor live-Alias', 'count', 'Provisioned for live-Alias'],
    ['toString', 'text', 'To string'],
  ])('%s in %s reads %s', (name, unit, label) => {
    expect(labelOf(name, unit)).toBe(label);
  });

  it.each([
    [2190, 'instance-hour', '2,190 instance-hours'],
    [1, 'instance-hour', '1 instance-hour'],
    [91.25, 'instance-hour', '91.25 instance-hours'],
    [0.964486, 'million-requests', '0.964486 million requests'],
    [319_294_907.4, 'gb-second', '319,294,907 GB-seconds'],
    [70_080, 'vcpu-hour', '70,080 vCPU-hours'],
  ])('%d %s is billed as %s', (quantity, unit, text) => {
    expect(billedQuantity(quantity, unit)).toBe(text);
  });

  it('words of prices and dimensions', () => {
    expect(rateUnit('gb-second')).toBe('GB-second');
    expect([dimensionWord('ebs-iops'), dimensionWord('cpu'), dimensionWord('constructor')]).toEqual([
      'EBS operations',
      'CPU',
      'constructor',
    ]);
  });
});
