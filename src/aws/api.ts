import type { CoverageStatus, Service } from '../model/coverage.js';
import type { PermissionSet } from '../model/permission-set.js';
import type { Account } from '../model/snapshot.js';
import type { CallLimits } from './limits.js';
import type { BucketName } from './quotas.js';

export type Partition = Account['partition'];

/** Settings that every SDK client of one account and region shares. */
export interface ClientScope {
  readonly region: string;
  /** Spread into the SDK client's constructor. */
  readonly configuration: ClientConfiguration;
}

export interface ClientConfiguration {
  region: string;
  credentials: CredentialProvider;
  maxAttempts: number;
  requestHandler: import('@smithy/node-http-handler').NodeHttpHandler;
  endpoint?: string;
  customUserAgent: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
  expiration?: Date;
  accountId?: string;
}
export type CredentialProvider = () => Promise<Credentials>;

/** One request on the wire; aborting the signal ends it. */
export type Send<I, O> = (input: I, options: { abortSignal: AbortSignal }) => Promise<O>;

/**
 * One API operation, declared once in src/aws/operations: how it is sent, which quota bucket it draws from, and the
 * permission it needs. The printed IAM policy is generated from these, so nothing can be called that is not in it.
 */
export interface OperationDefinition<I, O> {
  readonly service: Service;
  /** The API's own name: `DescribeInstances`. */
  readonly name: string;
  /** `ec2:DescribeInstances`. */
  readonly iamAction: string;
  readonly permissionSet: PermissionSet;
  readonly bucket: BucketName;
  /** Binds the operation to a client, importing the SDK package on first use. */
  bind(scope: ClientScope): Promise<Send<I, O>>;
  /** False where a 200 lacks what every true answer has: an HTML page read as XML gives an empty object, not an error. */
  answered(output: O): boolean;
}

/** An operation whose answer comes in pages. */
export interface PagedOperation<I, O, T> extends OperationDefinition<I, O> {
  /** What the page lists; undefined where the answer lacks the list. */
  items(output: O): readonly T[] | undefined;
  nextToken(output: O): string | undefined;
  withToken(input: I, token: string): I;
}

export interface CallOptions {
  /** Cost of this call in the weighted part of its bucket: the estimated points of a GetMetricData request. */
  weight?: number;
  /** Ends this call early, beside the signal that the whole API was made with. */
  signal?: AbortSignal;
  /**
   * Fewer tries than the limits give, by what went wrong, where the caller has a better remedy than the same request again.
   * What they end in says nothing of the next call, which will be another one: no circuit counts it.
   */
  attempts?: Partial<CallLimits['attempts']>;
  /** True where the next call of the operation is about something else, such as another account's role: no circuit counts a failure. */
  independent?: boolean;
  /** Told how long (ms) each answered request was on the wire, the wait for its quota left out, and how many tries hung before it. */
  onAnswer?(answer: { milliseconds: number; hung: number }): void;
}

export interface CallCounts {
  /** HTTP requests sent, retries included, that came back as `outcome`: `ok` or a coverage status of failure. */
  readonly attempts: ReadonlyMap<string, Readonly<Partial<Record<CoverageStatus, number>>>>;
  /** All HTTP requests sent. */
  total(): number;
  /** HTTP requests by operation, `ec2:DescribeInstances`, sorted by name. */
  byOperation(): Record<string, number>;
}

/**
 * The AWS API of one account. Calls wait for their quota bucket (per region), are retried with back-off where that can
 * help, and end in bounded time. Every failure is an AwsFailure; a cancelled run throws the signal's reason.
 */
export interface AwsApi {
  readonly accountId: string;
  readonly partition: Partition;
  readonly counts: CallCounts;
  /** Aborted when the run is to end early; calls then throw its reason. */
  readonly signal: AbortSignal;
  call<I, O>(region: string, operation: OperationDefinition<I, O>, input: I, options?: CallOptions): Promise<O>;
  /**
   * Page after page, until there is no token. Ends with an AwsFailure when a token comes twice, when pages are empty
   * one after the other, or when there are more pages than `limits.maxPages`.
   */
  pages<I, O, T>(region: string, operation: PagedOperation<I, O, T>, input: I, options?: CallOptions): AsyncIterable<O>;
  /** Waits as before try number `tries` (from 1) of a call, for an answer that came and asks to be asked for again; the signal ends it. */
  pause(tries: number, signal: AbortSignal): Promise<void>;
  /** Takes a better quota than the start value, as Service Quotas reports it (per second, before the quota share). */
  adoptQuota(region: string, bucket: BucketName, perSecond: number): void;
  /** Closes the connections of a region that is done. */
  release(region: string): void;
}

/** Statuses that a failed call can have. */
export type FailureStatus = Extract<CoverageStatus, 'denied' | 'region-disabled' | 'throttled' | 'timeout' | 'auth-expired' | 'failed'>;

/** What may heal a failure: waiting, asking again, other credentials, or nothing. */
export type Remedy = 'throttled' | 'transient' | 'timeout' | 'clock' | 'credentials' | 'none';

/** A call that failed for good, classified; `message` is one plain line, `code` is AWS's (or Node's) own error code. */
export class AwsFailure extends Error {
  readonly status: FailureStatus;
  readonly code: string;
  readonly operation: string;
  readonly region: string;
  readonly httpStatus: number | null;
  /** What might have healed it, had there been more tries. */
  readonly remedy: Remedy;

  constructor(fields: {
    status: FailureStatus;
    code: string;
    message: string;
    operation: string;
    region: string;
    httpStatus?: number | null;
    remedy?: Remedy;
    cause?: unknown;
  }) {
    super(fields.message, { cause: fields.cause });
    this.name = 'AwsFailure';
    this.status = fields.status;
    this.code = fields.code;
    this.operation = fields.operation;
    this.region = fields.region;
    this.httpStatus = fields.httpStatus ?? null;
    this.remedy = fields.remedy ?? 'none';
  }
}
