import type { FleetInput } from '../../src/simulator/index.js';
import { SMALL_ACCOUNT, SMALL_END, SMALL_FLEET, SMALL_REGIONS } from '../support/small-fleet.js';

type Region = NonNullable<FleetInput['accounts'][string]['regions']>[string];

const small: Region = SMALL_FLEET.accounts[SMALL_ACCOUNT]?.regions?.[SMALL_REGIONS[0]] ?? {};

/**
 * The small fleet with work to judge: idle, oversized and off-hours machines, idle and steady functions, services of a fixed size, so that
 * verdicts hang on metrics, of both passes; and with an empty cluster, the only one that AWS would let anybody delete.
 */
const region: Region = {
  ...small,
  instances: [
    ...(small.instances ?? []),
    {
      name: 'idle-{n}',
      count: 2,
      type: 'm7i.xlarge',
      metrics: { CPUUtilization: { kind: 'flat', level: 0.4 }, NetworkIn: { kind: 'flat', level: 900 }, NetworkOut: 700 },
    },
    {
      name: 'office',
      type: 'm7i.2xlarge',
      tags: { env: 'dev' },
      metrics: { CPUUtilization: { kind: 'office-hours', busy: 55, idle: 0.5, timeZone: 'Europe/Berlin' } },
    },
    { name: 'big', type: 'm7i.4xlarge', metrics: { CPUUtilization: { kind: 'flat', level: 6, noise: 0.2 } } },
  ],
  clusters: [
    ...(small.clusters ?? []),
    { name: 'left-over' },
    {
      name: 'dev',
      services: [
        { name: 'preview', desired: 1, tags: { env: 'dev' }, metrics: { CPUUtilization: 0.3, MemoryUtilization: 8 } },
        { name: 'report', desired: 2, metrics: { CPUUtilization: { kind: 'flat', level: 9 }, MemoryUtilization: 12 } },
      ],
    },
  ],
  reservedInstances: [{ type: 'm5.large', count: 2 }],
  opinions: [{ kind: 'function', id: 'always-on', finding: 'NotOptimized', sizes: ['512'] }],
  functions: [
    ...(small.functions ?? []),
    { name: 'forgotten', reporting: false, modifiedDaysAgo: 200 },
    {
      name: 'near-timeout',
      timeout: 3,
      load: { perMinute: 4, medianMilliseconds: 1_200, p99Milliseconds: 2_800, maximumMilliseconds: 2_990, errorFraction: 0.2 },
    },
    {
      name: 'always-on',
      memory: 1_024,
      load: { perMinute: { kind: 'flat', level: 900 }, medianMilliseconds: 700, p99Milliseconds: 900, maximumMilliseconds: 1_200 },
    },
  ],
};

/** Two regions alike, so that what strikes the one can be told from the other. */
export const FAULT_FLEET: FleetInput = {
  name: 'faults',
  seed: 7,
  end: SMALL_END,
  accounts: {
    [SMALL_ACCOUNT]: {
      regions: Object.fromEntries(SMALL_REGIONS.map((name) => [name, region])),
      savingsPlans: [{ hourly: 0.05 }, { type: 'EC2Instance', hourly: 0.02, region: SMALL_REGIONS[0], family: 'm5' }],
    },
  },
};
