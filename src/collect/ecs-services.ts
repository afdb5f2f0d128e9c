import { describeServices, listServices } from '../aws/operations/index.js';
import type { EcsService, TaskShape } from '../model/resource/index.js';
import { epochSeconds, type Window } from '../model/time.js';
import { checkDescribed, inBatches } from './batches.js';
import type { CapacityProviders } from './ecs-capacity-providers.js';
import type { Cluster } from './ecs-clusters.js';
import type { ServiceScaling } from './ecs-scaling.js';
import { computeOfService } from './ecs-service-compute.js';
import { currentTaskDefinition, serviceRecord } from './ecs-service-record.js';
import type { TaskDefinitions } from './ecs-task-definitions.js';
import type { ClusterTasks } from './ecs-tasks.js';
import type { RegionContext } from './region.js';

/** What completes a service, each read once for the region. */
export interface ServiceFacts {
  definitions: TaskDefinitions;
  providers: CapacityProviders;
  /** Begins to be read with the first service. */
  scaling: () => Promise<ServiceScaling | null>;
}

interface Described {
  record: EcsService;
  taskDefinition: string | null;
}

/** Moments of collecting a cluster's services. */
export interface ServiceProgress {
  /** All of them are listed. */
  listed: Promise<void>;
  /** All of them are described. */
  described: Promise<void>;
  /** All records have left. */
  complete: Promise<void>;
}

export interface ServiceCollector {
  collect(cluster: Cluster, tasks: Promise<ClusterTasks>): ServiceProgress;
  /** How many of those listed so far are not described yet. */
  toCome(): number;
}

/** Collects the services of one cluster after the other; each is measurable at once and complete when its tasks are known. */
export function serviceCollector(context: RegionContext, facts: ServiceFacts): ServiceCollector {
  const listing = context.steps.facts(listServices);
  const step = context.steps.resources(describeServices);
  let [named, measurable] = [0, 0];
  const collect = (cluster: Cluster, tasks: Promise<ClusterTasks>): ServiceProgress => {
    const services = new Map<string, Described>();
    let listedAll: () => void = () => undefined;
    const listed = new Promise<void>((resolve) => {
      listedAll = resolve;
    });
    const arns = async function* () {
      const input = { cluster: cluster.arn, maxResults: 100 };
      try {
        for await (const page of listing.pages(listServices, input, { gone: ['ClusterNotFoundException'] })) {
          named += page.serviceArns?.length ?? 0;
          yield page.serviceArns ?? [];
        }
      } finally {
        listedAll();
      }
    };
    const describe = async (batch: string[]) => {
      // Begun before the answer, to run beside it.
      facts.scaling();
      const output = await step.call(describeServices, { cluster: cluster.arn, services: batch, include: ['TAGS'] });
      if (output === null) return;
      const described = output.services ?? [];
      checkDescribed(
        step,
        batch,
        described.map(({ serviceArn }) => serviceArn),
        output.failures ?? [],
      );
      for (const service of described) {
        const { serviceArn } = service;
        if (serviceArn === undefined || services.has(serviceArn)) continue;
        const record = serviceRecord(serviceArn, service, cluster, context);
        const taskDefinition = currentTaskDefinition(service);
        services.set(serviceArn, { record, taskDefinition });
        noteDeployment(record, taskDefinition, facts.definitions, context.scalarWindow);
        step.gave(1);
        measurable += 1;
        context.sink.measurable(record);
      }
    };
    const described = inBatches(arns(), 10, describe);
    const finish = async () => {
      const [ofCluster] = await Promise.all([tasks, described]);
      await Promise.all([...services.values()].map((service) => complete(service, ofCluster, facts, context)));
    };
    return { listed, described, complete: finish() };
  };
  return { collect, toCome: () => named - measurable };
}

async function complete(
  { record, taskDefinition }: Described,
  tasks: ClusterTasks,
  facts: ServiceFacts,
  context: RegionContext,
): Promise<void> {
  const own = tasks.get(record.serviceName);
  const seen = taskDefinition === null ? undefined : own?.shapes.get(taskDefinition)?.shape;
  const shape = seen ?? (taskDefinition === null ? null : await facts.definitions.shape(taskDefinition));
  const [compute, scaling, previousSize] = await Promise.all([
    computeOfService(record, own, facts.providers),
    facts.scaling(),
    changedSize(record, taskDefinition, shape, facts.definitions, context.scalarWindow),
  ]);
  const none = { target: null, policies: [], scheduledActions: [] };
  context.sink.resource({ ...record, compute, shape, previousSize, scaling: scaling === null ? null : (scaling.get(record.id) ?? none) });
}

/** The current deployment, where it began inside the window: then the size before matters. */
function recentDeployment({ deployments }: EcsService, window: Window): { at: string; otherDefinition: string | null } | null {
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  if (primary === undefined || primary.createdAt === null) return null;
  const at = epochSeconds(primary.createdAt);
  if (at < epochSeconds(window.start) || at >= epochSeconds(window.end)) return null;
  const other = deployments.find(({ taskDefinitionArn }) => taskDefinitionArn !== null && taskDefinitionArn !== primary.taskDefinitionArn);
  return { at: primary.createdAt, otherDefinition: other?.taskDefinitionArn ?? null };
}

function noteDeployment(record: EcsService, taskDefinition: string | null, definitions: TaskDefinitions, window: Window): void {
  const recent = recentDeployment(record, window);
  if (recent !== null && recent.otherDefinition === null && taskDefinition !== null) definitions.deployed(taskDefinition, recent.at);
}

/**
 * The size before, where a deployment inside the window changed it: of another deployment that is still there, else of
 * the revision before. Null where nothing changed or it is not known.
 */
async function changedSize(
  record: EcsService,
  taskDefinition: string | null,
  shape: TaskShape | null,
  definitions: TaskDefinitions,
  window: Window,
): Promise<EcsService['previousSize']> {
  const recent = recentDeployment(record, window);
  if (recent === null || shape === null || taskDefinition === null) return null;
  const before = await (recent.otherDefinition === null
    ? definitions.shapeBefore(taskDefinition)
    : definitions.shape(recent.otherDefinition));
  if (before === null || (before.cpuUnits === shape.cpuUnits && before.memoryMib === shape.memoryMib)) return null;
  return { cpuUnits: before.cpuUnits, memoryMib: before.memoryMib };
}
