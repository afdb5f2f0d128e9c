import { burdened, containerSpecs, contentsOf, type TaskContents, unchecked, weighted } from './containers.js';
import { agreed, type Case, type ClusterSpec, type Draw, drawing, type Parts, type ServiceSpec, type Truth } from './demand.js';

/** Services by what people decided of them: where they run and for whom, what is in them, and how their tasks fare. */

/** `nobody knows`: neither a tag nor a name says what it is for. */
type Purpose = 'trying out' | 'customers' | 'nobody knows';

interface Place {
  purpose: Purpose;
  /** In the name of the service; `*` is where its own name stands. */
  pattern: string;
  tags: Record<string, string>;
  cluster: 'main' | 'sandbox';
}
const place = (purpose: Purpose, pattern = '*', more: Partial<Place> = {}): Place => ({
  purpose,
  pattern,
  tags: {},
  cluster: 'main',
  ...more,
});

const PLACES: readonly (readonly [story: string, weight: number, Place])[] = [
  ['for development, by name', 8, place('trying out', '*-dev')],
  ['for testing, by name', 5, place('trying out', 'qa-*')],
  ['for staging, by name', 5, place('trying out', '*-staging')],
  ['non-prod, by name', 3, place('trying out', '*-non-prod')],
  ['for development, by tag', 5, place('trying out', '*', { tags: { Environment: 'development' } })],
  ['for testing, by tag, whatever its name says', 3, place('trying out', '*-live', { tags: { env: 'test' } })],
  ['in the cluster for trying out', 4, place('trying out', '*', { cluster: 'sandbox' })],
  ['in production, by name', 7, place('customers', '*-prod')],
  ['in production, by tag', 5, place('customers', '*', { tags: { Environment: 'production' } })],
  ['in production, and tests devices', 4, place('customers', 'device-test-*', { tags: { environment: 'prod' } })],
  ['in production, in the cluster for trying out', 2, place('customers', '*-prod', { cluster: 'sandbox' })],
  ['for nobody knows whom', 6, place('nobody knows')],
  ['whose name only sounds like testing', 4, place('nobody knows', 'contest-*')],
  ['whose name only sounds like development', 4, place('nobody knows', 'device-*')],
];

interface Compute {
  /** Share of the tasks on Spot; null where they are not on Fargate, or have Windows. */
  spot: number | null;
  spec: Partial<ServiceSpec>;
}
const split = (onDemand: number, spot: number): Partial<ServiceSpec> => ({
  capacityProviders: [
    { name: 'FARGATE', weight: onDemand },
    { name: 'FARGATE_SPOT', weight: spot },
  ],
  desired: onDemand + spot,
});
const COMPUTES: readonly (readonly [story: string, weight: number, Compute])[] = [
  ['on demand', 20, { spot: 0, spec: {} }],
  ['on demand by a capacity provider', 4, { spot: 0, spec: { capacityProviders: [{ name: 'FARGATE' }] } }],
  ['on demand, arm64', 4, { spot: 0, spec: { architecture: 'arm64' } }],
  ['a single copy on demand', 4, { spot: 0, spec: { desired: 1 } }],
  ['a fifth on Spot', 2, { spot: 0.2, spec: split(4, 1) }],
  ['on Spot', 4, { spot: 1, spec: { capacityProviders: [{ name: 'FARGATE_SPOT' }] } }],
  ['three quarters on Spot', 2, { spot: 0.75, spec: split(1, 3) }],
  ['Windows', 3, { spot: null, spec: { operatingSystem: 'windows', cpu: 1_024, memory: 4_096 } }],
  ['on instances', 3, { spot: null, spec: { launchType: 'EC2' } }],
  ['on ECS Managed Instances', 2, { spot: null, spec: { launchType: 'MANAGED_INSTANCES' } }],
];

interface Fate {
  /** Its tasks do not stay up, or do not come up. */
  troubled: Truth;
  spec: (draw: Draw, desired: number) => Partial<ServiceSpec>;
}
const deployed = (createdDaysAgo: number, rolloutState: 'COMPLETED' | 'IN_PROGRESS' | 'FAILED', failedTasks = 0): Partial<ServiceSpec> => ({
  deployments: [{ createdDaysAgo, rolloutState, failedTasks }],
});
const fate = (troubled: Truth, spec: Fate['spec']): Fate => ({ troubled, spec });
const days = (hours: number): number => hours / 24;
const SOME_DOWN = (desired: number): number => Math.max(0, desired - Math.max(1, Math.round(desired * 0.4)));

