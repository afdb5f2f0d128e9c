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
import { notApplicable, quantity } from '../../src/analysis/outcome-parts.js';
import type { Outcome } from '../../src/model/evaluation.js';
import { definePolicy } from '../../src/model/policy.js';
import type { Ec2Instance } from '../../src/model/resource/index.js';

/** Graviton runs Linux for arm64; other systems, and Linux that is licensed by the hour, are not compared. */
function reasonNot({ architecture, platform, platformDetails }: Ec2Instance): Outcome | null {
  if (architecture === 'arm64') return notApplicable('already-arm64');
  const system = platformDetails ?? (platform === 'windows' ? 'Windows' : 'Linux/UNIX');
  return architecture === 'x86_64' && system === 'Linux/UNIX' ? null : notApplicable('not-linux', { platform: quantity(system, 'text') });
}

export default definePolicy({
  meta: {
    id: 'ec2-graviton',
    title: 'Instance that would cost less on Graviton',
    severity: 'info',
    rationale:
      'Types with AWS Graviton processors cost up to a fifth less than x86 types of the same size. Interpreted and JVM programs usually run as they are; compiled ones must be built for arm64. It is a project with a price, not a switch.',
    links: [
      { title: 'Getting started with AWS Graviton', url: 'https://github.com/aws/aws-graviton-getting-started' },
      { title: 'AWS Graviton processor', url: 'https://aws.amazon.com/ec2/graviton/' },
    ],
  },
  requires: { kinds: ['ec2-instance', 'instance-group'], metrics: BANDWIDTH_METRICS, series: {} },
  options: {
    ...SAME_SIZE_OPTIONS,
    minimumSavingPercent: {
      type: 'number',
      unit: 'percent',
      default: 10,
      minimum: 0,
      maximum: 90,
      description: 'How much less the arm64 type must cost to be worth building and testing for it.',
      source: 'https://aws.amazon.com/ec2/graviton/ (up to 20 percent less; half of that leaves something after the work)',
    },
  },
  messages: {
    ...SUBJECT_MESSAGES,
    ...SAME_SIZE_MESSAGES,
    'graviton-costs-less': '{resource} runs on {type}; {target} gives no less on arm64 and costs {saving} less.',
    'no-cheaper-graviton': 'No arm64 type of its series that gives as much as {type} costs at least {minimum} less here.',
    'already-arm64': 'It runs on arm64 already.',
    'not-linux': 'Its operating system ({platform}) does not run on Graviton instances, or has no price for them.',
    'graviton-port':
      'It has another processor architecture: programs must be built for arm64 and tested; interpreted languages usually run as they are.',
    'programs-unknown': 'What runs on it is not known, and decides the effort.',
    'native-code': 'Does it run compiled programs, native modules or container images that exist for x86_64 only?',
    'agents-on-arm64': 'Do the agents on it (security, monitoring, backup) exist for arm64?',
  },
  evaluate(resource, context) {
    const same = prepareSameSize(resource, context, reasonNot);
    if ('outcome' in same) return same.outcome;
    const { spec } = same.now;
    const series = familyParts(spec.instanceType)?.series;
    const { minimumSavingPercent } = context.options;
    const candidates = sameSizeCandidates(same, minimumSavingPercent, (other) => familyParts(other.instanceType)?.series === series, {
      architecture: 'arm64',
      newDrivers: true,
    });
    return sameSizeAdvice(
      same,
      candidates,
      {
        code: 'graviton-costs-less',
        none: 'no-cheaper-graviton',
        action: 'placement',
        option: 'minimumSavingPercent',
        minimumSavingPercent,
        notes: ['graviton-port'],
        questions: ['native-code', 'agents-on-arm64'],
      },
      ['high', [[true, 'programs-unknown', 'medium']]],
    );
  },
});
