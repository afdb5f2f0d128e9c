import { setMaxListeners } from 'node:events';
import pLimit, { type LimitFunction } from 'p-limit';
import {
  type AwsApi,
  AwsFailure,
  type CallOptions,
  type OperationDefinition,
  type PagedOperation,
  type Partition,
  type Remedy,
  type Send,
} from './api.js';
import { attempt } from './attempt.js';
import { Circuit } from './circuit.js';
import { type Classified, causeOf, classify, UnexpectedAnswer } from './classify.js';
import { type OpenScope, openScope } from './client-scope.js';
import { AttemptCounter } from './counts.js';
import type { CredentialSource } from './credentials.js';
import { backoffMs, type CallLimits, sleep } from './limits.js';
import { Pacer } from './pacer.js';
import { pagesOf } from './pages.js';
import { type BucketName, QUOTAS } from './quotas.js';

/** What a slow answer of AWS takes, and the least width that still overlaps a slow one. */
const ANSWER_SECONDS = 0.4;
const NARROWEST = 4;

export interface AccountApiSettings {
  credentials: CredentialSource;
  /** Every service's endpoint; null: AWS's own. */
  endpoint: string | null;
  limits: CallLimits;
  /** Ends everything under way; calls then throw its reason. */
  signal: AbortSignal;
  /** Milliseconds of a monotonic clock, by which answers are timed; the process's own where absent. */
  now?: () => number;
}

interface Lane {
  pacer: Pacer;
  width: LimitFunction;
}

interface RegionState {
  scope: OpenScope;
  lanes: Map<BucketName, Lane>;
}

/** The AWS API of one account over the SDK's clients; see AwsApi. */
export class AccountApi implements AwsApi {
  readonly counts = new AttemptCounter();
  private readonly regions = new Map<string, RegionState>();
  private readonly circuit: Circuit;
  private readonly now: () => number;
  private simulatedTime = Number.NEGATIVE_INFINITY;
  private identity: { accountId: string; partition: Partition } | null = null;

  constructor(private readonly settings: AccountApiSettings) {
    this.circuit = new Circuit(settings.limits.giveUpAfter);
    this.now = settings.now ?? (() => performance.now());
    // Every call under way listens to this one signal.
    setMaxListeners(0, settings.signal);
  }

  get accountId(): string {
    return this.identity?.accountId ?? 'unknown';
  }

  get partition(): Partition {
    return this.identity?.partition ?? 'aws';
  }

  get signal(): AbortSignal {
    return this.settings.signal;
  }

  /** Now, as epoch milliseconds: this machine's, or that of a simulated account where it is later. */
  get latestNow(): number {
    return Math.max(Date.now(), this.simulatedTime);
  }

  /** Told once STS has answered: an unknown caller then means a region that is off, not bad credentials. */
  adoptIdentity(accountId: string, partition: Partition): void {
    this.identity = { accountId, partition };
  }

  async call<I, O>(region: string, operation: OperationDefinition<I, O>, input: I, options: CallOptions = {}): Promise<O> {
    const { signal: own } = this.settings;
    const signal = options.signal === undefined ? own : AbortSignal.any([own, options.signal]);
    const state = this.region(region);
    const lane = this.lane(state, operation.bucket);
    const send = await operation.bind(state.scope);
    return lane.width(() => this.tryUntilAnswered(region, operation, lane, send, input, options, signal));
  }

  pages<I, O, T>(region: string, operation: PagedOperation<I, O, T>, input: I, options?: CallOptions): AsyncIterable<O> {
    return pagesOf(this, this.settings.limits, region, operation, input, options);
  }

  pause(tries: number, signal: AbortSignal): Promise<void> {
    return sleep(backoffMs(this.settings.limits, tries), signal);
  }

  adoptQuota(region: string, bucket: BucketName, perSecond: number): void {
    const lane = this.lane(this.region(region), bucket);
    lane.pacer.adopt(perSecond);
    lane.width.concurrency = this.widthFor(perSecond);
  }

  release(region: string): void {
    this.regions.get(region)?.scope.close();
    this.regions.delete(region);
  }

