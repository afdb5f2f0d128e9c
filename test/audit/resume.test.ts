import { describe, expect, it, vi } from 'vitest';
import type { ProgressEvent } from '../../src/model/progress.js';
import type { SnapshotHeader } from '../../src/model/snapshot.js';
import { UserError } from '../../src/model/user-error.js';
import type { Simulator } from '../../src/simulator/index.js';
import { readSnapshot } from '../../src/snapshot/read.js';
import { gated } from './gate.js';
import { collectFrom, collectUntil, contentOf, folder, REGIONS, simulated } from './simulated-account.js';

async function statusesOf(output: string): Promise<Map<string, number>> {
  const statuses = new Map<string, number>();
  for await (const { metrics } of (await readSnapshot(output)).regions)
    for (const { status, detail } of metrics) {
      const key = status === 'failed' ? `failed: ${detail}` : status;
      statuses.set(key, (statuses.get(key) ?? 0) + 1);
    }
  return statuses;
}

type Whole = { statuses: Map<string, number>; metered: ReturnType<Simulator['metered']>; steps: number; header: SnapshotHeader } & {
  content: Awaited<ReturnType<typeof contentOf>>;
};
let whole: Promise<Whole> | null = null;

/** What a run comes to that nothing stops; made once for all tests. */
function wholeRun(): Promise<Whole> {
  whole ??= (async () => {
    const simulator = await simulated();
    const { output, header, coverage } = await collectFrom(simulator);
    const steps = coverage.filter(({ step }) => step !== 'GetMetricData').length;
    return { statuses: await statusesOf(output), content: await contentOf(output), metered: simulator.metered(), steps, header };
  })();
  return whole;
}

/** By the period of its queries: five minutes or an hour. */
const isOfFineSeries = (body: string): boolean => /"Period":(?:300|3600)\b/.test(body);

