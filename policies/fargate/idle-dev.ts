import { idleService, wantsIdleSeries } from '../../src/analysis/fargate-idle.js';
import { IDLE_MESSAGES, IDLE_METRICS, IDLE_OPTIONS, IDLE_SERIES } from '../../src/analysis/fargate-idle-options.js';
import { stopOutcome } from '../../src/analysis/fargate-stop.js';
import { notApplicable, quantity, statedEvidence } from '../../src/analysis/outcome-parts.js';
import { definePolicy } from '../../src/model/policy.js';

export default definePolicy({
  meta: {
    id: 'fargate-idle-dev',
    title: 'Fargate service of a development or test environment that nobody uses',
    severity: 'medium',
    rationale:
      'Environments for development and tests are made in a hurry and forgotten at leisure. A stopped service comes back in a minute, so there is little to lose by scaling it to zero.',
    links: [
      { title: 'Fargate pricing', url: 'https://aws.amazon.com/fargate/pricing/' },
      {
        title: 'How Compute Optimizer finds idle resources',
        url: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html',
      },
    ],
  },
  requires: {
    kinds: ['ecs-service', 'ecs-task'],
    metrics: IDLE_METRICS,
    series: IDLE_SERIES,
    wantsSeries: (resource, context) => context.environment?.nonProduction === true && wantsIdleSeries(resource, context),
  },
  options: IDLE_OPTIONS,
  messages: {
    ...IDLE_MESSAGES,
    'idle-dev':
      'None of the tasks of {service} ({tasks} running; {environment}, as its {source} "{matched}" says) used more than {peak} of its CPU in {days}; idle is under {limit}.',
    'environment-unknown': 'Nothing says which environment it belongs to, so it is taken as production; fargate-idle judges it.',
    production: 'It belongs to the environment {environment}; fargate-idle judges it.',
  },
  evaluate(resource, context) {
    const { environment } = context;
    if (environment === null) return notApplicable('environment-unknown');
    if (!environment.nonProduction) return notApplicable('production', { environment: quantity(environment.name, 'text') });
    const found = idleService(resource, context);
    if (!('idle' in found)) return found.outcome;
    const reason = {
      environment: quantity(environment.name, 'text'),
      source: quantity(environment.source, 'text'),
      matched: quantity(environment.matched, 'text'),
    };
    const outcome = stopOutcome(found.idle, context, 'idle-dev');
    const why = statedEvidence('environment', `${environment.name}, from ${environment.source}: ${environment.matched}`, 'text');
    return { ...outcome, values: { ...outcome.values, ...reason }, evidence: [...outcome.evidence, why] };
  },
});
