import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/user-error.js';
import { readSnapshot } from '../../src/snapshot/read.js';
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

describe('a run that is stopped', () => {
  it('in its first pass names every metric that was not read, and its coverage says so', async () => {
    const simulator = await simulated({ latencyMs: 15 });
    const { output, header, coverage } = await collectUntil(simulator, (event) => event.type === 'metrics' && event.answered > 150);
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
    const whole = await statusesOf((await collectFrom(await simulated())).output);
    const count = (all: Map<string, number>) => [...all.values()].reduce((sum, one) => sum + one, 0);
    expect(count(statuses)).toBe(count(whole));
  });

  it('in its second pass keeps the first whole, and names the series that were not read', async () => {
    const whole = await simulated();
    const uninterrupted = await collectFrom(whole);
    const simulator = await simulated({ latencyMs: 60 });
    const stop = new AbortController();
    // The last of its queries are fine series: more than these are under way when it has answered all others.
    const most = whole.metered().queries - 70;
    const watch = setInterval(() => simulator.metered().queries >= most && stop.abort(new Error('stopped')), 1);
    const { coverage, output } = await collectFrom(simulator, { signal: stop.signal });
    clearInterval(watch);
    const statuses = await statusesOf(output);
    expect(statuses).toEqual(await statusesOf(uninterrupted.output));
    const gaps = coverage.filter(({ step, status }) => step === 'GetMetricData' && status === 'failed');
    expect(gaps.length).toBeGreaterThan(0);
    for (const { detail } of gaps) expect(detail).toMatch(/^\d+ fine series .*: the run was stopped before this was answered$/);
    const rest = await simulated();
    const resumed = await collectFrom(rest, { resume: output });
    expect(await contentOf(resumed.output)).toEqual(await contentOf(uninterrupted.output));
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
    const whole = await simulated();
    const uninterrupted = await collectFrom(whole);
    const stopped = await collectUntil(await simulated({ latencyMs: 15 }), when);
    expect(stopped.header.interrupted).toBe(true);
    const rest = await simulated();
    const resumed = await collectFrom(rest, { resume: stopped.output, end: undefined });
    expect(await contentOf(resumed.output)).toEqual(await contentOf(uninterrupted.output));
    expect(rest.metered().metricsBilled).toBe(whole.metered().metricsBilled - stopped.header.run.metricsRequested);
    expect(resumed.header.run.metricsRequested).toBe(uninterrupted.header.run.metricsRequested);
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
