import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { Money } from '../model/money.js';
import type { PriceBook } from '../model/prices.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { repricedLines } from './cost-lambda.js';
import { sumLines } from './cost-lines.js';

/** Runtimes that Lambda offers on x86_64 alone. Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const WITHOUT_ARM64 = [
  /^go1\.x$/,
  /^java8$/,
  /^provided$/,
  /^python(2\.7|3\.[67])$/,
  /^nodejs(|4\.3|6\.10|8\.10|10\.x)$/,
  /^ruby2\.5$/,
  /^dotnetcore(1\.0|2\.[01])$/,
];

/** Whether the function's runtime exists on arm64; a container image brings its own. */
export const runsOnArm64 = ({ packageType, runtime }: LambdaFunction): boolean =>
  packageType === 'Image' || (runtime !== null && !WITHOUT_ARM64.some((pattern) => pattern.test(runtime)));

/** The lines of the present cost at the rates and the tiers of arm64; null where one of them has no counterpart. */
export function lambdaOnArm64(fn: LambdaFunction, cost: ResourceCost, prices: PriceBook): { monthly: Money; lines: CostLine[] } | null {
  const rates = prices.lambda({ region: fn.region, architecture: 'arm64' });
  if (rates === null || cost.monthly === null || cost.lines.length === 0) return null;
  const lines = repricedLines(cost.lines, rates)?.map((line) => ({ ...line, label: `${line.label}, arm64` })) ?? null;
  const monthly = lines === null ? null : sumLines(lines);
  if (lines === null || monthly === null) return null;
  return { monthly: cost.monthly.basis === 'assumed' ? { ...monthly, basis: 'assumed' } : monthly, lines };
}
