import type { CoverageEntry } from '../../src/model/coverage.js';
import type { EcsChoices } from '../../src/model/ecs-choices.js';
import type { Finding, InventoryRow, Judgement, NotAssessed } from '../../src/model/judgement.js';
import { POLICY_SEEDS, policyDescriptions } from './fixture-policies.js';
import { ACCOUNTS, money, OWNERS, REGIONS, resourceRef } from './fixture-resources.js';

function coverage(): CoverageEntry[] {
  const steps = [
    ['ec2', 'DescribeInstances'],
    ['ecs', 'ListServices'],
    ['lambda', 'ListFunctions'],
    ['cloudwatch', 'GetMetricData'],
  ] as const;
  return ACCOUNTS.flatMap(({ accountId, partition }, row) =>
    (partition === 'aws-us-gov' ? ['us-gov-west-1'] : [...REGIONS, 'eu-west-3']).flatMap((region, column) =>
      steps.map(([service, step]): CoverageEntry => {
        const denied = row === 2 && column === 1 && service === 'lambda';
        const off = row === 1 && region === 'eu-west-3';
        const empty = row === 0 && region === 'eu-west-3';
        return {
          accountId,
          region,
          service,
          step,
          status: denied ? 'denied' : off ? 'region-disabled' : empty ? 'empty' : 'ok',
          detail: denied
            ? 'Functions of this region are missing (AccessDeniedException: not authorized to perform lambda:ListFunctions).'
            : off
              ? 'The region is not enabled in this account (OptInRequired).'
              : null,
          resources: step === 'GetMetricData' ? null : 12,
          optional: false,
        };
      }),
    ),
  );
}

function inventory(scale: number): InventoryRow[] {
  return ACCOUNTS.flatMap(({ accountId, partition, environment }, row) =>
    (partition === 'aws-us-gov' ? ['us-gov-west-1'] : REGIONS).flatMap((region, column) =>
      (['instances', 'tasks', 'functions'] as const).map(
        (generation, at): InventoryRow => ({
          accountId,
          region,
          generation,
          type: ['AWS::EC2::Instance', 'AWS::ECS::Service', 'AWS::Lambda::Function'][at] ?? '',
          environment,
          owner: OWNERS[(row + column) % OWNERS.length] ?? null,
          resources: 4 + row * 3 + column * 5 + at * 7,
          monthly: money(scale * (420.117 + row * 190.03 + column * 77.7) * ([3.1, 1.4, 0.25][at] ?? 1)),
          unpriced: row === 3 && at === 0 ? 3 : 0,
        }),
      ),
    ),
  );
}

/** Services with every choice there is, one of them all unknown. */
function ecsChoices(): EcsChoices[] {
  const none = { known: true, names: [], cpuShare: null, memoryShare: null, monthly: null };
  const unknown = { ...none, known: false };
  const plain: Omit<EcsChoices, 'resource'> = {
    monthly: money(118.4),
    server: { chosenBy: 'launch-type', names: ['FARGATE'], runsOn: [{ compute: 'fargate', share: 1 }] },
    copies: { desired: 2, running: 2, scaledBy: 'nothing', minimum: null, maximum: null, policies: [] },
    healthCheck: { loadBalancer: false, container: false, seenIn: 'task' },
    circuitBreaker: 'off',
    platformVersion: { asked: 'LATEST', running: ['1.4.0'] },
    sidecars: none,
    daemons: none,
  };
  const kinds: Partial<EcsChoices>[] = [
    {},
    {
      monthly: money(310.2, 'assumed'),
      server: { chosenBy: 'capacity-provider', names: ['web-hosts'], runsOn: [{ compute: 'ec2', share: 1 }] },
      copies: { desired: 6, running: 6, scaledBy: 'policies', minimum: 2, maximum: 12, policies: ['target-tracking custom:QueueDepth 40'] },
      healthCheck: { loadBalancer: true, container: null, seenIn: 'task' },
      circuitBreaker: 'on-with-rollback',
      platformVersion: null,
      daemons: { known: true, names: ['datadog-agent'], cpuShare: 0.08, memoryShare: 0.125, monthly: money(24.5, 'assumed') },
    },
    { sidecars: { known: true, names: ['envoy'], cpuShare: 0.25, memoryShare: null, monthly: money(22.1) }, circuitBreaker: 'not-offered' },
    {
      monthly: null,
      server: { chosenBy: null, names: [], runsOn: null },
      copies: { desired: 1, running: 0, scaledBy: null, minimum: null, maximum: null, policies: [] },
      healthCheck: { loadBalancer: false, container: null, seenIn: null },
      circuitBreaker: null,
      platformVersion: { asked: null, running: [] },
      sidecars: unknown,
      daemons: unknown,
    },
  ];
  return kinds.map((kind, at) => ({ ...plain, ...kind, resource: resourceRef('ecs-service', 400 + at) }));
}

