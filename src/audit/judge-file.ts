import type { Judgement } from '../model/judgement.js';
import { createJudge } from '../policy/judge.js';
import { readSnapshot } from '../snapshot/read.js';
import type { Rules } from './rules.js';

/**
 * Judges a snapshot file, region by region: only evaluations stay in memory. Throws a UserError for a file that is missing, cut short, of a
 * later format, or not a snapshot.
 */
export async function judgeFile(path: string, rules: Rules): Promise<Judgement> {
  const { header, regions } = await readSnapshot(path);
  const { window, scalarWindow, accounts } = header;
  const judge = createJudge(rules.policies, { config: rules.config, prices: rules.prices, window, scalarWindow, accounts });
  for await (const block of regions) judge.region(block);
  return judge.finish(header);
}