const FATES: readonly (readonly [story: string, weight: number, Fate])[] = [
  ['runs well', 12, fate('negative', () => ({}))],
  [
    'its first image never started',
    4,
    fate('positive', (draw) => ({ running: 0, ...deployed(days(draw.between(2, 40)), 'IN_PROGRESS', draw.whole(10, 80)) })),
  ],
  [
    'its newest image does not start, the one before runs',
    5,
    fate('positive', (draw) => deployed(days(draw.between(1, 2.5)), 'IN_PROGRESS', draw.whole(5, 30))),
  ],
  ['its last deployment failed', 5, fate('positive', (draw) => deployed(draw.between(0.2, 20), 'FAILED', draw.whole(3, 10)))],
  ['some of its tasks have no room for weeks', 5, fate('positive', (_, desired) => ({ running: SOME_DOWN(desired) }))],
  ['none of its tasks has found room for weeks', 3, fate('positive', (_, desired) => ({ running: 0, pending: 0, desired }))],
  ['a deployment hangs since yesterday', 4, fate('positive', (draw) => deployed(draw.between(0.8, 3), 'IN_PROGRESS'))],
  [
    'a canary that hangs long after its time',
    3,
    fate('positive', (draw) => ({
      rollout: { strategy: 'CANARY', canaryBakeMinutes: draw.whole(5, 60), bakeMinutes: draw.whole(5, 60) },
      ...deployed(draw.between(0.8, 3), 'IN_PROGRESS'),
    })),
  ],
  [
    'two colours side by side for half a day, as it is set',
    4,
    fate('negative', (draw) => ({
      rollout: { strategy: 'BLUE_GREEN', bakeMinutes: 720 },
      ...deployed(days(draw.between(4, 11)), 'IN_PROGRESS'),
    })),
  ],
  [
    'traffic moves over in ten steps of an hour',
    3,
    fate('negative', (draw) => ({
      rollout: { strategy: 'LINEAR', stepPercent: 10, stepBakeMinutes: 60, bakeMinutes: 15 },
      ...deployed(days(draw.between(4, 8.5)), 'IN_PROGRESS'),
    })),
  ],
  [
    'waits for somebody to say go',
    3,
    fate('negative', (draw) => ({
      rollout: { strategy: 'BLUE_GREEN', bakeMinutes: 30, hooks: [{ stages: ['POST_SCALE_UP'] }] },
      ...deployed(days(draw.between(4, 22)), 'IN_PROGRESS'),
    })),
  ],
  [
    'deployed minutes ago, tasks still starting',
    6,
    fate('negative', (draw, desired) => ({
      running: SOME_DOWN(desired),
      pending: 1,
      ...deployed(days(draw.between(0.02, 0.3)), 'IN_PROGRESS'),
    })),
  ],
  ['deploying for an hour, in small steps', 5, fate('negative', (draw) => deployed(days(draw.between(0.8, 2)), 'IN_PROGRESS'))],
  ['one task failed while it was deployed', 5, fate('negative', (draw) => deployed(draw.between(0.3, 10), 'COMPLETED', 1))],
  ['two of them failed, about', 2, fate('boundary', (draw) => deployed(days(1), 'IN_PROGRESS', draw.whole(2, 3)))],
  [
    'scaled out a minute ago',
    6,
    fate('negative', (_, desired) => ({
      desired: desired + 2,
      running: desired,
      pending: 2,
      scaling: { minimum: desired, maximum: 20, policies: [{ name: 'cpu' }] },
    })),
  ],
  [
    'a host was taken back, a task is being replaced',
    5,
    fate('negative', (_, desired) => ({ running: Math.max(1, desired - 1), pending: desired > 1 ? 1 : 0, tasksOverTime: desired })),
  ],
  ['scaled to nothing', 4, fate('negative', () => ({ desired: 0, running: 0 }))],
  ['being deleted', 3, fate('negative', () => ({ status: 'DRAINING', running: 0 }))],
];

/** Loads are shared: nothing that is judged here depends on them. */
const LOADS = [35, 45, 55].map((level) => ({ CPUUtilization: { kind: 'flat' as const, level, noise: 0.2 } }));

function serviceOf(
  draw: Draw,
  number: number,
): { story: string; cluster: Place['cluster']; spec: ServiceSpec; truths: Record<string, Truth> } {
  const [wherefore, { purpose, pattern, tags, cluster }] = weighted(draw, PLACES);
  const [where, compute] = weighted(draw, COMPUTES);
  const [how, { troubled, spec: faring }] = weighted(draw, FATES);
  const contents: TaskContents = contentsOf(draw);
  const [cpu, memory] = draw.pick([
    [512, 1_024],
    [1_024, 2_048],
    [1_024, 4_096],
  ]);
  const desired = compute.spec.desired ?? draw.whole(2, 6);
  const size = { cpu: compute.spec.cpu ?? cpu, memory: compute.spec.memory ?? memory };
  const spec: ServiceSpec = {
    name: pattern.replace('*', `part-${number}`),
    tags,
    ...size,
    containers: containerSpecs(contents, size.cpu, size.memory),
    ...(contents.balanced ? { targetGroups: ['front'] } : {}),
    metrics: LOADS[number % LOADS.length] ?? {},
    ...compute.spec,
    desired,
    ...faring(draw, desired),
  };
  const gone = spec.desired === 0 || spec.status === 'DRAINING';
  const cheaper = compute.spot === null ? 'negative' : agreed(compute.spot, { everybody: 0.4, nobody: 0.6 });
  return {
    story: `${wherefore}, ${where}, ${how}, ${contents.story}`,
    cluster,
    spec,
    truths: {
      'fargate-spot': !gone && purpose === 'trying out' ? cheaper : 'negative',
      'ecs-unstable-service': gone ? 'negative' : troubled,
      'ecs-no-health-check': gone ? 'negative' : unchecked(contents),
      'ecs-sidecar-overhead': gone ? 'negative' : burdened(contents, (spec.running ?? spec.desired ?? 0) > 0),
    },
  };
}

export function settingCases(seed: number, count = 300): Case<Parts>[] {
  const draw = drawing(seed);
  return Array.from({ length: count }, (_, number) => {
    const { story, cluster, spec, truths } = serviceOf(draw, number + 1);
    const home: ClusterSpec = { name: cluster, services: [spec] };
    return { name: spec.name, story, spec: { clusters: [home] }, truths };
  });
}
