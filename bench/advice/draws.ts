import type { SeriesName } from '../../src/simulator/metrics/generated.js';
import { type Size, useOf } from './ladder.js';
import { RIVALS, type Rule } from './rivals.js';
import { count, emptyTally, foresight, type Tally, verdict } from './score.js';
import { halves, seriesOfShape } from './series.js';
import { shortOfGoal, tableLines } from './table.js';

/** The shapes whose rows depend on the draw: whether a rare burst comes back, and where exactly a growing load ends, is chance. */
const SHAPES: readonly SeriesName[] = ['bursty', 'growing'];
const SERIES_PER_DRAW = 250;
/** Far from the seeds of the table above; none of them was looked at while the rules were chosen. */
const FIRST_SEED = 100_000;

const WHY = `The two shapes that rest on chance, drawn anew. A burst that did not come in the first half cannot be known to any rule here, and one
that came may stay away; a load that grows may end just below a size or just above it. A rule that heeds either is beaten by p99.5, which does
not, in draws where nothing comes of it, and beats it in the others. So no rule keeps both halves of the goal in every draw of 250; all draws
together show what to expect.
Every growing load ends above 36 % here, so one smaller size alone can hold, and of the rules with 20 % headroom none can save much more than
p99.5, which gives that size wherever its headroom allows, outgrown or not. To save as much, a rule must give it to every load that ends just
below its edge; never to be outgrown, to none that ends just above. It takes a forecast without error to do both. What looks ahead errs by some
tenths of a percent in two weeks, and chooses to stay where the edge is that near.
`;

interface Bench {
  advise: (known: Float64Array, cut: number) => Size | null;
  ladder: readonly Size[];
  now: Size;
  ours: string;
  p995: string;
}

function tally(groups: readonly Map<string, Tally>[], shape: SeriesName, seed: number, { advise, ladder, now, ours }: Bench): void {
  for (const series of seriesOfShape(shape, SERIES_PER_DRAW, seed)) {
    const { known, cut, later } = halves(series);
    const [seen, coming] = [useOf(known, { endsAtHour: true }), useOf(later, { endsAtHour: false })];
    if (seen === null || coming === null) throw new Error(`${series.name} has an empty half`);
    const best = foresight(coming, ladder, now);
    const sizes = [
      { name: ours, size: advise(known, cut) },
      ...RIVALS.map((rival: Rule) => ({ name: rival.name, size: rival.advise(seen, ladder, now) })),
    ];
    for (const { name, size } of sizes) {
      for (const group of groups) {
        const one = group.get(name) ?? emptyTally();
        group.set(name, one);
        count(one, verdict(name, size, coming, best, now), now.usd - best.usd);
      }
    }
  }
}

/** Lines on so many draws of each shape that rests on chance: all of them together, and each that misses the goal, by how much. */
export function drawLines(draws: number, bench: Bench): string[] {
  const lines = [WHY];
  const missed: string[] = [];
  for (const shape of SHAPES) {
    const all = new Map<string, Tally>();
    for (let draw = 0; draw < draws; draw += 1) {
      const seed = FIRST_SEED + draw * SERIES_PER_DRAW;
      const own = new Map<string, Tally>();
      tally([own, all], shape, seed, bench);
      missed.push(...shortOfGoal(`${shape}, seeds from ${seed}`, own, bench.ours, bench.p995));
    }
    const together = `${shape}, ${draws} other draws`;
    const short = shortOfGoal(together, all, bench.ours, bench.p995);
    lines.push(...tableLines(together, all));
    lines.push(
      short.length === 0 ? `Goal reached by ${together} together.` : `Missed by all of them together:\n  ${short.join('\n  ')}`,
      '',
    );
  }
  lines.push(missed.length === 0 ? 'Goal reached in each draw.' : `Draws that miss it by themselves:\n  ${missed.join('\n  ')}`);
  return lines;
}
