import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { Money, Rate } from '../model/money.js';
import type { LambdaRates, PriceBook } from '../model/prices.js';
import type { LambdaFunction } from '../model/resource/index.js';
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

/** The lines of the present cost at the rates of arm64; null where one of them has no counterpart. */
export function lambdaOnArm64(fn: LambdaFunction, cost: ResourceCost, prices: PriceBook): { monthly: Money; lines: CostLine[] } | null {
  const from = prices.lambda({ region: fn.region, architecture: 'x86_64' });
  const to = prices.lambda({ region: fn.region, architecture: 'arm64' });
  if (from === null || to === null || cost.lines.length === 0) return null;
  const lines = cost.lines.map((line): CostLine => {
    const rate = counterpart(line.rate, from, to);
    return { ...line, label: `${line.label}, arm64`, rate, usd: rate === null ? null : rate.usd * line.quantity };
  });
  const monthly = sumLines(lines);
  if (monthly === null) return null;
  return { monthly: cost.monthly?.basis === 'assumed' ? { ...monthly, basis: 'assumed' } : monthly, lines };
}

/** Tiers of arm64 are wider than those of x86_64, so the same tier is never too cheap. */
function counterpart(rate: Rate | null, from: LambdaRates, to: LambdaRates): Rate | null {
  if (rate === null) return null;
  const tier = from.tiers.findIndex(({ gbSecond }) => same(gbSecond, rate));
  if (tier >= 0) return to.tiers[tier]?.gbSecond ?? null;
  for (const key of ['millionRequests', 'storageGbSecond', 'provisionedGbSecond', 'provisionedDurationGbSecond'] as const) {
    if (same(from[key], rate)) return to[key];
  }
  return null;
}

const same = (a: Rate | null, b: Rate): boolean => a !== null && a.usd === b.usd && a.unit === b.unit;
