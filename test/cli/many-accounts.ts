import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import type { FleetInput } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder } from '../support/cli.js';
import { runWarm } from '../support/warm-cli.js';

export const OWN = '100000000000';
export const PROD = '200000000001';
export const TEST = '200000000002';
export const GONE = '200000000009';
const END = '2026-10-14T06:00:00Z';
/** A role that the fleet's accounts have, or another. */
export const role = (id: string, name = 'reader') => `arn:aws:iam::${id}:role/audit/${name}`;

/** An account with two members that can be entered by a role, and one that is closed. */
export const fleet: FleetInput = {
  seed: 3,
  end: END,
  accounts: {
    [OWN]: { regions: { 'us-east-1': { functions: [{ name: 'own', count: 2 }] } } },
    [PROD]: {
      roles: [{ name: 'reader', externalId: 'known-to-both' }],
      regions: { 'eu-west-1': { functions: [{ name: 'prod', count: 3 }] }, 'us-east-1': { functions: [{ name: 'us', count: 1 }] } },
    },
    [TEST]: { roles: [{ name: 'reader' }], regions: { 'us-east-1': { functions: [{ name: 'test', count: 1 }] } } },
  },
  organization: { members: { [GONE]: { state: 'PENDING_CLOSURE' } } },
};

/** Writes a list of accounts to a new folder, and gives its path. */
export function listed(accounts: unknown, name = 'accounts.yaml'): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, typeof accounts === 'string' ? accounts : JSON.stringify(accounts));
  return path;
}

interface Line {
  kind: string;
  accountId: string;
  region: string;
  service: string;
  step: string;
  status: string;
  detail: string | null;
}
interface Header {
  accounts: Record<string, unknown>[];
  regions: Record<string, string[]>;
  asked: Record<string, string[]>;
  only: string[] | null;
  identity: string;
}

/** The command line on the endpoint of a test file, which starts and closes it. */
export function collecting(endpoint: () => string) {
  const env = () => ({ ...DUMMY_CREDENTIALS, AWS_ENDPOINT_URL: endpoint() });
  const collect = (folder: string, ...args: string[]) =>
    runWarm(['collect', '--end', END, '--output', '.', ...args], { env: env(), cwd: folder });

  /** Collects into a new folder and gives what came of it. */
  async function collected(
    ...args: string[]
  ): Promise<{ code: number | null; stderr: string; header: Header; lines: Line[]; folder: string }> {
    const folder = emptyFolder();
    const { code, stderr } = await collect(folder, '--regions', 'eu-west-1,us-east-1', ...args);
    const [header = '{}', ...lines] = gunzipSync(readFileSync(join(folder, 'snapshot.json.gz')))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    return { code, stderr, header: JSON.parse(header), lines: lines.map((line) => JSON.parse(line)), folder };
  }

  async function refused(...args: string[]): Promise<string> {
    const { code, stderr } = await collect(emptyFolder(), ...args);
    expect({ code, stderr }).toMatchObject({ code: 2 });
    return stderr;
  }

  return { env, collected, refused };
}
