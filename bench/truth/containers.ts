import { agreed, type Draw, type ServiceSpec, type Truth } from './demand.js';

/** What is in a task, by who made it for what: whether anything checks the work itself, and what the company of the work takes. */

interface Container {
  name: string;
  /** `work`: what the task is for. `company`: proxies, routers of logs, agents. `start`: prepares something, and is gone when the work begins. */
  role: 'work' | 'company' | 'start';
  /** Shares of the task that are set aside for it alone. */
  cpu: number;
  memory: number;
  essential: boolean;
  checked: boolean;
}

export interface TaskContents {
  story: string;
  containers: readonly Container[];
  /** A load balancer asks the work whether it is well. */
  balanced: boolean;
}

/** Names as vendors' own guides give them. */
const COMPANY: readonly [string, ...string[]] = [
  'envoy',
  'log_router',
  'datadog-agent',
  'xray-daemon',
  'aws-otel-collector',
  'cloudwatch-agent',
  'fluent-bit',
  'newrelic-infra',
  'splunk-forwarder',
  'filebeat',
  'dynatrace-oneagent',
  'consul-client',
  'opentelemetry-collector',
  'jaeger-agent',
  'vault-agent',
  'grafana-agent',
  'promtail',
  'daprd',
];
const WORK: readonly [string, ...string[]] = ['app', 'api', 'web', 'worker', 'orders', 'php-fpm', 'nginx', 'rails', 'celery'];
/** Work whose name holds the name of some agent. */
const MISLEADING: readonly [string, ...string[]] = ['consulting-api', 'vectorizer', 'fluent-forms', 'adoption', 'hotel-search'];

const made = (role: Container['role'], name: string, more: Partial<Container> = {}): Container => ({
  name,
  role,
  cpu: 0,
  memory: 0,
  essential: true,
  checked: false,
  ...more,
});

/** The work alone, or with company that takes so much of the task. */
const company =
  (share: readonly [number, number], more: { count?: number; essential?: boolean; of?: 'both' | 'memory' | 'cpu' } = {}) =>
  (draw: Draw): Container[] => {
    const { count = 1, essential = true, of = 'both' } = more;
    const start = draw.whole(0, COMPANY.length - 1);
    const whole = draw.between(...share);
    return Array.from({ length: count }, (_, index) =>
      made('company', COMPANY[(start + index) % COMPANY.length] ?? 'envoy', {
        cpu: of === 'memory' ? 0.02 : whole / count,
        memory: of === 'cpu' ? 0.02 : whole / count,
        essential,
      }),
    );
  };
const none = (): Container[] => [];

const COMPANIES: readonly (readonly [story: string, weight: number, (draw: Draw) => Container[]])[] = [
  ['alone', 14, none],
  ['with an agent that takes a third and more', 14, company([0.3, 0.6])],
  ['with two agents that take a third and more', 10, company([0.32, 0.6], { count: 2 })],
  ['with an agent that takes much memory', 8, company([0.3, 0.55], { of: 'memory' })],
  ['with an agent that takes much CPU', 8, company([0.3, 0.55], { of: 'cpu' })],
  ['with a small agent', 14, company([0.04, 0.2])],
  ['with two small agents', 8, company([0.05, 0.2], { count: 2 })],
  ['with an agent that takes a quarter', 4, company([0.24, 0.26])],
  ['with an agent for which nothing is set aside', 8, (draw) => [made('company', draw.pick(COMPANY))]],
  [
    'after a small start of its own',
    5,
    (draw) => [made('start', draw.pick(['migrate', 'vault-agent-init']), { cpu: 0.1, memory: 0.1, essential: false })],
  ],
  [
    'after a start that may take half',
    5,
    (draw) => [made('start', draw.pick(['seed', 'consul-init']), { cpu: 0.5, memory: 0.5, essential: false })],
  ],
  ['with more work beside it', 12, (draw) => [made('work', `${draw.pick(WORK)}-2`, { cpu: 0.4, memory: 0.4 })]],
  ['with work of a misleading name', 8, (draw) => [made('work', draw.pick(MISLEADING), { cpu: 0.5, memory: 0.5 })]],
];

const CHECKS: readonly (readonly [story: string, weight: number, Pick<TaskContents, 'balanced'> & { work: boolean; company: boolean }])[] =
  [
    ['checked by nothing', 12, { balanced: false, work: false, company: false }],
    ['checked by the balancer', 6, { balanced: true, work: false, company: false }],
    ['checked by itself', 6, { balanced: false, work: true, company: false }],
    ['checked by both', 2, { balanced: true, work: true, company: false }],
    ['whose company alone is checked', 4, { balanced: false, work: false, company: true }],
  ];

/** One of a list by weight. */
export function weighted<T>(draw: Draw, list: readonly (readonly [string, number, T])[]): readonly [string, T] {
  let left = draw.between(
    0,
    list.reduce((sum, [, weight]) => sum + weight, 0),
  );
  for (const [story, weight, value] of list) {
    left -= weight;
    if (left <= 0) return [story, value];
  }
  const [last] = list.slice(-1);
  if (last === undefined) throw new RangeError('nothing to choose from');
  return [last[0], last[2]];
}

export function contentsOf(draw: Draw): TaskContents {
  const [beside, tell] = weighted(draw, COMPANIES);
  const [checked, checks] = weighted(draw, CHECKS);
  const others = tell(draw);
  const taken = { cpu: others.reduce((sum, one) => sum + one.cpu, 0), memory: others.reduce((sum, one) => sum + one.memory, 0) };
  const work = made('work', draw.pick(WORK), { cpu: (1 - taken.cpu) * 0.9, memory: (1 - taken.memory) * 0.9, checked: checks.work });
  return {
    story: `${beside}, ${checked}`,
    containers: [work, ...others.map((one) => (one.role === 'company' ? { ...one, checked: checks.company } : one))],
    balanced: checks.balanced,
  };
}

/** Whether nobody would notice that the work hangs: a check of its company says nothing of it. */
export const unchecked = ({ containers, balanced }: TaskContents): Truth =>
  balanced || containers.some(({ role, essential, checked }) => role === 'work' && essential && checked) ? 'negative' : 'positive';

/**
 * A quarter of a task of one vCPU is what AWS's own proxy asks for; a tenth around that is for everyone to judge alone. `running`: what runs is
 * described without saying which containers are essential, so that work beside work may as well be company by another name.
 */
export function burdened({ containers }: TaskContents, running: boolean): Truth {
  if (running && containers.filter(({ role }) => role === 'work').length > 1) return 'unknown';
  const beside = containers.filter(({ role }) => role === 'company');
  const share = (of: 'cpu' | 'memory') => beside.reduce((sum, one) => sum + one[of], 0);
  if (beside.length > 0 && share('cpu') + share('memory') === 0) return 'unknown';
  return agreed(Math.max(share('cpu'), share('memory')), { everybody: 0.28, nobody: 0.225 });
}

/** The containers as a task definition of this size declares them. */
export function containerSpecs({ containers }: TaskContents, cpu: number, memory: number): NonNullable<ServiceSpec['containers']> {
  return containers.map((container) => ({
    name: container.name,
    cpu: Math.floor(container.cpu * cpu),
    ...(container.memory > 0 ? { memoryReservation: Math.max(6, Math.floor(container.memory * memory)) } : {}),
    essential: container.essential,
    healthCheck: container.checked,
    startOnly: container.role === 'start',
  }));
}
