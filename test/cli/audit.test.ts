import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FleetInput, NAMED_FLEETS, type Simulator, type SimulatorOptions, startSimulator } from '../../src/simulator/index.js';
import { FAULT_FLEET } from '../faults/fleet.js';
import { type CliResult, DUMMY_CREDENTIALS, emptyFolder, isolatedEnvironment, MAIN, runCli } from '../support/cli.js';
import { SMALL_REGIONS } from '../support/small-fleet.js';
import { runWarm } from '../support/warm-cli.js';

const CANARY = 'canary-7d1f-leak';
const END = '2026-10-14T10:00:00Z';
const ALL_FORMATS = ['--format', 'html,markdown,markdown-summary,json,csv'];

/** A finding in each of two regions, and a function beside it. */
const REGIONS = ['us-east-1', 'eu-central-1'];
const IDLE = { CPUUtilization: 0.4, NetworkIn: 900, NetworkOut: 900 };
const LITTLE: FleetInput = {
  end: END,
  accounts: {
    '111122223333': {
      regions: Object.fromEntries(
        REGIONS.map((region) => [
          region,
          { instances: [{ name: 'idle', type: 'm5.large', launchedDaysAgo: 100, metrics: IDLE }], functions: [{ name: 'api' }] },
        ]),
      ),
    },
  },
};

let simulator: Simulator | null = null;

async function simulate(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  simulator = await startSimulator({ fleet: LITTLE, quotas: 'off', ...options });
  return simulator;
}

afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

function audit(url: string, output: string, args: readonly string[] = [], run: typeof runWarm = runWarm) {
  const scope = ['--regions', REGIONS.join(','), '--end', END, '--quota-share', '1'];
  return run(['audit', '--endpoint-url', url, '--output', output, ...scope, ...args]);
}

const json = (folder: string) => JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
const metricCalls = (calls: Record<string, Record<string, number>>) =>
  Object.values(calls['cloudwatch:GetMetricData'] ?? {}).reduce((a, b) => a + b, 0);

