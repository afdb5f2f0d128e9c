import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { RegionFleet } from '../model/policy.js';
import type { FargateRates, PriceBook } from '../model/prices.js';
import type { Compute, EcsService, EcsTask, TaskShape } from '../model/resource/index.js';
import { epochSeconds, HOURS_PER_MONTH } from '../model/time.js';
import { assumed, type CostInputs, freeOf, line, perMonth, sumLines, unpriced } from './cost-lines.js';
import { type Counts, computeOfTasks } from './fargate-split.js';
import { serviceTaskHours } from './service-hours.js';

/** Fargate gives this much ephemeral storage without charge. Source: https://aws.amazon.com/fargate/pricing/ */
export const FREE_EPHEMERAL_GIB = 20;
const CPU_UNITS_PER_VCPU = 1024;
/** Labels of the lines that price a task by what it reserves. */
export const FARGATE_VCPU = 'Fargate vCPU';
export const FARGATE_MEMORY = 'Fargate memory';
export const WINDOWS_LICENCE = 'Windows licence';
/** A standalone task that has run so long is taken to stay: jobs that come daily end within the day. */
const STAYING_HOURS = 24;

/** Size of a Fargate task. */
export interface FargateSize {
  cpuUnits: number;
  memoryMib: number;
  ephemeralStorageGib: number | null;
}

/**
 * A service: task-hours run x the Fargate price of one task, by the share of each compute. Tasks on the account's own EC2
 * instances cost 0 themselves. Codes: `unknown-compute`, `managed-instances`, `external`, `unknown-size`, `no-price`.
 */
export function serviceCost(service: EcsService, inputs: CostInputs): ResourceCost {
  const { hoursPerMonth, guessed } = serviceTaskHours(service, inputs.metrics(service, 'ecs.cpu'), inputs.window);
  if (hoursPerMonth === 0) return freeOf(inputs.prices.asOf, guessed ? 'assumed' : 'list', 0);
  const cost = costOfServiceHours(service, hoursPerMonth, inputs.prices);
  // Hours on instances cost nothing here, so how they were counted does not weaken the amount.
  const weak = guessed && service.compute?.some(({ compute, share }) => share > 0 && compute !== 'ec2') === true;
  return weak ? { ...cost, monthly: assumed(cost.monthly) } : cost;
}

/**
 * So many task-hours of a service, as its tasks of that number are spread over on-demand and Spot; or those of `counts`, where it is known how many
 * ran when. Codes as of `serviceCost`.
 */
export function costOfServiceHours(service: EcsService, hoursPerMonth: number, prices: PriceBook, counts?: Counts): ResourceCost {
  const parts = computeOfTasks(service, counts ?? hoursPerMonth / HOURS_PER_MONTH);
  if (parts.length === 0) return unpriced('unknown-compute', hoursPerMonth);
  const costs = parts.map(({ compute, share }) => taskHoursCost(compute, service.shape, service.region, hoursPerMonth * share, prices));
  return { ...combine(costs), hoursPerMonth };
}

/**
 * A standalone task. One that runs and has done so for a day is taken to stay, and costs a whole month: it did not exist before its start. A
 * younger one, or one whose end a service awaits, may be a job, and costs its hours in the window. Either is a guess until it has run all of
 * the window. A task of a service costs 0 here, for the service carries it; of one that is not listed any more (it is being deleted, and its
 * tasks still run) or was not read, nothing carries it, and it costs as if it stood alone. Codes: `unknown-compute`, `unknown-hours`, and those
 * of a service.
 */
export function taskCost(task: EcsTask, inputs: CostInputs): ResourceCost {
  if (isCarried(task, inputs.fleet)) return freeOf(inputs.prices.asOf);
  if (task.lastStatus === 'STOPPED') return freeOf(inputs.prices.asOf, 'list', 0);
  if (task.startedAt === null) return task.lastStatus === 'RUNNING' ? unpriced('unknown-hours') : freeOf(inputs.prices.asOf, 'list', 0);
  const start = Math.max(epochSeconds(task.startedAt), epochSeconds(inputs.window.start));
  const hours = Math.max(0, (epochSeconds(inputs.window.end) - start) / 3600);
  const stays = task.lastStatus === 'RUNNING' && task.awaitedBy === undefined && hours >= STAYING_HOURS;
  const hoursPerMonth = stays ? HOURS_PER_MONTH : perMonth(hours, inputs.window);
  if (task.compute === null) return unpriced('unknown-compute', hoursPerMonth);
  const cost = { ...taskHoursCost(task.compute, task.shape, task.region, hoursPerMonth, inputs.prices), hoursPerMonth };
  const guessed = task.compute !== 'ec2' && hours > 0 && hours < inputs.window.days * 24;
  return guessed ? { ...cost, monthly: assumed(cost.monthly) } : cost;
}

