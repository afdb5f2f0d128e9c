import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkedSink } from '../../src/collect/checked-sink.js';
import { RegionSteps } from '../../src/collect/steps.js';
import { type CollectedResource, collectedResourceSchema } from '../../src/model/resource/index.js';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accountApi } from '../aws/session.js';
import { lambdaFunction, service } from '../support/resources.js';
import { END, MIXED, REGION } from './fleet.js';
import { Collected, collected } from './sink.js';

let simulator: Simulator;
let whole: Collected;
const under = (faults: readonly FaultInput[]): Promise<Collected> => {
  simulator.strike(faults);
  return collected({ api: accountApi(simulator.url), region: REGION }, END);
};
beforeAll(async () => {
  simulator = await startSimulator({ fleet: MIXED, quotas: 'off' });
  whole = await under([]);
});
afterAll(() => simulator.close());

describe('an answer with an odd item', () => {
  it.each([
    ['ecs', 'DescribeServices'],
    ['ecs', 'DescribeTasks'],
    ['ecs', 'DescribeContainerInstances'],
    ['lambda', 'ListFunctions'],
  ])('that is null costs nothing else, and is named: %s %s', async (prefix, operation) => {
    const region = await under([{ kind: 'null-items', service: prefix, operation }]);
    expect(region.sorted()).toEqual(whole.sorted());
    expect(region.step(`${prefix}:${operation}`)).toMatchObject({
      status: 'partial',
      resources: whole.step(`${prefix}:${operation}`)?.resources,
      detail: expect.stringMatching(/^\d+ empty items in its answers$/),
    });
  });

  it.each([
    ['ecs', 'DescribeServices', 'ecs-service', 'desired'],
    ['lambda', 'ListFunctions', 'lambda-function', 'memoryMib'],
  ] as const)('with values that cannot be costs that item alone: %s %s', async (prefix, operation, kind, value) => {
    const region = await under([{ kind: 'negative-numbers', service: prefix, operation, chance: 0.3 }]);
    const kept = region.all(kind).length;
    const lost = whole.all(kind).length - kept;
    expect(lost).toBeGreaterThan(0);
    expect(kept).toBeGreaterThan(0);
    expect(region.step(`${prefix}:${operation}`)).toMatchObject({ status: 'partial', resources: kept });
    expect(region.step(`${prefix}:${operation}`)?.detail).toBe(`${lost} with a value that cannot be (${value})`);
    // No metric is paid for what is left out.
    const [ids, measured] = [
      region.all(kind).map(({ id }) => id),
      region.measurables.filter((one) => one.kind === kind).map(({ id }) => id),
    ];
    expect(measured.toSorted()).toEqual(ids.toSorted());
    // All that is left can be read back.
    for (const record of region.records) expect(collectedResourceSchema.safeParse(record).success).toBe(true);
  });

  it('that does not say what is left of a host leaves that unknown, and says so', async () => {
    const region = await under([{ kind: 'no-host-resources', operation: 'DescribeContainerInstances' }]);
    const hosts = region.all('ecs-container-instance');
    expect(hosts).toHaveLength(whole.all('ecs-container-instance').length);
    for (const host of hosts) expect(host).toMatchObject({ registered: { cpuUnits: 2_048 }, remaining: null });
    expect(region.step('ecs:DescribeContainerInstances')).toMatchObject({
      status: 'partial',
      resources: hosts.length,
      detail: `${hosts.length} container instances without their resources`,
    });
  });
});

describe('records on their way out', () => {
  const passed = (...records: CollectedResource[]) => {
    const [sink, steps] = [new Collected(), new RegionSteps(accountApi('http://127.0.0.1:1'), REGION)];
    const checked = checkedSink(sink, steps);
    for (const record of records) {
      checked.resource(record);
      checked.measurable(record);
    }
    return { sink, entries: steps.entries() };
  };

  it.each<[string, CollectedResource, number]>([
    ['no task at all', service({ desired: 0 }), 1],
    ['a task below zero', service({ desired: -1 }), 0],
    ['half a task', service({ desired: 2.5 }), 0],
    ['more tasks than a number can count', service({ desired: 2 ** 53 }), 0],
    ['a size', lambdaFunction({ memoryMib: 128 }), 1],
    ['no number', lambdaFunction({ memoryMib: Number.NaN }), 0],
  ])('are kept where they can be read back: %s', (_, record, kept) => {
    const { sink, entries } = passed(record);
    expect(sink.records).toHaveLength(kept);
    expect(sink.measurables).toHaveLength(kept);
    expect(entries.map(({ status }) => status)).toEqual(kept === 1 ? [] : ['failed']);
  });

  it('that are good after a bad one pass', () => {
    const { sink } = passed(service({ desired: -1 }), service({ id: 'main/b' }), service({ desired: -1 }));
    expect(sink.records.map(({ id }) => id)).toEqual(['main/b']);
  });
});
