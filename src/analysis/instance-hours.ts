import type { RegionFleet } from '../model/policy.js';
import type { Ec2Instance } from '../model/resource/index.js';
import { epochSeconds } from '../model/time.js';
import type { CostInputs } from './cost-lines.js';
import { lastingMembers } from './group-capacity.js';

const HOUR_SECONDS = 3600;
/** Datapoints an hour that an endpoint may send: one an hour (some emulators), one in five minutes, one a minute. */
const DENSITIES = [1, 12, 60] as const;
/** Instances looked at to learn the sampling density of a fleet: more would not change a median of three possible values. */
const CALIBRATION_INSTANCES = 25;

export interface InstanceHours {
  /** Hours run, of `outOf`; null where it cannot be told. */
  hours: number | null;
  /** Hours of the window that `hours` are to be held against: those in which the instance existed. */
  outOf: number;
  /** `launch-time`: known from LaunchTime alone; `samples`: counted from datapoints of CPUUtilization. */
  source: 'launch-time' | 'samples' | 'state' | 'none';
}

/**
 * Hours that an instance ran inside the verdict window, as far as they tell what a month to come will have.
 * - Running since before the window: all of it. Else the datapoints of CPUUtilization are counted (an instance sends them only while it
 *   runs) and divided by the datapoints an hour of running gives.
 * - An instance that runs and was first launched inside the window is held against the hours since: those before it are no pause, and taken
 *   for one they would make a machine of two days look as if it ran for a seventh of the time.
 * - One that is stopped counts only where it comes and goes (`comesAndGoes`): what was stopped for good costs nothing from now on.
 * - Members of groups come and go for each other, and what is gone is no longer listed. One that runs is held against the hours since its launch,
 *   and against those of a day at least, for what was launched this morning may go tonight; unless its place is always taken
 *   (`lastingMembers`). Others of a group are held against the whole window.
 */
export function instanceHours(instance: Ec2Instance, inputs: CostInputs): InstanceHours {
  const outOf = hoursOfExistence(instance, inputs);
  const { hours, source } = hoursRun(instance, inputs);
  return { hours: hours === null ? null : Math.min(hours, outOf), outOf, source };
}

function hoursRun(instance: Ec2Instance, inputs: CostInputs): Omit<InstanceHours, 'outOf'> {
  const { window, metrics } = inputs;
  const windowHours = window.days * 24;
  const sinceLaunch = runningSince(instance, inputs);
  const view = metrics(instance, 'ec2.cpu');
  // Started after the window's end: what it did in the window, if anything, only its datapoints tell.
  if (sinceLaunch === 0 && !view.present) return { hours: null, source: 'none' };
  if (sinceLaunch !== null && sinceLaunch >= windowHours) return { hours: windowHours, source: 'launch-time' };
  if (stoppedThroughout(instance, window.start)) return { hours: 0, source: 'state' };
  if (!view.present) {
    if (sinceLaunch !== null) return { hours: sinceLaunch, source: 'launch-time' };
    if (instance.state === 'running' || instance.state === 'pending') return { hours: null, source: 'none' };
    return { hours: 0, source: 'state' };
  }
  const samples = view.daily('SampleCount', 'window');
  const density = ownDensity(samples, sinceLaunch) ?? regularDensity(samples) ?? densityOf(instance, inputs);
  if (instance.state === 'stopped' && !isMember(instance, inputs)) {
    const pauses = view.daily('SampleCount', 'scalar').map((count) => Math.max(0, 24 - (count ?? 0) / density));
    if (!comesAndGoes(pauses, hoursStopped(instance, inputs))) return { hours: 0, source: 'state' };
  }
  const counted = view.sampleCount('window') / density;
  return { hours: Math.min(windowHours, Math.max(counted, sinceLaunch ?? 0)), source: 'samples' };
}

const isMember = ({ id, autoScalingGroup, eksNodegroup }: Ec2Instance, { fleet }: CostInputs): boolean =>
  autoScalingGroup !== null || eksNodegroup !== null || fleet.groupOf.has(id);

/** Hours of the window since the launch, of what runs now; the whole window where it is not known, or lies before it or after its end. */
function hoursOfExistence(instance: Ec2Instance, inputs: CostInputs): number {
  const windowHours = inputs.window.days * 24;
  const member = isMember(instance, inputs);
  const launched = member ? instance.launchTime : instance.firstLaunchTime;
  if (instance.state !== 'running' || launched === null) return windowHours;
  const since = (epochSeconds(inputs.window.end) - epochSeconds(launched)) / HOUR_SECONDS;
  if (since <= 0) return windowHours;
  const group = inputs.fleet.groupOf.get(instance.id);
  const comesAndGoes = member && !(group !== undefined && lastingMembers(group, inputs.fleet).has(instance.id));
  return Math.min(windowHours, comesAndGoes ? Math.max(24, since) : since);
}

