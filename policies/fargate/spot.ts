import { controllerValue, DEPLOYED_MESSAGES, ecsDeploys } from '../../src/analysis/fargate-advice.js';
import { changedCost } from '../../src/analysis/fargate-cost.js';
import { describeService, FARGATE_MESSAGES, fargateService, updateService } from '../../src/analysis/fargate-service.js';
import { taskSizeOf } from '../../src/analysis/fargate-sizing.js';
import { meanTasks, spotShareOf } from '../../src/analysis/fargate-split.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft } from '../../src/model/evaluation.js';
import { definePolicy } from '../../src/model/policy.js';
import type { EcsService } from '../../src/model/resource/index.js';

const { quantity } = parts;

/** Every task on Spot, and back to the strategy that the service has; one with a launch type gets the provider that stands for it. */
function spotCommands(service: EcsService): CommandDraft[] {
  const update = (purpose: CommandDraft['purpose'], ...strategy: string[]): CommandDraft =>
    updateService(service, purpose, '--capacity-provider-strategy', ...strategy, '--force-new-deployment');
  const before = service.capacityProviderStrategy.flatMap(({ provider, weight, base }) =>
    provider === 'FARGATE' || provider === 'FARGATE_SPOT'
      ? [`capacityProvider=${provider},weight=${weight}${base > 0 ? `,base=${base}` : ''}`]
      : [],
  );
  return [
    update('apply', 'capacityProvider=FARGATE_SPOT,weight=1'),
    update('undo', ...(before.length === 0 ? ['capacityProvider=FARGATE,weight=1'] : before)),
  ];
}

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
    ...DEPLOYED_MESSAGES,
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
    'way-back-not-in-cluster':
      'The cluster does not have the capacity provider FARGATE, without which there is no way back; it has to be added first.',
    'gives-up-base': 'Its strategy keeps {base} tasks on demand as a base; the saving is that of all tasks on Spot, without the base.',
    'interruption-unknown': 'Whether it bears being interrupted cannot be seen from outside.',
    'ask-sigterm': 'Does it end its work within two minutes of SIGTERM?',
    'ask-state': 'Does a lost task lose anything that cannot be done again?',
  },
  evaluate(resource, context) {
    const found = fargateService(resource);
    if (!('service' in found)) return found.outcome;
    const { service } = found;
    const { environment, options, fleet, cost, prices } = context;
    const spot = spotShareOf(service, meanTasks(service, cost));
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
    const providers = fleet.clusters.get(service.clusterName)?.capacityProviders ?? [];
    const [offered, back] = [providers.includes('FARGATE_SPOT'), providers.includes('FARGATE')];
    const base = service.capacityProviderStrategy.find(({ provider }) => provider === 'FARGATE')?.base ?? 0;
    return parts.finding({
      code: nonProduction ? 'spot' : 'spot-worker',
      values: {
        service: quantity(service.serviceName, 'text'),
        onDemand: quantity((1 - spot) * 100, 'percent'),
        tasks: quantity(service.desired, 'count'),
        environment: quantity(environment?.name ?? null, 'text'),
        ...(base > 0 ? { base: quantity(base, 'count') } : {}),
        ...controllerValue(service),
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
          notes: [
            'discount-is-assumed',
            ...(base > 0 ? ['gives-up-base'] : []),
            ...(offered ? [] : ['provider-not-in-cluster']),
            ...(offered && !back ? ['way-back-not-in-cluster'] : []),
            ...(ecsDeploys(service) ? [] : ['deployed-by-another']),
          ],
        }),
        alternatives: [],
      },
      cost: money,
      confidence: nonProduction ? 'medium' : 'low',
      confidenceReasons: ['interruption-unknown'],
      commands: [describeService(service), ...(offered && back && ecsDeploys(service) ? spotCommands(service) : [])],
      questions: ['ask-sigterm', 'ask-state'],
    });
  },
});
