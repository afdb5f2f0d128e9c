import { ADVICE_MESSAGES, advice } from '../../src/analysis/ec2-advice.js';
import { GROWTH_OPTIONS } from '../../src/analysis/ec2-growth.js';
import { SIZING_METRICS, SIZING_SERIES } from '../../src/analysis/ec2-need.js';
import { firstPass, prepareSizing, SIZING_MESSAGES, secondPass } from '../../src/analysis/ec2-sizing.js';
import { SUBJECT_MESSAGES } from '../../src/analysis/ec2-subject.js';
import { METRIC_MESSAGES } from '../../src/analysis/outcome-parts.js';
import { definePolicy } from '../../src/model/policy.js';

const RECOMMENDATIONS = 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-ec2-recommendations.html';

export default definePolicy({
  meta: {
    id: 'ec2-over-provisioned',
    title: 'Instance larger than its work',
    severity: 'medium',
    rationale:
      'A size is paid for by the hour whether it is used or not. Where the 99.5th percentile of the 5-minute maxima fits the next smaller size with room to spare, and nothing else is short, the difference is paid for nothing.',
    links: [
      { title: 'EC2 recommendations of Compute Optimizer', url: RECOMMENDATIONS },
      { title: 'Change the instance type', url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-resize.html' },
    ],
  },
  requires: {
    kinds: ['ec2-instance', 'instance-group'],
    metrics: SIZING_METRICS,
    series: SIZING_SERIES,
    wantsSeries(resource, context) {
      const sizing = prepareSizing(resource, context);
      return !('outcome' in sizing) && 'open' in firstPass(sizing, context);
    },
  },
  options: {
    headroomPercent: {
      type: 'number',
      unit: 'percent',
      default: 20,
      minimum: 0,
      maximum: 70,
      description: 'What must stay free of every dimension of a size: it fits when projected utilization is at most 100 minus this.',
      source: RECOMMENDATIONS,
    },
    maximumHourPercent: {
      type: 'number',
      unit: 'percent',
      default: 95,
      minimum: 50,
      maximum: 100,
      description:
        'The busiest hour to be reckoned with (by its mean of 5-minute maxima) may use at most this of a size. A percentile hides a burst that is rare but lasts.',
      source: 'An hour above it queues work: by M/M/1, waiting at 95 % utilization is 19 times the service time.',
    },
    minimumHours: {
      type: 'integer',
      unit: 'hours',
      default: 30,
      minimum: 1,
      maximum: 336,
      description: 'Hours with CPU data at the present size, without which there is no advice.',
      source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/requirements.html',
    },
    ...GROWTH_OPTIONS,
  },
  messages: { ...SUBJECT_MESSAGES, ...METRIC_MESSAGES, ...SIZING_MESSAGES, ...ADVICE_MESSAGES },
  evaluate(resource, context) {
    const sizing = prepareSizing(resource, context);
    if ('outcome' in sizing) return sizing.outcome;
    const first = firstPass(sizing, context);
    if ('outcome' in first) return first.outcome;
    const second = secondPass(sizing, context);
    return 'outcome' in second ? second.outcome : advice(sizing, second, context);
  },
});
