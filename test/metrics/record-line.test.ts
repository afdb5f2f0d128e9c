import fc from 'fast-check';
import { it } from 'vitest';
import { recordLine, seriesLine } from '../../src/metrics/record-line.js';
import { canonicalJson } from '../../src/model/canonical-json.js';
import { DAILY_STATISTICS, type MetricRecord, type PackedSeries, PERCENTILES } from '../../src/model/metric.js';
import { METRIC_IDS } from '../../src/model/metric-catalog.js';

const values = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { maxLength: 5 });
const statistic = fc.record({ values, start: fc.integer(), periodSeconds: fc.integer({ min: 1 }) });
const series: fc.Arbitrary<PackedSeries> = fc.record({
  statistic: fc.constantFrom(...DAILY_STATISTICS),
  periodSeconds: fc.constantFrom(300, 3_600),
  start: fc.integer(),
  count: fc.nat(),
  encoding: fc.constantFrom('centi', 'float32'),
  data: fc.base64String(),
});
const record: fc.Arbitrary<MetricRecord> = fc.record({
  kind: fc.constant('metric'),
  id: fc.string(),
  accountId: fc.string(),
  region: fc.string(),
  resourceKind: fc.constantFrom('ec2-instance', 'ecs-service', 'lambda-function'),
  metric: fc.constantFrom(...METRIC_IDS),
  variant: fc.string(),
  status: fc.constantFrom('ok', 'partial', 'zero'),
  detail: fc.option(fc.string()),
  percentilesUnsupported: fc.boolean(),
  statistics: fc.dictionary(fc.constantFrom(...PERCENTILES, ...DAILY_STATISTICS), statistic, { noNullPrototype: true }),
  series: fc.array(series, { maxLength: 3 }),
});

it('the line of a record is its canonical JSON', () => {
  fc.assert(fc.property(record, (one) => recordLine(one) === canonicalJson(one)));
});

it('the line of a series is its canonical JSON', () => {
  fc.assert(fc.property(series, (one) => seriesLine(one) === canonicalJson(one)));
});
