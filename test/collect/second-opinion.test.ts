import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { collectRegion } from '../../src/collect/region.js';
import { windowEndingAt } from '../../src/model/time.js';
import { type FaultInput, type FleetInput, type Simulator, startSimulator } from '../../src/simulator/index.js';
import { accountApi, fleetWith } from '../aws/session.js';
import { runWarm } from '../support/warm-cli.js';
import { Collected } from './sink.js';

const END = '2026-10-14T10:00:00Z';
let simulator: Simulator | null = null;

afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

const ids = ['i-00000000000000001', 'i-00000000000000002', 'i-00000000000000003'] as const;
const idle = { type: 'm6a.large', launchedDaysAgo: 100, metrics: { CPUUtilization: 0.5, NetworkIn: 10, NetworkOut: 10 } };

function fleet(enrolled = true): FleetInput {
  const made = fleetWith({
    'us-east-1': {
      instances: ids.map((id, index) => ({ ...idle, id, name: `idle-${index}` })),
      opinions: [
        { kind: 'instance', id: ids[0], finding: 'Overprovisioned', idle: true, sizes: ['t3.small', 'm6a.medium'] },
        { kind: 'instance', id: ids[1], finding: 'Optimized', idle: false },
        { kind: 'service', id: 'shop/api', finding: 'Overprovisioned', sizes: ['512/1024'] },
        { kind: 'function', id: 'resize', finding: 'NotOptimized', sizes: ['512', '256'] },
        { kind: 'function', id: 'new', finding: 'Unavailable' },
      ],
    },
  });
  for (const account of Object.values(made.accounts)) account.computeOptimizer = enrolled;
  return made;
}

async function simulate(made: FleetInput, faults: readonly FaultInput[] = []): Promise<string> {
  simulator = await startSimulator({ fleet: made, end: END, quotas: 'off', faults });
  return simulator.url;
}

async function collected(url: string): Promise<Collected> {
  const sink = new Collected();
  const request = { api: accountApi(url), region: 'us-east-1', scalarWindow: windowEndingAt(END, 32), secondOpinion: true };
  await collectRegion(request, sink);
  return sink;
}

describe('second opinions over the wire', () => {
  test('are the verdict and the first size of each resource it says something of', async () => {
    const sink = await collected(await simulate(fleet()));
    const said = sink.all('second-opinion').map(({ id, verdict, idle: isIdle, size }) => [id, verdict, isIdle, size]);
    expect(said.sort()).toEqual([
      [`AWS::EC2::Instance/${ids[0]}`, 'over-provisioned', true, 't3.small'],
      [`AWS::EC2::Instance/${ids[1]}`, 'optimized', false, null],
      ['AWS::ECS::Service/shop/api', 'over-provisioned', null, '0.5 vCPU / 1 GB'],
      ['AWS::Lambda::Function/resize', 'not-optimized', null, '512 MB'],
    ]);
  });

  test('of an account that has not opted in leave the region and the run alone', async () => {
    const sink = await collected(await simulate(fleet(false)));
    expect(sink.step('compute-optimizer:GetEC2InstanceRecommendations')).toMatchObject({ status: 'failed', optional: true });
    expect(sink.step('compute-optimizer:GetEC2InstanceRecommendations')?.detail).toContain('has not opted in');
    expect(sink.step('ec2:DescribeInstances')).toMatchObject({ status: 'ok', resources: 3 });
  });
});

describe('audit --with second-opinion', () => {
  const audit = async (url: string, ...args: string[]) => {
    const folder = mkdtempSync(join(tmpdir(), 'fleet-auditor-opinion-'));
    const scope = ['--regions', 'us-east-1', '--end', END, '--output', folder, '--require-complete'];
    const { code } = await runWarm(['audit', '--endpoint-url', url, ...scope, ...args]);
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    return { code, report: JSON.parse(read('report.json')), read };
  };

  test('stands beside each finding as agree, differs or silent, and counts for nothing', async () => {
    const url = await simulate(fleet());
    const plain = await audit(url);
    const asked = await audit(url, '--with', 'second-opinion');
    expect([plain.code, asked.code]).toEqual([0, 0]);
    expect(asked.report.totals).toEqual(plain.report.totals);
    const opinions = (report: {
      findings: { policyId: string; resource: { id: string }; secondOpinion: { agreement: string } | null }[];
    }) =>
      report.findings
        .filter(({ policyId }) => policyId === 'ec2-idle')
        .map(({ resource, secondOpinion }) => [resource.id, secondOpinion?.agreement ?? null])
        .sort();
    expect(opinions(plain.report)).toEqual(ids.map((id) => [id, null]));
    expect(opinions(asked.report)).toEqual([
      [ids[0], 'agree'],
      [ids[1], 'differs'],
      [ids[2], 'silent'],
    ]);
    for (const file of ['report.html', 'report.md']) {
      expect(asked.read(file)).toMatch(/AWS Compute Optimizer agrees(:|&#58;) idle, t3\.small\./);
      expect(asked.read(file)).toContain('AWS Compute Optimizer says nothing of it.');
      expect(plain.read(file)).not.toContain('Compute Optimizer says');
    }
  });

  test('a denial leaves the run complete and the findings as they are', async () => {
    const url = await simulate(fleet(), [{ kind: 'access-denied', service: 'compute-optimizer' }]);
    const { code, report } = await audit(url, '--with', 'second-opinion');
    expect(code).toBe(0);
    expect(report.totals.incomplete).toBe(false);
    expect(report.findings.every(({ secondOpinion }: { secondOpinion: unknown }) => secondOpinion === null)).toBe(true);
  });
});
