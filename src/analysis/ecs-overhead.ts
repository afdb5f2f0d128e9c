import type { EcsChoices, TaskOverhead } from '../model/ecs-choices.js';
import type { ResourceCost } from '../model/evaluation.js';
import { type Money, scaleMoney, sumMoney } from '../model/money.js';
import type { EcsService, EcsTask } from '../model/resource/index.js';
import { assumed } from './cost-lines.js';
import { holds, hostKey, type TaskHost, weightOf } from './ecs-hosts.js';
import { mayHideSidecars, overheadOfLines, reservedOverhead } from './fargate-sidecars.js';
import { type Reserve, reserveOf } from './placement-packing.js';

/** What the amounts of a service follow from. */
export interface OverheadInputs {
  /** Its own tasks. */
  tasks: readonly EcsTask[];
  hosts: ReadonlyMap<string, TaskHost>;
  cost: ResourceCost;
  /** Parts of container names that mark a sidecar. */
  sidecarNames: readonly string[];
}

const NONE: TaskOverhead = { known: true, names: [], cpuShare: null, memoryShare: null, monthly: null };
const UNKNOWN: TaskOverhead = { ...NONE, known: false };

/** The tasks of a service on instances: what they reserve where, and what that part of the instances costs a month. */
interface OnInstances {
  placed: { host: TaskHost; reserve: Reserve }[];
  /** False where a task's instance or reservation is not known. */
  complete: boolean;
  monthly: Money | null;
}

function onInstances({ running }: EcsService, { tasks, hosts, cost }: OverheadInputs): OnInstances {
  const held = tasks.filter(holds);
  const placed: OnInstances['placed'] = [];
  let complete = held.length >= running;
  for (const task of held) {
    const key = hostKey(task);
    if (key === null) continue;
    const [host, reserve] = [hosts.get(key), reserveOf(task)];
    if (host === undefined || reserve === null) complete = false;
    else placed.push({ host, reserve });
  }
  // Where nothing runs the cost of its own is that of all there is.
  const amounts =
    placed.length === 0 ? [scaleMoney(cost.monthly, 0)] : placed.map(({ host, reserve }) => scaleMoney(host.perWeight, weightOf(reserve)));
  const sum = complete ? sumMoney(amounts) : null;
  return { placed, complete, monthly: placed.length === 0 ? sum : assumed(sum) };
}

function sidecarsOf(service: EcsService, { cost, sidecarNames }: OverheadInputs, tasks: OnInstances): TaskOverhead {
  const { shape } = service;
  if (shape === null || shape.containers.length === 0) return UNKNOWN;
  const overhead = reservedOverhead(shape, sidecarNames);
  if (overhead === null) return mayHideSidecars(shape, sidecarNames) ? UNKNOWN : NONE;
  const { names, cpuShare, memoryShare } = overhead;
  const ofTask = ({ cpuUnits, memoryMib }: Reserve): Reserve => ({
    cpuUnits: cpuUnits * (cpuShare ?? 0),
    memoryMib: memoryMib * (memoryShare ?? 0),
  });
  const onHosts = tasks.complete
    ? assumed(sumMoney(tasks.placed.map(({ host, reserve }) => scaleMoney(host.perWeight, weightOf(ofTask(reserve))))))
    : null;
  const reservesAny = cpuShare !== null || memoryShare !== null;
  return {
    known: true,
    names,
    cpuShare,
    memoryShare,
    monthly: reservesAny ? bothParts(service, overheadOfLines(cost, overhead), onHosts) : null,
  };
}

/** Tasks may be on Fargate, on instances, or on both; an amount needs all the parts there are. */
function bothParts(service: EcsService, onFargate: Money | null, onHosts: Money | null): Money | null {
  if (service.compute === null) return null;
  const used = service.compute.filter(({ share }) => share > 0).map(({ compute }) => compute);
  const parts = [
    ...(used.some((compute) => compute === 'fargate' || compute === 'fargate-spot') ? [onFargate] : []),
    ...(used.some((compute) => compute === 'ec2' || compute === 'managed-instances') ? [onHosts] : []),
    ...(used.includes('external') ? [null] : []),
  ];
  return sumMoney(parts);
}

/**
 * What daemons reserve for each task beside it: their reservation on an instance, divided among the other tasks there by what those
 * reserve. Fargate has none: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html#service_scheduler_daemon
 */
function daemonsOf(service: EcsService, { placed, complete }: OnInstances): TaskOverhead {
  if (service.schedulingStrategy === 'DAEMON') return NONE;
  const onFargateOnly = service.compute?.every(({ compute, share }) => share === 0 || compute === 'fargate' || compute === 'fargate-spot');
  if (onFargateOnly === true) return NONE;
  if (!complete || service.compute === null) return UNKNOWN;
  if (placed.some(({ host }) => !host.complete)) return UNKNOWN;
  const names = [...new Set(placed.flatMap(({ host }) => [...host.daemonNames]))].sort();
  if (names.length === 0) return NONE;
  const part = (of: keyof Reserve) => {
    const beside = placed.reduce(
      (sum, { host, reserve }) => sum + (host.work[of] > 0 ? (host.daemons[of] * reserve[of]) / host.work[of] : 0),
      0,
    );
    const own = placed.reduce((sum, { reserve }) => sum + reserve[of], 0);
    return { beside, share: own > 0 && beside > 0 ? beside / own : null };
  };
  const [cpu, memory] = [part('cpuUnits'), part('memoryMib')];
  const amounts = placed.map(({ host, reserve }) => {
    const work = weightOf(host.work);
    return scaleMoney(host.perWeight, work > 0 ? (weightOf(host.daemons) * weightOf(reserve)) / work : 0);
  });
  return { known: true, names, cpuShare: cpu.share, memoryShare: memory.share, monthly: assumed(sumMoney(amounts)) };
}

/** What a service's tasks cost wherever they run, and what of it its sidecars, and beside it its daemons, take. */
export function overheadOf(service: EcsService, inputs: OverheadInputs): Pick<EcsChoices, 'monthly' | 'sidecars' | 'daemons'> {
  const tasks = onInstances(service, inputs);
  return {
    monthly: bothParts(service, inputs.cost.monthly, tasks.monthly),
    sidecars: sidecarsOf(service, inputs, tasks),
    daemons: daemonsOf(service, tasks),
  };
}
