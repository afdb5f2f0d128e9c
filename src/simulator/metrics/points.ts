/**
 * Datapoints of one series, oldest first, column by column. A datapoint is what CloudWatch keeps of a minute (or five):
 * how many samples, their sum, minimum and maximum; and the samples themselves, which percentiles need.
 */
export interface Points {
  readonly length: number;
  /** Epoch seconds. */
  timeAt(index: number): number;
  /** Index of the first datapoint at or after a time. */
  indexAt(time: number): number;
  /** NaN where there is no datapoint. Where all hold one sample, the three columns are one. */
  readonly sums: Float64Array;
  readonly minima: Float64Array;
  readonly maxima: Float64Array;
  /** null: one sample each. */
  readonly counts: Float64Array | null;
  /** The samples of one datapoint. */
  samples(index: number): Sample[];
  /** The samples of a run of datapoints (end exclusive) by rising value, where a kind has a faster way than listing all. */
  histogram?(from: number, to: number): Sample[];
  /** False where samples were thrown away before they came (a statistic set): then there are no percentiles. */
  readonly percentiles: boolean;
  /** Held memory in bytes. */
  readonly bytes: number;
}

export interface Sample {
  value: number;
  count: number;
}

/** Times at equal distances. */
export interface Grid {
  /** Epoch seconds of the first. */
  start: number;
  step: number;
  length: number;
}

export function gridTimes({ start, step, length }: Grid): Pick<Points, 'timeAt' | 'indexAt' | 'length'> {
  return {
    length,
    timeAt: (index) => start + index * step,
    indexAt: (time) => Math.min(length, Math.max(0, Math.ceil((time - start) / step))),
  };
}

/** Times as they are listed, rising. */
export function listedTimes(times: Float64Array): Pick<Points, 'timeAt' | 'indexAt' | 'length'> {
  return {
    length: times.length,
    timeAt: (index) => times[index] ?? Number.NaN,
    indexAt: (time) => {
      let low = 0;
      let high = times.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((times[middle] ?? 0) < time) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** Datapoints of one sample each. */
export function singlePoints(times: Pick<Points, 'timeAt' | 'indexAt' | 'length'>, values: Float64Array): Points {
  return {
    ...times,
    sums: values,
    minima: values,
    maxima: values,
    counts: null,
    samples: (index) => [{ value: values[index] ?? Number.NaN, count: 1 }],
    percentiles: true,
    bytes: values.byteLength,
  };
}
