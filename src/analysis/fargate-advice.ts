import type { CommandDraft, Target } from '../model/evaluation.js';
import { subtractMoney } from '../model/money.js';
import type { PolicyContext } from '../model/policy.js';
import type { EcsService } from '../model/resource/index.js';
import { changedCost } from './fargate-cost.js';
import { describeService, updateService } from './fargate-service.js';
import { sizeLabel, type TaskSize } from './fargate-sizes.js';
import { quantity } from './outcome-parts.js';

/** A task definition cannot be changed: the attributes of the next revision, and the way back to the one that runs now. */
export function sizeCommands(service: EcsService, size: TaskSize): CommandDraft[] {
  const numberOf = (value: number) => ({ value: String(value), pattern: 'number' }) as const;
  const before = service.shape?.taskDefinitionArn ?? null;
  return [
    describeService(service),
    { purpose: 'apply', tool: 'terraform', argv: ['cpu', '=', numberOf(size.cpuUnits)] },
    { purpose: 'apply', tool: 'terraform', argv: ['memory', '=', numberOf(size.memoryMib)] },
    { purpose: 'apply', tool: 'cloudformation', argv: ['Cpu:', numberOf(size.cpuUnits)] },
    { purpose: 'apply', tool: 'cloudformation', argv: ['Memory:', numberOf(size.memoryMib)] },
    ...(before === null ? [] : [updateService(service, 'undo', '--task-definition', { value: before, pattern: 'arn' })]),
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
