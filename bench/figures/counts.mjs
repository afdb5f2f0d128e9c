// Figures that are counts: exact on any machine.
import { minimumCalls } from '../collect-minimum.mjs';
import { snapshotFacts } from '../collect-snapshot.mjs';
import { atLeast, atMost, exactly, line } from './line.mjs';
import { FREE, RESOURCES, total } from './runs.mjs';

const within = (a, b) => `${((100 * Math.abs(a - b)) / b).toFixed(2)} %`;

/** Calls of each operation against their closed form. */
export async function calls(bench) {
  const result = await bench.recorded();
  const [, second] = result.getMetricData.windows;
  const { calls: least } = await minimumCalls(bench.dist, 'r12', second.points);
  const names = [...new Set([...Object.keys(least), ...Object.keys(result.calls)])].sort();
  for (const name of names) {
    const made = Object.values(result.calls[name] ?? {}).reduce((a, b) => a + b, 0);
    const fewest = least[name] ?? 0;
    const ok = made <= fewest * 1.02;
    line({ name: `calls ${name}`, measured: `${made} of at least ${fewest}`, goal: '<= 1.02', ok });
  }
  const made = total(result);
  const fewest = Object.values(least).reduce((a, b) => a + b, 0);
  atMost('calls in all / minimum', made / fewest, 1.02, ` (${made} of at least ${fewest})`, 3);
  line({ name: 'calls per 1,000 resources (tasks not counted)', measured: (made / (RESOURCES / 1_000)).toFixed(1), goal: '', ok: null });
}

/** How full the requests for metrics are, and what they ask for. */
export async function metrics(bench) {
  const result = await bench.recorded();
  const [first, second] = result.getMetricData.windows;
  const { queries, metrics } = await minimumCalls(bench.dist, 'r12', second.points);
  const facts = await snapshotFacts(bench.dist, result.folder);
  atLeast('first pass: queries / (500 x requests)', first.queries / (500 * first.requests), 0.98, ` (${first.queries}, ${first.requests})`);
  const [billed, distinct] = [first.metricsBilled, first.metricsDistinct];
  line({
    name: 'first pass: billed / distinct metrics',
    measured: `${(billed / distinct).toFixed(3)} (${billed} of ${distinct})`,
    goal: '1.00',
    ok: billed === distinct,
  });
  exactly('first pass: queries, as the policies need them', first.queries, queries);
  exactly('first pass: metrics, as the policies need them', distinct, metrics);
  atLeast(
    'second pass: points / (100,800 x pages)',
    second.points / (100_800 * second.pages),
    0.95,
    ` (${second.points}, ${second.pages})`,
  );
  exactly('second pass: metrics, those that the first left open', second.metricsDistinct, facts.open, ` (billed ${second.metricsBilled})`);
}

/** What a run and `--plan` say that they cost, against what the endpoint counted. */
export async function cost(bench) {
  const result = await bench.recorded();
  const { windows, metricsBilled } = result.getMetricData;
  const [first, second] = windows.map((window) => window.metricsBilled / 1e5);
  const { estimatedCostUsd } = (await snapshotFacts(bench.dist, result.folder)).header.run;
  const counted = metricsBilled / 1e5;
  const near = (a, b) => Math.abs(a - b) <= 0.01 * b;
  line({
    name: 'cost that the run states, USD',
    measured: `${estimatedCostUsd.toFixed(4)} of ${counted.toFixed(4)} (${within(estimatedCostUsd, counted)})`,
    goal: 'within 1 %',
    ok: near(estimatedCostUsd, counted),
  });
  const plan = await bench.run('plan', { server: FREE, args: ['--quota-share', '1', '--plan'] });
  const row = (pass) => Number(new RegExp(`${pass} .*?(\\d+\\.\\d{4})`).exec(plan.stdout)?.[1]);
  line({
    name: 'cost that --plan states, first pass, USD',
    measured: `${row('first').toFixed(4)} of ${first.toFixed(4)} (${within(row('first'), first)})`,
    goal: 'within 1 %',
    ok: near(row('first'), first),
  });
  line({
    name: 'cost that --plan states, second pass at most, USD',
    measured: `${row('second').toFixed(4)} for ${second.toFixed(4)}`,
    goal: 'at least it',
    ok: row('second') >= second,
  });
  exactly('metrics asked for by --plan', plan.getMetricData.metricsBilled, 0);
}
