// The collections that figures are read from.
import { join } from 'node:path';
import { minimumCalls } from '../collect-minimum.mjs';
import { collection } from '../collect-run.mjs';
import { snapshotFacts } from '../collect-snapshot.mjs';
import { exactly } from './line.mjs';

export const RESOURCES = 12_000;
export const R12 = { fleet: 'r12' };
export const FREE = { ...R12, quotas: 'off' };

/**
 * Collections by name, each made once, in `work`: `dist` is the build that is measured, `distOfRecordings` the same with the SDK
 * outside, where its calls can be recorded.
 */
export function createBench({ dist, distOfRecordings, work }) {
  const runs = new Map();
  /** Throws where the collection did not end well. */
  async function run(name, options) {
    const known = runs.get(name);
    if (known !== undefined) return known;
    const result = await collection(options.record ? distOfRecordings : dist, join(work, name), options);
    if (result.code !== 0) throw new Error(`the run "${name}" ended with ${result.code}: ${result.stderr.trim().split('\n').pop()}`);
    runs.set(name, result);
    return result;
  }
  return {
    dist,
    work,
    run,
    recorded: () => run('recorded', { server: FREE, args: ['--quota-share', '1'], record: true }),
    plain: () => run('plain', { server: FREE, args: ['--quota-share', '1'] }),
    unpaced: () => run('unpaced', { server: FREE, unpaced: true }),
  };
}

const outcomes = ({ calls }) => Object.values(calls).flatMap((byOutcome) => Object.entries(byOutcome));
const isThrottle = (outcome) => /Throttl|RequestLimitExceeded|TooManyRequests|LimitExceeded/.test(outcome);

/** Calls of a run whose outcome matches; all of them where nothing is asked of it. */
export const total = (run, matches = () => true) =>
  outcomes(run).reduce((sum, [outcome, calls]) => sum + (matches(outcome) ? calls : 0), 0);

function lost({ kinds }, { fleet }) {
  const there = kinds['ec2-instance'] + kinds['ecs-service'] + kinds['ecs-task'] + kinds['lambda-function'];
  return fleet.instances + fleet.services + fleet.tasksByCluster.reduce((a, b) => a + b, 0) + fleet.functions - there;
}

/** Prints what failed and what was lost under quotas, and gives the throttled calls of all. */
export async function underQuotas(bench, name, label, quotas) {
  const result = await bench.run(name, { server: { ...R12, quotas }, args: ['--quota-share', '1'] });
  const facts = await snapshotFacts(bench.dist, result.folder);
  const failed = total(result, (outcome) => outcome !== 'ok' && !isThrottle(outcome));
  exactly(`failed calls and gaps in coverage, ${label}`, failed + facts.gaps.length, 0);
  exactly(`lost resources and unread metrics, ${label}`, lost(facts, await minimumCalls(bench.dist, 'r12', 1)) + facts.unread, 0);
  return { throttled: total(result, isThrottle), of: total(result) };
}
