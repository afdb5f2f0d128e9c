import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/model/user-error.js';
import type { FleetInput } from '../../src/simulator/index.js';
import { gated } from './gate.js';
import { collectFrom, folder, simulated } from './simulated-account.js';

const IDS = ['100000000000', '200000000001', '200000000002', '200000000003'];
const LARGE = '200000000001';
const functionsOf = (count: number) => ({ 'us-east-1': { functions: [{ name: 'f-{n}', count }] } });
const FLEET: FleetInput = {
  seed: 3,
  end: '2026-11-16T08:00:00Z',
  accounts: Object.fromEntries(IDS.map((id) => [id, { roles: [{ name: 'reader' }], regions: functionsOf(id === LARGE ? 150 : 1) }])),
};

describe('the cost cap of one account among several', () => {
  it('ends the run: nothing more is asked of AWS in any account, and nothing is written', async () => {
    const simulator = await simulated({ fleet: FLEET });
    const output = await folder();
    const accountsFile = join(output, 'accounts.yaml');
    writeFileSync(accountsFile, JSON.stringify(IDS.map((id) => ({ id, roleArn: `arn:aws:iam::${id}:role/reader` }))));
    const asked: string[] = [];
    let ended: () => void = () => undefined;
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    // The small account that is under way beside the large one waits for its metrics until the run has ended.
    const endpointUrl = await gated(simulator.url, ({ operation, path }) => {
      asked.push(operation === '' ? path : operation);
      return operation === 'GetMetricData' ? end : null;
    });
    const run = collectFrom(simulator, { endpointUrl, regions: ['us-east-1'], accountsFile, maxMetricCostUsd: 0.005, output });
    await expect(run).rejects.toThrow(/^reading the metrics of account 200000000001 would cost up to .* USD/);
    await expect(run).rejects.toBeInstanceOf(UserError);
    const before = [...asked];
    ended();
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(asked).toEqual(before);
    // Two accounts were under way, one with several pages; those that waited for their turn were never looked at.
    expect(before.filter((path) => /^\/2015-03-31\/functions(?!.*Marker)/.test(path))).toHaveLength(2);
    expect(existsSync(join(output, 'snapshot.json.gz'))).toBe(false);
  });
});
