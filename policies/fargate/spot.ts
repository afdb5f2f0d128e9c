import { changedCost } from '../../src/analysis/fargate-cost.js';
import { describeService, FARGATE_MESSAGES, fargateService, spotShare, updateService } from '../../src/analysis/fargate-service.js';
import { taskSizeOf } from '../../src/analysis/fargate-sizing.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { definePolicy } from '../../src/model/policy.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'fargate-spot',
    title: 'Interruptible Fargate service at the on-demand price',
    severity: 'low',
    rationale:
      'Fargate Spot runs the same tasks on spare capacity for up to 70 % less and takes them back with two minutes notice. What is not production can nearly always live with that.',
    links: [
      {
        title: 'Fargate capacity providers',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html',
      },
      { title: 'Fargate pricing', url: 'https://aws.amazon.com/fargate/pricing/' },
    ],
  },
  requires: { kinds: ['ecs-service'], metrics: {}, series: {} },
  options: {
    alsoWorkers: {
      type: 'boolean',
      default: false,
      description: 'Also speak of services not known to be outside production, where several tasks run behind no load balancer.',
    },
    minimumSpotPercent: {
      type: 'number',
      default: 50,
      unit: 'percent',
      minimum: 0,
      maximum: 100,
      description: 'Share of tasks on Spot from which on nothing more is said.',
    },
  },
  messages: {
    ...FARGATE_MESSAGES,
    spot: '{service} runs {onDemand} of its tasks on demand; it belongs to {environment}, which is not production.',
    'spot-worker':
      '{service} runs {onDemand} of its {tasks} tasks on demand, and no load balancer sends it requests that a lost task would break off.',
    'already-spot': '{spot} of its tasks run on Fargate Spot.',
    windows: 'Windows tasks cannot run on Fargate Spot.',
    'environment-unknown': 'Nothing says that it is outside production.',
    production: 'It belongs to {environment}, which is production.',
    'size-unknown': 'The size of the tasks could not be read.',
    'discount-is-assumed': 'The Spot price floats; the discount is an assumption.',
    'provider-not-in-cluster': 'The cluster does not have the capacity provider FARGATE_SPOT yet; it has to be added first.',
    'interruption-unknown': 'Whether it bears being interrupted cannot be seen from outside.',
    'ask-sigterm': 'Does it end its work within two minutes of SIGTERM?',
    'ask-state': 'Does a lost task lose anything that cannot be done again?',
  },
  evaluate(resource, context) {
    const found = fargateService(resource);
    if (!('service' in found)) return found.outcome;
    const { service } = found;
    const { environment, options, fleet, cost, prices } = context;
    const spot = spotShare(service);
    if (spot * 100 >= options.minimumSpotPercent && spot > 0) return parts.pass('already-spot', { spot: quantity(spot * 100, 'percent') });
    if (service.shape?.operatingSystem === 'windows') return parts.notApplicable('windows');
    const worker = options.alsoWorkers && service.desired > 1 && service.targetGroupArns.length + service.classicLoadBalancers.length === 0;
    const nonProduction = environment?.nonProduction === true;
    if (!nonProduction && !worker) {
      return environment === null
        ? parts.pass('environment-unknown')
        : parts.pass('production', { environment: quantity(environment.name, 'text') });
    }
    const size = taskSizeOf(service);
    if (size === null) return parts.notAssessed('size-unknown');
    const { monthly, lines } = changedCost(service, { size, spot: 1 }, cost, prices);
    const projected = monthly === null ? null : ({ ...monthly, basis: 'assumed' } as const);
    const money = parts.impact(cost, projected, lines);
    const offered = fleet.clusters.get(service.clusterName)?.capacityProviders.includes('FARGATE_SPOT') ?? false;
    return parts.finding({
      code: nonProduction ? 'spot' : 'spot-worker',
      values: {
        service: quantity(service.serviceName, 'text'),
        onDemand: quantity((1 - spot) * 100, 'percent'),
        tasks: quantity(service.desired, 'count'),
        environment: quantity(environment?.name ?? null, 'text'),
      },
      evidence: [
        parts.statedEvidence('spotPercent', spot * 100, 'percent', {
          heldAgainst: { option: 'minimumSpotPercent', value: options.minimumSpotPercent },
          flipsAt: options.minimumSpotPercent,
        }),
        parts.statedEvidence(
          'environment',
          environment === null ? null : `${environment.name}, from ${environment.source}: ${environment.matched}`,
          'text',
        ),
      ],
      recommendation: {
        action: 'purchase',
        target: parts.targetOf('Fargate Spot', {
          monthly: projected,
          savings: money.savings,
          risk: 2,
          notes: ['discount-is-assumed', ...(offered ? [] : ['provider-not-in-cluster'])],
        }),
        alternatives: [],
      },
      cost: money,
      confidence: nonProduction ? 'medium' : 'low',
      confidenceReasons: ['interruption-unknown'],
      commands: [
        describeService(service),
        ...(offered
          ? [
              updateService(
                service,
                'apply',
                '--capacity-provider-strategy',
                'capacityProvider=FARGATE_SPOT,weight=1',
                '--force-new-deployment',
              ),
              updateService(service, 'undo', '--capacity-provider-strategy', 'capacityProvider=FARGATE,weight=1', '--force-new-deployment'),
            ]
          : []),
      ],
      questions: ['ask-sigterm', 'ask-state'],
    });
  },
});
