import type { CommandDraft, Quantity, Target } from '../model/evaluation.js';
import { subtractMoney } from '../model/money.js';
import type { PolicyContext } from '../model/policy.js';
import type { EcsService } from '../model/resource/index.js';
import { changedCost } from './fargate-cost.js';
import { describeService, updateService } from './fargate-service.js';
import { sizeLabel, type TaskSize } from './fargate-sizes.js';
import type { Sizing, TrackedDimensions } from './fargate-sizing.js';
import { quantity } from './outcome-parts.js';

/**
 * ECS itself deploys what is changed of a service. Under CodeDeploy or a controller of its own UpdateService refuses another task definition,
 * strategy or forced deployment: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
 */
export const ecsDeploys = ({ deploymentController }: EcsService): boolean =>
  deploymentController !== 'CODE_DEPLOY' && deploymentController !== 'EXTERNAL';

/** Sentence on what changes a service that ECS does not deploy itself. */
export const DEPLOYED_MESSAGES = {
  'deployed-by-another': 'ECS does not deploy it itself ({controller}): this change, and the way back, go through what does.',
} as const;

/** The value in that sentence, where it is said. */
export const controllerValue = (service: EcsService): Record<string, Quantity> =>
  ecsDeploys(service) ? {} : { controller: quantity(service.deploymentController, 'text') };

/** Sentences of what a size was judged by, and of what it asks for. */
export const SIZE_MESSAGES = {
  ...DEPLOYED_MESSAGES,
  'starts-left-out': 'CPU in the first 15 minutes after each deployment start was left out.',
  'cpu-left-as-it-is': 'A target-tracking policy follows CPU, so CPU stays as it is.',
  'memory-left-as-it-is': 'A target-tracking policy follows memory, so memory stays as it is.',
  'size-taken-as-unchanged':
    'It was deployed in the time looked at, and no other size could be read of the revision before: it is taken as unchanged.',
  'memory-peak-before-window': 'Its memory peaked before the window; the size holds that too, for what runs out of it is killed.',
  'busy-day-before-window': 'Its CPU was busier for a whole day before the window; the size carries that day too.',
  'peak-above-target': 'Single 5-minute peaks are above what the advised size has; work in them would take longer.',
} as const;

/** Codes of `SIZE_MESSAGES` that hold for an advised size. `peakPercent`: the highest value of CPU on it. */
export const sizeNotes = (
  { cpu, dayDecides, memoryScope, takenAsUnchanged }: Sizing,
  { service, follows, peakPercent }: { service: EcsService; follows: TrackedDimensions; peakPercent: number },
): string[] => [
  ...((cpu?.leftOut ?? 0) > 0 ? ['starts-left-out'] : []),
  ...(follows.cpu ? ['cpu-left-as-it-is'] : []),
  ...(follows.memory ? ['memory-left-as-it-is'] : []),
  ...(takenAsUnchanged ? ['size-taken-as-unchanged'] : []),
  ...(memoryScope === 'scalar' && !follows.memory ? ['memory-peak-before-window'] : []),
  ...(dayDecides ? ['busy-day-before-window'] : []),
  ...(peakPercent > 100 ? ['peak-above-target'] : []),
  ...(ecsDeploys(service) ? [] : ['deployed-by-another']),
];

/** A task definition cannot be changed: the attributes of the next revision, and the way back to the one that runs now, where ECS goes it. */
export function sizeCommands(service: EcsService, size: TaskSize): CommandDraft[] {
  const numberOf = (value: number) => ({ value: String(value), pattern: 'number' }) as const;
  const before = service.shape?.taskDefinitionArn ?? null;
  return [
    describeService(service),
    { purpose: 'apply', tool: 'terraform', argv: ['cpu', '=', numberOf(size.cpuUnits)] },
    { purpose: 'apply', tool: 'terraform', argv: ['memory', '=', numberOf(size.memoryMib)] },
    { purpose: 'apply', tool: 'cloudformation', argv: ['Cpu:', numberOf(size.cpuUnits)] },
    { purpose: 'apply', tool: 'cloudformation', argv: ['Memory:', numberOf(size.memoryMib)] },
    ...(before === null || !ecsDeploys(service)
      ? []
      : [updateService(service, 'undo', '--task-definition', { value: before, pattern: 'arn' })]),
  ];
}

/** The same size on Graviton, where the service runs on x86_64 and a price is known. Note: `arm64-images`. */
export function fargateArm64Alternative(
  service: EcsService,
  size: TaskSize,
  projected: Target['projected'],
  { cost, prices }: Pick<PolicyContext, 'cost' | 'prices'>,
): Target[] {
  if (service.shape?.architecture === 'arm64' || service.shape?.operatingSystem === 'windows') return [];
  const { monthly } = changedCost(service, { size, architecture: 'arm64' }, cost, prices);
  if (monthly === null) return [];
  return [
    {
      label: `${sizeLabel(size)}, arm64`,
      values: { cpu: quantity(size.cpuUnits / 1024, 'vcpu'), memory: quantity(size.memoryMib, 'mib') },
      projected,
      monthly,
      savings: subtractMoney(cost.monthly, monthly),
      risk: 2,
      platformDifferences: ['architecture'],
      offerChecked: true,
      notes: ['arm64-images'],
    },
  ];
}
