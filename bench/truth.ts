import { auditFleet } from './truth/audit.js';
import { truthFleet } from './truth/fleet.js';
import { precision, recall, scores } from './truth/score.js';

const GOAL = 0.99;
const DEFAULT_SEED = 2026;

/**
 * Truth table: a fleet whose latent demand is known, audited over the wire, and each verdict held against what is true.
 * `--seed N` another fleet, `--every N` every n-th case only, `--only SUBJECT,…` these subjects alone. Exit code 1 where precision or recall of a policy is below the goal, or where
 * anything is found or cleared of which nothing can be known.
 */
export async function main(args: readonly string[]): Promise<number> {
  const option = (name: string, otherwise: number) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise);
  const only = args.includes('--only') ? args[args.indexOf('--only') + 1] : undefined;
  const { fleet, subjects } = truthFleet(option('--seed', DEFAULT_SEED), option('--every', 1), only);
  const table = scores(subjects, await auditFleet(fleet));
  const lines = [
    `${subjects.length} cases, seed ${fleet.seed}`,
    `${'policy'.padEnd(30)} positives  look-alikes  precision  recall  not known (said so)  boundary (flagged)`,
  ];
  for (const score of table) {
    const { policyId, positives, negatives, boundary, boundaryFlagged, unknown, saidUnknown, misses } = score;
    const [precise, recalled] = [precision(score).toFixed(3).padStart(9), recall(score).toFixed(3).padStart(6)];
    lines.push(
      `${policyId.padEnd(30)} ${String(positives).padStart(9)}  ${String(negatives).padStart(11)}  ${precise}  ${recalled}  ${`${unknown} (${saidUnknown})`.padStart(19)}  ${`${boundary} (${boundaryFlagged})`.padStart(18)}`,
      ...misses.map((miss) => `    ${miss}`),
    );
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  const good = table.every((score) => precision(score) >= GOAL && recall(score) >= GOAL && score.saidUnknown === score.unknown);
  return good ? 0 : 1;
}
