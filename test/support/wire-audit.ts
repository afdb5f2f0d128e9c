import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect, type Judgement, judge, loadRules, type Rules } from '../../src/index.js';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder } from './cli.js';

interface WireOptions {
  rules?: Rules;
  end?: string;
}

/** Beside the snapshot: the calls that the endpoint counted, by action and outcome. */
export const CALLS_FILE = 'calls.json';

/** Collects a fleet, served by the simulated endpoint without quotas, over HTTP; gives the snapshot in `output`, where the calls lie too. */
export async function collectOverTheWire(
  fleet: SimulatorOptions['fleet'],
  output: string,
  { rules, end }: WireOptions = {},
): Promise<string> {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, DUMMY_CREDENTIALS, { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' });
  const simulator = await startSimulator({ fleet, quotas: 'off', ...(end === undefined ? {} : { end }) });
  try {
    const { snapshot } = await collect({
      rules: rules ?? (await loadRules()),
      endpointUrl: simulator.url,
      quotaShare: 1,
      end: new Date(simulator.end),
      maxMetricCostUsd: 1_000,
      output,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    if (snapshot === null) throw new Error('the collection wrote no snapshot');
    writeFileSync(join(output, CALLS_FILE), JSON.stringify(simulator.calls()));
    return snapshot;
  } finally {
    await simulator.close();
  }
}

/** An audit by library calls over HTTP: collected, judged. */
export async function auditOverTheWire(fleet: SimulatorOptions['fleet'], options: WireOptions = {}): Promise<Judgement> {
  const output = emptyFolder();
  try {
    const rules = options.rules ?? (await loadRules());
    return await judge(await collectOverTheWire(fleet, output, { ...options, rules }), rules);
  } finally {
    rmSync(output, { recursive: true });
  }
}
