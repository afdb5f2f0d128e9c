/** Standard normal quantile of one side at 5 %. */
const SIGNIFICANT = 1.645;
/** Fewer days than these show neither a week nor, by their number, that anything comes evenly. */
const MINIMUM_DAYS = 7;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Sum of squared distances from the mean. */
function scatter(numbers: readonly number[]): number {
  const mean = sum(numbers) / numbers.length;
  return sum(numbers.map((number) => (number - mean) ** 2));
}

/** Chi-square that chance stays below in one case of twenty (E. B. Wilson, M. M. Hilferty, The distribution of chi-square, PNAS 17, 1931). */
function lowerChiSquare(degrees: number): number {
  const ninth = 2 / (9 * degrees);
  return degrees * (1 - ninth - SIGNIFICANT * Math.sqrt(ninth)) ** 3;
}

/** Runs above a level that begin on each day, and values above it; days are counted back from the end, and those without a value left out. */
function countsByDay(values: Float64Array, level: number, width: number): { runs: number[]; exceeding: number[] } {
  const runs: number[] = [];
  const exceeding: number[] = [];
  for (let end = values.length; end > 0; end -= width) {
    let [begun, over, known] = [0, 0, 0];
    for (let index = Math.max(0, end - width); index < end; index += 1) {
      const value = values[index] ?? Number.NaN;
      if (!Number.isNaN(value)) known += 1;
      if (!(value > level)) continue;
      over += 1;
      if (!((values[index - 1] ?? Number.NaN) > level)) begun += 1;
    }
    if (known === 0) continue;
    runs.push(begun);
    exceeding.push(over);
  }
  return { runs, exceeding };
}

/**
 * Variance of how many values lie above a level in as many days as were seen, where the runs of them come more evenly than chance would
 * let them, as those of a daily job do: from the days' own counts then, each day independent of the others. null where they do not, or
 * where there is less than a week of days. Even is what the dispersion test on the days' counts says at the 5 % level (D. R. Cox,
 * P. A. W. Lewis, The Statistical Analysis of Series of Events, 1966, section 6.3). `width` is the number of values in a day.
 */
export function varianceOfEvenDays(values: Float64Array, level: number, width: number): number | null {
  const { runs, exceeding } = countsByDay(values, level, width);
  const days = runs.length;
  const mean = sum(runs) / days;
  if (days < MINIMUM_DAYS || mean === 0) return null;
  if (scatter(runs) / mean >= lowerChiSquare(days - 1)) return null;
  return (days * scatter(exceeding)) / (days - 1);
}
