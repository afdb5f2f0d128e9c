import type { Risk } from '../model/evaluation.js';
import type { Ec2Instance, InstanceTypeSpec } from '../model/resource/index.js';
import type { Ec2Resource } from './ec2-subject.js';

/**
 * ENA, the network interface of newer types: a system needs its driver, and an instance needs the attribute that says so. EC2 refuses to start a
 * type that requires ENA where the attribute is off, after the stop that comes before it
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/enabling_enhanced_networking.html).
 */

/** Sentences for the codes of `enaReason` and `enaQuestions`. */
export const ENA_MESSAGES = {
  'ena-off': 'ENA is off for it (EnaSupport is false), and the type to move to starts with ENA alone: without the driver it stays down.',
  'ena-unknown': 'Whether ENA is on for it is not known, and the type to move to starts with ENA alone.',
  'ena-driver':
    'Is the ENA driver installed (on Linux `modinfo ena` shows it)? It must be before the stop: --ena-support says that it is there and installs nothing.',
  'ena-check':
    'Does DescribeInstances say EnaSupport true? If not, the ENA driver must be installed first (on Linux `modinfo ena` shows it), and --ena-support be set while it is stopped.',
  'ena-in-image':
    'Which image with the ENA driver (on Linux `modinfo ena` shows it) and with EnaSupport would new members start from? From the image now the new type does not start.',
} as const;

/** `off`: ENA has to be switched on before the type changes; `unknown`: it may have to; null: nothing to do. */
export type EnaStep = 'off' | 'unknown' | null;

/** True where a type starts with ENA alone. Where its description does not say: all types on Nitro do. */
export function requiresEna({ ena, hypervisor }: Pick<InstanceTypeSpec, 'ena' | 'hypervisor'>): boolean {
  return ena === null ? hypervisor === 'nitro' : ena === 'required';
}

/** What ENA asks of instances that would get another type; one without it holds all of them up. */
export function enaStep(
  instances: readonly { instance: Pick<Ec2Instance, 'enaSupport'> }[],
  now: InstanceTypeSpec,
  target: InstanceTypeSpec,
): EnaStep {
  if (!requiresEna(target) || requiresEna(now)) return null;
  if (instances.some(({ instance }) => instance.enaSupport === false)) return 'off';
  return instances.some(({ instance }) => instance.enaSupport === null) ? 'unknown' : null;
}

/** Lowers confidence; made for `confidenceOf`. */
export const enaReasons = (step: EnaStep): [boolean, string, 'medium'][] => [
  [step === 'off', 'ena-off', 'medium'],
  [step === 'unknown', 'ena-unknown', 'medium'],
];

/** What to ask before the change; of a group, whose members start from an image, for the image. */
export function enaQuestions(resource: Ec2Resource, step: EnaStep): (keyof typeof ENA_MESSAGES)[] {
  if (step === null) return [];
  if (step === 'unknown') return ['ena-check'];
  return resource.kind === 'instance-group' ? ['ena-in-image'] : ['ena-driver'];
}

/** What does not start again is as bad as what is short of capacity. */
export const riskWithEna = (risk: Risk | null, step: EnaStep): Risk | null => (step === null || (risk ?? 0) >= 3 ? risk : 3);
