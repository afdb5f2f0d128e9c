import { z } from 'zod';
import { isComplete } from '../../src/model/coverage.js';
import { LISTED_BY } from '../support/listed-by.js';
import { SMALL_ACCOUNT } from '../support/small-fleet.js';
import { type FaultRun, STRUCK } from './fault-run.js';

export interface Verdict {
  /** Nothing is missing and nothing differs. */
  whole: boolean;
  /** Resources that the run without faults has and this one has not. */
  unseen: number;
  /** Those of them that coverage does not tell of. */
  silent: number;
  problems: string[];
}

/** Longest that a struck audit may take. */
const BOUND_MS = 30_000;

/** The entries that tell of a step in a region. */
export function entriesOf({ coverage }: FaultRun, action: string, place: string = STRUCK): FaultRun['coverage'] {
  return coverage.filter(({ region, service, step }) => region === place && `${service}:${step}` === action);
}

/** Whether coverage says, with account, region, service, step and reason, that the step saw less than there is. */
function tells(run: FaultRun, action: string, place: string = STRUCK): boolean {
  return entriesOf(run, action, place).some(({ accountId, detail }) => accountId === SMALL_ACCOUNT && detail !== null && detail !== '');
}

const doubles = (names: readonly string[]): number => names.length - new Set(names).size;

const recordSchema = z.record(z.string(), z.unknown());

/**
 * Facts of a struck record that are neither what the whole run knows nor unknown; lists may be shorter.
 */
function inventedFacts(struck: unknown, whole: unknown, path: string): string[] {
  if (struck === null || JSON.stringify(struck) === JSON.stringify(whole)) return [];
  if (Array.isArray(struck) && Array.isArray(whole)) {
    const known = new Set(whole.map((item) => JSON.stringify(item)));
    return struck.some((item) => !known.has(JSON.stringify(item))) ? [path] : [];
  }
  // Told by a running task, or else by the task definition, which knows its containers differently.
  if (/ ecs-service\/.*\.shape$/.test(path)) return [];
  const [one, other] = [recordSchema.safeParse(struck), recordSchema.safeParse(whole)];
  if (!one.success || !other.success) return [path];
  return Object.entries(one.data).flatMap(([key, value]) => inventedFacts(value, other.data[key], `${path}.${key}`));
}

const instanceSchema = z.object({ region: z.string(), id: z.string(), autoScalingGroup: z.string().nullable() });

/** Auto Scaling groups by `region instance`. */
function scalingGroupsOf({ resources }: FaultRun): Map<string, string | null> {
  return new Map(
    resources
      .filter(({ kind }) => kind === 'ec2-instance')
      .map(({ text }) => instanceSchema.parse(JSON.parse(text)))
      .map(({ region, id, autoScalingGroup }) => [`${region} ${id}`, autoScalingGroup]),
  );
}

/** Holds a run under faults at one action (or at all of the region, where it is null) against the run without any. */
export function verdictOn(run: FaultRun, clean: FaultRun, action: string | null): Verdict {
  const problems: string[] = [];
  const say = (wrong: boolean, words: string): void => {
    if (wrong) problems.push(words);
  };
  say(run.milliseconds > BOUND_MS, `took ${Math.round(run.milliseconds)} ms`);
  if (run.refused !== null) {
    say(action !== null && action !== 'sts:GetCallerIdentity', `was refused: ${run.refused.message}`);
    return { whole: false, unseen: 0, silent: 0, problems };
  }
  const seen = new Map(run.resources.map((line) => [line.key, line]));
  const known = new Map(clean.resources.map((line) => [line.key, line]));
  const unseen = clean.resources.filter(({ key }) => !seen.has(key));
  const silent = unseen.filter(({ kind, region }) => !(LISTED_BY[kind] ?? []).some((step) => tells(run, step, region)));
  say(silent.length > 0, `loses without a word: ${silent.map(({ key }) => key).join(', ')}`);
  say(doubles(run.resources.map(({ key }) => key)) > 0, 'counts a resource twice');
  say(doubles(run.findings) > doubles(clean.findings), 'counts a finding twice');
  for (const { key, text } of run.resources) {
    const whole = known.get(key);
    if (whole === undefined) problems.push(`invents ${key}`);
    else for (const fact of inventedFacts(JSON.parse(text), JSON.parse(whole.text), key)) problems.push(`invents ${fact}`);
  }
  const invented = run.findings.filter((finding) => !clean.findings.includes(finding));
  say(invented.length > 0, `invents findings: ${invented.join(', ')}`);
  const gone = new Set(unseen.map(({ region, key }) => `${region} ${key.slice(key.indexOf('/') + 1)}`));
  const named = new Set([...run.findings, ...run.notAssessed]);
  const scalingGroups = scalingGroupsOf(run);
  const isNamed = (finding: string): boolean => {
    const [region = '', policy = '', id = ''] = finding.split(' ');
    const members = clean.groups.get(finding) ?? [];
    // A group goes with the last of its members.
    const lost = gone.has(`${region} ${id}`) || (members.length > 0 && members.every((member) => gone.has(member)));
    return lost || named.has(finding) || named.has(`${region} ${policy} ${scalingGroups.get(`${region} ${id}`)}`);
  };
  const dropped = clean.findings.filter((finding) => {
    const [region = '', policy = '', id = ''] = finding.split(' ');
    const speaksForIt = [...clean.groups].filter(
      ([group, members]) => group.startsWith(`${region} ${policy} `) && members.includes(`${region} ${id}`),
    );
    return !isNamed(finding) && !speaksForIt.some(([group]) => isNamed(group));
  });
  say(dropped.length > 0, `drops findings in silence: ${dropped.join(', ')}`);
  say(run.monthlyCostUsd > clean.monthlyCostUsd + 0.005, `invents cost: ${run.monthlyCostUsd} of ${clean.monthlyCostUsd}`);
  // Savings Plans are the account's: each region tells of them.
  const ofAccount = action?.startsWith('savingsplans:') === true;
  say(!ofAccount && run.elsewhere.join('\n') !== clean.elsewhere.join('\n'), 'changes the other region');
  const complete = run.coverage.every(isComplete);
  say(run.incomplete === complete, `totals ${complete ? '' : 'do not '}say "at least"`);
  // The other region answers in any case.
  say(run.exit.plain !== 0, `exits with ${run.exit.plain}`);
  say(run.exit.requireComplete !== (complete ? 0 : 4), `exits with ${run.exit.requireComplete} when it is to be complete`);
  const whole = run.digest === clean.digest;
  if (!whole && action !== null) {
    // An endpoint without percentiles is said once for all.
    const warned = run.warnings.some((code) => !clean.warnings.includes(code));
    say(!tells(run, action) && !warned, `says nothing of ${action} in coverage`);
  }
  return { whole, unseen: unseen.length, silent: silent.length, problems };
}
