import type { CostLine, ResourceCost } from '../model/evaluation.js';
import type { FargateRates, PriceBook } from '../model/prices.js';
import type { Compute, EcsService, EcsTask, TaskShape } from '../model/resource/index.js';
import { epochSeconds, HOURS_PER_MONTH } from '../model/time.js';
import { assumed, type CostInputs, freeOf, line, perMonth, sumLines, unpriced } from './cost-lines.js';
import { hoursInWindow } from './service-hours.js';

/** Fargate gives this much ephemeral storage without charge. Source: https://aws.amazon.com/fargate/pricing/ */
const FREE_EPHEMERAL_GIB = 20;
const CPU_UNITS_PER_VCPU = 1024;
/** Labels of the lines that price a task by what it reserves. */
export const FARGATE_VCPU = 'Fargate vCPU';
export const FARGATE_MEMORY = 'Fargate memory';
export const WINDOWS_LICENCE = 'Windows licence';
const MINUTES_PER_DAY = 1440;
/**
 * The busiest day's mean number of tasks, by SampleCount, must exceed this share of the tasks running now for the count to be believed:
 * endpoints that publish a datapoint an hour give a sixtieth, one in five minutes a fifth; a service that only just scaled out gives far more.
 */
const PLAUSIBLE_SHARE = 0.2;
/** Samples come by the day: of a service younger than one, those of another that had its name before cannot be told from its own. */
const COUNTED_HOURS = 24;
/** A standalone task that has run so long is taken to stay: jobs that come daily end within the day. */
const STAYING_HOURS = 24;

/** Size of a Fargate task. */
export interface FargateSize {
  cpuUnits: number;
  memoryMib: number;
  ephemeralStorageGib: number | null;
}

/**
 * Task-hours a month that a service really ran: the mean of the window, or of the part of it in which the service existed. SampleCount of
 * its CPUUtilization counts one sample a minute for each running task
 * (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html); it is held against the
 * number running now, and where it cannot be believed, or is not there, that number stands in for all of those hours.
 */
function serviceTaskHours(service: EcsService, inputs: CostInputs): { hoursPerMonth: number; source: 'samples' | 'running-count' } {
  const view = inputs.metrics(service, 'ecs.cpu');
  const existed = hoursInWindow(service, view, inputs.window);
  const monthly = (hours: number) => (hours * HOURS_PER_MONTH) / existed;
  if (view.present && view.status !== 'partial' && existed >= COUNTED_HOURS) {
    const daily = view.daily('SampleCount', 'window').map((samples) => samples ?? 0);
    const busiest = Math.max(0, ...daily) / MINUTES_PER_DAY;
    if (busiest > 0 && busiest > service.running * PLAUSIBLE_SHARE && (service.running > 0 || busiest >= PLAUSIBLE_SHARE)) {
      return { hoursPerMonth: monthly(view.sampleCount('window') / 60), source: 'samples' };
    }
  }
  // None runs now, yet there are datapoints: tasks did run on those days, as many as are wanted as far as anyone can tell.
  const sampled = view.present ? Math.min(existed, view.daysWithData('window') * 24) : 0;
  const hours = service.running > 0 ? service.running * existed : service.desired * sampled;
  return { hoursPerMonth: monthly(hours), source: 'running-count' };
}

/**
 * A service: task-hours run x the Fargate price of one task, by the share of each compute. Tasks on the account's own EC2
 * instances cost 0 themselves. Codes: `unknown-compute`, `managed-instances`, `external`, `unknown-size`, `no-price`.
 */
export function serviceCost(service: EcsService, inputs: CostInputs): ResourceCost {
  const { hoursPerMonth, source } = serviceTaskHours(service, inputs);
  if (hoursPerMonth === 0) return freeOf(inputs.prices.asOf, 'list', 0);
  const { compute, shape } = service;
  if (compute === null || compute.length === 0) return unpriced('unknown-compute', hoursPerMonth);
  const parts = compute.filter(({ share }) => share > 0);
  const cost = combine(parts.map((part) => taskHoursCost(part.compute, shape, service.region, hoursPerMonth * part.share, inputs)));
  // Hours on instances cost nothing here, so how they were counted does not weaken the amount.
  const weak = source === 'running-count' && parts.some((part) => part.compute !== 'ec2');
  return { ...cost, hoursPerMonth, monthly: weak ? assumed(cost.monthly) : cost.monthly };
}

/**
 * A standalone task. One that runs and has done so for a day is taken to stay, and costs a whole month: it did not exist before its start. A
 * younger one, or one whose end a service awaits, may be a job, and costs its hours in the window. A task of a service costs 0 here, for the
 * service carries it. Codes: `unknown-compute`, `unknown-hours`, and those of a service.
 */
export function taskCost(task: EcsTask, inputs: CostInputs): ResourceCost {
  if (task.serviceName !== null) return freeOf(inputs.prices.asOf);
  if (task.lastStatus === 'STOPPED') return freeOf(inputs.prices.asOf, 'list', 0);
  if (task.startedAt === null) return task.lastStatus === 'RUNNING' ? unpriced('unknown-hours') : freeOf(inputs.prices.asOf, 'list', 0);
  const start = Math.max(epochSeconds(task.startedAt), epochSeconds(inputs.window.start));
  const hours = Math.max(0, (epochSeconds(inputs.window.end) - start) / 3600);
  const stays = task.lastStatus === 'RUNNING' && task.awaitedBy === undefined && hours >= STAYING_HOURS;
  const hoursPerMonth = stays ? HOURS_PER_MONTH : perMonth(hours, inputs.window);
  if (task.compute === null) return unpriced('unknown-compute', hoursPerMonth);
  return { ...taskHoursCost(task.compute, task.shape, task.region, hoursPerMonth, inputs), hoursPerMonth };
}

function combine(costs: readonly ResourceCost[]): ResourceCost {
  const unknown = costs.find(({ monthly }) => monthly === null);
  if (unknown !== undefined) return unknown;
  const usd = costs.reduce((total, { monthly }) => total + (monthly?.usd ?? 0), 0);
  const lines = costs.flatMap((cost) => cost.lines);
  const monthly = sumLines(lines) ?? costs[0]?.monthly ?? null;
  return { monthly: monthly === null ? null : { ...monthly, usd }, lines, unpricedBecause: null, hoursPerMonth: null };
}

function taskHoursCost(compute: Compute, shape: TaskShape | null, region: string, hours: number, { prices }: CostInputs): ResourceCost {
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
