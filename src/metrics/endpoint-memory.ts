import { PercentileSupport } from './percentile-support.js';
import { type PaceSettings, RequestPace } from './request-pace.js';

/** What is known of one endpoint and region. */
export interface EndpointTraits {
  percentiles: PercentileSupport;
  pace: RequestPace;
}

/** Remembers what endpoints can do, by endpoint and region, for a whole run; accounts share it. */
export class EndpointMemory {
  readonly #known = new Map<string, EndpointTraits>();

  /** `pace`: other times than the default ones. */
  constructor(private readonly pace?: PaceSettings) {}

  /** `endpoint`: null for AWS's own. */
  of(endpoint: string | null, region: string): EndpointTraits {
    const key = `${endpoint ?? ''} ${region}`;
    const known = this.#known.get(key) ?? { percentiles: new PercentileSupport(), pace: new RequestPace(endpoint !== null, this.pace) };
    this.#known.set(key, known);
    return known;
  }
}
