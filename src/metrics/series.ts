import type { PackedSeries, Series } from '../model/metric.js';

/** `centi` for "no datapoint". */
const CENTI_NONE = 65_535;
/** The largest percentage that hundredths in 16 bits hold. */
const CENTI_MAXIMUM = (CENTI_NONE - 1) / 100;

/**
 * Packs a series: hundredths in 16 bits for percentages (half a hundredth of a percent is far below what any threshold
 * tells apart), else 32-bit floats. A percentage that hundredths cannot hold (a service that bursts far over its
 * reservation) is packed as floats too.
 */
export function packSeries(series: Series, percent: boolean): PackedSeries {
  const { statistic, periodSeconds, start, values } = series;
  const centi = percent && fitsHundredths(values);
  const bytes = centi ? packCenti(values) : packFloats(values);
  return { statistic, periodSeconds, start, count: values.length, encoding: centi ? 'centi' : 'float32', data: bytes.toString('base64') };
}

// By index and through views: a page of answers has a hundred thousand values.

function fitsHundredths(values: Float64Array): boolean {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (value < 0 || value > CENTI_MAXIMUM) return false;
  }
  return true;
}

function packCenti(values: Float64Array): Buffer {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    view.setUint16(index * 2, Number.isNaN(value) ? CENTI_NONE : Math.round(value * 100), true);
  }
  return Buffer.from(view.buffer);
}

function packFloats(values: Float64Array): Buffer {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (let index = 0; index < values.length; index += 1) view.setFloat32(index * 4, values[index] ?? Number.NaN, true);
  return Buffer.from(view.buffer);
}

/** Unpacks a series. Throws a RangeError where the data is not as long as `count` says. */
export function unpackSeries(packed: PackedSeries): Series {
  const bytes = Buffer.from(packed.data, 'base64');
  const width = packed.encoding === 'centi' ? 2 : 4;
  if (bytes.length !== packed.count * width) {
    throw new RangeError(`a series of ${packed.count} values has ${bytes.length} bytes, not ${packed.count * width}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const values = new Float64Array(packed.count);
  for (let index = 0; index < packed.count; index += 1) {
    if (packed.encoding === 'float32') {
      values[index] = view.getFloat32(index * 4, true);
    } else {
      const hundredths = view.getUint16(index * 2, true);
      values[index] = hundredths === CENTI_NONE ? Number.NaN : hundredths / 100;
    }
  }
  return { statistic: packed.statistic, periodSeconds: packed.periodSeconds, start: packed.start, values };
}

/**
 * Folds a series to a coarser period: the maximum of maxima, the minimum of minima, the sum of sums and counts, and the
 * mean of averages, weighted by `sampleCount` (a series of the same grid) where it is known. A period without any
 * datapoint stays NaN. Throws a RangeError when the coarser period is no multiple of the finer.
 */
export function foldSeries(series: Series, periodSeconds: number, sampleCount: Series | null = null): Series {
  if (periodSeconds === series.periodSeconds) return series;
  const factor = periodSeconds / series.periodSeconds;
  if (!Number.isInteger(factor)) throw new RangeError(`${periodSeconds} s is no multiple of ${series.periodSeconds} s`);
  // Coarse periods lie on their own clock, as the service's do: an hour starts on the hour.
  const start = Math.floor(series.start / periodSeconds) * periodSeconds;
  const lead = Math.round((series.start - start) / series.periodSeconds);
  const values = new Float64Array(Math.ceil((lead + series.values.length) / factor)).fill(Number.NaN);
  const weights = new Float64Array(values.length);
  for (let index = 0; index < series.values.length; index += 1) {
    const value = series.values[index] ?? Number.NaN;
    if (Number.isNaN(value)) continue;
    const coarse = Math.floor((lead + index) / factor);
    const weight = weightAt(sampleCount, index);
    const before = values[coarse] ?? Number.NaN;
    const weightBefore = weights[coarse] ?? 0;
    weights[coarse] = weightBefore + weight;
    values[coarse] = Number.isNaN(before) ? value : fold(series.statistic, before, weightBefore, value, weight);
  }
  return { statistic: series.statistic, periodSeconds, start, values };
}

function weightAt(sampleCount: Series | null, index: number): number {
  const weight = sampleCount?.values[index] ?? 1;
  return Number.isNaN(weight) || weight <= 0 ? 1 : weight;
}

function fold(statistic: string, before: number, weightBefore: number, value: number, weight: number): number {
  switch (statistic) {
    case 'Sum':
    case 'SampleCount':
      return before + value;
    case 'Minimum':
      return Math.min(before, value);
    case 'Average':
      return before + ((value - before) * weight) / (weightBefore + weight);
    default:
      return Math.max(before, value);
  }
}
