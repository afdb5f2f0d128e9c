import { PercentileSupport } from './percentile-support.js';
import { type PaceSettings, RequestPace } from './request-pace.js';
import { type Slowness, SpanPace } from './span-pace.js';

/** What is known of one endpoint and region. */
export interface EndpointTraits {
  percentiles: PercentileSupport;
  pace: RequestPace;
  spans: SpanPace;
}

/** Remembers what endpoints can do, by endpoint and region, for a whole run; accounts share it. */
export class EndpointMemory {
  readonly #known = new Map<string, EndpointTraits>();

  /** `pace`, `slow`: other times than the default ones. */
  constructor(
    private readonly pace?: PaceSettings,
    private readonly slow?: Slowness,
  ) {}

  /** `endpoint`: null for AWS's own. */
  of(endpoint: string | null, region: string): EndpointTraits {
    const key = `${endpoint ?? ''} ${region}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const traits = {
      percentiles: new PercentileSupport(),
      pace: new RequestPace(endpoint !== null, this.pace),
      spans: new SpanPace(endpoint !== null, this.slow),
    };
    this.#known.set(key, traits);
    return traits;
  }
}
