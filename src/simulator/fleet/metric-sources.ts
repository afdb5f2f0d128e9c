import type { MetricSource } from '../world.js';
import { nameOf, type Place } from './ids.js';
import { instanceView } from './instance-view.js';
import { functionLoads, instanceLoads, serviceLoads } from './loads.js';
import type { RegionWorld } from './region-world.js';
import type { InstanceGroupSpec } from './schema-ec2.js';
import { type ServicePlace, targetGroupDimension } from './service-places.js';

/** A metric source before account, region and seed; `owner` names the resource in its seed. */
export interface Source extends Omit<MetricSource, 'accountId' | 'region' | 'seed'> {
  owner: string;
}

/** EC2's T family reports credits every five minutes, whatever the monitoring. */
const FIVE_MINUTES_ALWAYS: ReadonlySet<string> = new Set([
  'CPUCreditBalance',
  'CPUCreditUsage',
  'CPUSurplusCreditBalance',
  'CPUSurplusCreditsCharged',
]);

const EC2_METRICS: ReadonlySet<string> = new Set([
  'CPUUtilization',
  'NetworkIn',
  'NetworkOut',
  'NetworkPacketsIn',
  'NetworkPacketsOut',
  'EBSReadBytes',
  'EBSWriteBytes',
  'EBSReadOps',
  'EBSWriteOps',
  'EBSIOBalance%',
  'EBSByteBalance%',
  'StatusCheckFailed',
  'StatusCheckFailed_Instance',
  'StatusCheckFailed_System',
  ...FIVE_MINUTES_ALWAYS,
]);
const AGENT_METRICS = /^(mem_|disk_|swap_|cpu_|Memory %|LogicalDisk %)/;
const ECS_METRICS: ReadonlySet<string> = new Set(['CPUUtilization', 'MemoryUtilization', 'EBSFilesystemUtilization']);
const ALB_METRICS: ReadonlySet<string> = new Set(['RequestCountPerTarget', 'RequestCount', 'HealthyHostCount', 'TargetResponseTime']);
const LAMBDA_INSIGHTS_METRICS: ReadonlySet<string> = new Set([
  'used_memory_max',
  'memory_utilization',
  'total_memory',
  'cpu_total_time',
  'tx_bytes',
  'rx_bytes',
  'init_duration',
]);

/** `Namespace:Metric` where the fleet file says so itself. */
function explicit(name: string): { namespace: string; metricName: string } | null {
  const colon = name.indexOf(':');
  return colon > 0 ? { namespace: name.slice(0, colon), metricName: name.slice(colon + 1) } : null;
}

function agentDimensions(spec: InstanceGroupSpec, all: Record<string, string>): Record<string, string> {
  return Object.fromEntries(spec.agentDimensions.flatMap((name) => (all[name] === undefined ? [] : [[name, all[name]]])));
}

export function* instanceSources(world: RegionWorld, place: Place): Iterable<Source> {
  const view = instanceView(world, place);
  const { spec, id } = view;
  if (!spec.reporting) return;
  const basic = { InstanceId: id };
  const agent = agentDimensions(spec, {
    InstanceId: id,
    ImageId: view.imageId,
    InstanceType: view.instanceType,
    ...(spec.autoScalingGroup === undefined ? {} : { AutoScalingGroupName: spec.autoScalingGroup }),
  });
  for (const [name, shape] of instanceLoads(spec)) {
    const own = explicit(name);
    const isAgent = own === null && AGENT_METRICS.test(name);
    const namespace = own?.namespace ?? (isAgent ? 'CWAgent' : EC2_METRICS.has(name) ? 'AWS/EC2' : 'Custom');
    const fine = isAgent || (spec.monitoring === 'detailed' && !FIVE_MINUTES_ALWAYS.has(name));
    const resolutionSeconds = fine ? 60 : 300;
    yield {
      owner: id,
      namespace,
      metricName: own?.metricName ?? name,
      dimensions: isAgent ? agent : basic,
      shape,
      resolutionSeconds,
    };
  }
}

export function* serviceSources(world: RegionWorld, { cluster, service }: ServicePlace): Iterable<Source> {
  const layout = world.layout(cluster);
  const spec = layout.services.groups[service.group];
  if (spec === undefined || !spec.reporting) return;
  const ClusterName = world.clusterName(cluster);
  const ServiceName = nameOf(spec, service.index);
  const owner = `${ClusterName}/${ServiceName}`;
  const dimensions = { ClusterName, ServiceName };
  for (const [name, shape] of serviceLoads(spec, layout.spec.containerInsights !== 'disabled')) {
    const own = explicit(name);
    const common = { owner, metricName: own?.metricName ?? name, shape, resolutionSeconds: 60 };
    if (own !== null) yield { ...common, namespace: own.namespace, dimensions };
    else if (ALB_METRICS.has(name)) {
      for (const targetGroup of spec.targetGroups) {
        const TargetGroup = targetGroupDimension(world, ClusterName, ServiceName, targetGroup);
        yield { ...common, owner: `${owner}/${targetGroup}`, namespace: 'AWS/ApplicationELB', dimensions: { TargetGroup } };
      }
    } else if (ECS_METRICS.has(name)) yield { ...common, namespace: 'AWS/ECS', dimensions };
    else yield { ...common, namespace: 'ECS/ContainerInsights', dimensions };
  }
}

export function* functionSources(world: RegionWorld, place: Place): Iterable<Source> {
  const spec = world.functions.groups[place.group];
  if (spec === undefined || !spec.reporting) return;
  const FunctionName = nameOf(spec, place.index);
  const common = { owner: FunctionName, resolutionSeconds: 60 };
  for (const [name, shape] of functionLoads(spec)) {
    const own = explicit(name);
    if (own !== null) yield { ...common, ...own, dimensions: { FunctionName }, shape };
    else if (LAMBDA_INSIGHTS_METRICS.has(name)) {
      yield { ...common, namespace: 'LambdaInsights', metricName: name, dimensions: { function_name: FunctionName }, shape };
    } else yield { ...common, namespace: 'AWS/Lambda', metricName: name, dimensions: { FunctionName }, shape };
  }
  for (const { qualifier, metrics } of spec.provisioned) {
    const dimensions = { FunctionName, Resource: `${FunctionName}:${qualifier}` };
    for (const [metricName, shape] of Object.entries(metrics)) {
      if (shape !== null)
        yield { ...common, owner: `${FunctionName}:${qualifier}`, namespace: 'AWS/Lambda', metricName, dimensions, shape };
    }
  }
}
