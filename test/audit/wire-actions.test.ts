import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { permissionActions } from '../../src/aws/permissions.js';
import { collect, loadRules } from '../../src/index.js';
import { startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder } from '../support/cli.js';

it('an audit of the whole demo fleet makes every call that the printed policy allows, and no other', async () => {
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[name];
  Object.assign(process.env, DUMMY_CREDENTIALS, { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' });
  const simulator = await startSimulator({ fleet: 'demo', quotas: 'off' });
  const output = emptyFolder();
  try {
    const { coverage, header } = await collect({
      rules: await loadRules(),
      endpointUrl: simulator.url,
      quotaShare: 1,
      end: new Date(simulator.end),
      output,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    expect(Object.keys(simulator.calls()).sort()).toEqual(permissionActions(['audit']));
    expect(Object.keys(header.run.callsByOperation).sort()).toEqual(permissionActions(['audit']));
    // Once for each region that has something to measure, and nowhere else.
    const asked = coverage.filter(({ step }) => step === 'GetServiceQuota');
    const measured = new Set(
      coverage
        .filter(({ step, status }) => step === 'GetMetricData' && status !== 'empty')
        .map(({ accountId, region }) => `${accountId} ${region}`),
    );
    expect(asked.every(({ optional, status }) => optional && status === 'ok')).toBe(true);
    expect(asked.map(({ accountId, region }) => `${accountId} ${region}`).sort()).toEqual([...measured].sort());
  } finally {
    await simulator.close();
    rmSync(output, { recursive: true });
  }
});
