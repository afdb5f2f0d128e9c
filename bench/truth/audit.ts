import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collect, type Judgement, judge, loadRules } from '../../src/index.js';
import { type FleetInput, startSimulator } from '../../src/simulator/index.js';

/** Audits a fleet over HTTP with default options: served by the simulated endpoint without quotas, collected, judged. */
export async function auditFleet(fleet: FleetInput): Promise<Judgement> {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_REGION: 'us-east-1' });
  const simulator = await startSimulator({ fleet, quotas: 'off' });
  const output = mkdtempSync(join(tmpdir(), 'fleet-auditor-truth-'));
  try {
    const rules = await loadRules();
    const { snapshot } = await collect({
      rules,
      endpointUrl: simulator.url,
      quotaShare: 1,
      end: new Date(simulator.end),
      maxMetricCostUsd: 1_000,
      output,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    if (snapshot === null) throw new Error('the collection wrote no snapshot');
    return await judge(snapshot, rules);
  } finally {
    await simulator.close();
    rmSync(output, { recursive: true });
  }
}
