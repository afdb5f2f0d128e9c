/**
 * Moves the value of a rank to where ascending order has it: none before it is greater, none after it smaller. In place, in time that grows
 * with the number of values and not with its logarithm too: most of a fleet's series are asked for one percentile and nothing else.
 * C. A. R. Hoare, Algorithm 65: FIND, Communications of the ACM 4 (7), 1961. `values` must not hold NaN.
 */
export function selectRank(values: Float64Array, rank: number): void {
  const at = (index: number): number => values[index] ?? Number.NaN;
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const pivot = at((low + high) >> 1);
    let left = low;
    let right = high;
    while (left <= right) {
      while (at(left) < pivot) left += 1;
      while (at(right) > pivot) right -= 1;
      if (left > right) break;
      const kept = at(left);
      values[left] = at(right);
      values[right] = kept;
      left += 1;
      right -= 1;
    }
    // Between right and left all are equal to the pivot.
    if (rank <= right) high = right;
    else if (rank >= left) low = left;
    else return;
  }
}
