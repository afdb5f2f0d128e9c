import type { CommandDraft, Confidence } from '../model/evaluation.js';
import type { LambdaFunction } from '../model/resource/index.js';
import { lambdaCommand } from './lambda-function.js';

/** For the messages of a policy that measures a function and changes its settings. */
export const VERSION_MESSAGES = {
  'latest-alone':
    'The command changes $LATEST. Callers that name a version or an alias get it only once a version is published and the alias points at it.',
  'published-versions':
    'What is published does not change: after the command publish a version and point the alias at it (publish-version, update-alias). The way back is to point the alias at the version that it has now.',
  'settings-of-latest':
    'Published versions of it are called, which keep the memory and the timeout that they were published with; those taken here are of $LATEST.',
  'ask-version-settings': 'Have the versions that are called the same memory and timeout as $LATEST?',
} as const;

type VersionCode = keyof typeof VERSION_MESSAGES;

/**
 * Whether published versions of the function are known to be called. Provisioned concurrency and SnapStart exist on those alone, a durable
 * function is invoked by a qualified ARN, and on managed instances only what is published runs.
 * Sources: https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html, https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html,
 * https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html, https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html
 */
export const publishedVersionsCalled = ({ provisionedConcurrency, snapStart, durable, capacityProvider }: LambdaFunction): boolean =>
  (provisionedConcurrency ?? []).length > 0 || snapStart || durable !== null || capacityProvider !== null;

/**
 * What has to be said of advice that measures a function, takes the settings of $LATEST for those that were measured, and changes $LATEST: published
 * versions keep code and settings (https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html).
 */
export function versionRemarks(fn: LambdaFunction): {
  /** For the target. */
  notes: VersionCode[];
  /** For `confidenceOf`. */
  reasons: (readonly [applies: boolean, code: VersionCode, level: Confidence])[];
  questions: VersionCode[];
  /** Lines that show which versions are called, and with which settings. */
  inspect: CommandDraft[];
} {
  if (!publishedVersionsCalled(fn)) return { notes: ['latest-alone'], reasons: [], questions: [], inspect: [] };
  return {
    notes: ['published-versions'],
    reasons: [[true, 'settings-of-latest', 'low']],
    questions: ['ask-version-settings'],
    inspect: [
      lambdaCommand(fn, 'inspect', 'list-aliases'),
      ...(fn.provisionedConcurrency ?? []).map(({ qualifier }) =>
        lambdaCommand(fn, 'inspect', 'get-function-configuration', '--qualifier', { value: qualifier, pattern: 'function-qualifier' }),
      ),
    ],
  };
}
