/** Length of a bar in percent of the longest, to one decimal. */
export function barPercent(value: number, largest: number): number {
  return largest > 0 ? Math.round((1000 * value) / largest) / 10 : 0;
}
