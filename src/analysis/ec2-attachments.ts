import type { Values } from '../model/evaluation.js';
import type { InstanceTypeSpec } from '../model/resource/index.js';
import type { Ec2Resource } from './ec2-subject.js';
import { quantity } from './outcome-parts.js';

/**
 * What hangs on an instance and that its type must take: EC2 refuses a type that does not after the stop that comes before the change
 * (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resize-limitations.html). What a type takes of it is not read, so it is asked for.
 */

/** Every type takes this many network interfaces: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html */
const INTERFACES_EVERYWHERE = 2;
/** Volumes and network interfaces that most types on Nitro take together: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/volume_limits.html */
const NITRO_ATTACHMENTS = 28;

/** Sentences for the codes of `attachmentsOf`; `target` is a value of the outcome. */
export const ATTACHMENT_MESSAGES = {
  'ask-interfaces':
    'It has {interfaces} network interfaces: does {target} take as many (describe-instance-types, MaximumNetworkInterfaces)? If not, EC2 refuses the type after the stop.',
  'ask-volumes':
    'It has {volumes} volumes, more than most types on Nitro take beside its network interfaces: does {target} take as many? If not, it does not start again.',
  'ask-enclaves':
    'It runs with Nitro Enclaves: does {target} have them (describe-instance-types, NitroEnclavesSupport)? If not, EC2 refuses the type after the stop.',
  'ask-cpu-options':
    'It runs on {activeVcpus} of the {allVcpus} vCPUs of its type, and a change of type brings those of the new one back: is software on it licensed by them?',
} as const;

/**
 * What to ask of an instance before its type changes, with the values of the sentences; nothing of a group, whose launch template says it. CPU
 * options go back to those of the new type: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-optimize-cpu.html
 */
export function attachmentsOf(
  resource: Ec2Resource,
  now: InstanceTypeSpec,
): { values: Values; questions: (keyof typeof ATTACHMENT_MESSAGES)[] } {
  if (resource.kind === 'instance-group') return { values: {}, questions: [] };
  const { networkInterfaces = 1, attachedVolumes: volumes, enclaves = false, activeVcpus = now.vcpus } = resource;
  const [crowded, heavy] = [networkInterfaces > INTERFACES_EVERYWHERE, volumes + networkInterfaces > NITRO_ATTACHMENTS];
  const fewer = activeVcpus < now.vcpus;
  return {
    values: {
      ...(crowded ? { interfaces: quantity(networkInterfaces, 'count') } : {}),
      ...(heavy ? { volumes: quantity(volumes, 'count') } : {}),
      ...(fewer ? { activeVcpus: quantity(activeVcpus, 'count'), allVcpus: quantity(now.vcpus, 'count') } : {}),
    },
    questions: [
      ...(crowded ? (['ask-interfaces'] as const) : []),
      ...(heavy ? (['ask-volumes'] as const) : []),
      ...(enclaves ? (['ask-enclaves'] as const) : []),
      ...(fewer ? (['ask-cpu-options'] as const) : []),
    ],
  };
}
