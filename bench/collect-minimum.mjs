// The fewest calls that can read a fleet, in closed form: numbers of the fleet's description, page sizes and batch caps of
// AWS, and what the policies declare to need. Shares nothing with the collectors and the planner that it is held against.
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const pages = (items, size) => Math.max(1, Math.ceil(items / size));
const some = (items, size) => Math.ceil(items / size);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const count = (groups) => sum(groups.map((group) => group.count ?? 1));

/** Numbers of one region of a fleet. */
function numbersOf(region) {
  const clusters = region.clusters.flatMap((group) => Array.from({ length: group.count ?? 1 }, () => group));
  const services = clusters.flatMap((cluster) => cluster.services.flatMap((group) => Array(group.count ?? 1).fill(group)));
  const memory = region.instances.filter(({ metrics }) => metrics?.mem_used_percent !== undefined);
  return {
    instances: count(region.instances),
    burstable: count(region.instances.filter(({ type }) => /^t\d/.test(type))),
    withAgent: count(memory),
    groups: count(region.autoScalingGroups),
    groupPolicies: sum(region.autoScalingGroups.map(({ policies = [] }) => policies.length)),
    servicesByCluster: clusters.map((cluster) => count(cluster.services)),
    tasksByCluster: clusters.map((cluster) => sum(cluster.services.map((group) => (group.count ?? 1) * (group.desired ?? 1)))),
    services: services.length,
    scaled: services.filter(({ scaling }) => scaling !== undefined).length,
    scalingPolicies: sum(services.map(({ scaling }) => scaling?.policies?.length ?? 0)),
    functions: count(region.functions),
    taggedFunctions: count(region.functions.filter(({ tags }) => tags !== undefined)),
  };
}

/** Metrics that the policies need, with the statistics of each: what one region's series are then asked for. */
function needsOf(policies, costNeeds) {
  const needs = new Map();
  for (const metrics of [...policies.map(({ requires }) => requires.metrics), ...Object.values(costNeeds)]) {
    for (const { metric, daily = [], whole = [] } of Object.values(metrics)) {
      const statistics = needs.get(metric) ?? new Set();
      for (const statistic of [...daily, ...(whole.length > 0 ? ['Maximum'] : []), ...whole]) statistics.add(statistic);
      needs.set(metric, statistics);
    }
  }
  return needs;
}

/** How many resources of a region have a series of the metric that is worth asking for. */
function seriesOf(metric, fleet) {
  if (metric === 'ec2.memory') return fleet.withAgent;
  if (metric.startsWith('ec2.cpuCredit') || metric.startsWith('ec2.cpuSurplus')) return fleet.burstable;
  if (metric.startsWith('ec2.')) return fleet.instances;
  // Container Insights is off, no service has a target group, no function has provisioned concurrency or Lambda Insights.
  if (metric === 'ecs.cpu' || metric === 'ecs.memory') return fleet.services;
  if (metric.startsWith('ecs.') || metric === 'lambda.provisionedUtilization' || metric === 'lambda.memoryUtilization') return 0;
  return fleet.functions;
}

/** Statistics of a metric in queries; ECS publishes statistic sets, which have no percentiles. */
const queriesOf = (metric, statistics) => [...statistics].filter((name) => !(metric.startsWith('ecs.') && /^p\d/.test(name))).length;

/**
 * Calls by operation. `secondPassPoints`: estimated datapoints of the series that the first pass leaves open, which depends on what
 * the metrics say and is taken from the endpoint.
 */
export async function minimumCalls(dist, name, secondPassPoints) {
  const load = (path) => import(pathToFileURL(join(ROOT, dist, path)).href);
  const { NAMED_FLEETS } = await load('src/simulator/index.js');
  const { INSTANCE_TYPES } = await load('src/simulator/fleet/instance-types.js');
  const { policies } = await (await load('src/index.js')).loadRules();
  const { COST_NEEDS } = await load('src/analysis/cost.js');
  const [account] = Object.values(NAMED_FLEETS[name]().accounts);
  const fleet = numbersOf(Object.values(account.regions)[0]);
  const needs = needsOf(policies, COST_NEEDS);
  const queries = sum([...needs].map(([metric, statistics]) => seriesOf(metric, fleet) * queriesOf(metric, statistics)));
  const metrics = sum([...needs.keys()].map((metric) => seriesOf(metric, fleet)));
  const calls = {
    'sts:GetCallerIdentity': 1,
    'ec2:DescribeRegions': 1,
    'ec2:DescribeInstances': pages(fleet.instances, 1_000),
    'ec2:DescribeInstanceTypes': pages(INSTANCE_TYPES.length, 100),
    'autoscaling:DescribeAutoScalingGroups': pages(fleet.groups, 100),
    'autoscaling:DescribePolicies': pages(fleet.groupPolicies, 100),
    'autoscaling:DescribeScheduledActions': 1,
    'ecs:ListClusters': pages(fleet.servicesByCluster.length, 100),
    'ecs:DescribeClusters': pages(fleet.servicesByCluster.length, 100),
    'ecs:ListServices': sum(fleet.servicesByCluster.map((services) => pages(services, 100))),
    'ecs:DescribeServices': sum(fleet.servicesByCluster.map((services) => some(services, 10))),
    'ecs:ListTasks': sum(fleet.tasksByCluster.map((tasks) => pages(tasks, 100))),
    'ecs:DescribeTasks': sum(fleet.tasksByCluster.map((tasks) => some(tasks, 100))),
    'application-autoscaling:DescribeScalableTargets': pages(fleet.scaled, 50),
    'application-autoscaling:DescribeScalingPolicies': pages(fleet.scalingPolicies, 10),
    'application-autoscaling:DescribeScheduledActions': 1,
    'lambda:ListFunctions': pages(fleet.functions, 50),
    'lambda:ListEventSourceMappings': 1,
    // How many functions there are, so that metrics can leave while they are listed.
    'lambda:GetAccountSettings': 1,
    'tag:GetResources': pages(fleet.taggedFunctions, 100),
    // Provisioned concurrency, the agent's memory metric, Lambda Insights.
    'cloudwatch:ListMetrics': 1 + pages(fleet.withAgent, 500) + 1,
    'servicequotas:GetServiceQuota': 1,
    'cloudwatch:GetMetricData': some(queries, 500) + some(secondPassPoints, 100_800),
  };
  return { calls, queries, metrics, fleet };
}
