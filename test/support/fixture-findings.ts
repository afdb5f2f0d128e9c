import { createHash } from 'node:crypto';
import type { Chart, CommandDraft, Evidence, FailOutcome, Target } from '../../src/model/evaluation.js';
import type { Finding } from '../../src/model/judgement.js';
import type { Money } from '../../src/model/money.js';
import type { ResourceRef } from '../../src/model/resource/index.js';
import type { PolicySeed } from './fixture-policies.js';
import { ACCOUNTS, money, OWNERS, resourceRef } from './fixture-resources.js';
import { beforeAfterChart, breakEvenChart, lineChart, type Shape, seeded, weekChart } from './fixture-series.js';

function target(label: string, monthly: Money | null, savings: Money | null, risk: 0 | 1 | 2 | 3 | 4): Target {
  return {
    label,
    values: { vcpu: { value: 2, unit: 'vcpu' }, memoryGib: { value: 8, unit: 'gib' } },
    projected: [
      { dimension: 'CPU', nowPercent: 31.5, projectedPercent: 63 },
      { dimension: 'Memory', nowPercent: null, projectedPercent: null },
    ],
    monthly,
    savings,
    risk,
    platformDifferences: label.includes('g.') ? ['architecture', 'hypervisor'] : [],
    offerChecked: !label.includes('m8'),
    notes: [],
  };
}

function evidence(shapeMaximum: number): Evidence[] {
  return [
    {
      name: 'maximumCpuPercent',
      value: shapeMaximum,
      unit: 'percent',
      source: {
        metric: 'CPUUtilization',
        statistic: 'Maximum',
        periodSeconds: 300,
        windowDays: 14,
        datapoints: 4019,
        expectedDatapoints: 4032,
      },
      heldAgainst: { option: 'maximumCpuPercent', value: 5 },
      flipsAt: 5,
    },
    {
      name: 'networkBytesPerDay',
      value: 1_240_000,
      unit: 'bytes-per-day',
      source: {
        metric: 'NetworkIn, NetworkOut',
        statistic: 'Sum',
        periodSeconds: 86_400,
        windowDays: 14,
        datapoints: 28,
        expectedDatapoints: 28,
      },
    },
    { name: 'memoryPercent', value: null, unit: 'percent' },
  ];
}

function commands(seed: PolicySeed, resource: ResourceRef): CommandDraft[] {
  const place = ['--region', { value: resource.region, pattern: 'region' as const }];
  if (seed.kind === 'ec2-instance') {
    const id = { value: resource.id, pattern: 'instance-id' as const };
    return [
      { purpose: 'inspect', tool: 'aws-cli', argv: ['aws', 'ec2', 'describe-instances', '--instance-ids', id, ...place] },
      {
        purpose: 'apply',
        tool: 'aws-cli',
        argv: ['aws', 'ec2', seed.action === 'terminate' ? 'terminate-instances' : 'stop-instances', '--instance-ids', id, ...place],
      },
      { purpose: 'undo', tool: 'aws-cli', argv: ['aws', 'ec2', 'start-instances', '--instance-ids', id, ...place] },
    ];
  }
  if (seed.kind === 'lambda-function') {
    const name = { value: resource.id, pattern: 'function-name' as const };
    return [
      { purpose: 'inspect', tool: 'aws-cli', argv: ['aws', 'lambda', 'get-function-configuration', '--function-name', name, ...place] },
      {
        purpose: 'apply',
        tool: 'aws-cli',
        argv: [
          'aws',
          'lambda',
          'update-function-configuration',
          '--function-name',
          name,
          '--memory-size',
          { value: '512', pattern: 'number' },
          ...place,
        ],
      },
      { purpose: 'apply', tool: 'terraform', argv: ['memory_size =', { value: '512', pattern: 'number' }] },
    ];
  }
  return [];
}

