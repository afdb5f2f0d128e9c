import { canonicalJson } from '../../model/canonical-json.js';
import type { MetricSource } from '../world.js';
import { aggregate, NO_VALUES, type Periods, type Values } from './aggregate.js';
import { buildPoints } from './build-points.js';
import { hashText, scramble } from './noise.js';
import type { Points } from './points.js';
import { type Shape, shapeSchema } from './shape.js';
import type { Statistic } from './statistic.js';

const DAY = 86_400;

/** How far back datapoints are made: the first of these that a request fits into. CloudWatch keeps none beyond 455 days. */
const HORIZONS_DAYS = [17, 35, 66, 130, 456];

/** A time and a value, as numbers and as the texts that are sent of them. */
const BYTES_PER_VALUE = 16 + 24;

/**
 * Resources of one shape have the values of one of so many variants, chosen by what they are called. Fewer where
 * datapoints are a minute apart: those take five times the work and memory.
 */
const variantsOf = (resolutionSeconds: number) => (resolutionSeconds < 300 ? 4 : 8);

export interface TemplateSettings {
  /** Epoch seconds of the fleet's "now". */
  end: number;
  seed: number;
  /** Folder that relative CSV paths start from. */
  folder: string;
  /** Memory that datapoints and values may take, in bytes. */
  maximumBytes: number;
}

/** The datapoints of one shape, variant and resolution, made when first asked for, and what was computed of them. */
export class Template {
  #points: Points | null = null;
  #from = Number.POSITIVE_INFINITY;
  #resultBytes = 0;
  readonly #results = new Map<string, Map<string, Values>>();

  constructor(
    readonly shape: Shape,
    readonly variant: number,
    readonly resolutionSeconds: number,
    private readonly settings: TemplateSettings,
  ) {}

  /** Memory of the datapoints, which can be made again. */
  get pointBytes(): number {
    return this.#points?.bytes ?? 0;
  }

  /** Memory of everything else. */
  get resultBytes(): number {
    return this.#resultBytes + 1_000;
  }

  /** Forgets the datapoints, and keeps what was computed of them: it is small, and asked for again. */
  releasePoints(): void {
    this.#points = null;
    this.#from = Number.POSITIVE_INFINITY;
  }

  /** Datapoints from `time` on (or as far back as CloudWatch keeps any). */
  pointsFrom(time: number): Points {
    if (this.#points !== null && time >= this.#from) return this.#points;
    const { end, seed, folder } = this.settings;
    const step = this.resolutionSeconds;
    const last = Math.floor((end - 1) / step) * step;
    const days = HORIZONS_DAYS.find((horizon) => time >= end - horizon * DAY) ?? HORIZONS_DAYS[HORIZONS_DAYS.length - 1] ?? 0;
    const start = last - Math.ceil((days * DAY) / step) * step;
    this.#points = buildPoints(
      this.shape,
      { end, seed, folder, variant: this.variant },
      { start, step, length: (last - start) / step + 1 },
    );
    this.#from = days === HORIZONS_DAYS[HORIZONS_DAYS.length - 1] ? Number.NEGATIVE_INFINITY : end - days * DAY;
    return this.#points;
  }

  values(periods: Periods, statistic: Statistic): Values {
    const key = `${periods.start}/${periods.end}/${periods.seconds}`;
    let results = this.#results.get(key);
    if (results === undefined) {
      results = new Map();
      this.#results.set(key, results);
    }
    let values = results.get(statistic.name);
    if (values === undefined) {
      values = periods.start >= periods.end ? NO_VALUES : aggregate([this.pointsFrom(periods.start)], periods, statistic);
      results.set(statistic.name, values);
      this.#resultBytes += 200 + values.values.length * BYTES_PER_VALUE;
    }
    return values;
  }

  /** True where a datapoint lies at or after `time`. */
  activeSince(time: number): boolean {
    const points = this.pointsFrom(time);
    for (let index = points.length - 1; index >= points.indexAt(time); index--) if (!Number.isNaN(points.sums[index])) return true;
    return false;
  }
}

interface Held {
  template: Template;
  pointBytes: number;
  resultBytes: number;
}

