// Figures that are times and memory.
import { join } from 'node:path';
import { longestChainSeconds, quotaFloorSeconds, readCalls } from '../collect-floor.mjs';
import { bareLoop, collection, rendering } from '../collect-run.mjs';
import { snapshotFacts } from '../collect-snapshot.mjs';
import { startupFigures } from '../startup.mjs';
import { atMost, line, withSlower } from './line.mjs';
import { FREE, R12, RESOURCES, underQuotas } from './runs.mjs';

/** Failures, losses and throttling under quotas. */
export async function quotas(bench) {
  const cases = [
    { name: 'quota-500', label: '500/s', throttledAs: '500/s', atMostPercent: 0.5, quotas: { getMetricDataPerSecond: 500 } },
    { name: 'quota-50', label: '50/s', throttledAs: '50/s', atMostPercent: 0.5, quotas: { getMetricDataPerSecond: 50 } },
    { name: 'quota-half', label: 'half taken by another', throttledAs: 'half taken', atMostPercent: 5, quotas: { takenByOthers: 0.5 } },
  ];
  for (const { name, label, throttledAs, atMostPercent, quotas } of cases) {
    const { throttled, of } = await underQuotas(bench, name, label, quotas);
    atMost(`throttled replies in %, --quota-share 1, ${throttledAs}`, (100 * throttled) / of, atMostPercent, ` (${throttled} of ${of})`);
  }
}

/** Wall time against a schedule of the same calls by token buckets. */
export async function floor(bench) {
  // A fifth of the quotas, so that they and not the speed of the simulated endpoint on this machine hold the calls back.
  const result = await bench.run('floor', {
    server: { ...R12, quotas: { getMetricDataPerSecond: 500 } },
    args: ['--quota-share', '0.2'],
    record: true,
  });
  const floor = quotaFloorSeconds(readCalls(result.recording), 500, 0.2);
  const { wallSeconds } = (await snapshotFacts(bench.dist, result.folder)).header.run;
  atMost(
    'wall / floor of the token buckets, --quota-share 0.2',
    wallSeconds / floor,
    1.1,
    ` (${wallSeconds.toFixed(1)} s of ${floor.toFixed(1)} s)`,
  );
  line({
    name: 'the same floor with the whole quotas',
    measured: `${quotaFloorSeconds(readCalls(result.recording), 500, 1).toFixed(1)} s`,
    goal: '',
    ok: null,
  });
}

/** Wall time against the longest chain of calls that wait for each other. */
export async function chain(bench) {
  // The chains of R12 with a twentieth of what answers metrics: what is measured is the waiting, not the making of answers.
  const result = await bench.run('chain', { server: { ...FREE, latencyMs: 80, thin: true }, unpaced: true, record: true });
  const chain = longestChainSeconds(readCalls(result.recording));
  const { wallSeconds } = (await snapshotFacts(bench.dist, result.folder)).header.run;
  atMost(
    'wall / longest chain of calls, 80 ms latency, no quotas',
    wallSeconds / chain,
    1.1,
    ` (${wallSeconds.toFixed(1)} s of ${chain.toFixed(1)} s)`,
  );
}

/** Turns of the tool and the bare loop. The speed of a shared machine changes within minutes, and the least of each is what the work takes. */
const TURNS = 4;

/** CPU against the SDK alone, and throughput. */
export async function cpu(bench) {
  const { recording } = await bench.recorded();
  const [tool, loops] = [[], []];
  for (let turn = 0; turn < TURNS; turn += 1) {
    const { usage } = await collection(bench.dist, join(bench.work, `turn-${turn}`), { server: FREE, args: ['--quota-share', '1'] });
    tool.push(usage.cpuSeconds);
    loops.push(await bareLoop(bench.dist, recording, FREE));
  }
  const [cpuSeconds, bareCpuSeconds] = [Math.min(...tool), Math.min(...loops.map((loop) => loop.cpuSeconds))];
  const bare = { wallSeconds: Math.min(...loops.map((loop) => loop.wallSeconds)) };
  const measured = ` (${cpuSeconds.toFixed(1)} s of ${bareCpuSeconds.toFixed(1)} s)`;
  atMost('CPU / bare loop of the same SDK calls', cpuSeconds / bareCpuSeconds, 1.3, measured);
  const { endpointCpuSeconds, folder } = await bench.unpaced();
  const { wallSeconds } = (await snapshotFacts(bench.dist, folder)).header.run;
  const rate = RESOURCES / wallSeconds;
  line({
    name: 'throughput without latency and quotas, resources/s',
    measured: `${rate.toFixed(0)} (bare loop ${(RESOURCES / bare.wallSeconds).toFixed(0)}; endpoint's own CPU ${endpointCpuSeconds.toFixed(1)} s)`,
    goal: '>= 3000 (1000)',
    ok: withSlower(3_000 / rate),
  });
}

/** Peak resident memory of a collection. */
export async function memory(bench) {
  const { usage } = await bench.plain();
  atMost('peak resident memory of collect on R12, MB', usage.rssMb, 240, '', 0);
  const small = await collection(bench.dist, join(bench.work, 'small'), {
    server: FREE,
    args: ['--quota-share', '1'],
    node: ['--max-old-space-size=192'],
  });
  line({
    name: 'R12 with --max-old-space-size=192',
    measured: `exit ${small.code}, ${small.usage.rssMb.toFixed(0)} MB`,
    goal: 'exit 0',
    ok: small.code === 0,
  });
}

/** What five accounts take more than one. */
export async function r60(bench) {
  const { usage } = await bench.plain();
  const large = await bench.run('r60', {
    server: { fleet: 'r60', quotas: 'off' },
    args: ['--quota-share', '1', '--max-metric-cost', '1000'],
  });
  const growth = ((large.usage.rssMb - usage.rssMb) * 1024) / (4 * RESOURCES);
  atMost(
    'growth of memory from R12 to R60, KB a resource',
    growth,
    1.5,
    ` (${usage.rssMb.toFixed(0)} MB to ${large.usage.rssMb.toFixed(0)} MB)`,
  );
  const [one, five] = [await snapshotFacts(bench.dist, join(bench.work, 'plain')), await snapshotFacts(bench.dist, large.folder)];
  const [a, b] = [one.header.run.wallSeconds, five.header.run.wallSeconds];
  atMost('time of R60 / R12', b / a, 5.3, ` (${a.toFixed(1)} s, ${b.toFixed(1)} s)`);
}

/** Judging and rendering. */
export async function report(bench) {
  await bench.plain();
  const usage = await rendering(bench.dist, join(bench.work, 'plain'));
  line({
    name: 'judging and rendering R12, all formats, s',
    measured: `${usage.wallSeconds.toFixed(2)} (CPU ${usage.cpuSeconds.toFixed(1)} s, ${usage.rssMb.toFixed(0)} MB)`,
    goal: '<= 2 (6)',
    ok: withSlower(usage.wallSeconds / 2),
  });
}

/** Start of the command line. */
export async function startup(bench) {
  for (const figure of await startupFigures(bench.dist)) line(figure);
}
