import { rmSync } from 'node:fs';
import { collect, type Judgement, judge, loadRules, type Rules } from '../../src/index.js';
import { type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder } from './cli.js';

/** An audit by library calls over HTTP: the fleet served by the simulated endpoint without quotas, collected, judged. */
export async function auditOverTheWire(
  fleet: SimulatorOptions['fleet'],
  { rules, end }: { rules?: Rules; end?: string } = {},
): Promise<Judgement> {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, DUMMY_CREDENTIALS, { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' });
  const simulator = await startSimulator({ fleet, quotas: 'off', ...(end === undefined ? {} : { end }) });
  const output = emptyFolder();
  try {
    const judgedBy = rules ?? (await loadRules());
    const { snapshot } = await collect({
      rules: judgedBy,
      endpointUrl: simulator.url,
      quotaShare: 1,
      end: new Date(simulator.end),
      maxMetricCostUsd: 1_000,
      output,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    if (snapshot === null) throw new Error('the collection wrote no snapshot');
    return await judge(snapshot, judgedBy);
  } finally {
    await simulator.close();
    rmSync(output, { recursive: true });
  }
}