function notAssessed(): NotAssessed[] {
  return Array.from({ length: 26 }, (_, at): NotAssessed => {
    const seed = POLICY_SEEDS[(at % 5) * 2] ?? POLICY_SEEDS[0];
    if (seed === undefined) throw new RangeError('no policies');
    return {
      policyId: seed.id,
      resource: resourceRef(seed.kind, 300 + at),
      resourceKind: seed.kind,
      code: at % 5 === 0 ? 'denied' : 'no-data',
      values: {},
      reason:
        at % 5 === 0
          ? 'Metrics of this region may not be read (AccessDenied).'
          : 'No datapoint in 14 days: the instance is stopped, or its metrics are older than the window.',
    };
  });
}

/** A judgement around findings: the accounts, what was seen and not, the inventory, the policies. */
export function frame(findings: Finding[], scale: number): Judgement {
  return {
    header: {
      kind: 'header',
      schemaVersion: 1,
      tool: { name: 'fleet-auditor', version: '0.1.0' },
      window: { start: '2026-11-07T08:00:00Z', end: '2026-11-21T08:00:00Z', days: 14 },
      scalarWindow: { start: '2026-10-20T08:00:00Z', end: '2026-11-21T08:00:00Z', days: 32 },
      accounts: ACCOUNTS,
      regions: Object.fromEntries(ACCOUNTS.map(({ accountId }) => [accountId, [...REGIONS]])),
      shard: null,
      merged: null,
      identity: 'fixture',
      interrupted: false,
      collectedAt: '2026-11-21T08:04:11Z',
      run: {
        apiCalls: 1284,
        callsByOperation: { DescribeInstances: 14 },
        metricsRequested: 3120,
        estimatedCostUsd: 0.03,
        wallSeconds: 41.3,
      },
    },
    accounts: ACCOUNTS,
    coverage: coverage(),
    findings,
    notAssessed: notAssessed(),
    suppressions: [
      {
        policyId: 'ec2-idle',
        match: { 'tag:Name': 'dr-standby' },
        reason: 'Stands by for disaster recovery',
        owner: 'platform',
        until: '2027-03-31',
        status: 'applied',
        findings: 1,
      },
      {
        policyId: 'lambda-idle',
        match: { name: 'yearly-*' },
        reason: 'Runs once a year',
        owner: 'data',
        until: '2026-10-01',
        status: 'expired',
        findings: 0,
      },
      {
        policyId: 'fargate-idle',
        match: { cluster: 'legacy' },
        reason: 'Being migrated',
        owner: 'search',
        until: '2027-01-31',
        status: 'unmatched',
        findings: 0,
      },
    ],
    inventory: inventory(scale),
    ecsChoices: ecsChoices(),
    policies: policyDescriptions(),
    prices: {
      asOf: '2026-07-20',
      sources: [
        'Embedded table of 2026-07-20: EC2 us-east-1, Fargate and Lambda in 27 regions',
        'Class ratios of 2020-07 for EC2 elsewhere (estimated)',
      ],
      ageDays: 124,
    },
    warnings: [
      {
        code: 'estimated-prices',
        values: {},
        text: 'EC2 prices outside us-east-1 are estimated from class ratios; a price file makes them list prices.',
      },
    ],
  };
}
