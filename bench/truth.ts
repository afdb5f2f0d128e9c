import { auditFleet } from './truth/audit.js';
import { truthFleet } from './truth/fleet.js';
import { precision, recall, scores } from './truth/score.js';

const GOAL = 0.99;
const DEFAULT_SEED = 2026;

/**
 * Truth table: a fleet whose latent demand is known, audited over the wire, and each verdict held against what is true.
 * `--seed N` another fleet, `--every N` every n-th case only. Exit code 1 where precision or recall of a policy is below the goal.
 */
export async function main(args: readonly string[]): Promise<number> {
  const option = (name: string, otherwise: number) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise);
  const { fleet, subjects } = truthFleet(option('--seed', DEFAULT_SEED), option('--every', 1));
  const table = scores(subjects, await auditFleet(fleet));
  const lines = [`${subjects.length} resources`, `${'policy'.padEnd(28)} positives  look-alikes  precision  recall  boundary (flagged)`];
  for (const score of table) {
    const { policyId, positives, negatives, boundary, boundaryFlagged, misses } = score;
    lines.push(
      `${policyId.padEnd(28)} ${String(positives).padStart(9)}  ${String(negatives).padStart(11)}  ${precision(score).toFixed(3).padStart(9)}  ${recall(score).toFixed(3).padStart(6)}  ${boundary} (${boundaryFlagged})`,
      ...misses.map((miss) => `    ${miss}`),
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  return table.every((score) => precision(score) >= GOAL && recall(score) >= GOAL) ? 0 : 1;
}
