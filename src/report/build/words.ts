import type { Action, Confidence, Severity } from '../../model/evaluation.js';
import { counted } from '../format.js';

/** Plain words for codes, in one place so that every format says the same. */
export const SEVERITY_WORDS: Record<Severity, string> = { high: 'High', medium: 'Medium', low: 'Low', info: 'Info' };
export const CONFIDENCE_WORDS: Record<Confidence, string> = { high: 'High', medium: 'Medium', low: 'Low' };
export const GENERATIONS = ['instances', 'tasks', 'functions'] as const;
export type Generation = (typeof GENERATIONS)[number];
export const GENERATION_WORDS: Record<Generation, string> = { instances: 'Instances', tasks: 'Containers', functions: 'Functions' };

export const ACTION_WORDS: Record<Action, string> = {
  terminate: 'Terminate',
  'off-hours': 'Turn off when idle',
  resize: 'Resize',
  placement: 'Move',
  purchase: 'Buy differently',
  configure: 'Reconfigure',
  investigate: 'Look into',
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

/** `3 instances`; `3 resources` where types are mixed. */
export function countedTypes(types: readonly string[]): string {
  const [first] = types;
  const same = first !== undefined && types.every((type) => type === first);
  const [one, many] = (same && NOUNS[first]) || ['resource', 'resources'];
  return counted(types.length, one, many);
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
      return `Buy ${resources} differently`;
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

export const RISK_WORDS = ['0: none', '1: very low', '2: low', '3: medium', '4: high'] as const;
