import type { RegionSpecInput } from '../../fleet/schema.js';
import { virginiaGroups } from './ec2-groups.js';
import { asleep, flat, nightly, nineToSix, peopled, steady } from './loads.js';

/** The shop's servers in Virginia: what grew over ten years, and what is right as it is. */
export const virginiaServers: RegionSpecInput = {
  instances: [
    // Forgotten: nobody has used them for weeks.
    {
      name: 'old-wiki',
      type: 'm5.large',
      launchedDaysAgo: 411,
      tags: { owner: 'it', Environment: 'prod' },
      metrics: { ...asleep, mem_used_percent: flat(14) },
    },
    { name: 'jenkins-agent-retired', type: 'c5.2xlarge', launchedDaysAgo: 230, tags: { owner: 'platform' }, metrics: asleep },
    // Quiet processors that still earn their keep.
    {
      name: 'nat-relay',
      type: 'm7g.large',
      launchedDaysAgo: 190,
      tags: { owner: 'network', Environment: 'prod' },
      metrics: { ...steady(2.2, 900) },
    },
    {
      name: 'month-end-close',
      type: 'm7g.xlarge',
      launchedDaysAgo: 300,
      tags: { owner: 'finance', Environment: 'prod' },
      metrics: {
        ...asleep,
        CPUUtilization: { kind: 'month-end', busy: 82, idle: 0.8, lastDays: 2, firstDays: 1 },
        mem_used_percent: { kind: 'month-end', busy: 74, idle: 9, lastDays: 2, firstDays: 1 },
      },
    },
    // Sized for a launch day that has passed.
    {
      name: 'search-indexer',
      type: 'm5.4xlarge',
      launchedDaysAgo: 120,
      tags: { owner: 'search', Environment: 'prod' },
      metrics: steady(9, 60, 16),
    },
    {
      name: 'reporting-db-replica',
      type: 'r6i.2xlarge',
      launchedDaysAgo: 160,
      tags: { owner: 'data', Environment: 'prod' },
      metrics: steady(11, 40, 24),
    },
    // Looks idle on average, and is not: ninety minutes of everything it has, night by night.
    {
      name: 'price-recompute-batch',
      type: 'c7g.4xlarge',
      launchedDaysAgo: 140,
      tags: { owner: 'pricing', Environment: 'prod' },
      metrics: nightly('02:00', 150, 93, 300, 78),
    },
    // A cache: hardly a processor, all of the memory.
    {
      name: 'session-cache',
      type: 'r6g.xlarge',
      launchedDaysAgo: 95,
      tags: { owner: 'shop', Environment: 'prod' },
      metrics: steady(6, 120, 76),
    },
    // Memory is nobody's guess: without the agent only the processor can be judged, and it is busy.
    {
      name: 'payments-core',
      type: 'm7g.2xlarge',
      launchedDaysAgo: 77,
      tags: { owner: 'payments', Environment: 'prod' },
      metrics: steady(58, 80),
    },
    // Staging, left on for nobody at night.
    {
      name: 'staging-web-{n}',
      count: 2,
      type: 'm6i.xlarge',
      launchedDaysAgo: 66,
      tags: { owner: 'shop', Environment: 'staging' },
      metrics: nineToSix(46, 90, 55),
    },
    {
      name: 'finance-terminal',
      type: 'm6i.2xlarge',
      platform: 'windows',
      launchedDaysAgo: 88,
      tags: { owner: 'finance' },
      metrics: { ...nineToSix(52, 70), 'Memory % Committed Bytes In Use': flat(61) },
    },
    // A test machine that works at night: switching it off at six would break the load test.
    {
      name: 'staging-load-test',
      type: 'c7g.2xlarge',
      launchedDaysAgo: 51,
      tags: { owner: 'shop', Environment: 'staging' },
      metrics: { ...nightly('21:00', 540, 71, 500, 66), mem_used_percent: flat(66) },
    },
    // Two generations behind.
    {
      name: 'crm-app',
      type: 'm4.xlarge',
      launchedDaysAgo: 702,
      tags: { owner: 'sales', Environment: 'prod' },
      metrics: steady(47, 30, 62),
    },
    {
      name: 'image-farm-{n}',
      count: 2,
      type: 'c4.2xlarge',
      launchedDaysAgo: 640,
      tags: { owner: 'media', Environment: 'prod' },
      metrics: steady(61, 90, 58),
    },
    // Linux on Intel that would run on Graviton.
    {
      name: 'checkout-api-{n}',
      count: 2,
      type: 'm6i.2xlarge',
      launchedDaysAgo: 45,
      tags: { owner: 'shop', Environment: 'prod' },
      metrics: peopled(56, 120, 63),
    },
    {
      name: 'tax-engine',
      type: 'm6i.xlarge',
      platform: 'windows',
      launchedDaysAgo: 45,
      tags: { owner: 'finance', Environment: 'prod' },
      metrics: { ...peopled(54, 60), 'Memory % Committed Bytes In Use': flat(66) },
    },
    // Credits: one lives beyond them every day, the other never touches them.
    {
      name: 'legacy-cms',
      type: 't3.medium',
      launchedDaysAgo: 210,
      tags: { owner: 'content', Environment: 'prod' },
      metrics: { ...steady(58, 20, 62), CPUCreditBalance: 0, CPUSurplusCreditsCharged: flat(2.2) },
    },
    {
      name: 'bastion',
      type: 't4g.small',
      launchedDaysAgo: 330,
      publicAddress: true,
      tags: { owner: 'network', Environment: 'prod' },
      metrics: { ...peopled(9, 6, 44), CPUCreditBalance: flat(560, 0.01), CPUSurplusCreditsCharged: 0 },
    },
    // Four of one trade, none of them busy: they would share two tasks.
    {
      name: 'invoice-worker-{n}',
      count: 4,
      type: 'c6i.large',
      launchedDaysAgo: 130,
      tags: { owner: 'finance', role: 'invoice-worker', Environment: 'prod' },
      metrics: peopled(9, 12, 22),
    },
    // Two of one trade that do need their machines.
    {
      name: 'kafka-{n}',
      count: 2,
      type: 'r6g.large',
      launchedDaysAgo: 180,
      tags: { owner: 'platform', role: 'kafka', Environment: 'prod' },
      metrics: steady(55, 700, 71),
    },
    // No datapoint at all: not idle, not known.
    {
      name: 'warehouse-gateway',
      type: 'm5.large',
      launchedDaysAgo: 60,
      reporting: false,
      tags: { owner: 'logistics', Environment: 'prod' },
    },
    {
      name: 'video-encoder',
      type: 'g5.2xlarge',
      launchedDaysAgo: 33,
      tags: { owner: 'media', Environment: 'prod' },
      metrics: steady(12, 200, 30),
    },
    {
      name: 'spot-renderer-{n}',
      count: 1,
      type: 'c6g.xlarge',
      lifecycle: 'spot',
      launchedDaysAgo: 3,
      tags: { owner: 'media' },
      metrics: steady(88, 150),
    },
    { name: 'decommissioned-ftp', type: 'm5.xlarge', state: 'stopped', stoppedDaysAgo: 37, launchedDaysAgo: 500, tags: { owner: 'it' } },
    ...virginiaGroups.instances,
  ],
  autoScalingGroups: virginiaGroups.autoScalingGroups,
};
