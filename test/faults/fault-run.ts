import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { CallLimits } from '../../src/aws/limits.js';
import { collect, judge, loadRules, type Rules, UserError } from '../../src/index.js';
import { type CoverageEntry, coverageEntrySchema, isComplete } from '../../src/model/coverage.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, renderJson } from '../../src/report/index.js';
import { type FaultInput, startSimulator } from '../../src/simulator/index.js';
import { FAST } from '../aws/session.js';
import { DUMMY_CREDENTIALS, emptyFolder } from '../support/cli.js';
import { SMALL_ACCOUNT, SMALL_FLEET, SMALL_REGIONS } from '../support/small-fleet.js';

/** The region that faults strike; the other one must not notice. */
export const STRUCK = SMALL_REGIONS[0];

/** Few tries and pages. Where nothing hangs, no answer is waited for in vain: the timeout is far above what a busy machine takes. */
const SMALL_LIMITS: CallLimits = {
  ...FAST,
  attemptTimeoutMs: 20_000,
  connectionTimeoutMs: 5_000,
  attempts: { throttled: 3, transient: 3, timeout: 2 },
  maxPages: 12,
  maxEmptyPages: 4,
};

const refSchema = z.looseObject({ id: z.string() });
const reportSchema = z.looseObject({
  coverage: z.array(coverageEntrySchema),
  findings: z.array(z.looseObject({ policyId: z.string(), resource: refSchema, members: z.array(refSchema) })),
  totals: z.looseObject({ incomplete: z.boolean() }),
  warnings: z.array(z.looseObject({ code: z.string() })),
});
const lineSchema = z.looseObject({ kind: z.string(), region: z.string().optional(), id: z.string().optional() });

export interface FaultRun {
  milliseconds: number;
  /** The run ended with this, where it did not end with a report. */
  refused: UserError | null;
  /** Digest of report.json without `run`. */
  digest: string;
  coverage: CoverageEntry[];
  incomplete: boolean;
  /** Codes of what the report warns of as a whole. */
  warnings: string[];
  /** Policy and resource; where a group cannot be made out, its members are advised on one by one. */
  findings: string[];
  /** `region kind/id` of every resource, in the order of the snapshot. */
  resources: string[];
  /** Lines of the region that no fault strikes, its coverage included. */
  elsewhere: string[];
  /** Calls that a fault struck or that were made after all, by action. */
  calls: Record<string, Record<string, number>>;
}

/** For faults that hang: each costs this much. */
export const SHORT_TIMEOUT = { attemptTimeoutMs: 1_000, attempts: { throttled: 3, transient: 3, timeout: 1 } };

let rules: Promise<Rules> | null = null;

/** An audit of the small fleet by library calls over HTTP, struck by these faults. */
export async function auditUnder(
  faults: readonly FaultInput[],
  { limits = {}, faultSeed }: { limits?: Partial<CallLimits>; faultSeed?: number } = {},
): Promise<FaultRun> {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, DUMMY_CREDENTIALS, { AWS_REGION: STRUCK, AWS_EC2_METADATA_DISABLED: 'true' });
  rules ??= loadRules();
  const by = await rules;
  const simulator = await startSimulator({ fleet: SMALL_FLEET, quotas: 'off', faults, ...(faultSeed === undefined ? {} : { faultSeed }) });
  const output = emptyFolder();
  const began = performance.now();
  const run: FaultRun = {
    milliseconds: 0,
    refused: null,
    digest: '',
    coverage: [],
    incomplete: true,
    warnings: [],
    findings: [],
    resources: [],
    elsewhere: [],
    calls: {},
  };
  try {
    const { snapshot } = await collect({
      rules: by,
      endpointUrl: simulator.url,
      regions: SMALL_REGIONS,
      end: new Date(simulator.end),
      limits: { ...SMALL_LIMITS, ...limits },
      output,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    if (snapshot === null) throw new Error('there is no snapshot');
    const text = renderJson(buildReport(await judge(snapshot, by), DEFAULT_REPORT_SETTINGS));
    const { run: _own, ...report } = reportSchema.parse(JSON.parse(text));
    const lines = gunzipSync(readFileSync(snapshot)).toString('utf8').trim().split('\n');
    const records = lines.map((line) => ({ line, ...lineSchema.parse(JSON.parse(line)) }));
    return {
      ...run,
      milliseconds: performance.now() - began,
      digest: createHash('sha256').update(JSON.stringify(report)).digest('hex'),
      coverage: report.coverage,
      incomplete: report.totals.incomplete,
      warnings: report.warnings.map(({ code }) => code),
      findings: report.findings.flatMap(({ policyId, resource, members }) => [resource, ...members].map(({ id }) => `${policyId} ${id}`)),
      resources: records.flatMap(({ kind, region, id }) => (id === undefined || kind === 'metric' ? [] : [`${region} ${kind}/${id}`])),
      elsewhere: records.filter(({ region }) => region === SMALL_REGIONS[1]).map(({ line }) => line),
      calls: simulator.calls(),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A run that is refused leaves nothing half done.
    if (existsSync(join(output, 'snapshot.json.gz'))) throw new Error('a refused run left a snapshot', { cause: error });
    return { ...run, milliseconds: performance.now() - began, refused: error, calls: simulator.calls() };
  } finally {
    await simulator.close();
    rmSync(output, { recursive: true, force: true });
  }
}

/** The entries that tell of a step in the struck region. */
export function entriesOf({ coverage }: FaultRun, action: string): CoverageEntry[] {
  return coverage.filter(({ region, service, step }) => region === STRUCK && `${service}:${step}` === action);
}

export interface Verdict {
  /** Nothing is missing and nothing differs. */
  whole: boolean;
  lost: number;
  problems: string[];
}

/** Longest that a struck audit of the small fleet may take. */
const BOUND_MS = 25_000;

/** Holds a run under a fault on one action against the run without any. */
export function verdictOn(run: FaultRun, clean: FaultRun, action: string): Verdict {
  const problems: string[] = [];
  const say = (wrong: boolean, words: string): void => {
    if (wrong) problems.push(words);
  };
  say(run.milliseconds > BOUND_MS, `took ${Math.round(run.milliseconds)} ms`);
  if (run.refused !== null) {
    say(action !== 'sts:GetCallerIdentity', `was refused: ${run.refused.message}`);
    return { whole: false, lost: 0, problems };
  }
  const known = new Set(clean.resources);
  const seen = new Set(run.resources);
  const lost = clean.resources.filter((resource) => !seen.has(resource));
  say(seen.size !== run.resources.length, 'counts a resource twice');
  say(
    run.resources.some((resource) => !known.has(resource)),
    'invents a resource',
  );
  const invented = run.findings.filter((finding) => !clean.findings.includes(finding));
  say(invented.length > 0, `invents findings: ${invented.join(', ')}`);
  say(run.elsewhere.join('\n') !== clean.elsewhere.join('\n'), 'changes the other region');
  const whole = run.digest === clean.digest;
  if (!whole) {
    const told = entriesOf(run, action).filter((entry) => entry.detail !== null && entry.accountId === SMALL_ACCOUNT);
    // An endpoint without percentiles is said once for all.
    const warned = run.warnings.some((code) => !clean.warnings.includes(code));
    say(told.length === 0 && !warned, `says nothing of ${action} in coverage (lost ${lost.length})`);
    say(run.coverage.some((entry) => !isComplete(entry)) && !run.incomplete, 'totals do not say "at least"');
    say(lost.length > 0 && run.coverage.every((entry) => isComplete(entry) && entry.detail === null), 'loses resources in silence');
  }
  return { whole, lost: lost.length, problems };
}
