import type { Action, Severity } from '../../src/model/evaluation.js';
import type { PolicyDescription } from '../../src/model/judgement.js';
import type { ResourceKind } from '../../src/model/resource/index.js';

export interface PolicySeed {
  id: string;
  title: string;
  severity: Severity;
  action: Action;
  kind: ResourceKind;
}

const seed = (id: string, title: string, severity: Severity, action: Action, kind: ResourceKind): PolicySeed => ({
  id,
  title,
  severity,
  action,
  kind,
});

/** Every policy id of the published contract, with a title as a policy file would give it. */
export const POLICY_SEEDS: readonly PolicySeed[] = [
  seed('ec2-idle', 'Idle instance', 'high', 'terminate', 'ec2-instance'),
  seed('ec2-over-provisioned', 'Over-provisioned instance', 'medium', 'resize', 'ec2-instance'),
  seed('ec2-off-hours', 'Instance that runs while nobody works', 'medium', 'off-hours', 'ec2-instance'),
  seed('ec2-previous-generation', 'Previous-generation instance', 'low', 'resize', 'ec2-instance'),
  seed('ec2-graviton', 'Instance that could run on Graviton', 'low', 'resize', 'ec2-instance'),
  seed('ec2-burst-credits', 'Burstable instance short of credits', 'medium', 'resize', 'ec2-instance'),
  seed('ec2-container-candidate', 'Instances that would pack into containers', 'low', 'placement', 'instance-group'),
  seed('fargate-idle-dev', 'Idle service in development', 'high', 'terminate', 'ecs-service'),
  seed('fargate-idle', 'Idle service', 'high', 'terminate', 'ecs-service'),
  seed('fargate-off-hours', 'Service that runs while nobody works', 'medium', 'off-hours', 'ecs-service'),
  seed('fargate-over-provisioned', 'Over-provisioned tasks', 'medium', 'resize', 'ecs-service'),
  seed('fargate-spot', 'Service that could run on Fargate Spot', 'low', 'purchase', 'ecs-service'),
  seed('fargate-to-lambda', 'Service that a function would serve for less', 'low', 'placement', 'ecs-service'),
  seed('fargate-to-instances', 'Steady service that instances would carry for less', 'low', 'placement', 'ecs-service'),
  seed('ecs-fixed-size-service', 'Demand varies, the count does not', 'low', 'configure', 'ecs-service'),
  seed('ecs-unstable-service', 'Service that keeps replacing its tasks', 'high', 'investigate', 'ecs-service'),
  seed('ecs-no-health-check', 'Service without a health check', 'medium', 'configure', 'ecs-service'),
  seed('ecs-orphan-task', 'Task that no service looks after', 'medium', 'terminate', 'ecs-task'),
  seed('ecs-low-density', 'Container instances that are mostly empty', 'medium', 'resize', 'ecs-capacity-provider'),
  seed('ecs-sidecar-overhead', 'Sidecars that reserve much of each task', 'low', 'configure', 'ecs-service'),
  seed('lambda-near-timeout', 'Function close to its timeout', 'high', 'configure', 'lambda-function'),
  seed('lambda-steady-load', 'Steady function that a container would run for less', 'medium', 'placement', 'lambda-function'),
  seed('lambda-idle', 'Function that nobody calls', 'info', 'terminate', 'lambda-function'),
  seed('lambda-over-provisioned-memory', 'Function with more memory than it uses', 'medium', 'resize', 'lambda-function'),
  seed('lambda-provisioned-concurrency', 'Provisioned concurrency that is rarely used', 'medium', 'configure', 'lambda-function'),
  seed('lambda-graviton', 'Function that could run on Graviton', 'low', 'resize', 'lambda-function'),
  seed('lambda-errors', 'Function that fails often', 'medium', 'investigate', 'lambda-function'),
];

export function policyDescriptions(): PolicyDescription[] {
  return POLICY_SEEDS.map(({ id, title, severity }, at) => ({
    meta: {
      id,
      title,
      severity,
      rationale:
        'Compute that nobody needs costs as much as compute that everybody needs. The verdict rests on measured use, never on names.',
      links: [{ title: 'AWS: rightsizing', url: 'https://docs.aws.amazon.com/cost-management/latest/userguide/ce-rightsizing.html' }],
    },
    severity,
    origin: 'built-in',
    options: [
      {
        name: 'maximumCpuPercent',
        spec: {
          type: 'number',
          unit: 'percent',
          default: 5,
          minimum: 0,
          maximum: 100,
          description: 'Peak CPU below which nothing of use runs.',
          source: 'AWS Compute Optimizer: idle below 5 %',
        },
        value: at === 1 ? 7 : 5,
        source: at === 1 ? 'fleet-auditor.yaml' : 'default',
      },
      {
        name: 'headroomPercent',
        spec: {
          type: 'number',
          unit: 'percent',
          default: 20,
          minimum: 0,
          maximum: 90,
          description: 'Part of every dimension that stays free after the change.',
          source: 'AWS Compute Optimizer',
        },
        value: 20,
        source: 'default',
      },
      {
        name: 'ignoreTags',
        spec: { type: 'string-list', default: [], description: 'Tags whose resources are left alone.' },
        value: ['keep'],
        source: 'fleet-auditor.yaml',
      },
    ],
    counts: { fail: 2, pass: 30 + at, notApplicable: 12, notAssessed: at % 3 },
  }));
}
