import * as operations from '../../src/aws/operations/index.js';
import { permissionActions } from '../../src/aws/permissions.js';
import { FAULT_KINDS, type FaultInput, type FaultKind } from '../../src/simulator/index.js';
import { STRUCK } from './fault-run.js';

const ACTIONS = permissionActions(['audit']);
/** What `--with` asks for besides. */
const EXTRA_ACTIONS = permissionActions(['commitments', 'second-opinion']);
const PAGED = Object.values(operations).flatMap((operation) => ('items' in operation ? [operation.iamAction] : []));
const METRICS = ['cloudwatch:GetMetricData'];
const DESCRIBED = ['Clusters', 'Services', 'Tasks', 'ContainerInstances'].map((what) => `ecs:Describe${what}`);

const LISTS = ACTIONS.filter((action) => PAGED.includes(action) || DESCRIBED.includes(action));

/** Where a kind has anything to change, for those that do not strike any call. */
const PLACES: Readonly<Partial<Record<FaultKind, readonly string[]>>> = {
  'repeated-token': ACTIONS.filter((action) => PAGED.includes(action)),
  'endless-pages': ACTIONS.filter((action) => PAGED.includes(action)),
  'empty-page': ACTIONS.filter((action) => PAGED.includes(action)),
  duplicate: LISTS,
  failures: DESCRIBED,
  vanish: [...DESCRIBED, 'lambda:ListProvisionedConcurrencyConfigs'],
  'partial-data': METRICS,
  'missing-results': METRICS,
  'failed-results': METRICS,
  // Lists in XML have no null.
  'null-items': ACTIONS.filter((action) => /^(ecs|lambda|cloudwatch|application-autoscaling|tag):/.test(action) && LISTS.includes(action)),
  'null-values': METRICS,
  'negative-numbers': ['Clusters', 'Services', 'ContainerInstances'].map((what) => `ecs:Describe${what}`).concat('lambda:ListFunctions'),
  'no-host-resources': ['ecs:DescribeContainerInstances'],
  unordered: METRICS,
  'refuse-metrics': METRICS,
  'no-percentiles': METRICS,
};

/** Faults that change nothing, however often they strike: the answer arrives, or means the same. */
export const HARMLESS: readonly FaultKind[] = [
  'reset-after',
  'wrong-content-type',
  'clock-skew',
  'slow-body',
  'latency',
  'empty-page',
  'duplicate',
  'unordered',
];

/** Faults that pass when the same request is made again. */
export const HEALED_BY_RETRY: readonly FaultKind[] = [
  'throttle',
  'internal-error',
  'service-unavailable',
  'reset-before',
  'reset-within',
  'reset-after',
  'half-body',
  'html',
  'slow-body',
  'latency',
  'empty-page',
];

export interface Cell {
  kind: FaultKind;
  action: string;
  fault: FaultInput;
}

const SETTINGS: Readonly<Partial<Record<FaultKind, Partial<FaultInput>>>> = {
  'slow-body': { delayMs: 2 },
  latency: { delayMs: 30 },
  // A hundred of a full request's five hundred.
  'refuse-metrics': { chance: 0.2 },
};

/** Every fault at every action of an audit that it can change. */
export function cells(kinds: readonly FaultKind[] = FAULT_KINDS): Cell[] {
  return kinds.flatMap((kind) => (PLACES[kind] ?? ACTIONS).map((action) => cellOf(kind, action)));
}

/** Every fault at every action of what `--with` asks for. */
export function extraCells(): Cell[] {
  return FAULT_KINDS.flatMap((kind) => {
    const places = PLACES[kind];
    if (places === undefined) return EXTRA_ACTIONS.map((action) => cellOf(kind, action));
    // Kinds that strike pages strike these as well.
    return places.includes('ec2:DescribeInstances')
      ? EXTRA_ACTIONS.filter((action) => PAGED.includes(action)).map((action) => cellOf(kind, action))
      : [];
  });
}

/** Where in the API, and nothing but that. */
export function at(action: string): Pick<FaultInput, 'service' | 'operation'> {
  const [service = '', operation = ''] = action.split(':');
  return { service, operation };
}

function cellOf(kind: FaultKind, action: string): Cell {
  return { kind, action, fault: { kind, ...at(action), region: STRUCK, ...SETTINGS[kind] } };
}

/** Kinds that mean something at every call: lists that leave out what they should hold cannot be told from true ones. */
export const REGIONAL_KINDS = FAULT_KINDS.filter((kind) => PLACES[kind]?.includes('ec2:DescribeInstances') !== false);

/** A fault that strikes a whole region. */
export function regionalFault(kind: FaultKind): FaultInput {
  return { kind, region: STRUCK, ...SETTINGS[kind] };
}

/** One cell of each kind, picked by a seed. */
export function oneOfEach(seed: number): Cell[] {
  const all = cells();
  return FAULT_KINDS.map((kind, index) => {
    const places = all.filter((cell) => cell.kind === kind);
    const cell = places[(seed * 31 + index * 17) % places.length];
    if (cell === undefined) throw new Error(`${kind} has no place`);
    return cell;
  });
}

/** A little of everything that a retry heals, each request struck once at most by each. */
export const HEALING: readonly FaultInput[] = HEALED_BY_RETRY.map((kind) => ({ kind, chance: 0.08, attempts: 1, delayMs: 2 }));
/** Enough tries for a request that several of them strike. */
export const HEALING_LIMITS = { attempts: { throttled: 6, transient: 6, timeout: 4 } };
export const FAULT_SEEDS = [11, 12, 13, 14, 15];
export const CONCURRENCIES = [1, 4, 32];
