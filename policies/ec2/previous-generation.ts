import { BANDWIDTH_METRICS } from '../../src/analysis/ec2-rates.js';
import {
  prepareSameSize,
  SAME_SIZE_MESSAGES,
  SAME_SIZE_OPTIONS,
  sameSizeAdvice,
  sameSizeCandidates,
} from '../../src/analysis/ec2-same-size.js';
import { SUBJECT_MESSAGES } from '../../src/analysis/ec2-subject.js';
import { familyParts } from '../../src/analysis/instance-families.js';
import { definePolicy } from '../../src/model/policy.js';

export default definePolicy({
  meta: {
    id: 'ec2-previous-generation',
    title: 'Instance of an older generation, while a newer one costs less',
    severity: 'low',
    rationale:
      'AWS keeps older generations running but prices newer ones to draw work to them, some lower, some higher. Where a newer type of the same series gives no less of anything and costs less in that region, staying is a choice nobody made.',
    links: [
      { title: 'Previous generation instances', url: 'https://aws.amazon.com/ec2/previous-generation/' },
      { title: 'Change the instance type', url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html' },
    ],
  },
  requires: { kinds: ['ec2-instance', 'instance-group'], metrics: BANDWIDTH_METRICS, series: {} },
  options: {
    ...SAME_SIZE_OPTIONS,
    minimumSavingPercent: {
      type: 'number',
      unit: 'percent',
      default: 5,
      minimum: 0,
      maximum: 90,
      description: 'How much less a newer type must cost to be worth the change.',
      source: 'A change of type costs a maintenance window; a saving of a few percent takes years to pay for it.',
    },
  },
  messages: {
    ...SUBJECT_MESSAGES,
    ...SAME_SIZE_MESSAGES,
    'newer-costs-less': '{resource} runs on {type}; {target} is newer, gives no less and costs {saving} less.',
    'no-cheaper-newer': 'No newer type that gives as much as {type} costs at least {minimum} less.',
    'other-maker': 'The processor may be of another maker: test what depends on its instructions.',
    'new-drivers': 'It needs ENA and NVMe drivers in the image, which {type} did not.',
    'has-drivers': 'Does the image have the ENA and NVMe drivers (any current one has), and does nothing name devices like /dev/xvdf?',
  },
  evaluate(resource, context) {
    const same = prepareSameSize(resource, context);
    if ('outcome' in same) return same.outcome;
    const now = familyParts(same.now.spec.instanceType);
    const isNewer = (type: string): boolean => {
      const other = familyParts(type);
      return (
        now !== null &&
        other !== null &&
        other.series === now.series &&
        other.generation > now.generation &&
        !other.options.includes('flex')
      );
    };
    const { minimumSavingPercent } = context.options;
    const candidates = sameSizeCandidates(same, minimumSavingPercent, ({ instanceType }) => isNewer(instanceType), { newDrivers: true });
    const newDrivers = same.now.spec.nvme === 'unsupported';
    return sameSizeAdvice(
      same,
      candidates,
      {
        code: 'newer-costs-less',
        none: 'no-cheaper-newer',
        action: 'resize',
        option: 'minimumSavingPercent',
        minimumSavingPercent,
        notes: ['other-maker', ...(newDrivers ? ['new-drivers'] : [])],
        questions: newDrivers ? ['has-drivers'] : [],
      },
      ['high', [[newDrivers, 'new-drivers', 'medium']]],
    );
  },
});
