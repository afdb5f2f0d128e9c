import * as z from 'zod';
import { readLimited, TooLarge } from '../input/limited-file.js';
import { architectureSchema } from '../model/resource/index.js';
import { UserError } from '../model/user-error.js';

/** Ten times all prices of all regions. */
const LARGEST_FILE_BYTES = 500_000_000;

const usd = z.number().nonnegative();
const nullableUsd = usd.nullable().default(null);
const date = z.iso.date();

/** One EC2 price. `platformDetails`, `tenancy` and `lifecycle` as DescribeInstances spells them; tenancy `outpost` prices instances on Outposts. */
const ec2PriceSchema = z.strictObject({
  region: z.string().min(1),
  instanceType: z.string().min(1),
  platformDetails: z.string().min(1).default('Linux/UNIX'),
  tenancy: z.enum(['default', 'dedicated', 'host', 'outpost']).default('default'),
  lifecycle: z.enum(['on-demand', 'spot']).default('on-demand'),
  usdPerHour: usd,
});

const fargatePriceSchema = z.strictObject({
  region: z.string().min(1),
  architecture: architectureSchema,
  operatingSystem: z.enum(['linux', 'windows']).default('linux'),
  spot: z.boolean().default(false),
  vcpuHourUsd: usd,
  gbHourUsd: usd,
  storageGbHourUsd: nullableUsd,
  licenceVcpuHourUsd: nullableUsd,
});

const lambdaPriceSchema = z.strictObject({
  region: z.string().min(1),
  architecture: architectureSchema,
  /** In order; `upToGbSeconds` counts from the first GB-second of the month, null for the last tier. */
  tiers: z.array(z.strictObject({ upToGbSeconds: z.number().positive().nullable(), gbSecondUsd: usd })).min(1),
  millionRequestsUsd: usd,
  storageGbSecondUsd: nullableUsd,
  provisionedGbSecondUsd: nullableUsd,
  provisionedDurationGbSecondUsd: nullableUsd,
});

/** The file that `--prices` names: rows that stand before the embedded tables, each with basis `list`. */
const priceFileSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal('fleet-auditor-prices'),
  /** Where the prices come from, in words a reader of the report understands. */
  source: z.string().min(1),
  asOf: date,
  currency: z.literal('USD'),
  ec2: z.array(ec2PriceSchema).default([]),
  fargate: z.array(fargatePriceSchema).default([]),
  lambda: z.array(lambdaPriceSchema).default([]),
});
export type PriceFile = z.infer<typeof priceFileSchema>;

/**
 * Reads a price file. Throws a UserError where it is missing, no JSON, or not of the format: the first row at fault is named.
 */
export async function readPriceFile(path: string): Promise<PriceFile> {
  let text: string;
  try {
    text = readLimited(path, LARGEST_FILE_BYTES).toString('utf8');
  } catch (cause) {
    if (cause instanceof TooLarge) throw new UserError(`the price file ${cause.message}`);
    throw new UserError(`the price file ${path} cannot be read`, { cause, hint: 'Write one with: fleet-auditor prices refresh' });
  }
  return parsePriceFile(text, path);
}

/** As `readPriceFile`, of text; `name` is how errors call it. */
export function parsePriceFile(text: string, name: string): PriceFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`the price file ${name} is no JSON`, { cause });
  }
  const parsed = priceFileSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const at = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  throw new UserError(`the price file ${name} is not of the expected form${at}: ${issue?.message ?? 'unknown'}`, { cause: parsed.error });
}
