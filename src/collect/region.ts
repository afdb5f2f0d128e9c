import type { AwsApi } from '../aws/api.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { CollectedResource } from '../model/resource/index.js';
import type { Window } from '../model/time.js';
import { collectAutoScalingGroups } from './auto-scaling-groups.js';
import { checkedSink } from './checked-sink.js';
import { type AccountCommitments, collectCommitments } from './commitments.js';
import { collectInstances } from './ec2-instances.js';
import { collectEcs } from './ecs.js';
import { collectFunctions } from './lambda-functions.js';
import { collectSecondOpinions } from './second-opinion.js';
import { RegionSteps } from './steps.js';

/** What metrics are read of. */
export const MEASURED = ['ec2-instance', 'ecs-service', 'lambda-function', 'provisioned-concurrency'] as const;
export type Measured = (typeof MEASURED)[number];

/** Takes what a region gives, while it is being read. */
export interface CollectionSink {
  /** A finished record; each resource comes once. */
  resource(record: CollectedResource): void;
  /**
   * A resource whose metric targets can be told already, ahead of its finished record: what is not known yet is null
   * in it. A function with provisioned concurrency has further targets in its finished record.
   */
  measurable(resource: CollectedResource): void;
  /**
   * From here on at most so many more are to come: of a kind, `measurable` calls; of provisioned concurrency, configurations.
   * Each is told sooner or later, and may be told again with less.
   */
  atMost(measured: Measured, more: number): void;
  coverage(entry: CoverageEntry): void;
}

const COMPUTE_SERVICES = ['ec2', 'ecs', 'lambda'] as const;
type ComputeService = (typeof COMPUTE_SERVICES)[number];

export interface RegionRequest {
  api: AwsApi;
  region: string;
  /** A size change inside this window is looked for. */
  scalarWindow: Window;
  /** The services to read; all of them by default. */
  services?: readonly ComputeService[];
  /** Reads commitments too; absent: not asked for. */
  commitments?: AccountCommitments | undefined;
  /** Asks Compute Optimizer too. */
  secondOpinion?: boolean;
}

/**
 * Reads all compute of one account and region. Failures are coverage entries, never exceptions: whatever could be seen
 * is handed over. When the API's signal is aborted it returns soon, with entries for all that was cut short.
 */
export async function collectRegion(request: RegionRequest, sink: CollectionSink): Promise<void> {
  const { api, region, scalarWindow, services = COMPUTE_SERVICES } = request;
  const steps = new RegionSteps(api, region);
  const context: RegionContext = {
    accountId: api.accountId,
    partition: api.partition,
    region,
    scalarWindow,
    steps,
    sink: checkedSink(sink, steps),
  };
  // Functions first: their marker chain is the longest wait of a region.
  const collectors: Record<ComputeService, () => Promise<unknown>> = {
    lambda: () => collectFunctions(context),
    ecs: () => collectEcs(context),
    ec2: () => Promise.all([collectInstances(context), collectAutoScalingGroups(context)]),
  };
  const order: readonly ComputeService[] = ['lambda', 'ecs', 'ec2'];
  try {
    await Promise.all([
      ...order.filter((service) => services.includes(service)).map((service) => collectors[service]()),
      ...(request.commitments === undefined ? [] : [collectCommitments(context, request.commitments)]),
      ...(request.secondOpinion === true ? [collectSecondOpinions(context)] : []),
    ]);
  } finally {
    for (const entry of steps.entries()) sink.coverage(entry);
  }
}

/** What every collector of a region works with. */
export interface RegionContext {
  accountId: string;
  partition: AwsApi['partition'];
  region: string;
  scalarWindow: Window;
  steps: RegionSteps;
  sink: CollectionSink;
}