  private async tryUntilAnswered<I, O>(
    region: string,
    operation: OperationDefinition<I, O>,
    lane: Lane,
    send: Send<I, O>,
    input: I,
    { weight = 1, attempts = {}, independent = false, onAnswer }: CallOptions,
    signal: AbortSignal,
  ): Promise<O> {
    const { limits, credentials } = this.settings;
    const fewer: Partial<Record<Remedy, number>> = attempts;
    const tried: Record<Remedy, number> = { throttled: 0, transient: 0, timeout: 0, clock: 0, credentials: 0, none: 0 };
    for (let tries = 1; ; tries += 1) {
      const refusal = this.circuit.refusal(region, operation.iamAction);
      if (refusal !== null) throw this.failure(region, operation, { ...refusal, message: refusal.message, remedy: 'none' }, refusal);
      await lane.pacer.take(weight, signal);
      const leftAt = this.now();
      try {
        const output = await attempt(send, input, limits.attemptTimeoutMs, signal);
        if (!operation.answered(output)) throw new UnexpectedAnswer('the answer lacks the fields that every answer has');
        this.counts.count(operation.iamAction, 'ok');
        lane.pacer.succeeded();
        this.circuit.succeeded(region, operation.iamAction);
        onAnswer?.({ milliseconds: this.now() - leftAt, hung: tried.timeout });
        return output;
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        // Of the call that was to fetch the credentials; it has been retried and counted there.
        if (error instanceof AwsFailure) throw error;
        const classified = classify(error, this.identity !== null);
        this.counts.count(operation.iamAction, classified.status);
        if (classified.remedy === 'throttled') lane.pacer.throttled();
        tried[classified.remedy] += 1;
        const enough = fewer[classified.remedy];
        if (tried[classified.remedy] >= (enough ?? this.triesFor(classified.remedy))) {
          const failure = this.failure(region, operation, classified, error);
          // A request that the service calls wrong says nothing about the next one.
          const saysMore = !independent && enough === undefined && (classified.remedy !== 'none' || classified.status !== 'failed');
          if (saysMore) this.circuit.failed(region, operation.iamAction, failure);
          throw failure;
        }
        if (classified.remedy === 'credentials') credentials.invalidate();
        if (classified.remedy !== 'clock') await sleep(backoffMs(limits, tries), signal);
      }
    }
  }

  private triesFor(remedy: Remedy): number {
    const { attempts } = this.settings.limits;
    switch (remedy) {
      case 'none':
        return 1;
      // Once more with the clock corrected (the SDK does that by the answer's date), or with fresh credentials.
      case 'clock':
      case 'credentials':
        return 2;
      default:
        return attempts[remedy];
    }
  }

  private failure<I, O>(
    region: string,
    operation: OperationDefinition<I, O>,
    { status, code, message, httpStatus, remedy }: Classified,
    cause: unknown,
  ): AwsFailure {
    return new AwsFailure({ status, code, message, operation: operation.name, region, httpStatus, remedy, cause: causeOf(cause) });
  }

  private region(region: string): RegionState {
    const known = this.regions.get(region);
    if (known !== undefined) return known;
    const { credentials, endpoint, limits } = this.settings;
    const onSimulatedTime = (instant: string): void => {
      const told = Date.parse(instant);
      if (!Number.isNaN(told)) this.simulatedTime = told;
    };
    const scope = openScope(region, { credentials: credentials.provide, endpoint, limits, onSimulatedTime });
    const state = { scope, lanes: new Map<BucketName, Lane>() };
    this.regions.set(region, state);
    return state;
  }

  /**
   * As many calls under way as the quota lets through in the time that an answer may take. More would gain nothing, and
   * all of them would be throttled together when another caller has emptied the bucket.
   */
  private widthFor(perSecond: number): number {
    const { concurrency } = this.settings.limits;
    return Math.min(concurrency, Math.max(NARROWEST, Math.ceil(perSecond * ANSWER_SECONDS)));
  }

  private lane(state: RegionState, bucket: BucketName): Lane {
    const known = state.lanes.get(bucket);
    if (known !== undefined) return known;
    const quota = QUOTAS[bucket];
    const lane = { pacer: new Pacer(quota, this.settings.limits.quotaShare), width: pLimit(this.widthFor(quota.perSecond)) };
    state.lanes.set(bucket, lane);
    return lane;
  }
}
