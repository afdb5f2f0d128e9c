import type { NumberOption } from '../model/policy.js';
import { VERSION_MESSAGES } from './lambda-versions.js';
import { METRIC_MESSAGES } from './outcome-parts.js';
import { PLACEMENT_MESSAGES, PLACEMENT_QUESTIONS } from './placement.js';

/** What makes a load steady, and what a move must be worth. */
export const STEADY_OPTIONS = {
  minimumBusyConcurrency: {
    type: 'number',
    default: 0.4,
    unit: 'count',
    minimum: 0.01,
    maximum: 1000,
    description: 'Average requests in flight under which the hours are not looked at: not even one task is cheaper then.',
    source:
      'One Fargate task of the same size costs as much as 0.41 to 0.56 requests in flight on Lambda at list price (https://aws.amazon.com/lambda/pricing/, https://aws.amazon.com/fargate/pricing/)',
  },
  minimumEvenness: {
    type: 'number',
    default: 0.3,
    unit: 'ratio',
    minimum: 0,
    maximum: 1,
    description: 'The load of a quiet hour (p10) over that of a busy one (p90) that a steady load has at least.',
    source:
      'Capacity held for the busy hour is then used to a third at worst; AWS names steady, predictable load as the case for containers: https://docs.aws.amazon.com/decision-guides/latest/fargate-or-lambda/fargate-or-lambda.html',
  },
  maximumVariation: {
    type: 'number',
    default: 0.5,
    unit: 'ratio',
    minimum: 0,
    maximum: 10,
    description:
      'Coefficient of variation over hours that a steady load has at most; a day-and-night swing of one to three has about 0.35.',
  },
  maximumSilentPercent: {
    type: 'number',
    default: 5,
    unit: 'percent',
    minimum: 0,
    maximum: 100,
    description: 'Share of hours without any invocation that a steady load has at most.',
  },
  minimumDays: {
    type: 'integer',
    default: 7,
    unit: 'days',
    minimum: 1,
    maximum: 90,
    description: 'Days that a function which was made within the window must have lived. A week shows every weekday once.',
    source: 'A load that is steady from Monday to Friday may have no weekend.',
  },
  minimumSavingPercent: {
    type: 'number',
    default: 10,
    unit: 'percent',
    minimum: 0,
    maximum: 90,
    description:
      'What the move must save of the present cost at the careful end of the range, where every request keeps its CPU busy and the busiest hour has room to spare.',
  },
  requestsPerShare: {
    type: 'number',
    default: 4,
    unit: 'count',
    minimum: 1,
    maximum: 64,
    description: 'Requests that share the CPU of one at the hopeful end of the range, where they wait on others most of the time.',
    source:
      'Lambda Managed Instances let one vCPU serve 16 (Python) to 64 (Node.js) requests by default: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html; 4 is a careful part of that',
  },
  copies: {
    type: 'integer',
    default: 2,
    unit: 'count',
    minimum: 1,
    maximum: 10,
    description: 'Copies of a task or instance at least, so that losing one does not end the service.',
    source: 'https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html',
  },
  headroomPercent: {
    type: 'number',
    default: 20,
    unit: 'percent',
    minimum: 0,
    maximum: 80,
    description: 'What stays free of the containers in the busiest hour.',
    source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/rightsizing-preferences.html',
  },
} as const satisfies Record<string, NumberOption>;

export const STEADY_MESSAGES = {
  ...METRIC_MESSAGES,
  ...PLACEMENT_MESSAGES,
  ...PLACEMENT_QUESTIONS,
  ...VERSION_MESSAGES,
  'steady-load':
    '{average} requests are in flight on average, hour after hour (p10 {p10}, p90 {p90}); {target} would do the same work. Break-even is at {breakEven} in flight.',
  'on-managed-instances': 'It runs on Lambda Managed Instances, which are priced by the instance already.',
  durable: 'A durable function lives by the checkpoints that Lambda keeps for it.',
  'no-invocations': 'It was not invoked in the window.',
  'low-load': '{average} requests are in flight on average; under {minimum} nothing that always runs is cheaper.',
  'silent-hours': 'It is above {minimum} requests in flight on average, but {silent} of the hours have none.',
  uneven: 'Its quiet hours have {evenness} of the load of its busy ones: too uneven for capacity that always runs.',
  varying: 'Its load varies too much from hour to hour (coefficient of variation {variation}).',
  'unsteady-days': 'Its days already differ too much for a steady load.',
  'lambda-is-cheaper': 'Its load is steady, but tasks for it would cost {target}, not enough less than the {current} now.',
  'provisioned-is-the-cost':
    'Its load is steady, but what makes it dear is its provisioned concurrency: it costs {current}, without that it would cost {plain}, and tasks would cost {target}.',
  'series-missing': 'The hourly invocations and durations that would show how steady it is are missing.',
  'hours-unknown': 'In {unknown} durations or invocations are missing while the other is there.',
  'too-young': 'It is called as much as would matter, but was made {days} before the end of the window only; {required} are needed.',
  'no-price': 'What it costs, or what tasks in this region cost, is not known, and the verdict is a comparison of prices.',
  'bursts-inside-hours':
    'Many more ran at once than on average of the busiest hour: bursts that hours hide, and that tasks would have to absorb.',
  'bursts-unknown': 'How many ran at once is not known, so neither is whether hours hide bursts that tasks would have to absorb.',
  'busier-before': 'It was busier before the window: tasks are sized for its busiest day then, whose busiest hour is not known.',
  'load-falls': 'Its load falls from day to day; if that goes on, the move is not worth it soon.',
  'load-rises': 'Its load rises from day to day, to more than the headroom of these tasks is for.',
  'ends-provisioned': 'Its provisioned concurrency would end with it; what that costs is part of the saving.',
  'without-provisioned': 'Without its provisioned concurrency: first requests wait for an environment to start.',
  'placement-is-an-estimate': 'What descriptions cannot show decides too: protocol, state, local disk.',
} as const;
