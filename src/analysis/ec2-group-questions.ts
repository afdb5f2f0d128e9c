import type { InstanceGroup } from '../model/resource/index.js';
import { MANAGED_TYPE_QUESTIONS, managedTypeQuestion } from './ec2-manager.js';

/** Sentences for the codes of `groupQuestions`. */
export const GROUP_QUESTIONS = {
  ...MANAGED_TYPE_QUESTIONS,
  'launch-template': 'Which launch template or configuration sets the type of the group?',
  'mixed-types-named':
    'The group has a mixed instances policy, which would have to be written anew with its weights: which of its types are to be replaced?',
  'mixed-others-stay':
    'The type is replaced in the list of the mixed instances policy, under its weight: should the other types of the list become smaller with it?',
  'mixed-members-replaced': 'The refresh replaces every member, a few at a time: does anything live on one of them alone?',
  'launch-configuration':
    'The group has a launch configuration, which cannot be changed: can it move to a launch template, as AWS advises, with the new type? The line that reads a member shows what such a template would hold.',
  'members-replaced':
    'The refresh replaces every member, a few at a time: does anything live on one of them alone, and does the group then follow the latest version of its template on purpose?',
} as const;

/** What to ask before a group is scaled to none. */
export const GROUP_STOP_QUESTIONS = {
  'members-alone':
    'Does anything live on one member alone: files, a database, sessions? It goes with the member, and the new ones start without it.',
} as const;

/** What to ask before the type of a group changes, by what its members start from. */
export function groupQuestions(group: InstanceGroup): (keyof typeof GROUP_QUESTIONS)[] {
  const managed = managedTypeQuestion(group);
  if (managed !== null) return [managed];
  const { autoScalingGroup } = group;
  switch (autoScalingGroup?.launch?.source) {
    case 'launch-template':
      return ['members-replaced'];
    case 'mixed-instances':
      return autoScalingGroup.launch.overrides === undefined ? ['mixed-types-named'] : ['mixed-others-stay', 'mixed-members-replaced'];
    case 'launch-configuration':
      return ['launch-configuration'];
    default:
      return ['launch-template'];
  }
}
