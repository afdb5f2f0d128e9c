import { emptyTally, type Tally } from './score.js';

/** What each rule did on the series of one group, ours first. */
export type Group = ReadonlyMap<string, Tally>;

const percent = (part: number, whole: number): string => (whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`);

/** The share of all that was to be saved, of advice that held: what has to be taken back saves nothing. */
const savingShare = ({ kept, possible }: Tally): number => (possible === 0 ? 0 : kept / possible);

export function tableLines(title: string, group: Group): string[] {
  const [{ series } = emptyTally()] = group.values();
  const head = `${title}, ${series} series`.padEnd(46);
  const lines = [...group].map(([rule, { advised, exceeded, saved, kept, possible }]) => {
    const often = `${exceeded} (${percent(exceeded, series)})`;
    const shares = `${percent(kept, possible).padStart(9)}  ${percent(saved, possible).padStart(17)}`;
    return `  ${rule.padEnd(44)} ${String(advised).padStart(7)}  ${often.padStart(14)}  ${shares}`;
  });
  return [`${head} advised        exceeded     saving  had it all held`, ...lines, ''];
}

/** Exceeded no more often than by any rival, and no less saved than by p99.5; in words what is not so. */
export function shortOfGoal(title: string, group: Group, ours: string, p995: string): string[] {
  const own = group.get(ours) ?? emptyTally();
  const fewest = Math.min(...[...group].filter(([rule]) => rule !== ours).map(([, { exceeded }]) => exceeded));
  const least = savingShare(group.get(p995) ?? emptyTally());
  return [
    ...(own.exceeded > fewest ? [`${title}: exceeded ${own.exceeded} times, by the most careful rival ${fewest} times`] : []),
    ...(savingShare(own) < least - 1e-9 ? [`${title}: saves ${percent(savingShare(own), 1)}, p99.5 ${percent(least, 1)}`] : []),
  ];
}
