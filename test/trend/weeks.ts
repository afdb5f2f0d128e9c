import { cpSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CollectOptions, collect, loadRules, type Rules } from '../../src/index.js';
import { type FleetInput, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { DUMMY_CREDENTIALS, emptyFolder } from '../support/cli.js';
import { madeOnce } from '../support/made-once.js';

export const ACCOUNT = '111122223333';
export const OTHER = '444455556666';
const ROLE = 'fleet-auditor-read';

const IDLE = {
  CPUUtilization: { kind: 'flat', level: 0.4 },
  NetworkIn: { kind: 'flat', level: 900 },
  NetworkOut: { kind: 'flat', level: 900 },
} as const;

/** Idle instances of a size, and one function beside them that nobody finds anything about. */
function fleet(idle: number, type: string, end: string): FleetInput {
  const region = {
    instances: [{ name: 'idle-{n}', count: idle, type, tags: { env: 'production' }, metrics: IDLE }],
    functions: [{ name: 'quiet' }],
  };
  return {
    name: 'weeks',
    seed: 3,
    end,
    accounts: {
      [ACCOUNT]: { regions: { 'us-east-1': region, 'eu-west-1': { functions: [{ name: 'far' }] } } },
      [OTHER]: { roles: [{ name: ROLE }], regions: { 'us-east-1': { instances: [{ name: 'other-{n}', count: 1, type, metrics: IDLE }] } } },
    },
  };
}

interface Week {
  end: string;
  idle: number;
  type: string;
  regions?: readonly string[];
  accounts?: boolean;
  simulator?: Partial<SimulatorOptions>;
  collect?: Partial<CollectOptions>;
}

/** What the instances cost goes down twice: one is terminated after the first week, the others are resized after the second. */
export const WEEKS: readonly [Week, Week, Week] = [
  { end: '2026-10-14T10:00:00Z', idle: 3, type: 'm5.xlarge' },
  { end: '2026-10-21T10:00:00Z', idle: 2, type: 'm5.xlarge' },
  { end: '2026-10-28T10:00:00Z', idle: 2, type: 'm5.large' },
];

let rules: Rules | null = null;
export async function rulesOnce(): Promise<Rules> {
  rules ??= await loadRules();
  return rules;
}

/** Collects a week over the wire into a folder of its own beneath `folder`; gives the snapshot's path. */
export async function collectWeek(folder: string, name: string, week: Week): Promise<string> {
  for (const variable of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL']) delete process.env[variable];
  Object.assign(process.env, DUMMY_CREDENTIALS, { AWS_REGION: 'us-east-1', AWS_EC2_METADATA_DISABLED: 'true' });
  const simulator = await startSimulator({ fleet: fleet(week.idle, week.type, week.end), quotas: 'off', ...week.simulator });
  try {
    let accountsFile: string | undefined;
    if (week.accounts === true) {
      accountsFile = join(emptyFolder(), 'accounts.json');
      const other = { id: OTHER, name: 'Second', roleArn: `arn:aws:iam::${OTHER}:role/${ROLE}` };
      writeFileSync(accountsFile, JSON.stringify([{ id: ACCOUNT, name: 'First' }, other]));
    }
    const { snapshot } = await collect({
      rules: await rulesOnce(),
      endpointUrl: simulator.url,
      regions: week.regions ?? ['us-east-1'],
      accountsFile,
      quotaShare: 1,
      end: new Date(week.end),
      output: join(folder, name),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      ...week.collect,
    });
    if (snapshot === null) throw new Error('the collection wrote no snapshot');
    return snapshot;
  } finally {
    await simulator.close();
  }
}

/** A folder with the three weeks, collected once. */
export const threeWeeks = (): Promise<string> =>
  madeOnce('weeks', async (folder) => {
    for (const [at, week] of WEEKS.entries()) await collectWeek(folder, `week-${at + 1}`, week);
  });

/** A copy of the three weeks that a test may change. */
export async function copyOfWeeks(): Promise<string> {
  const folder = emptyFolder();
  cpSync(await threeWeeks(), folder, { recursive: true });
  return folder;
}

/** The first part of a file, as a copy that broke off. */
export async function cutShort(from: string, to: string): Promise<void> {
  const bytes = await readFile(from);
  writeFileSync(to, bytes.subarray(0, Math.floor(bytes.length / 2)));
}
