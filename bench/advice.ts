import { loadRules } from '../src/index.js';
import { m5Ladder, NOW, useOf } from './advice/ladder.js';
import { createAdviser } from './advice/ours.js';
import { RIVALS } from './advice/rivals.js';
import { count, emptyTally, foresight, type Tally, verdict } from './advice/score.js';
import { type BenchSeries, generatedSeries, halves, realSeries } from './advice/series.js';

const OURS = 'fleet-auditor';
const GENERATED = 2_000;

const percent = (part: number, whole: number) => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

function table(title: string, tallies: ReadonlyMap<string, Tally>): string[] {
  const [first = emptyTally()] = tallies.values();
  const lines = [`${title} (${first.series} series)`, `  ${''.padEnd(34)} advised   exceeded            saving   kept`];
  for (const [rule, { series, advised, exceeded, saved, kept, possible }] of tallies) {
    const share = `${exceeded} (${percent(exceeded, series)})`;
    lines.push(
      `  ${rule.padEnd(34)} ${String(advised).padStart(7)}   ${share.padStart(14)}   ${percent(saved, possible).padStart(9)}   ${percent(kept, possible).padStart(7)}`,
    );
  }
  return [...lines, ''];
}

/**
 * Back-test of the advice on EC2 sizes. Each series is an m5.4xlarge; rules see its first half and are held against the second.
 * `--list` prints every series, `--generated N` another number of generated ones.
 */
export async function main(args: readonly string[]): Promise<number> {
  const rules = await loadRules();
  const ladder = m5Ladder(rules.prices);
  const now = ladder.find(({ type }) => type === NOW);
  if (now === undefined) throw new Error(`the table has no ${NOW}`);
  const advise = createAdviser(rules, ladder);
  const folder = process.env.SERIES_DIR;
  const generated = args.includes('--generated') ? Number(args[args.indexOf('--generated') + 1]) : GENERATED;
  const tallies = new Map<string, Map<string, Tally>>();
  const listed: string[] = [];

  const run = (series: BenchSeries): void => {
    const { known, cut, later } = halves(series);
    const [seen, coming] = [useOf(known, { endsAtHour: true }), useOf(later, { endsAtHour: false })];
    if (seen === null || coming === null) return;
    const best = foresight(coming, ladder, now);
    const advice = [
      { rule: OURS, size: advise(known, cut) },
      ...RIVALS.map((rival) => ({ rule: rival.name, size: rival.advise(seen, ladder, now) })),
    ].map(({ rule, size }) => verdict(rule, size, coming, best, now));
    const groups = series.shape === 'real' ? ['real'] : [series.shape, 'all generated'];
    for (const group of groups) {
      const inGroup = tallies.get(group) ?? new Map<string, Tally>();
      tallies.set(group, inGroup);
      for (const one of advice) {
        const tally = inGroup.get(one.rule) ?? emptyTally();
        inGroup.set(one.rule, tally);
        count(tally, one, now.usd - best.usd);
      }
    }
    const words = advice.map(({ rule, advised, exceeded }) => `${rule}: ${advised?.type ?? 'stays'}${exceeded ? ' EXCEEDED' : ''}`);
    listed.push(`${series.name}\tforesight: ${best.type}\t${words.join('\t')}`);
  };

  if (folder === undefined) process.stdout.write('SERIES_DIR is not set: no real series\n');
  else for (const series of realSeries(folder)) run(series);
  for (const series of generatedSeries(generated)) run(series);
  if (args.includes('--list')) process.stdout.write(`${listed.join('\n')}\n\n`);
  const groups = [...tallies.keys()].sort((a, b) => Number(a === 'all generated') - Number(b === 'all generated'));
  for (const group of groups) process.stdout.write(`${table(group, tallies.get(group) ?? new Map()).join('\n')}\n`);
  return 0;
}