/** Finds the template of a source. Of what was used longest ago it forgets datapoints first, then values. */
export class Templates {
  readonly #parsed = new WeakMap<object, { shape: Shape; id: number }>();
  readonly #ids = new Map<string, { shape: Shape; id: number }>();
  /** In order of use. */
  readonly #templates = new Map<string, Held>();
  /** Those of them that hold datapoints, in order of use. */
  readonly #withPoints = new Map<string, Held>();
  #pointBytes = 0;
  #resultBytes = 0;
  #last: { key: string; held: Held } | null = null;
  #nextId = 0;

  constructor(private readonly settings: TemplateSettings) {}

  /** Bytes held now. */
  get bytes(): number {
    return this.#pointBytes + this.#resultBytes;
  }

  /** @throws a ZodError for a shape that is none. */
  of(source: MetricSource): Template {
    const { shape, id } = this.#shapeOf(source.shape);
    const variant = variantOf(source, this.settings.seed);
    const key = `${id}/${variant}/${source.resolutionSeconds}`;
    if (this.#last?.key === key) return this.#last.held.template;
    this.#settle();
    let held = this.#templates.get(key);
    if (held === undefined) {
      held = { template: new Template(shape, variant, source.resolutionSeconds, this.settings), pointBytes: 0, resultBytes: 0 };
    } else {
      this.#templates.delete(key);
    }
    this.#templates.set(key, held);
    this.#last = { key, held };
    return held.template;
  }

  /** Counts what the template used last has grown to, and makes room. */
  #settle(): void {
    if (this.#last === null) return;
    const { key, held } = this.#last;
    const { pointBytes, resultBytes } = held.template;
    this.#pointBytes += pointBytes - held.pointBytes;
    this.#resultBytes += resultBytes - held.resultBytes;
    held.pointBytes = pointBytes;
    held.resultBytes = resultBytes;
    if (pointBytes > 0) {
      this.#withPoints.delete(key);
      this.#withPoints.set(key, held);
    }
    const half = this.settings.maximumBytes / 2;
    if (this.#pointBytes > half) this.#forgetPoints(half, key);
    if (this.#resultBytes > half) this.#forgetResults(half, key);
  }

  #forgetPoints(allowed: number, lastUsed: string): void {
    for (const [key, held] of this.#withPoints) {
      if (this.#pointBytes <= allowed || key === lastUsed) return;
      this.#pointBytes -= held.pointBytes;
      held.pointBytes = 0;
      held.template.releasePoints();
      this.#withPoints.delete(key);
    }
  }

  #forgetResults(allowed: number, lastUsed: string): void {
    for (const [key, held] of this.#templates) {
      if (this.#resultBytes <= allowed || key === lastUsed) return;
      this.#resultBytes -= held.resultBytes;
      this.#pointBytes -= held.pointBytes;
      this.#templates.delete(key);
      this.#withPoints.delete(key);
    }
  }

  #shapeOf(given: unknown): { shape: Shape; id: number } {
    const known = typeof given === 'object' && given !== null ? this.#parsed.get(given) : undefined;
    if (known !== undefined) return known;
    const shape = shapeSchema.parse(given);
    const text = canonicalJson(shape);
    let entry = this.#ids.get(text);
    if (entry === undefined) {
      // Ids are never used twice, so forgetting them costs no more than making a template again.
      if (this.#ids.size >= 20_000) this.#ids.clear();
      entry = { shape, id: this.#nextId++ };
      this.#ids.set(text, entry);
    }
    if (typeof given === 'object' && given !== null) this.#parsed.set(given, entry);
    return entry;
  }
}

/**
 * The variant follows from the dimensions and not from the metric's name: a function's Duration then has as many samples
 * in a minute as its Invocations has events.
 */
export function variantOf({ accountId, region, dimensions, resolutionSeconds }: MetricSource, seed: number): number {
  // Addition, since the order of dimensions has no meaning.
  let sum = 0;
  for (const name in dimensions) sum = (sum + hashText(dimensions[name] ?? '', hashText(name))) | 0;
  const site = hashText(region, hashText(accountId, scramble(seed)));
  return scramble(site ^ sum) % variantsOf(resolutionSeconds);
}
