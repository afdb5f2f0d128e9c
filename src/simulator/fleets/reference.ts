import type { FleetInput, RegionSpecInput } from '../fleet/schema.js';
import type { ShapeInput } from '../metrics/shape.js';

/** Fleets of known size for benchmarks. One region of R12: 5,000 instances, 2,000 services with 10,000 tasks, 5,000 functions. */

const flat = (level: number): ShapeInput => ({ kind: 'flat', level, noise: 0.2, spread: 0.3 });
const byDay = (busy: number, idle: number): ShapeInput => ({ kind: 'office-hours', busy, idle, noise: 0.2, spread: 0.3 });
const MIB = 1_048_576;

const quiet = {
  CPUUtilization: flat(1.5),
  NetworkIn: flat(6_000),
  NetworkOut: flat(6_000),
  NetworkPacketsIn: flat(40),
  NetworkPacketsOut: flat(40),
};
const small = { CPUUtilization: flat(11), NetworkIn: flat(30 * MIB), NetworkOut: flat(40 * MIB) };
const agent = { mem_used_percent: flat(22) };

/** A mix as fleets have it: some idle, some too large, some by day only, most in order. */
function r12Region(): RegionSpecInput {
  return {
    instances: [
      { name: 'app-{n}', count: 2_200, type: ['m6i.large', 'm6i.xlarge', 'm7g.large'], tags: { team: 'app', Environment: 'prod' } },
      {
        name: 'wide-{n}',
        count: 800,
        type: ['m5.2xlarge', 'm6i.2xlarge'],
        tags: { team: 'data', Environment: 'prod' },
        metrics: { ...small, ...agent },
      },
      { name: 'idle-{n}', count: 300, type: 'm5.large', tags: { team: 'old' }, metrics: quiet },
      {
        name: 'staging-{n}',
        count: 500,
        type: 'm6i.large',
        tags: { team: 'app', Environment: 'staging' },
        metrics: { CPUUtilization: byDay(45, 0.8), NetworkIn: byDay(60 * MIB, 4_000), NetworkOut: byDay(60 * MIB, 4_000) },
      },
      { name: 'pool-{n}', count: 800, type: 'c6i.xlarge', autoScalingGroup: 'pool', tags: { team: 'web', Environment: 'prod' } },
      { name: 'burst-{n}', count: 300, type: 't3.medium', tags: { team: 'tools' } },
      { name: 'stopped-{n}', count: 100, type: 'm5.large', state: 'stopped', tags: { team: 'old' } },
    ],
    autoScalingGroups: [{ name: 'pool', minimum: 100, maximum: 1_000, desired: 800, policies: [{ name: 'cpu', target: 50 }] }],
    clusters: [
      {
        name: 'cluster-{n}',
        count: 20,
        tags: { Environment: 'prod' },
        services: [
          {
            name: 'service-{n}',
            count: 60,
            desired: 5,
            tags: { team: 'web' },
            scaling: { minimum: 2, maximum: 10, policies: [{ name: 'cpu', target: 60 }] },
          },
          {
            name: 'large-{n}',
            count: 20,
            desired: 5,
            cpu: 4096,
            memory: 8192,
            metrics: { CPUUtilization: flat(9), MemoryUtilization: flat(18) },
          },
          { name: 'office-{n}', count: 15, desired: 5, metrics: { CPUUtilization: byDay(50, 0.4) } },
          { name: 'asleep-{n}', count: 5, desired: 5, metrics: { CPUUtilization: flat(0.3), MemoryUtilization: flat(20) } },
        ],
      },
    ],
    functions: [
      { name: 'handler-{n}', count: 4_200, tags: { team: 'app' } },
      {
        name: 'near-{n}',
        count: 200,
        timeout: 30,
        load: { perMinute: 2, medianMilliseconds: 9_000, p99Milliseconds: 27_500, maximumMilliseconds: 29_900 },
      },
      {
        name: 'steady-{n}',
        count: 100,
        memory: 1769,
        load: { perMinute: 1_500, medianMilliseconds: 600, p99Milliseconds: 1_500, maximumMilliseconds: 5_000 },
      },
      { name: 'unused-{n}', count: 500, reporting: false },
    ],
  };
}

/** Regions of R12x17 that hold resources: 13 of the 17 that every account has. The other four are empty. */
const FILLED_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'ca-central-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'eu-central-1',
  'eu-north-1',
  'ap-south-1',
  'ap-northeast-1',
  'ap-northeast-2',
];

const account = (regions: Record<string, RegionSpecInput>, name: string, accessKeys: string[] = []) => ({ name, regions, accessKeys });

/** One account, one region. */
export function r12(): FleetInput {
  return { name: 'r12', accounts: { '100000000012': account({ 'us-east-1': r12Region() }, 'r12') } };
}

function part<G extends { count?: number | undefined }>(groups: readonly G[] | undefined, position: number): G[] {
  return (groups ?? []).flatMap((group) => {
    const count = group.count ?? 1;
    const [from, to] = [position, position + 1].map((edge) => Math.floor((count * edge) / FILLED_REGIONS.length));
    const share = (to ?? 0) - (from ?? 0);
    return share > 0 ? [{ ...group, count: share }] : [];
  });
}

/** The same resources spread over 17 regions, four of them empty. */
export function r12x17(): FleetInput {
  const whole = r12Region();
  const regions = FILLED_REGIONS.map((region, position): [string, RegionSpecInput] => [
    region,
    {
      instances: part(whole.instances, position),
      autoScalingGroups: position === 0 ? (whole.autoScalingGroups ?? []) : [],
      clusters: part(whole.clusters, position),
      functions: part(whole.functions, position),
    },
  ]);
  return { name: 'r12x17', accounts: { '100000000012': account(Object.fromEntries(regions), 'r12x17') } };
}

/** Five accounts of R12. Each may be reached by its own key, AKIDR60A to AKIDR60E, or by assuming a role. */
export function r60(): FleetInput {
  const accounts = ['A', 'B', 'C', 'D', 'E'].map((letter, position) => [
    `10000000006${position}`,
    account({ 'us-east-1': r12Region() }, `r60-${letter.toLowerCase()}`, [`AKIDR60${letter}`]),
  ]);
  return { name: 'r60', accounts: Object.fromEntries(accounts) };
}
