import type { CoverageEntry } from '../model/coverage.js';
import { suggestion } from '../model/nearest-name.js';
import { UserError } from '../model/user-error.js';
import { type AwsApi, AwsFailure, type Partition } from './api.js';
import { describeRegions } from './operations/index.js';

/** The partition a region belongs to, by its name. */
export function partitionOfRegion(region: string): Partition {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('cn-') ? 'aws-cn' : 'aws';
}

/** The partition in an ARN; null for one that the tool does not know. */
export function partitionOfArn(arn: string): Partition | null {
  const partition = arn.split(':', 2)[1];
  return partition === 'aws' || partition === 'aws-us-gov' || partition === 'aws-cn' ? partition : null;
}

/** The region to begin in when nothing names one. */
export function defaultRegion(partition: Partition): string {
  return { aws: 'us-east-1', 'aws-us-gov': 'us-gov-west-1', 'aws-cn': 'cn-north-1' }[partition];
}

export interface RegionChoice {
  /** Asked for by name; null: all enabled ones. */
  include: readonly string[] | null;
  exclude: readonly string[];
}

export interface ChosenRegions {
  regions: string[];
  coverage: CoverageEntry[];
}

/**
 * The regions to audit, sorted: the account's enabled ones, or those named. One that is named but off is a coverage
 * entry; one that AWS does not know is a UserError. Without permission to list regions, the named ones are taken as
 * they are, and only the home region where none is named.
 */
export async function chooseRegions(api: AwsApi, home: string, choice: RegionChoice): Promise<ChosenRegions> {
  const step = { accountId: api.accountId, region: home, service: 'ec2', step: 'DescribeRegions', optional: false } as const;
  const without = (regions: Iterable<string>) => [...new Set(regions)].filter((region) => !choice.exclude.includes(region)).sort();
  const known = new Map<string, boolean>();
  try {
    const { Regions = [] } = await api.call(home, describeRegions, { AllRegions: true });
    for (const { RegionName, OptInStatus } of Regions) {
      if (RegionName !== undefined && partitionOfRegion(RegionName) === api.partition)
        known.set(RegionName, OptInStatus !== 'not-opted-in');
    }
  } catch (error) {
    if (!(error instanceof AwsFailure)) throw error;
    const regions = without(choice.include ?? [home]);
    const missing = choice.include === null ? `only ${home} is audited, others must be named` : 'the regions named are taken as they are';
    // Where the regions are named, nothing is missing: their own calls tell which of them are off.
    const optional = choice.include !== null;
    return {
      regions,
      coverage: [{ ...step, optional, status: error.status, detail: `${missing}: ${error.code}: ${error.message}`, resources: null }],
    };
  }
  for (const name of [...(choice.include ?? []), ...choice.exclude]) {
    if (!known.has(name)) {
      throw new UserError(`there is no region "${name}"${suggestion(name, known.keys())}`, {
        hint: `Regions of this account: ${[...known.keys()].sort().join(', ')}.`,
      });
    }
  }
  const enabled = [...known].filter(([, on]) => on).map(([region]) => region);
  const regions = without(choice.include === null ? enabled : choice.include.filter((region) => known.get(region) === true));
  const off = without((choice.include ?? []).filter((region) => known.get(region) === false));
  return {
    regions,
    coverage: [
      { ...step, status: 'ok', detail: null, resources: null },
      ...off.map((region) => ({
        ...step,
        region,
        status: 'region-disabled' as const,
        detail: 'the region is off for this account',
        resources: null,
      })),
    ],
  };
}
