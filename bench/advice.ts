import { loadRules } from '../src/index.js';
import { drawLines } from './advice/draws.js';
import { m5Ladder, NOW, useOf } from './advice/ladder.js';
import { createAdviser } from './advice/ours.js';
import { P995, RIVALS } from './advice/rivals.js';
import { count, emptyTally, foresight, type Tally, verdict } from './advice/score.js';
import { type BenchSeries, generatedSeries, halves, LATER, realSeries } from './advice/series.js';
import { shortOfGoal, tableLines } from './advice/table.js';

const OURS = 'fleet-auditor';
const REAL = 'real';
const ALL = 'all generated but the last row';
const GENERATED = 2_000;
const DRAWS = 6;
/** Share of the generated series on which advice may be exceeded at most. */
const EXCEEDED_AT_MOST = 0.01;

const HEAD = `Each series is an m5.4xlarge. Rules see its first half and are held against the second: exceeded where p99.5 is over the advised
size or an hour over 95 % of it. Saving: share of what perfect foresight would have saved, in USD; what is exceeded saves nothing.
`;

/**
 * Back-test of the advice on EC2 sizes, with the plain rules of the field beside it. Options: `--list` prints every series,
 * `--generated N` another number of generated ones, `--seed N` others, `--draws N` how often the shape that rests on chance is drawn anew.
 * Exit code 1 where the goal is missed.
 */
export async function main(args: readonly string[]): Promise<number> {
  const option = (name: string, otherwise: number) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise);
  const rules = await loadRules();
  const ladder = m5Ladder(rules.prices);
  const now = ladder.find(({ type }) => type === NOW);
  if (now === undefined) throw new Error(`the table has no ${NOW}`);
  const advise = createAdviser(rules, ladder);
  const groups = new Map<string, Map<string, Tally>>();
  const listed: string[] = [];

  const run = (series: BenchSeries): void => {
    const { known, cut, later } = halves(series);
    const [seen, coming] = [useOf(known, { endsAtHour: true }), useOf(later, { endsAtHour: false })];
    if (seen === null || coming === null) throw new Error(`${series.name} has an empty half`);
    const best = foresight(coming, ladder, now);
    const advice = [
      { rule: OURS, size: advise(known, cut) },
      ...RIVALS.map((rival) => ({ rule: rival.name, size: rival.advise(seen, ladder, now) })),
    ].map(({ rule, size }) => verdict(rule, size, coming, best, now));
    for (const title of series.shape === REAL || series.shape === LATER ? [series.shape] : [series.shape, ALL]) {
      const group = groups.get(title) ?? new Map<string, Tally>();
      groups.set(title, group);
      for (const one of advice) {
        const tally = group.get(one.rule) ?? emptyTally();
        group.set(one.rule, tally);
        count(tally, one, now.usd - best.usd);
      }
    }
    const words = advice.map(({ rule, advised, exceeded }) => `${rule}: ${advised?.type ?? 'stays'}${exceeded ? ' EXCEEDED' : ''}`);
    listed.push([series.name, `foresight: ${best.type}`, ...words].join('\t'));
  };

  const folder = process.env.SERIES_DIR;
  if (folder !== undefined) for (const series of realSeries(folder)) run(series);
  for (const series of generatedSeries(option('--generated', GENERATED), option('--seed', 0))) run(series);

  const lines = [HEAD, ...(folder === undefined ? ['SERIES_DIR is not set: no real series', ''] : [])];
  const last = (title: string) => (title === LATER ? 2 : title === ALL ? 1 : 0);
  const titles = [...groups.keys()].sort((a, b) => last(a) - last(b));
  for (const title of titles) lines.push(...tableLines(title, groups.get(title) ?? new Map()));
  const missed = titles
    .filter((title) => title !== LATER)
    .flatMap((title) => shortOfGoal(title, groups.get(title) ?? new Map(), OURS, P995));
  const { exceeded, series } = groups.get(ALL)?.get(OURS) ?? emptyTally();
  if (exceeded > EXCEEDED_AT_MOST * series) missed.push(`${ALL}: exceeded on ${((100 * exceeded) / series).toFixed(1)} %`);
  lines.push(missed.length === 0 ? 'Goal reached in every row.' : `Goal missed:\n  ${missed.join('\n  ')}`);
  const draws = option('--draws', DRAWS);
  if (draws > 0) lines.push('', ...drawLines(draws, { advise, ladder, now, ours: OURS, p995: P995 }));
  if (args.includes('--list')) lines.push('', ...listed);
  process.stdout.write(`${lines.join('\n')}\n`);
  return missed.length === 0 ? 0 : 1;
}
