/**
 * Rising trends in a short row of numbers, by rank: one odd value moves neither test nor slope. NaN stands for "no value" and keeps its
 * place, so that the steps on either side of a hole stay as far apart as they are.
 */

/** Standard normal quantile of one side at 5 %. */
const SIGNIFICANT = 1.645;

/** Standard deviation of Kendall's score of so many values, none of them tied, where chance alone orders them. */
const scoreDeviation = (count: number): number => Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);

/** Slopes per step between all pairs of values, in ascending order. */
function pairSlopes(values: readonly number[]): number[] {
  const slopes: number[] = [];
  for (let later = 1; later < values.length; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) {
      const between = ((values[later] ?? Number.NaN) - (values[earlier] ?? Number.NaN)) / (later - earlier);
      if (!Number.isNaN(between)) slopes.push(between);
    }
  }
  return slopes.sort((a, b) => a - b);
}

/** Middle of numbers in ascending order; 0 of none. */
function median(ascending: readonly number[]): number {
  const [low, high] = [ascending[Math.floor((ascending.length - 1) / 2)] ?? 0, ascending[Math.floor(ascending.length / 2)] ?? 0];
  return (low + high) / 2;
}

/**
 * Whether the values rise more often than chance would let them, at the 5 % level: the Mann-Kendall test with its normal approximation
 * (H. B. Mann, Nonparametric tests against trend, Econometrica 13, 1945). Ties make it more reluctant.
 */
export function rises(values: readonly number[]): boolean {
  const known = values.filter((value) => !Number.isNaN(value));
  let score = 0;
  for (const [later, value] of known.entries()) {
    for (let earlier = 0; earlier < later; earlier += 1) score += Math.sign(value - (known[earlier] ?? value));
  }
  return score - 1 > SIGNIFICANT * scoreDeviation(known.length);
}

/**
 * Slope per step: the median of the slopes between all pairs (P. K. Sen, Estimates of the regression coefficient based on Kendall's
 * tau, Journal of the American Statistical Association 63, 1968). 0 for fewer than two values.
 */
export function slope(values: readonly number[]): number {
  return median(pairSlopes(values));
}

/**
 * The line with Sen's slope through the values: as many lie above it as below (W. J. Conover, Practical Nonparametric Statistics, 1980,
 * section 5.5).
 */
export function line(values: readonly number[]): (step: number) => number {
  const perStep = slope(values);
  const off = values.map((value, step) => value - perStep * step).filter((value) => !Number.isNaN(value));
  const start = median(off.sort((a, b) => a - b));
  return (step) => start + perStep * step;
}

/**
 * The slope that the true one exceeds in one case of twenty: of the slopes between pairs the one that lies as far above the middle as
 * Kendall's score may reach by chance (Sen 1968, as above; step by step in R. O. Gilbert, Statistical Methods for Environmental Pollution
 * Monitoring, 1987, section 16.5.1). Never below `slope`.
 */
function upperSlope(values: readonly number[]): number {
  const slopes = pairSlopes(values);
  const reach = SIGNIFICANT * scoreDeviation(values.filter((value) => !Number.isNaN(value)).length);
  const rank = Math.ceil((slopes.length + reach) / 2);
  return Math.max(median(slopes), slopes[Math.min(rank, slopes.length - 1)] ?? 0);
}

const sumOff = (values: readonly number[], level: (step: number) => number): number =>
  values.reduce((sum, value, step) => (Number.isNaN(value) ? sum : sum + Math.abs(value - level(step))), 0);

const middleOf = (values: readonly number[]): number => median(values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b));

/**
 * Whether values that rise follow a line rather than a step: they lie less off it, added up, than off the two levels of the step that suits them
 * best (found as J. Bai does, Least absolute deviation estimation of a shift, Econometric Theory 11, 1995).
 */
function followLine(values: readonly number[]): boolean {
  const off = sumOff(values, line(values));
  for (let at = 1; at < values.length; at += 1) {
    const [before, after] = [middleOf(values.slice(0, at)), middleOf(values.slice(at))];
    if (sumOff(values, (step) => (step < at ? before : after)) <= off) return false;
  }
  return true;
}

/**
 * The slope to reckon with where more is worse: its upper limit where the values follow a line that rises, which is what can be foretold;
 * the slope itself where they do not, for its limits tell of steps and bursts there, and not of how well it is known.
 */
export function slopeAhead(values: readonly number[]): number {
  return rises(values) && followLine(values) ? upperSlope(values) : slope(values);
}

/**
 * What a rising trend adds in as many steps as were seen; 0 where nothing rises. Only what still rises goes on: the newer half of the
 * values has a slope of its own, and the smaller of the two counts, so that a step that came and stayed is no trend.
 */
export function riseAhead(values: readonly number[]): number {
  if (!rises(values)) return 0;
  const newer = values.slice(Math.floor(values.length / 2));
  if (Math.min(slope(values), slope(newer)) <= 0) return 0;
  const perStep = followLine(values) ? upperSlope : slope;
  return Math.min(perStep(values), perStep(newer)) * values.length;
}
