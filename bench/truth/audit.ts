import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { collect, type Judgement, judge, loadRules } from '../../src/index.js';
import type { FleetInput } from '../../src/simulator/index.js';

/** Audits a fleet over HTTP with default options: served by the simulated endpoint without quotas, collected, judged. */
export async function auditFleet(fleet: FleetInput): Promise<Judgement> {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_REGION: 'us-east-1' });
  const endpoint = new Worker(new URL('./endpoint.js', import.meta.url), { workerData: fleet });
  const output = mkdtempSync(join(tmpdir(), 'fleet-auditor-truth-'));
  try {
    const [served] = await once(endpoint, 'message');
    const { url, end } = z.object({ url: z.string(), end: z.string() }).parse(served);
    const rules = await loadRules();
    const { snapshot } = await collect({
      rules,
      endpointUrl: url,
      quotaShare: 1,
      end: new Date(end),
      maxMetricCostUsd: 1_000,
      output,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    if (snapshot === null) throw new Error('the collection wrote no snapshot');
    return await judge(snapshot, rules);
  } finally {
    await endpoint.terminate();
    rmSync(output, { recursive: true });
  }
}
