import { type Money, sumMoney } from '../model/money.js';
import type { Architecture } from '../model/resource/index.js';
import { lambdaLines } from './cost-lambda.js';
import { sumLines } from './cost-lines.js';
import { LAMBDA_WALL_SECONDS } from './lambda-timeouts.js';
import type { MeasuredWork, PlacementOption, PlacementSettings } from './placement-work.js';

/** Memory at which a function has one vCPU. Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
export const MIB_PER_LAMBDA_VCPU = 1769;
/** Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_MEMORY_MIB = { least: 128, most: 10_240 };
/** Largest /tmp of a function, the same on managed instances. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LAMBDA_DISK_MIB = 10_240;

/** Code of the limit where each copy has more disk than a function can. */
export const diskRuledOut = ({ diskGib = 0 }: Pick<MeasuredWork, 'diskGib'>): string[] =>
  diskGib * 1024 > LAMBDA_DISK_MIB ? ['disk-above-10240-mib'] : [];

/** The work as an ordinary function: duration and requests at the list price from the first tier, without the account's free tier. */
export function lambdaPlacement(work: MeasuredWork, architecture: Architecture, { prices }: PlacementSettings): PlacementOption {
  const rates = prices.lambda({ region: work.region, architecture });
  const memoryMib = Math.min(LAMBDA_MEMORY_MIB.most, Math.max(LAMBDA_MEMORY_MIB.least, Math.ceil(work.functionMemoryMib)));
  const at = (durationSeconds: number): { monthly: Money | null; lines: PlacementOption['lines'] } => {
    if (rates === null || work.requests === null) return { monthly: null, lines: [] };
    const settings = { memoryMib, ephemeralStorageMib: 512, provisioned: 0 };
    const lines = lambdaLines(settings, { invocations: work.requests, durationSeconds, provisionedSeconds: 0 }, rates);
    return { monthly: sumMoney([sumLines(lines)]), lines };
  };
  const low = at(work.requestSeconds.low);
  const high = at(work.requestSeconds.high);
  const label = `${memoryMib} MB, ${architecture}`;
  return {
    placement: `lambda-${architecture}`,
    label: { low: label, high: label },
    monthly: { low: low.monthly, high: high.monthly },
    lines: high.lines,
    ruledOutBy: [
      ...((work.longestRequestSeconds ?? 0) > LAMBDA_WALL_SECONDS ? ['longer-than-900-s'] : []),
      ...(work.functionMemoryMib > LAMBDA_MEMORY_MIB.most ? ['memory-above-10240-mib'] : []),
      ...diskRuledOut(work),
    ],
    leftPercent: null,
    assumptions: ['without-free-tier', ...(architecture === work.architecture ? [] : ['same-speed-on-other-architecture'])],
    offerChecked: true,
  };
}