type Services = Pick<RegionFleet, 'services'>;
const listed = new WeakMap<Services, ReadonlySet<string>>();

/** Whether a service that is listed carries the cost of a task. The names of a fleet's services are gathered once, for each of its tasks asks. */
export function isCarried({ clusterName, serviceName }: EcsTask, fleet: Services): boolean {
  if (serviceName === null) return false;
  const names = listed.get(fleet) ?? new Set(fleet.services.map((service) => `${service.clusterName}/${service.serviceName}`));
  listed.set(fleet, names);
  return names.has(`${clusterName}/${serviceName}`);
}

function combine(costs: readonly ResourceCost[]): ResourceCost {
  const unknown = costs.find(({ monthly }) => monthly === null);
  if (unknown !== undefined) return unknown;
  const usd = costs.reduce((total, { monthly }) => total + (monthly?.usd ?? 0), 0);
  const lines = costs.flatMap((cost) => cost.lines);
  const monthly = sumLines(lines) ?? costs[0]?.monthly ?? null;
  return { monthly: monthly === null ? null : { ...monthly, usd }, lines, unpricedBecause: null, hoursPerMonth: null };
}

function taskHoursCost(compute: Compute, shape: TaskShape | null, region: string, hours: number, prices: PriceBook): ResourceCost {
  switch (compute) {
    case 'ec2':
      return freeOf(prices.asOf, 'list', hours);
    case 'managed-instances':
    case 'external':
      return unpriced(compute, hours);
    case 'fargate':
    case 'fargate-spot': {
      if (shape === null || shape.cpuUnits === null || shape.memoryMib === null) return unpriced('unknown-size', hours);
      const size = { cpuUnits: shape.cpuUnits, memoryMib: shape.memoryMib, ephemeralStorageGib: shape.ephemeralStorageGib };
      const lines = fargateLines(size, fargateRates(prices, shape, region, compute === 'fargate-spot'), hours);
      const monthly = lines === null ? null : sumLines(lines);
      return { monthly, lines: lines ?? [], unpricedBecause: monthly === null ? 'no-price' : null, hoursPerMonth: hours };
    }
  }
}

/**
 * The rates of a task shape. A shape without a platform runs on Linux and x86_64, which is the default of `runtimePlatform`
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#runtime-platform).
 */
export function fargateRates(
  prices: PriceBook,
  shape: Pick<TaskShape, 'architecture' | 'operatingSystem'>,
  region: string,
  spot: boolean,
): FargateRates | null {
  return prices.fargate({ region, architecture: shape.architecture ?? 'x86_64', operatingSystem: shape.operatingSystem ?? 'linux', spot });
}

/** Lines of a Fargate task of a size over some task-hours; null where there is no price. An unknown storage price leaves a line without a rate. */
export function fargateLines(size: FargateSize, rates: FargateRates | null, hours: number): CostLine[] | null {
  if (rates === null) return null;
  const vcpus = size.cpuUnits / CPU_UNITS_PER_VCPU;
  const lines = [
    line(FARGATE_VCPU, vcpus * hours, 'vcpu-hour', rates.vcpuHour),
    line(FARGATE_MEMORY, (size.memoryMib / 1024) * hours, 'gb-hour', rates.gbHour),
  ];
  if (rates.licenceVcpuHour !== null) lines.push(line(WINDOWS_LICENCE, vcpus * hours, 'vcpu-hour', rates.licenceVcpuHour));
  const extra = (size.ephemeralStorageGib ?? FREE_EPHEMERAL_GIB) - FREE_EPHEMERAL_GIB;
  if (extra > 0) lines.push(line('Fargate ephemeral storage over 20 GB', extra * hours, 'gb-hour', rates.storageGbHour));
  return lines;
}
