import { GetMetricDataCommand, type MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { type FaultInput, startSimulator } from '../../src/simulator/index.js';
import { clients } from './clients.js';

describe('metric results', () => {
  const START = new Date('2026-10-13T10:00:00Z');
  const END = new Date('2026-10-14T10:00:00Z');
  const METRICS = 60;

  /** One request for many metrics of a fleet with this many functions: the results by id, or the error's name and message. */
  async function asked(faults: FaultInput[], stat = 'Sum'): Promise<Map<string, MetricDataResult> | string> {
    const functions = [{ name: 'f-{n}', count: METRICS }];
    const simulator = await startSimulator({
      fleet: { seed: 3, end: '2026-10-14T10:00:00Z', accounts: { '111122223333': { regions: { 'us-east-1': { functions } } } } },
      quotas: 'off',
      faults,
    });
    const MetricDataQueries = Array.from({ length: METRICS }, (_, index) => ({
      Id: `q${index}`,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName: stat === 'Sum' ? 'Invocations' : 'Duration',
          Dimensions: [{ Name: 'FunctionName', Value: `f-${String(index + 1).padStart(2, '0')}` }],
        },
        Period: 3600,
        Stat: stat,
      },
    }));
    try {
      const { MetricDataResults = [] } = await clients(simulator.url).cloudwatch.send(
        new GetMetricDataCommand({ StartTime: START, EndTime: END, MetricDataQueries }),
      );
      return new Map(MetricDataResults.map((result) => [result.Id ?? '', result]));
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    } finally {
      await simulator.close();
    }
  }
  const resultsOf = async (faults: FaultInput[]): Promise<Map<string, MetricDataResult>> => {
    const results = await asked(faults);
    if (typeof results === 'string') throw new Error(results);
    return results;
  };

  it('some are partial, with half of the points and a message; the others are whole', async () => {
    const whole = await resultsOf([]);
    const results = await resultsOf([{ kind: 'partial-data', chance: 0.3 }]);
    const partial = [...results.values()].filter(({ StatusCode }) => StatusCode === 'PartialData');
    expect(partial.length).toBeGreaterThan(5);
    expect(partial.length).toBeLessThan(METRICS / 2);
    for (const [id, result] of results) {
      const points = whole.get(id)?.Values?.length ?? 0;
      expect(points).toBeGreaterThan(10);
      expect(result.Values).toHaveLength(result.StatusCode === 'PartialData' ? Math.ceil(points / 2) : points);
      expect(result.Messages?.[0]?.Code).toBe(result.StatusCode === 'PartialData' ? 'PartialData' : undefined);
    }
  });

  it('some are internal errors without points, some are not there at all', async () => {
    const failed = await resultsOf([{ kind: 'failed-results', chance: 0.3 }]);
    expect(failed.size).toBe(METRICS);
    const errors = [...failed.values()].filter(({ StatusCode }) => StatusCode === 'InternalError');
    expect(errors.length).toBeGreaterThan(5);
    expect(errors.every(({ Values, Messages }) => Values?.length === 0 && Messages?.[0]?.Code === 'InternalError')).toBe(true);
    const missing = await resultsOf([{ kind: 'missing-results', chance: 0.3 }]);
    expect(missing.size).toBeGreaterThan(METRICS / 2);
    expect(missing.size).toBeLessThan(METRICS - 5);
  });

  it('come in no order, and are the same points', async () => {
    const pairs = (result: MetricDataResult | undefined) =>
      (result?.Timestamps ?? []).map((time, index) => [time.getTime(), result?.Values?.[index]] as const);
    const sorted = pairs((await resultsOf([])).get('q3'));
    const mixed = pairs((await resultsOf([{ kind: 'unordered' }])).get('q3'));
    expect(mixed).not.toEqual(sorted);
    const inOrder = (list: typeof mixed) => [...list].sort(([a], [b]) => a - b);
    expect(inOrder(mixed)).toEqual(inOrder(sorted));
  });

  it('one metric that is refused takes the whole request with it; so does a percentile where there are none', async () => {
    expect(await asked([{ kind: 'refuse-metrics', chance: 0.1 }])).toMatch(
      /^ValidationException: .*MetricDataQueries\.member\.\d+\.MetricStat\.Metric is not supported/,
    );
    expect(await asked([{ kind: 'no-percentiles' }], 'p99')).toMatch(/^Internal/);
    expect(await asked([{ kind: 'no-percentiles' }])).toBeInstanceOf(Map);
  });
});
