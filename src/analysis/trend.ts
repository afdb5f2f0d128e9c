/** Rising trends in a short row of numbers, by rank: one odd value moves neither test nor slope. */

/** Standard normal quantile of a one-sided test at 5 %. */
const SIGNIFICANT = 1.645;

/**
 * Whether the values rise more often than chance would let them, at the 5 % level: the Mann-Kendall test with its normal approximation
 * (H. B. Mann, Nonparametric tests against trend, Econometrica 13, 1945). Ties make it more reluctant.
 */
export function rises(values: readonly number[]): boolean {
  const count = values.length;
  let score = 0;
  for (let later = 1; later < count; later += 1) {
    for (let earlier = 0; earlier < later; earlier += 1) score += Math.sign((values[later] ?? 0) - (values[earlier] ?? 0));
  }
  const deviation = Math.sqrt((count * (count - 1) * (2 * count + 5)) / 18);
  return deviation > 0 && (score - 1) / deviation > SIGNIFICANT;
}

/**
 * Slope per step: the median of the slopes between all pairs (P. K. Sen, Estimates of the regression coefficient based on Kendall's
 * tau, Journal of the American Statistical Association 63, 1968). 0 for fewer than two values.
 */
export function slope(values: readonly number[]): number {
  const slopes: number[] = [];
  values.forEach((value, later) => {
    for (let earlier = 0; earlier < later; earlier += 1) slopes.push((value - (values[earlier] ?? 0)) / (later - earlier));
  });
  slopes.sort((a, b) => a - b);
  const [low, high] = [slopes[Math.floor((slopes.length - 1) / 2)] ?? 0, slopes[Math.floor(slopes.length / 2)] ?? 0];
  return (low + high) / 2;
}

/**
 * What a rising trend adds in as many steps as were seen; 0 where nothing rises. Only what still rises goes on: the newer half of the
 * values has a slope of its own, and the smaller of the two counts, so that a step that came and stayed is no trend.
 */
export function riseAhead(values: readonly number[]): number {
  if (!rises(values)) return 0;
  const newer = values.slice(Math.floor(values.length / 2));
  return Math.max(0, Math.min(slope(values), slope(newer))) * values.length;
}