function charts(seed: PolicySeed, at: number, shape: Shape): Chart[] {
  const line = lineChart(
    shape,
    at + 1,
    seed.kind === 'lambda-function' ? 'Duration against the timeout' : 'CPU, maximum of each hour',
    shape === 'idle' ? 5 : 80,
    shape === 'idle' ? null : 62,
  );
  if (seed.action === 'off-hours') return [weekChart(at + 1), line];
  if (seed.action === 'resize') return [beforeAfterChart(31.5, at % 2 === 0 ? 22 : null), line];
  if (seed.action === 'placement') return [breakEvenChart(2.4 + (at % 3)), line];
  return [line];
}

const SHAPES: Record<PolicySeed['action'], Shape> = {
  terminate: 'idle',
  'off-hours': 'office',
  resize: 'bursty',
  placement: 'steady',
  purchase: 'gaps',
  configure: 'climbing',
  investigate: 'gaps',
};

/** A finding as judging would give it, from a policy and a number that varies everything else. */
export function findingOf(seed: PolicySeed, at: number, overrides: Partial<Finding> = {}): Finding {
  const random = seeded(at * 7919 + 13);
  const resource = overrides.resource ?? resourceRef(seed.kind, at);
  const account = ACCOUNTS.find(({ accountId }) => accountId === resource.accountId);
  const priceless = ['configure', 'investigate'].includes(seed.action) || at % 17 === 16;
  const current = Math.round((40 + random() ** 4 * 1900) * 10_000) / 10_000;
  const part = seed.action === 'terminate' ? 1 : 0.3 + random() * 0.4;
  const savings = priceless ? null : money(current * part, at % 9 === 4 ? 'estimated' : 'list');
  const outcome: FailOutcome = {
    verdict: 'fail',
    code: 'found',
    values: { maximumCpuPercent: { value: 1.4, unit: 'percent' } },
    evidence: evidence(Math.round(random() * 400) / 100),
    recommendation: {
      action: seed.action,
      target: seed.action === 'resize' ? target('m7i.large', money(current * (1 - part)), savings, 1) : null,
      alternatives:
        seed.action === 'resize'
          ? [target('m7g.large', money(current * 0.4), money(current * 0.6), 2), target('m8i.large', null, null, 1)]
          : [],
    },
    cost: {
      current: priceless && at % 2 === 0 ? null : money(current),
      projected: priceless ? null : money(current * (1 - part)),
      savings,
      lines: [
        {
          label: 'Instance hours',
          quantity: 730,
          quantityUnit: 'hours',
          rate: { usd: Math.round((current / 730) * 1e6) / 1e6, unit: 'hour', basis: 'list', asOf: '2026-07-20', source: 'embedded table' },
          usd: current,
        },
      ],
    },
    confidence: at % 5 === 3 ? 'low' : at % 3 === 1 ? 'medium' : 'high',
    confidenceReasons: at % 5 === 3 ? ['no-memory'] : [],
    risk: seed.action === 'resize' ? 1 : null,
    members: seed.kind === 'instance-group' ? Array.from({ length: 6 }, (_, member) => resourceRef('ec2-instance', at * 10 + member)) : [],
    commands: commands(seed, resource),
    questions: seed.action === 'placement' ? ['protocol', 'state'] : [],
    charts: charts(seed, at, SHAPES[seed.action]),
  };
  return {
    id: createHash('sha256').update(`${seed.id}${resource.accountId}${resource.region}${resource.id}`).digest('hex').slice(0, 16),
    policyId: seed.id,
    title: seed.title,
    severity: seed.severity,
    status: 'active',
    primary: true,
    resource,
    resourceKind: seed.kind,
    environment:
      account?.environment == null
        ? null
        : { name: account.environment, nonProduction: account.environment === 'dev', source: 'account', matched: account.name },
    owner: OWNERS[at % OWNERS.length] ?? null,
    summary: `${seed.title}: ${resource.name ?? resource.id} peaked at 1.4 % CPU over 14 days and moved 1.24 MB a day. Its volumes and addresses go on costing after it is gone.`,
    outcome,
    sentences: {
      'no-memory': 'No memory metric: the CloudWatch agent does not run here, so memory was left as it is.',
      protocol: 'Does it speak anything but HTTP to its callers?',
      state: 'Does it keep anything on local disk or in memory between requests?',
    },
    ...overrides,
  };
}
