import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../src/simulator/index.js';
import { auditUnder, type FaultRun, SHORT_TIMEOUT, verdictOn } from './fault-run.js';
import { CONCURRENCIES, cells, FAULT_SEEDS, HARMLESS, HEALING, HEALING_LIMITS } from './matrix.js';

interface Tally {
  tried: number;
  survived: number;
  whole: number;
  unseen: number;
  slowestMs: number;
}

let clean: FaultRun;
const tallies = new Map<string, Tally>();

beforeAll(async () => {
  clean = await auditUnder([]);
});

afterAll(() => {
  const lines = ['fault                tried  survived  report whole  resources unseen  slowest (s)'];
  const sum: Tally = { tried: 0, survived: 0, whole: 0, unseen: 0, slowestMs: 0 };
  const row = (name: string, { tried, survived, whole, unseen, slowestMs }: Tally): string =>
    [
      name.padEnd(19),
      String(tried).padStart(6),
      String(survived).padStart(8),
      String(whole).padStart(12),
      String(unseen).padStart(16),
      (slowestMs / 1000).toFixed(1).padStart(11),
    ].join('  ');
  for (const [kind, tally] of tallies) {
    lines.push(row(kind, tally));
    sum.tried += tally.tried;
    sum.survived += tally.survived;
    sum.whole += tally.whole;
    sum.unseen += tally.unseen;
    sum.slowestMs = Math.max(sum.slowestMs, tally.slowestMs);
  }
  lines.push(row('all', sum));
  lines.push(
    `faults tried ${sum.tried}, survived ${sum.survived}; resources lost without a word in coverage: ${sum.survived === sum.tried ? 0 : 'see the failures'}`,
  );
  process.stdout.write(`\n${lines.join('\n')}\n`);
});

describe.each(FAULT_KINDS)('%s', (kind) => {
  it.each(
    cells()
      .filter((cell) => cell.kind === kind)
      .map(({ action, fault }) => [action, fault] as const),
  )('at %s', async (action, fault) => {
    const tally = tallies.get(kind) ?? { tried: 0, survived: 0, whole: 0, unseen: 0, slowestMs: 0 };
    tallies.set(kind, tally);
    tally.tried += 1;
    const run = await auditUnder([fault], { limits: kind === 'hang' ? SHORT_TIMEOUT : {} });
    const { whole, lost, problems } = verdictOn(run, clean, action);
    expect(problems).toEqual([]);
    if (HARMLESS.includes(kind)) expect(whole).toBe(true);
    tally.survived += 1;
    tally.whole += whole ? 1 : 0;
    tally.unseen += lost;
    tally.slowestMs = Math.max(tally.slowestMs, run.milliseconds);
  });
});

it.each(CONCURRENCIES.flatMap((concurrency) => FAULT_SEEDS.map((seed) => [concurrency, seed] as const)))(
  'faults that a retry heals leave the same report: %i at once, seed %i',
  async (concurrency, faultSeed) => {
    const run = await auditUnder(HEALING, { faultSeed, limits: { concurrency, ...HEALING_LIMITS } });
    expect(run.digest).toBe(clean.digest);
  },
);
