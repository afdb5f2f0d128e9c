import { AccountApi } from '../aws/account-api.js';
import { type AwsApi, AwsFailure } from '../aws/api.js';
import { silenceNodeNotice } from '../aws/client-scope.js';
import { chainCredentials } from '../aws/credentials.js';
import { homeRegion } from '../aws/home-region.js';
import { type CallLimits, DEFAULT_LIMITS } from '../aws/limits.js';
import { askMfaCode } from '../aws/mfa.js';
import { getProducts } from '../aws/operations/index.js';
import { preflightError } from '../aws/preflight-error.js';
import { requireProfile } from '../aws/profiles.js';
import { UserError } from '../model/user-error.js';
import { type PriceFile, parsePriceFile } from './price-file.js';
import { type ListedProduct, readProduct } from './refresh-product.js';
import { EC2_PLATFORMS, ec2Attributes, ec2Rows, fargateRows, lambdaRows } from './refresh-rows.js';

export interface RefreshOptions {
  /** Null: the region that the environment or the profile names. */
  regions: readonly string[] | null;
  /** Null: the SDK's default chain. */
  profile: string | null;
  /** Null: AWS's own. */
  endpoint: string | null;
  /** Date of the file, and what decides which price is in effect. */
  now: Date;
  signal: AbortSignal;
  limits?: Partial<CallLimits>;
  /** Told which region's prices have come. */
  onRegion?(region: string, rows: number): void;
}

export interface RefreshedPrices {
  file: PriceFile;
  /** What of the list could not be used, in words. */
  notes: string[];
}

/**
 * The region whose endpoint is asked: the Price List Query API is in three regions, and in one of China's for China. Each has the
 * prices of all regions of its partition; the nearest one answers soonest.
 * https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
 */
export function priceListRegion(region: string): string {
  if (region.startsWith('cn-')) return 'cn-northwest-1';
  if (/^(eu|il|me|af)-/.test(region)) return 'eu-central-1';
  return region.startsWith('ap-') ? 'ap-south-1' : 'us-east-1';
}

/**
 * Reads the on-demand list prices of EC2, Fargate and Lambda in these regions. All or nothing: throws a UserError where credentials or
 * permission are missing, a call fails for good, a region has no EC2 price, or prices are not in US dollars.
 */
export async function refreshPrices(options: RefreshOptions): Promise<RefreshedPrices> {
  silenceNodeNotice();
  const { profile, endpoint, signal, now } = options;
  if (profile !== null) await requireProfile(profile);
  const regions = [...new Set(options.regions ?? [await homeRegion(profile, null)])].sort();
  const [from = 'us-east-1', ...others] = new Set(regions.map(priceListRegion));
  if (others.length > 0 && [from, ...others].includes('cn-northwest-1')) {
    throw new UserError('the prices of China and of other regions cannot be read in one go', {
      hint: 'Each needs credentials of its own.',
    });
  }
  const credentials = chainCredentials({ profile, region: from, endpoint, askMfaCode });
  const api = new AccountApi({ credentials, endpoint, limits: { ...DEFAULT_LIMITS, ...options.limits }, signal });
  const rows: Pick<PriceFile, 'ec2' | 'fargate' | 'lambda'> = { ec2: [], fargate: [], lambda: [] };
  const notes: string[] = [];
  try {
    await credentials.provide();
    for (const region of regions) {
      const part = await readRegion(new PriceList(api, from, now), region);
      rows.ec2.push(...part.ec2);
      rows.fargate.push(...part.fargate);
      rows.lambda.push(...part.lambda);
      notes.push(...part.notes);
      options.onRegion?.(region, part.ec2.length + part.fargate.length + part.lambda.length);
    }
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw refusal(error, from, { profile, endpoint });
  } finally {
    api.release(from);
  }
  const asOf = now.toISOString().slice(0, 10);
  const file = {
    schemaVersion: 1,
    kind: 'fleet-auditor-prices',
    source: `AWS Price List Query API (${from}), on-demand list prices of ${regions.join(', ')}, read ${asOf}`,
    asOf,
    currency: 'USD',
    ...rows,
  };
  // Through the reader's own check: what is written can be read.
  return { file: parsePriceFile(JSON.stringify(file), 'that was read'), notes };
}

/** The list as one endpoint gives it. */
class PriceList {
  constructor(
    private readonly api: AwsApi,
    private readonly from: string,
    private readonly now: Date,
  ) {}

  async products(serviceCode: string, attributes: Readonly<Record<string, string>>): Promise<ListedProduct[]> {
    const Filters = Object.entries(attributes).map(([Field, Value]) => ({ Type: 'TERM_MATCH' as const, Field, Value }));
    const products: ListedProduct[] = [];
    const input = { ServiceCode: serviceCode, FormatVersion: 'aws_v1', MaxResults: 100, Filters };
    for await (const page of this.api.pages(this.from, getProducts, input)) {
      for (const text of getProducts.items(page) ?? []) {
        const product = readProduct(text, this.now);
        if (product !== null) products.push(product);
      }
    }
    return products;
  }
}

async function readRegion(list: PriceList, region: string) {
  const [fargate, lambda, ...ec2] = await Promise.all([
    list.products('AmazonECS', { regionCode: region }).then((products) => fargateRows(products, region)),
    list.products('AWSLambda', { regionCode: region }).then((products) => lambdaRows(products, region)),
    ...EC2_PLATFORMS.map((platform) =>
      list.products('AmazonEC2', ec2Attributes(region, platform)).then((products) => ec2Rows(products, region, platform)),
    ),
  ]);
  if (ec2[0]?.rows.length === 0) {
    throw new UserError(`the Price List has no EC2 prices for the region "${region}"`, { hint: 'Check --regions; nothing was written.' });
  }
  return {
    ec2: ec2.flatMap(({ rows }) => rows),
    fargate: fargate.rows,
    lambda: lambda.rows,
    notes: [...ec2.flatMap(({ notes }) => notes), ...fargate.notes, ...lambda.notes],
  };
}

function refusal(error: unknown, region: string, from: { profile: string | null; endpoint: string | null }): unknown {
  if (error instanceof UserError) return error;
  if (!(error instanceof AwsFailure)) return preflightError(error, region, from);
  switch (error.status) {
    case 'denied':
      return new UserError(`the Price List may not be read: ${error.message}`, {
        hint: 'The permission it takes: fleet-auditor permissions --for prices',
        cause: error,
      });
    case 'auth-expired':
      return preflightError(error, region, from);
    default:
      return new UserError(`the Price List of ${from.endpoint ?? region} could not be read: ${error.message}; nothing was written`, {
        cause: error,
      });
  }
}
