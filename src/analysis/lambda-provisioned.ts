import type { CommandDraft } from '../model/evaluation.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { lambdaCommand, numberArgument } from './lambda-function.js';

/** Sets the number of environments that are kept ready for a version or an alias; none takes the setting away. */
export function setProvisioned(fn: LambdaFunction, purpose: CommandDraft['purpose'], qualifier: string, count: number): CommandDraft {
  const named = ['--qualifier', { value: qualifier, pattern: 'function-qualifier' }] as const;
  return count === 0
    ? lambdaCommand(fn, purpose, 'delete-provisioned-concurrency-config', ...named)
    : lambdaCommand(
        fn,
        purpose,
        'put-provisioned-concurrency-config',
        ...named,
        '--provisioned-concurrent-executions',
        numberArgument(count),
      );
}

/** Policies of Application Auto Scaling and schedules for functions are not read. */
export const PROVISIONED_MESSAGES = {
  'ask-schedule': 'Is the number set by Application Auto Scaling or a schedule, which would set it again?',
} as const;
