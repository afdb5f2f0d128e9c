import type { FleetInput } from '../../src/simulator/index.js';
import { burstableCases } from './burstable.js';
import type { Truths } from './demand.js';
import { functionCases } from './functions.js';
import { instanceCases } from './instances.js';
import { serviceCases } from './services.js';

/** A resource by the name that a finding gives it, with what is true of it. */
export interface Subject {
  name: string;
  story: string;
  truths: Truths;
}

const ACCOUNT = '111122223333';
const CLUSTER = 'shop';
/** A Monday noon whose 32 days hold a month end. */
const END = '2026-11-16T12:00:00Z';

/** The fleet of a seed, and the truth about it. `every`: only every n-th case, for a quick look. */
export function truthFleet(seed: number, every = 1): { fleet: FleetInput; subjects: Subject[] } {
  const some = <T>(cases: readonly T[]): T[] => cases.filter((_, index) => index % every === 0);
  const instances = some([...instanceCases(seed), ...burstableCases(seed + 1)]);
  const services = some(serviceCases(seed + 2));
  const functions = some(functionCases(seed + 3));
  const region = {
    instances: instances.map(({ spec }) => spec),
    clusters: [{ name: CLUSTER, services: services.map(({ spec }) => spec) }],
    functions: functions.map(({ spec }) => spec),
  };
  return {
    fleet: { name: 'truth', seed, end: END, accounts: { [ACCOUNT]: { regions: { 'us-east-1': region } } } },
    subjects: [...instances, ...services, ...functions].map(({ name, story, truths }) => ({ name, story, truths })),
  };
}
