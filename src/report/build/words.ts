import type { CoverageStatus } from '../../model/coverage.js';
import type { Action, CommandDraft, Confidence, Severity } from '../../model/evaluation.js';
import { GENERATIONS } from '../../model/report-totals.js';
import { compareText, counted } from '../format.js';

export { GENERATIONS };

/** Plain words for codes, in one place so that every format says the same. */
export const SEVERITY_WORDS: Record<Severity, string> = { high: 'High', medium: 'Medium', low: 'Low', info: 'Info' };
export const CONFIDENCE_WORDS: Record<Confidence, string> = { high: 'High', medium: 'Medium', low: 'Low' };
export type Generation = (typeof GENERATIONS)[number];
export const GENERATION_WORDS: Record<Generation, string> = { instances: 'Instances', tasks: 'Containers', functions: 'Functions' };

export const ACTION_WORDS: Record<Action, string> = {
  terminate: 'Terminate',
  'off-hours': 'Turn off while idle',
  resize: 'Resize',
  placement: 'Move',
  purchase: 'Run cheaper',
  configure: 'Reconfigure',
  investigate: 'Look into it',
};

const NOUNS: Record<string, [string, string]> = {
  'AWS::EC2::Instance': ['instance', 'instances'],
  'AWS::AutoScaling::AutoScalingGroup': ['Auto Scaling group', 'Auto Scaling groups'],
  'AWS::EKS::Nodegroup': ['node group', 'node groups'],
  'AWS::ECS::Cluster': ['cluster', 'clusters'],
  'AWS::ECS::Service': ['service', 'services'],
  'AWS::ECS::Task': ['task', 'tasks'],
  'AWS::ECS::ContainerInstance': ['container instance', 'container instances'],
  'AWS::ECS::CapacityProvider': ['capacity provider', 'capacity providers'],
  'AWS::Lambda::Function': ['function', 'functions'],
};

/** `3 instances`; `4 instances and 2 node groups` where types are mixed, the most frequent first. */
export function countedTypes(types: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const type of types) counts.set(type, (counts.get(type) ?? 0) + 1);
  const parts = [...counts]
    .sort(([a, of], [b, other]) => other - of || compareText(a, b))
    .map(([type, count]) => counted(count, ...(NOUNS[type] ?? ['resource', 'resources'])));
  return parts.length < 2 ? (parts[0] ?? counted(0, 'resource')) : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** The types of a fleet in plain words, with AWS's own name where there is none. */
export function typesText(types: readonly { type: string; resources: number }[]): string[] {
  return types.map(({ type, resources }) => counted(resources, ...(NOUNS[type] ?? [type, type])));
}

/** `service` of a CloudFormation type name; the name itself where it has no plain word. */
export function typeWord(type: string): string {
  return NOUNS[type]?.[0] ?? type;
}

/** What doing it to all of them means: `Turn 3 services off outside their hours`. */
export function actionSentence(action: Action, resources: string): string {
  switch (action) {
    case 'terminate':
      return `Terminate ${resources}`;
    case 'off-hours':
      return `Turn ${resources} off while idle`;
    case 'resize':
      return `Resize ${resources}`;
    case 'placement':
      return `Move ${resources} to where the work costs less`;
    case 'purchase':
      return `Run ${resources} in a cheaper way`;
    case 'configure':
      return `Reconfigure ${resources}`;
    case 'investigate':
      return `Look into ${resources}`;
  }
}

export const PLATFORM_WORDS: Record<string, string> = {
  hypervisor: 'another hypervisor',
  'network-interface': 'another network interface (ENA)',
  'storage-interface': 'another storage interface (NVMe)',
  'instance-store': 'another instance store',
  virtualization: 'another virtualization type',
  architecture: 'another processor architecture',
};

/** What became of a step. */
export const STATUS_WORDS: Record<CoverageStatus, string> = {
  ok: 'seen',
  empty: 'seen, empty',
  denied: 'access denied',
  'region-disabled': 'region not enabled',
  throttled: 'throttled',
  timeout: 'timed out',
  'auth-expired': 'credentials expired',
  failed: 'failed',
  partial: 'seen in part',
  skipped: 'left out on purpose',
};

export const RISK_WORDS = ['None (0 of 4)', 'Very low (1 of 4)', 'Low (2 of 4)', 'Medium (3 of 4)', 'High (4 of 4)'] as const;

export const COMMAND_WORDS: Record<CommandDraft['purpose'], string> = { inspect: 'Look first', apply: 'Change', undo: 'Undo' };
export const TOOL_WORDS: Record<CommandDraft['tool'], string> = {
  'aws-cli': 'AWS CLI',
  terraform: 'Terraform',
  cloudformation: 'CloudFormation',
};
export const TOOL_LANGUAGES: Record<CommandDraft['tool'], string> = { 'aws-cli': 'sh', terraform: 'hcl', cloudformation: 'yaml' };

/** Places where the same work can run, by the word that a target's label begins with. */
export const PLACEMENT_WORDS: Readonly<Record<string, string>> = {
  'lambda-x86_64': 'Lambda',
  'lambda-arm64': 'Lambda on Graviton',
  'lambda-managed-instances': 'Lambda Managed Instances',
  fargate: 'Fargate',
  'fargate-arm64': 'Fargate on Graviton',
  'fargate-spot': 'Fargate Spot',
  'ecs-on-ec2': 'ECS on EC2',
  'ecs-managed-instances': 'ECS Managed Instances',
  instance: 'EC2 instances',
};
