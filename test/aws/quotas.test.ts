import { afterEach, describe, expect, it } from 'vitest';
import { describeServices, listClusters, listFunctions, listServices } from '../../src/aws/operations/index.js';
import { type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accountApi, fleetWith } from './session.js';

const REGION = 'us-east-1';
const simulators: Simulator[] = [];
afterEach(async () => {
  for (const simulator of simulators.splice(0)) await simulator.close();
});

describe('the quotas of AWS', () => {
  it('are kept to the full without a single throttled reply', async () => {
    const fleet = fleetWith({ [REGION]: { functions: [{ name: 'f-{n}', count: 1_200 }] } });
    const simulator = await startSimulator({ fleet });
    simulators.push(simulator);
    let listed = 0;
    for await (const page of accountApi(simulator.url, { maxPages: 100 }).pages(REGION, listFunctions, { MaxItems: 50 }))
      listed += page.Functions?.length ?? 0;
    expect(listed).toBe(1_200);
    // More pages than a burst holds. How long it takes is the pacer's, which is held against the clock where no machine is in between.
    expect(simulator.calls()['lambda:ListFunctions']).toEqual({ ok: 24 });
  });

  it('are shared with another caller who takes half, with few throttled replies and nothing lost', async () => {
    const fleet = fleetWith({ [REGION]: { clusters: [{ name: 'c', services: [{ name: 's-{n}', count: 900, desired: 0 }] }] } });
    const simulator = await startSimulator({ fleet, quotas: { takenByOthers: 0.5 } });
    simulators.push(simulator);
    const api = accountApi(simulator.url);
    const { clusterArns: [cluster = ''] = [] } = await api.call(REGION, listClusters, {});
    const arns: string[] = [];
    for await (const page of api.pages(REGION, listServices, { cluster, maxResults: 100 })) arns.push(...(page.serviceArns ?? []));
    const batches = Array.from({ length: 90 }, (_, n) => arns.slice(n * 10, n * 10 + 10));
    const answers = await Promise.all(batches.map((services) => api.call(REGION, describeServices, { cluster, services })));
    expect(answers.flatMap(({ services = [] }) => services)).toHaveLength(900);
    const { throttled = 0 } = api.counts.attempts.get('ecs:DescribeServices') ?? {};
    // What was on the wire when the burst ended, and hardly any after that.
    expect(throttled).toBeLessThanOrEqual(12);
  });
});