describe('an audit of the demo fleet, with every word that AWS would give away marked', () => {
  const folder = emptyFolder();
  let result: CliResult;
  let functions = '';

  beforeAll(async () => {
    const make = NAMED_FLEETS.demo;
    if (make === undefined) throw new Error('there is no demo fleet');
    const { url } = await simulate({ fleet: { ...make(), canary: CANARY }, end: END });
    // In a process of its own: everything that it writes is seen.
    const args = ['--regions', 'us-east-1,eu-central-1,ap-southeast-2', '--debug', ...ALL_FORMATS];
    result = await audit(url, join(folder, 'a'), args, runCli);
    const authorization = 'AWS4-HMAC-SHA256 Credential=AKIA/20261014/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';
    functions = await (await fetch(`${url}/2015-03-31/functions/`, { headers: { authorization } })).text();
    await simulator?.close();
  });

  test('succeeds, and report gives the same bytes from the snapshot without any network', async () => {
    expect(result.stderr).toMatch(/account 210987654321 as arn:aws:/);
    expect(result.code).toBe(0);
    const again = await runCli(['report', join(folder, 'a', 'snapshot.json.gz'), '--output', join(folder, 'b'), ...ALL_FORMATS], {
      env: {},
    });
    expect(again.code).toBe(0);
    for (const file of ['report.html', 'report.json', 'report.md', 'summary.md', 'findings.csv']) {
      expect(readFileSync(join(folder, 'b', file), 'utf8'), file).toBe(readFileSync(join(folder, 'a', file), 'utf8'));
    }
  });

  test('lets no environment value, user data, override or description out: not into a file, not into a log', () => {
    expect(`${result.stdout}${result.stderr}`).not.toContain(CANARY);
    const files = readdirSync(join(folder, 'a'));
    expect(files).toHaveLength(6);
    for (const file of files) {
      const bytes = readFileSync(join(folder, 'a', file));
      expect((file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'), file).not.toContain(CANARY);
    }
    // The canary was there to be leaked.
    expect(functions).toContain(CANARY);
  });

  test('is judged otherwise by another config', async () => {
    writeFileSync(join(folder, 'c.yaml'), 'policies:\n  ec2-idle:\n    enabled: false\n');
    const config = ['--config', join(folder, 'c.yaml'), '--format', 'json'];
    await runWarm(['report', join(folder, 'a', 'snapshot.json.gz'), '--output', join(folder, 'c'), ...config]);
    const ids = (name: string) => new Set(json(join(folder, name)).findings.map(({ policyId }: { policyId: string }) => policyId));
    expect(ids('a')).toContain('ec2-idle');
    expect(ids('c')).not.toContain('ec2-idle');
    expect(ids('c').size).toBeGreaterThan(10);
  });
});

describe('audit over the wire', () => {
  test('writes five files; a denied service is a coverage entry, and --require-complete and --fail-on set the exit code', async () => {
    const { url } = await simulate({
      faults: [{ kind: 'access-denied', service: 'lambda', operation: 'ListFunctions', region: 'eu-central-1' }],
    });
    const folder = emptyFolder();
    const plain = await audit(url, join(folder, 'a'));
    expect(plain.code).toBe(0);
    expect(readdirSync(join(folder, 'a')).sort()).toEqual(['findings.csv', 'report.html', 'report.json', 'report.md', 'snapshot.json.gz']);
    expect(plain.stderr).toMatch(/eu-central-1 lambda ListFunctions denied/);
    expect(json(join(folder, 'a')).coverage).toContainEqual(
      expect.objectContaining({ region: 'eu-central-1', service: 'lambda', step: 'ListFunctions', status: 'denied' }),
    );
    const complete = await audit(url, join(folder, 'b'), ['--require-complete']);
    expect(complete.code).toBe(4);
    const failing = await audit(url, join(folder, 'c'), ['--require-complete', '--fail-on', 'low'], runCli);
    expect(failing.code).toBe(3);
    expect(failing.stderr).toMatch(/--require-complete/);
    expect(failing.stderr).toMatch(/--fail-on/);
  });

  test('a region that is misspelt is named as such, also where none is configured', async () => {
    const { url } = await simulate();
    const args = ['audit', '--endpoint-url', url, '--regions', 'us-esat-1', '--output', emptyFolder()];
    const result = await runWarm(args, { env: { ...DUMMY_CREDENTIALS, AWS_REGION: '' } });
    expect(result.stderr).toMatch(/us-esat-1.*did you mean "us-east-1"/);
    expect(result.code).toBe(2);
  });

  test('nothing answered is exit code 4, with a report that says so', async () => {
    const services = ['ec2', 'autoscaling', 'ecs', 'lambda', 'application-autoscaling', 'tagging', 'tag'];
    const faults = services.map((service) => ({ kind: 'access-denied' as const, service, region: 'eu-central-1' }));
    const { url } = await simulate({ faults });
    const folder = emptyFolder();
    const result = await runWarm(['audit', '--endpoint-url', url, '--regions', 'eu-central-1', '--end', END, '--output', folder]);
    expect(result.code).toBe(4);
    expect(existsSync(join(folder, 'report.html'))).toBe(true);
  });

  test('--plan takes the inventory and asks for no metric; a plan over the cap ends before the first one', async () => {
    const running = await simulate();
    const folder = emptyFolder();
    const plan = await audit(running.url, join(folder, 'a'), ['--plan']);
    expect(plan.code).toBe(0);
    expect(plan.stdout).toMatch(/in all at most \d+\.\d{4} USD/);
    const capped = await audit(running.url, join(folder, 'b'), ['--max-metric-cost', '0.0001']);
    expect(capped.code).toBe(2);
    expect(capped.stderr).toMatch(/would cost up to 0\.\d{4} USD.*--max-metric-cost/s);
    expect(metricCalls(running.calls())).toBe(0);
    expect(existsSync(join(folder, 'b', 'snapshot.json.gz'))).toBe(false);
  });

  test('a plan of an inventory that could not all be seen says so, and its exit code too', async () => {
    const { url } = await simulate({ faults: [{ kind: 'access-denied', operation: 'DescribeInstances', region: 'us-east-1' }] });
    const plan = (...args: string[]) => audit(url, emptyFolder(), ['--plan', '--regions', 'us-east-1', ...args]);
    const told = await plan();
    expect(told.stdout).toMatch(/in all at most \d+\.\d{4} USD, more once the whole inventory can be read;/);
    expect(told.code).toBe(0);
    expect((await plan('--require-complete')).code).toBe(4);
    const services = ['ec2', 'autoscaling', 'ecs', 'lambda', 'application-autoscaling', 'tag'];
    const blind = await simulate({ faults: services.map((service) => ({ kind: 'access-denied' as const, service, region: 'us-east-1' })) });
    expect((await audit(blind.url, emptyFolder(), ['--plan', '--regions', 'us-east-1'])).code).toBe(4);
  });

  test('templates that are not there end the run before anything is asked', async () => {
    const running = await simulate();
    const { code, stderr } = await audit(running.url, emptyFolder(), ['--templates', '/nonexistent']);
    expect(stderr).toMatch(/\/nonexistent/);
    expect(code).toBe(2);
    expect(running.calls()).toEqual({});
  });

  test('an endpoint without percentiles still gives an audit that says so', async () => {
    const { url } = await simulate({ fleet: FAULT_FLEET, faults: [{ kind: 'no-percentiles' }] });
    const folder = emptyFolder();
    const result = await audit(url, folder, ['--regions', SMALL_REGIONS.join(',')]);
    expect(result.code).toBe(0);
    const report = json(folder);
    expect(report.warnings.map(({ code }: { code: string }) => code)).toContain('percentiles-unsupported');
    expect(report.findings.length).toBeGreaterThan(10);
  });
});

describe('simulate', () => {
  test('serves any AWS client until a signal comes', async () => {
    const child = spawn(process.execPath, [MAIN, 'simulate'], {
      env: isolatedEnvironment(DUMMY_CREDENTIALS),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const url = await new Promise<string>((resolve) =>
      child.stdout.setEncoding('utf8').once('data', (text: string) => resolve(text.trim())),
    );
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const client = new EC2Client({ endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } });
    const { Regions = [] } = await client.send(new DescribeRegionsCommand({}));
    expect(Regions.map(({ RegionName }) => RegionName)).toContain('us-east-1');
    client.destroy();
    const closed = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGTERM');
    expect(await closed).toBe(0);
  });
});
