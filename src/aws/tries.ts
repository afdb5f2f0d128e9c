import { type AwsApi, AwsFailure, type FailureStatus, type OperationDefinition } from './api.js';
import * as operations from './operations/index.js';

/** What nothing is called: asking about it reads nothing. */
const NOBODY = 'fleet-auditor-doctor';
const NO_TASK = '00000000000000000000000000000000';
const ONE_OF_ECS = { ServiceNamespace: 'ecs', MaxResults: 1 } as const;
const HOUR_MS = 3_600_000;

/** A try is one request, and one more where the service was busy. */
const ATTEMPTS = { throttled: 4, transient: 2, timeout: 1 };

export interface TriedAction {
  action: string;
  /** `allowed`: the service answered, if only to say that there is no such thing. */
  status: 'allowed' | FailureStatus;
  /** AWS's own words; null where it is allowed. */
  detail: string | null;
}

interface Try {
  action: string;
  send(api: AwsApi, region: string): Promise<unknown>;
}

function tried<I, O>(operation: OperationDefinition<I, O>, input: I | (() => I)): Try {
  return {
    action: operation.iamAction,
    send: (api, region) => api.call(region, operation, input instanceof Function ? input() : input, { attempts: ATTEMPTS }),
  };
}

/** Metric math over no metric: it needs the permission, and CloudWatch charges for metrics only. */
function noMetric() {
  const EndTime = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS);
  const StartTime = new Date(EndTime.getTime() - HOUR_MS);
  return { StartTime, EndTime, MetricDataQueries: [{ Id: 'nothing', Expression: 'TIME_SERIES(0)', Period: 3600 }] };
}

/** The smallest request of each operation of an audit. `servicequotas` is not here: its answer is of use, see `adoptMetricDataQuota`. */
const TRIES: readonly Try[] = [
  tried(operations.describeRegions, { AllRegions: true }),
  tried(operations.describeInstances, { MaxResults: 5 }),
  tried(operations.describeInstanceTypes, { MaxResults: 5 }),
  tried(operations.describeAutoScalingGroups, { MaxRecords: 1 }),
  tried(operations.describePolicies, { MaxRecords: 1 }),
  tried(operations.describeScheduledActions, { MaxRecords: 1 }),
  tried(operations.describeScalableTargets, ONE_OF_ECS),
  tried(operations.describeScalingPolicies, ONE_OF_ECS),
  tried(operations.describeApplicationScheduledActions, ONE_OF_ECS),
  tried(operations.listClusters, { maxResults: 1 }),
  tried(operations.describeClusters, { clusters: [NOBODY] }),
  tried(operations.describeCapacityProviders, { capacityProviders: ['FARGATE'] }),
  tried(operations.listServices, { cluster: NOBODY, maxResults: 1 }),
  tried(operations.describeServices, { cluster: NOBODY, services: [NOBODY] }),
  tried(operations.listTasks, { cluster: NOBODY, maxResults: 1 }),
  tried(operations.describeTasks, { cluster: NOBODY, tasks: [NO_TASK] }),
  tried(operations.listContainerInstances, { cluster: NOBODY, maxResults: 1 }),
  tried(operations.describeContainerInstances, { cluster: NOBODY, containerInstances: [NO_TASK] }),
  tried(operations.describeTaskDefinition, { taskDefinition: NOBODY }),
  tried(operations.getAccountSettings, {}),
  tried(operations.listFunctions, { MaxItems: 1 }),
  tried(operations.listEventSourceMappings, { MaxItems: 1 }),
  tried(operations.listProvisionedConcurrencyConfigs, { FunctionName: NOBODY, MaxItems: 1 }),
  tried(operations.getResources, { ResourceTypeFilters: ['lambda:function'], ResourcesPerPage: 1 }),
  tried(operations.listMetrics, { Namespace: 'AWS/Lambda', MetricName: 'ProvisionedConcurrencyUtilization' }),
  tried(operations.getMetricData, noMetric),
];

/** A service looks at the permission before the request: one that it calls wrong, or about nothing, was allowed. */
function answersTheRequest({ status, httpStatus }: AwsFailure): boolean {
  return status === 'failed' && httpStatus !== null && httpStatus >= 400 && httpStatus < 500;
}

/** Tries each action of an audit harmlessly in one region: nothing is read but what lists give first, no metric is asked for. */
export function tryActions(api: AwsApi, region: string): Promise<TriedAction[]> {
  return Promise.all(
    TRIES.map(async ({ action, send }): Promise<TriedAction> => {
      try {
        await send(api, region);
      } catch (error) {
        if (!(error instanceof AwsFailure)) throw error;
        if (!answersTheRequest(error)) return { action, status: error.status, detail: `${error.code}: ${error.message}` };
      }
      return { action, status: 'allowed', detail: null };
    }),
  );
}
