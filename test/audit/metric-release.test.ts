import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MetricRelease } from '../../src/audit/metric-release.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import type { FaultInput } from '../../src/simulator/index.js';
import { fleetWith } from '../aws/session.js';
import { gated, type Passing } from './gate.js';
import { collectFrom, contentOf, simulated } from './simulated-account.js';

async function stateOf(release: MetricRelease): Promise<string> {
  let state = 'open';
  void release.granted.then(() => {
    state = 'granted';
  });
  await new Promise((resolve) => setImmediate(resolve));
  return state;
}

describe('the metrics of an account', () => {
  it('are released once every region has told a bound and the bounds are within the cap together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 }), async (bounds) => {
        const sum = bounds.reduce((a, b) => a + b, 0);
        for (const cap of [sum, sum - 1]) {
          const release = new MetricRelease(bounds.length, cap);
          for (const [index, bound] of bounds.entries()) {
            expect(await stateOf(release)).toBe('open');
            release.bound(`region-${index}`, bound);
          }
          expect(await stateOf(release)).toBe(sum <= cap ? 'granted' : 'open');
        }
      }),
    );
  });

  it('are released when a bound that was too wide narrows', async () => {
    const release = new MetricRelease(1, 10);
    release.bound('eu-west-1', 11);
    expect(await stateOf(release)).toBe('open');
    release.bound('eu-west-1', 10);
    expect(await stateOf(release)).toBe('granted');
  });
});

describe('an account with a long list of functions', () => {
  const fleet = fleetWith(
    {
      'us-east-1': {
        instances: [{ name: 'i-{n}', count: 40, type: 'm5.large' }],
        functions: [{ name: 'f-{n}', count: 500, reporting: false }],
      },
    },
    { end: '2026-11-16T08:00:00Z', seed: 3 },
  );
  const options = { regions: ['us-east-1'] };

  /** Collects, with the pages of functions after the first held back `until` something. */
  async function order(until: 'metrics' | 'nothing', faults: readonly FaultInput[] = []) {
    const simulator = await simulated({ fleet, faults });
    const events: string[] = [];
    let metricsRead = (): void => undefined;
    const read = new Promise<void>((resolve) => {
      metricsRead = resolve;
    });
    let held = 0;
    const isLaterPage = ({ path }: Passing): boolean => /\/functions\/?\?.*Marker=/.test(path);
    const endpointUrl = await gated(simulator.url, (request) => {
      if (until === 'nothing' || !isLaterPage(request)) return null;
      held += 1;
      return read;
    });
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'metrics' && event.answered > 0) {
        events.push('metrics');
        metricsRead();
      }
      if (event.type === 'step' && event.entry.step === 'ListFunctions') events.push('functions listed');
    };
    const { output } = await collectFrom(simulator, { ...options, endpointUrl, onProgress });
    return { first: events[0], held, content: await contentOf(output) };
  }

  it('has metrics read while the list is, and otherwise after it, with the same result', async () => {
    // The list does not end before metrics were read: it would wait for ever if they waited for it.
    const early = await order('metrics');
    expect(early.first).toBe('metrics');
    expect(early.held).toBeGreaterThan(0);
    const late = await order('nothing', [{ kind: 'access-denied', operation: 'GetAccountSettings' }]);
    expect(late.first).toBe('functions listed');
    expect(late.content).toEqual(early.content);
  });

  it('has none read where they cost more than allowed, though their number was told early', async () => {
    const simulator = await simulated({ fleet });
    const { plans } = await collectFrom(simulator, { ...options, planOnly: true });
    const [plan] = plans;
    if (plan === undefined) throw new Error('no plan');
    const cost = plan.first.costUsd + plan.second.costUsd;
    await expect(collectFrom(simulator, { ...options, maxMetricCostUsd: cost - 0.00001 })).rejects.toThrow('none was read');
    expect(simulator.calls()['cloudwatch:GetMetricData']).toBeUndefined();
    const { header } = await collectFrom(simulator, { ...options, maxMetricCostUsd: cost });
    expect(header.run.estimatedCostUsd).toBeGreaterThan(0);
    expect(simulator.metered().metricsBilled).toBe(header.run.metricsRequested);
  });
});