/** Hours since it was stopped, up to the window's end; null where that is not known, negative where it was stopped later. */
function hoursStopped({ stateTransitionTime }: Ec2Instance, { window }: CostInputs): number | null {
  return stateTransitionTime === null ? null : (epochSeconds(window.end) - epochSeconds(stateTransitionTime)) / HOUR_SECONDS;
}

/** A stop and a start move by minutes from day to day, and datapoints of a part of an hour count as an hour at some endpoints. */
const PAUSE_SLACK_HOURS = 1;

/**
 * Whether what is stopped now may be expected back: as many days in a row as the stop reaches into had a pause as long before, after which it
 * was started again. So a machine that is switched off for nights and weekends is known by the ones before, and one that ran throughout until
 * it was stopped is gone. `pauses`: hours of each day without data, oldest first.
 */
function comesAndGoes(pauses: readonly number[], hoursStopped: number | null): boolean {
  if (hoursStopped !== null && hoursStopped <= 0) return true;
  const last = pauses.findLastIndex((pause) => pause < 24);
  const off = hoursStopped ?? pauses.slice(Math.max(0, last)).reduce((sum, pause) => sum + pause, 0);
  const days = Math.max(1, Math.ceil(off / 24));
  // The day of its first datapoints has hours before it was launched.
  const first = pauses.findIndex((pause) => pause < 24) + 1;
  for (let day = first; day + days <= pauses.length - days; day += 1) {
    if (pauses.slice(day, day + days).reduce((sum, pause) => sum + pause, 0) >= off - PAUSE_SLACK_HOURS) return true;
  }
  return false;
}

/** Hours since the last start, up to the window's end, where the instance is running; else null. A start after the end is none. */
function runningSince(instance: Ec2Instance, { window }: Pick<CostInputs, 'window'>): number | null {
  if (instance.state !== 'running' || instance.launchTime === null) return null;
  return Math.max(0, (epochSeconds(window.end) - epochSeconds(instance.launchTime)) / HOUR_SECONDS);
}

function stoppedThroughout(instance: Ec2Instance, windowStart: string): boolean {
  const stopped = instance.state === 'stopped' || instance.state === 'terminated';
  return stopped && instance.stateTransitionTime !== null && epochSeconds(instance.stateTransitionTime) <= epochSeconds(windowStart);
}

/** Datapoints an hour over the whole days since the last start, in which it is known to have run; null where there is none. */
function ownDensity(dailySamples: readonly (number | null)[], hoursSinceLaunch: number | null): number | null {
  const days = Math.min(dailySamples.length, Math.floor((hoursSinceLaunch ?? 0) / 24));
  const samples = days === 0 ? [] : dailySamples.slice(-days);
  const total = samples.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return total === 0 ? null : nearestDensity(total / (days * 24));
}

/**
 * The density of a machine that sent a full day's datapoints on every whole day of data: nobody stops and starts so exactly that a part
 * of a day gives the same number each time. Null where the days differ, or are too few to tell.
 */
function regularDensity(dailySamples: readonly (number | null)[]): number | null {
  const days = dailySamples.filter((value) => value !== null).slice(1, -1);
  if (days.length < 3) return null;
  return DENSITIES.find((density) => days.every((samples) => samples === density * 24)) ?? null;
}

function nearestDensity(samplesPerHour: number): number {
  const distance = (density: number) => Math.abs(Math.log(samplesPerHour / density));
  return [...DENSITIES].sort((a, b) => distance(a) - distance(b))[0] ?? 12;
}

const fleetDensities = new WeakMap<RegionFleet, Map<string, number | null>>();

/** What other instances with the same monitoring show, which ran all the time; else what AWS documents for it (12 or 60 an hour). */
function densityOf({ monitoring }: Ec2Instance, inputs: CostInputs): number {
  let known = fleetDensities.get(inputs.fleet);
  if (known === undefined) {
    known = new Map();
    fleetDensities.set(inputs.fleet, known);
  }
  if (!known.has(monitoring)) known.set(monitoring, fleetDensity(monitoring, inputs));
  return known.get(monitoring) ?? (monitoring === 'detailed' ? 60 : 12);
}

function fleetDensity(monitoring: Ec2Instance['monitoring'], inputs: CostInputs): number | null {
  const found: number[] = [];
  for (const instance of inputs.fleet.instances.values()) {
    if (instance.monitoring !== monitoring) continue;
    const hours = runningSince(instance, inputs);
    if (hours === null || hours < 24) continue;
    const view = inputs.metrics(instance, 'ec2.cpu');
    const density = view.present ? ownDensity(view.daily('SampleCount', 'window'), hours) : null;
    if (density !== null) found.push(density);
    if (found.length === CALIBRATION_INSTANCES) break;
  }
  return found.sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? null;
}
