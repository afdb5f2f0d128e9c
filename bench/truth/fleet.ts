import type { FleetInput } from '../../src/simulator/index.js';
import { bulkCases } from './bulk.js';
import { burstableCases } from './burstable.js';
import { countCases } from './counts.js';
import type { Case, ClusterSpec, FunctionSpec, InstanceSpec, Parts, ServiceSpec, Truths } from './demand.js';
import { environmentCases } from './environments.js';
import { functionCases } from './functions.js';
import { groupCases } from './groups.js';
import { homeCases } from './homes.js';
import { hostCases } from './hosts.js';
import { instanceCases } from './instances.js';
import { otherTypeCases } from './other-types.js';
import { roleCases } from './roles.js';
import { serviceCases } from './services.js';
import { settingCases } from './settings.js';
import { taskCases } from './tasks.js';

/** A resource, or a few that are spoken of together, by the names that a finding gives them, with what is true of them. */
export interface Subject {
  name: string;
  members: readonly string[];
  story: string;
  truths: Truths;
}

type RegionInput = NonNullable<FleetInput['accounts'][string]['regions']>[string];

const ACCOUNT = '111122223333';
const HOME = 'us-east-1';
/** A Monday noon whose 32 days hold a month end. */
const END = '2026-11-16T12:00:00Z';

/** Clusters of one name are one cluster with the services and tasks of all. */
function joined(clusters: readonly ClusterSpec[]): ClusterSpec[] {
  const byName = new Map<string, ClusterSpec>();
  for (const cluster of clusters) {
    const known = byName.get(cluster.name);
    if (known === undefined)
      byName.set(cluster.name, { ...cluster, services: [...(cluster.services ?? [])], tasks: [...(cluster.tasks ?? [])] });
    else {
      known.services?.push(...(cluster.services ?? []));
      known.tasks?.push(...(cluster.tasks ?? []));
    }
  }
  return [...byName.values()];
}

type Fragment = Parts & { functions?: FunctionSpec[] };

const asParts = <S>(cases: readonly Case<S>[], wrap: (spec: S) => Fragment): Case<Fragment>[] =>
  cases.map((one) => ({ ...one, spec: wrap(one.spec) }));

const instance = (spec: InstanceSpec): Fragment => ({ instances: [spec] });
const service = (spec: ServiceSpec): Fragment => ({ clusters: [{ name: 'shop', services: [spec] }] });
const lambda = (spec: FunctionSpec): Fragment => ({ functions: [spec] });

/** What the fleet is made of, by subject. */
const MAKERS: Readonly<Record<string, (seed: number) => Case<Fragment>[]>> = {
  instances: (seed) => asParts(instanceCases(seed), instance),
  groups: (seed) => groupCases(seed + 13),
  burstable: (seed) => asParts(burstableCases(seed + 1), instance),
  services: (seed) => asParts(serviceCases(seed + 2), service),
  functions: (seed) => asParts(functionCases(seed + 3), lambda),
  'other-types': (seed) => otherTypeCases(seed + 4),
  roles: (seed) => roleCases(seed + 5),
  hosts: (seed) => hostCases(seed + 6),
  settings: (seed) => settingCases(seed + 7),
  counts: (seed) => countCases(seed + 8),
  homes: (seed) => homeCases(seed + 9),
  bulk: (seed) => bulkCases(seed + 10),
  tasks: (seed) => taskCases(seed + 11),
  environments: (seed) => asParts(environmentCases(seed + 12), lambda),
};

/** The fleet of a seed, and the truth about it. `every`: only every n-th case, for a quick look. `only`: some subjects alone. */
export function truthFleet(seed: number, every = 1, only?: string): { fleet: FleetInput; subjects: Subject[] } {
  const cases = Object.entries(MAKERS)
    .filter(([subject]) => only === undefined || only.split(',').includes(subject))
    .flatMap(([, make]) => make(seed).filter((_, index) => index % every === 0));
  const regions: Record<string, RegionInput> = {};
  for (const name of new Set(cases.map(({ spec }) => spec.region ?? HOME))) {
    const here = cases.map(({ spec }) => spec).filter(({ region }) => (region ?? HOME) === name);
    regions[name] = {
      instances: here.flatMap(({ instances }) => instances ?? []),
      autoScalingGroups: here.flatMap(({ scalingGroups }) => scalingGroups ?? []),
      clusters: joined(here.flatMap(({ clusters }) => clusters ?? [])),
      functions: here.flatMap(({ functions }) => functions ?? []),
      ...(name === HOME ? {} : { typesNotOffered: ['m6g', 'm7g', 'c6g', 'c7g', 'r6g', 'r7g', 't4g'] }),
    };
  }
  return {
    fleet: { name: 'truth', seed, end: END, accounts: { [ACCOUNT]: { regions } } },
    subjects: cases.map(({ name, story, truths, members = [] }) => ({ name, members, story, truths })),
  };
}
