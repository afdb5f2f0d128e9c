import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { CallLimits } from '../../src/aws/limits.js';
import { gate } from '../../src/cli/judging.js';
import { type CollectOptions, collect, judge, loadRules, type Rules, UserError } from '../../src/index.js';
import { type CoverageEntry, coverageEntrySchema } from '../../src/model/coverage.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, renderJson } from '../../src/report/index.js';
import { type FaultInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { FAST } from '../aws/session.js';
import { DUMMY_CREDENTIALS, emptyFolder } from '../support/cli.js';
import { SMALL_REGIONS } from '../support/small-fleet.js';
import { FAULT_FLEET } from './fleet.js';

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
/** For faults that hang: each costs this much, and on a machine that is busy with other things this much. */
export const SHORT_TIMEOUT = { attemptTimeoutMs: 1_000, attempts: { throttled: 3, transient: 3, timeout: 1 } };
export const LONG_TIMEOUT = { ...SHORT_TIMEOUT, attemptTimeoutMs: 8_000 };

const refSchema = z.looseObject({ id: z.string(), region: z.string() });
const reportSchema = z.looseObject({
  coverage: z.array(coverageEntrySchema),
  findings: z.array(z.looseObject({ policyId: z.string(), resource: refSchema, members: z.array(refSchema) })),
  notAssessed: z.array(z.looseObject({ policyId: z.string(), resource: refSchema, reason: z.string() })),
  totals: z.looseObject({ incomplete: z.boolean(), monthlyCostUsd: z.number().nullable() }),
  warnings: z.array(z.looseObject({ code: z.string() })),
});
const lineSchema = z.looseObject({ kind: z.string(), region: z.string().optional(), id: z.string().optional() });

/** A line of the snapshot. */
interface Line {
  kind: string;
  region: string;
  /** `region kind/id`; of a metric with its name besides. */
  key: string;
  text: string;
}

export interface FaultRun {
  milliseconds: number;
  /** The run ended with this, where it did not end with a report. */
  refused: UserError | null;
  /** Exit codes that the command line would give: as it is, and with --require-complete. */
  exit: { plain: number; requireComplete: number };
  /** Digest of report.json without `run`, and of every line of the snapshot but its header. */
  digest: string;
  coverage: CoverageEntry[];
  incomplete: boolean;
  monthlyCostUsd: number;
  /** Codes of what the report warns of as a whole. */
  warnings: string[];
  /** `region policy resource` of findings and of their members: where a group cannot be made out, these are advised on one by one. */
  findings: string[];
  /** Findings, with the `region resource` of each of their members. */
  groups: ReadonlyMap<string, readonly string[]>;
  /** `region policy resource` of what could not be judged. */
  notAssessed: string[];
  /** Records of resources, in the order of the snapshot. */
  resources: Line[];
  /** Lines of the region that no fault strikes, its coverage included. */
  elsewhere: string[];
  /** Calls by action and outcome. */
  calls: Record<string, Record<string, number>>;
  /** How often each fault struck. */
  struck: number[];
}

const NOTHING: Omit<FaultRun, 'milliseconds' | 'refused' | 'exit' | 'calls' | 'struck'> = {
  digest: '',
  coverage: [],
  incomplete: true,
  monthlyCostUsd: 0,
  warnings: [],
  findings: [],
  groups: new Map(),
  notAssessed: [],
  resources: [],
  elsewhere: [],
};

export interface FaultRunOptions {
  limits?: Partial<CallLimits>;
  faultSeed?: number;
  with?: CollectOptions['with'];
  /** Where the preflight goes; where faults strike, unless told otherwise. */
  home?: string;
}

let rules: Promise<Rules> | null = null;
/** One endpoint for all runs of a file: what it has computed of the fleet's metrics is the same for each. */
let shared: Promise<Simulator> | null = null;

/** For after the last run of a file. */
export async function closeEndpoint(): Promise<void> {
  await (await shared)?.close();
  shared = null;
}

/** An audit of the fleet by library calls over HTTP, struck by these faults. */
export async function auditUnder(
  faults: readonly FaultInput[],
  { limits = {}, faultSeed, home = STRUCK, ...more }: FaultRunOptions = {},
): Promise<FaultRun> {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, DUMMY_CREDENTIALS, { AWS_REGION: home, AWS_EC2_METADATA_DISABLED: 'true' });
  rules ??= loadRules();
  const by = await rules;
  shared ??= startSimulator({ fleet: FAULT_FLEET, quotas: 'off' });
  const simulator = await shared;
  simulator.strike(faults, faultSeed);
  const output = emptyFolder();
  const began = performance.now();
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
      ...more,
    });
    if (snapshot === null) throw new Error('there is no snapshot');
    const judgement = await judge(snapshot, by);
    const exitWith = (requireComplete: boolean) => gate(judgement, { requireComplete }, { warn: () => undefined });
    const text = renderJson(buildReport(judgement, DEFAULT_REPORT_SETTINGS));
    const { run: _own, ...report } = reportSchema.parse(JSON.parse(text));
    const lines = linesOf(snapshot);
    const digest = createHash('sha256').update(JSON.stringify(report));
    for (const line of lines) digest.update(line.text);
    return {
      milliseconds: performance.now() - began,
      refused: null,
      exit: { plain: await exitWith(false), requireComplete: await exitWith(true) },
      digest: digest.digest('hex'),
      coverage: report.coverage,
      incomplete: report.totals.incomplete,
      monthlyCostUsd: report.totals.monthlyCostUsd ?? 0,
      warnings: report.warnings.map(({ code }) => code),
      findings: report.findings.flatMap(({ policyId, resource, members }) =>
        [resource, ...members].map(({ region, id }) => `${region} ${policyId} ${id}`),
      ),
      groups: new Map(
        report.findings.map(({ policyId, resource, members }) => [
          `${resource.region} ${policyId} ${resource.id}`,
          members.map(({ region, id }) => `${region} ${id}`),
        ]),
      ),
      notAssessed: report.notAssessed.map(({ policyId, resource: { region, id } }) => `${region} ${policyId} ${id}`),
      resources: lines.filter(({ kind }) => kind !== 'metric' && kind !== 'coverage' && kind !== 'end'),
      elsewhere: lines.filter(({ region }) => region === SMALL_REGIONS[1]).map((line) => line.text),
      calls: simulator.calls(),
      struck: simulator.struck(),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // A run that is refused leaves nothing half done.
    if (existsSync(join(output, 'snapshot.json.gz'))) throw new Error('a refused run left a snapshot', { cause: error });
    const milliseconds = performance.now() - began;
    return {
      ...NOTHING,
      milliseconds,
      refused: error,
      exit: { plain: 2, requireComplete: 2 },
      calls: simulator.calls(),
      struck: simulator.struck(),
    };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** All lines but the header, which counts calls and time. */
function linesOf(snapshot: string): Line[] {
  const [, ...texts] = gunzipSync(readFileSync(snapshot)).toString('utf8').trim().split('\n');
  return texts.map((text) => {
    const { kind, region = '', id = '' } = lineSchema.parse(JSON.parse(text));
    return { kind, region, key: `${region} ${kind}/${id}`, text };
  });
}
