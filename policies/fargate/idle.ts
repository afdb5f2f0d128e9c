import { idleService, wantsIdleSeries } from '../../src/analysis/fargate-idle.js';
import { IDLE_MESSAGES, IDLE_METRICS, IDLE_OPTIONS, IDLE_SERIES } from '../../src/analysis/fargate-idle-options.js';
import { stopOutcome } from '../../src/analysis/fargate-stop.js';
import { notApplicable, quantity } from '../../src/analysis/outcome-parts.js';
import { definePolicy } from '../../src/model/policy.js';

export default definePolicy({
  meta: {
    id: 'fargate-idle',
    title: 'Fargate service that nobody uses',
    severity: 'high',
    rationale:
      'Fargate charges for what a task reserves, not for what it does. A service whose busiest task never leaves the noise of its own health checks costs as much as one at full load.',
    links: [
      { title: 'Fargate pricing', url: 'https://aws.amazon.com/fargate/pricing/' },
      {
        title: 'How Compute Optimizer finds idle resources',
        url: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html',
      },
      {
        title: 'ECS service utilization metrics',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_utilization.html',
      },
    ],
  },
  requires: {
    kinds: ['ecs-service', 'ecs-task'],
    metrics: IDLE_METRICS,
    series: IDLE_SERIES,
    wantsSeries: (resource, context) => context.environment?.nonProduction !== true && wantsIdleSeries(resource, context),
  },
  options: IDLE_OPTIONS,
  messages: {
    ...IDLE_MESSAGES,
    idle: 'None of the tasks of {service} ({tasks} running) used more than {peak} of its CPU in {days}; idle is under {limit}.',
    'judged-by-idle-dev': 'It belongs to the environment {environment}, which is not production: fargate-idle-dev judges it.',
  },
  evaluate(resource, context) {
    // One resource, one finding for the same fact: what is not production has its own policy, with its own severity and action.
    if (context.environment?.nonProduction === true) {
      return notApplicable('judged-by-idle-dev', { environment: quantity(context.environment.name, 'text') });
    }
    const found = idleService(resource, context);
    return 'idle' in found ? stopOutcome(found.idle, context, 'idle') : found.outcome;
  },
});