describe('a run that is stopped', () => {
  it('in its first pass names every metric that was not read, and its coverage says so', async () => {
    const simulator = await simulated();
    const whole = await wholeRun();
    let asked = 0;
    // Of the large region two requests are answered; the run is stopped when nothing but the others is left to wait for.
    const endpointUrl = await gated(simulator.url, ({ operation, region }) =>
      operation === 'GetMetricData' && region === 'us-east-1' && ++asked > 2 ? new Promise(() => undefined) : null,
    );
    const told = { steps: 0, answered: 0 };
    const { output, header, coverage } = await collectUntil({ ...simulator, url: endpointUrl }, (event) => {
      if (event.type === 'step' && event.entry.step !== 'GetMetricData') told.steps += 1;
      if (event.type === 'metrics') told.answered = event.answered;
      return told.steps === whole.steps && told.answered > 0;
    });
    expect(header.interrupted).toBe(true);
    const statuses = await statusesOf(output);
    const stopped = statuses.get('failed: the run was stopped before this was answered') ?? 0;
    expect(stopped).toBeGreaterThan(0);
    expect(statuses.get('ok')).toBeGreaterThan(0);
    // A small region may be in its second pass already: its fine series have entries of their own.
    const covered = coverage.filter(
      ({ step, status, detail }) => step === 'GetMetricData' && status === 'failed' && / metrics \(/.test(detail ?? ''),
    );
    expect(covered.reduce((sum, { detail }) => sum + Number.parseInt(detail ?? '', 10), 0)).toBe(stopped);
    // Nobody has to guess: what the whole run reads is all there, read or not.
    const count = (all: ReadonlyMap<string, number>) => [...all.values()].reduce((sum, one) => sum + one, 0);
    expect(count(statuses)).toBe(count(whole.statuses));
  });

  it('in its second pass keeps the first whole, and names the series that were not read', async () => {
    const whole = await wholeRun();
    const simulator = await simulated();
    let held = 0;
    // The fine series of the large region are not answered; the run is stopped when there is nothing else to wait for.
    const endpointUrl = await gated(simulator.url, ({ operation, region, body }) => {
      if (operation !== 'GetMetricData' || region !== 'us-east-1' || !isOfFineSeries(body)) return null;
      held += 1;
      return new Promise(() => undefined);
    });
    const stop = new AbortController();
    const done = new Set<string>();
    const onProgress = (event: ProgressEvent): void => {
      if (event.type === 'region-done') done.add(event.region);
    };
    const collecting = collectFrom(simulator, { endpointUrl, signal: stop.signal, onProgress });
    await vi.waitUntil(() => held > 0 && done.size === REGIONS.length - 1, { timeout: 60_000, interval: 5 });
    stop.abort(new Error('stopped'));
    const { coverage, output } = await collecting;
    const statuses = await statusesOf(output);
    expect(statuses).toEqual(whole.statuses);
    const gaps = coverage.filter(({ step, status }) => step === 'GetMetricData' && status === 'failed');
    expect(gaps.length).toBeGreaterThan(0);
    for (const { detail } of gaps) expect(detail).toMatch(/^\d+ fine series .*: the run was stopped before this was answered$/);
    const rest = await simulated();
    const resumed = await collectFrom(rest, { resume: output });
    expect(await contentOf(resumed.output)).toEqual(whole.content);
    const open = gaps.reduce((sum, { detail }) => sum + Number.parseInt(detail ?? '', 10), 0);
    expect(rest.metered().metricsBilled).toBe(open);
  });
});

describe('a run that goes on from a stopped one', () => {
  it.each([
    [
      'one region is done and another half read',
      (event: { type: string; answered?: number }) => event.type === 'metrics' && (event.answered ?? 0) > 300,
    ],
    ['the inventory is not whole', (event: { type: string; seen?: number }) => event.type === 'resources'],
    ['a region is done', (event: { type: string }) => event.type === 'region-done'],
  ])('writes the same bytes, and asks only for what is missing, when %s', async (_, when) => {
    const whole = await wholeRun();
    const stopped = await collectUntil(await simulated({ latencyMs: 15 }), when);
    expect(stopped.header.interrupted).toBe(true);
    const rest = await simulated();
    const resumed = await collectFrom(rest, { resume: stopped.output, end: undefined });
    expect(await contentOf(resumed.output)).toEqual(whole.content);
    expect(rest.metered().metricsBilled).toBe(whole.metered.metricsBilled - stopped.header.run.metricsRequested);
    expect(resumed.header.run.metricsRequested).toBe(whole.header.run.metricsRequested);
  });

  it('asks for nothing but who it is when nothing is missing', async () => {
    const done = await collectFrom(await simulated());
    const again = await simulated();
    const before = await contentOf(done.output);
    await collectFrom(again, { resume: done.output, output: done.output });
    expect(Object.keys(again.calls()).sort()).toEqual(['ec2:DescribeRegions', 'sts:GetCallerIdentity']);
    expect(await contentOf(done.output)).toEqual(before);
  });

  it('is refused where the runs differ, by what differs', async () => {
    const done = await collectFrom(await simulated(), { regions: ['sa-east-1'] });
    const again = await simulated();
    const refusal = async (options: Parameters<typeof collectFrom>[1]): Promise<string> => {
      const error = await collectFrom(again, { resume: done.output, regions: ['sa-east-1'], ...options }).catch(
        (reason: unknown) => reason,
      );
      if (!(error instanceof UserError)) throw new Error(`expected a UserError, got ${String(error)}`);
      return error.message;
    };
    expect(await refusal({ end: new Date('2026-11-15T08:00:00Z') })).toMatch(/its window \(14 days to 2026-11-16T08:00:00Z\).*2026-11-15/);
    expect(await refusal({ lookbackDays: 7 })).toContain('its window');
    expect(await refusal({ regions: REGIONS })).toMatch(/its scope.*sa-east-1/);
    expect(await refusal({ shard: { index: 1, count: 1 } })).toContain('its shard');
    expect(await refusal({ resume: await folder() })).toContain('there is no snapshot');
    expect(Object.keys(again.calls())).not.toContain('cloudwatch:GetMetricData');
  });
});
