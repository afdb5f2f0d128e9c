import type { ResourceCost } from '../model/evaluation.js';
import type { Money } from '../model/money.js';
import type { Container, TaskShape } from '../model/resource/index.js';
import { FARGATE_MEMORY, FARGATE_VCPU, WINDOWS_LICENCE } from './cost-ecs.js';
import { sumLines } from './cost-lines.js';

/** Words of container names that mark a sidecar: proxies, log routers, collectors and agents as their makers name them. */
export const SIDECAR_NAMES: readonly string[] = [
  'envoy',
  'ecs-service-connect',
  'istio-proxy',
  'linkerd',
  'daprd',
  'vault-agent',
  'cloudflared',
  'oauth2-proxy',
  'xray',
  'datadog',
  'dd-agent',
  'newrelic',
  'dynatrace',
  'oneagent',
  'appdynamics',
  'splunk',
  'otel',
  'otelcol',
  'opentelemetry',
  'adot',
  'jaeger-agent',
  'grafana-agent',
  'cloudwatch-agent',
  'cwagent',
  'statsd',
  'fluent-bit',
  'fluentbit',
  'fluentd',
  'firelens',
  'log-router',
  'promtail',
  'logstash',
  'vector',
  'filebeat',
  'telegraf',
  'consul',
  'crowdstrike',
  'falcon-sensor',
  'guardduty',
  'twistlock',
  'sysdig',
  'lacework',
  'instana',
  'wiz',
  'sidecar',
];

const wordsOf = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');

/** A name with its camelCase humps apart: `LogRouter` is `Log Router`. */
const apart = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');

/** `-falcon-sensor-`: one phrase is in another where all its words are, in a row. */
const phraseOf = (words: readonly string[]): string => `-${words.join('-')}-`;

/** Phrases of lists of names: every container of a fleet is held against the same list. */
const knownPhrases = new WeakMap<readonly string[], readonly string[]>();

function phrasesOf(names: readonly string[]): readonly string[] {
  let phrases = knownPhrases.get(names);
  if (phrases === undefined) {
    phrases = names
      .map(wordsOf)
      .filter((words) => words.length > 0)
      .map(phraseOf);
    knownPhrases.set(names, phrases);
  }
  return phrases;
}

/**
 * Whether a container's name holds all words of one of the names in a row: `datadog-agent` holds `datadog`, `hotel-api` does not hold `otel`. Humps
 * part words too (`DatadogAgent`), but not where a maker writes one word with them (`NewRelic`).
 */
export function isNamedAsSidecar(container: string, names: readonly string[] = SIDECAR_NAMES): boolean {
  const phrases = [container, apart(container)].map((name) => phraseOf(wordsOf(name)));
  return phrasesOf(names).some((name) => phrases.some((phrase) => phrase.includes(name)));
}

const endsLater = ({ endsEarly }: Container): boolean => endsEarly !== true;
const isSidecar = ({ name, essential }: Container, names: readonly string[]): boolean =>
  essential === false || isNamedAsSidecar(name, names);

/** True where more may be sidecars than are known as such: a running task does not tell which of its containers are essential. */
export function mayHideSidecars({ containers }: TaskShape, names: readonly string[]): boolean {
  const others = containers.filter((container) => endsLater(container) && !isSidecar(container, names));
  return others.length > 1 && others.some(({ essential }) => essential === null);
}

/** What the sidecars of a task reserve of it. */
export interface Overhead {
  names: string[];
  /** Some sidecar reserves CPU or memory of its own. */
  reservesAny: boolean;
  /** Shares of the task, 0 to 1; null where the task's size is not known or no sidecar reserves that. */
  cpuShare: number | null;
  memoryShare: number | null;
  /** Some of them have ended once the task works; what they reserve is held all the same. */
  endedToo: boolean;
}

const memoryOf = ({ memoryReservationMib, memoryMib }: Container): number => memoryReservationMib ?? memoryMib ?? 0;
const cpuOf = ({ cpuUnits }: Container): number => cpuUnits ?? 0;
const sum = (containers: readonly Container[], of: (container: Container) => number): number =>
  containers.reduce((total, container) => total + of(container), 0);

/**
 * The sidecars of a task: containers that are not essential, and those named as sidecars are. null where there are none, or
 * nothing else. A task without a size of its own is as large as what its containers reserve. A container's soft limit is what it reserves,
 * its hard limit where there is none (https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html).
 *
 * Containers that end before the others start are no sidecars. Of a task with a size of its own they take nothing while it works: the size
 * is shared by what runs. Without one ECS holds the sum over all containers until the task stops
 * (https://github.com/aws/amazon-ecs-agent/pull/3819), so what they reserve is held for nothing.
 */
export function reservedOverhead(shape: TaskShape, names: readonly string[]): Overhead | null {
  const lasting = shape.containers.filter(endsLater);
  const sidecars = lasting.filter((container) => isSidecar(container, names));
  const held = (container: Container): boolean =>
    container.endsEarly === true &&
    ((shape.cpuUnits === null && cpuOf(container) > 0) || (shape.memoryMib === null && memoryOf(container) > 0));
  const ended = shape.containers.filter(held);
  if (sidecars.length + ended.length === 0 || sidecars.length === lasting.length) return null;
  const share = (of: (container: Container) => number, size: number | null): number | null => {
    const reserved = sum(sidecars, of) + (size === null ? sum(ended, of) : 0);
    const whole = size ?? sum(shape.containers, of);
    return reserved === 0 || whole === 0 ? null : Math.min(1, reserved / whole);
  };
  return {
    names: [...sidecars, ...ended].map(({ name }) => name),
    reservesAny: ended.length > 0 || sum(sidecars, cpuOf) + sum(sidecars, memoryOf) > 0,
    cpuShare: share(cpuOf, shape.cpuUnits),
    memoryShare: share(memoryOf, shape.memoryMib),
    endedToo: ended.length > 0,
  };
}

/**
 * What the sidecars' part of a task costs on Fargate, from the lines of the whole: CPU and licence by their share of the CPU, memory by
 * theirs. Storage is nobody's in particular. null where the cost is not known or has no such lines.
 */
export function overheadOfLines(cost: ResourceCost, { cpuShare, memoryShare }: Pick<Overhead, 'cpuShare' | 'memoryShare'>): Money | null {
  const shares: Readonly<Record<string, number | null>> = {
    [FARGATE_VCPU]: cpuShare,
    [WINDOWS_LICENCE]: cpuShare,
    [FARGATE_MEMORY]: memoryShare,
  };
  if (cost.monthly === null) return null;
  const parts = cost.lines.flatMap((line) => {
    const share = shares[line.label] ?? null;
    return share === null ? [] : [{ ...line, usd: line.usd === null ? null : line.usd * share }];
  });
  const sum = sumLines(parts);
  // Hours that had to be assumed make every part of the amount as uncertain.
  return sum === null || cost.monthly.basis !== 'assumed' ? sum : { ...sum, basis: 'assumed' };
}
