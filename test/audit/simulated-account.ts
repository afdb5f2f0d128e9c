import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { onTestFinished, vi } from 'vitest';
import { type CollectOptions, type CollectResult, collect, loadRules } from '../../src/index.js';
import type { ProgressEvent } from '../../src/model/progress.js';
import { type SnapshotHeader, snapshotHeaderSchema } from '../../src/model/snapshot.js';
import { type FleetInput, type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { fleetWith } from '../aws/session.js';

const END = '2026-11-16T08:00:00Z';
export const REGIONS = ['eu-west-1', 'sa-east-1', 'us-east-1'];

/** Much in one region, a little in another, nothing in a third. */
const FLEET: FleetInput = fleetWith(
  {
    'us-east-1': {
      instances: [
        {
          name: 'busy-{n}',
          count: 150,
          type: 'm5.large',
          metrics: { CPUUtilization: { kind: 'batch', at: '02:00', minutes: 90, busy: 95, idle: 1 } },
        },
      ],
      functions: [{ name: 'f-{n}', count: 60 }],
    },
    'eu-west-1': { instances: [{ name: 'few-{n}', count: 5, type: 't3.micro' }] },
    'sa-east-1': {},
  },
  { end: END, seed: 5 },
);

/** Credentials that the endpoint takes, and nothing of this machine's, until the test ends. */
function asItsCaller(): void {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATEST');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent');
  onTestFinished(() => void vi.unstubAllEnvs());
}

/** An endpoint that ends with the test. Each has counters of its own. */
export async function simulated(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const simulator = await startSimulator({ fleet: FLEET, quotas: 'off', ...options });
  onTestFinished(() => simulator.close());
  asItsCaller();
  return simulator;
}

export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'audit-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

export async function collectFrom(
  simulator: Simulator,
  options: Partial<CollectOptions> = {},
): Promise<CollectResult & { output: string }> {
  const output = options.output ?? (await folder());
  const result = await collect({
    rules: await loadRules({}),
    endpointUrl: simulator.url,
    regions: REGIONS,
    quotaShare: 1,
    end: new Date(END),
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...options,
    output,
  });
  return { ...result, output };
}

/** Collects until `when` says so, and then as on SIGTERM. */
export function collectUntil(simulator: Simulator, when: (event: ProgressEvent) => boolean): ReturnType<typeof collectFrom> {
  const stop = new AbortController();
  const onProgress = (event: ProgressEvent): void => {
    if (!stop.signal.aborted && when(event)) stop.abort(new Error('stopped'));
  };
  return collectFrom(simulator, { signal: stop.signal, onProgress });
}

/** The header of a snapshot without what may differ, and its other lines. */
export async function contentOf(output: string): Promise<{ header: Omit<SnapshotHeader, 'run'>; lines: string[] }> {
  const text = gunzipSync(await readFile(join(output, 'snapshot.json.gz'))).toString('utf8');
  const [first = '', ...lines] = text.trimEnd().split('\n');
  const { run: _, ...header } = snapshotHeaderSchema.parse(JSON.parse(first));
  return { header, lines };
}
