import { FARGATE_MESSAGES, fargateService, spotShare } from '../../src/analysis/fargate-service.js';
import { hasDatapoints, taskSizeOf } from '../../src/analysis/fargate-sizing.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { packTasks } from '../../src/analysis/placement-packed.js';
import { scaleMoney, subtractMoney } from '../../src/model/money.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import { HOURS_PER_MONTH } from '../../src/model/time.js';

const { quantity } = parts;
const SAMPLES_PER_TASK_DAY = 1440;

export default definePolicy({
  meta: {
    id: 'fargate-to-instances',
    title: 'Large steady Fargate service that instances would hold for less',
    severity: 'info',
    rationale:
      'Fargate adds to the price of CPU and memory for never having to think of servers. A service that always runs many tasks can fill instances so well that the difference pays for thinking.',
    links: [
      {
        title: 'ECS launch types and capacity providers',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-launch-type-comparison.html',
      },
      { title: 'ECS Managed Instances', url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ManagedInstances.html' },
      {
        title: 'Memory reserved for the system',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html',
      },
    ],
  },
  requires: {
    kinds: ['ecs-service'],
    metrics: { cpu: optional('ecs.cpu', { daily: ['SampleCount'] }) },
    series: {},
  },
  options: {
    minimumSavingPercent: {
      type: 'number',
      default: 15,
      unit: 'percent',
      minimum: 0,
      maximum: 90,
      description: 'What instances must save of the present cost; less does not pay for looking after them.',
    },
    minimumMonthlyUsd: {
      type: 'number',
      default: 500,
      unit: 'usd-per-month',
      minimum: 0,
      maximum: 1_000_000,
      description: 'Present cost under which a move is not worth the work.',
    },
    minimumEvenness: {
      type: 'number',
      default: 0.8,
      unit: 'ratio',
      minimum: 0,
      maximum: 1,
      description: 'Task-hours of the quietest day over those of the busiest: instances that stand empty on some days save nothing.',
    },
    copies: {
      type: 'integer',
      default: 2,
      unit: 'count',
      minimum: 1,
      maximum: 10,
      description: 'Instances at least, so that losing one is no outage.',
    },
  },
  messages: {
    ...FARGATE_MESSAGES,
    ...parts.METRIC_MESSAGES,
    'to-instances':
      '{service} always runs {tasks} tasks; {instances} x {instanceType} would hold them for {projected} in place of {current}.',
    'size-unknown': 'The size of the tasks could not be read.',
    windows: 'Windows instances have prices of their own that are not known here.',
    'on-spot': 'Part of it runs on Fargate Spot, which on-demand instances do not beat.',
    'small-service': 'It costs {current}; under {minimum} a move is not worth the work.',
    uneven: 'The tasks of its quietest day are {evenness} of those of its busiest.',
    'fargate-is-cheaper': 'Instances would cost {projected}, not enough less than {current}.',
    'no-price': 'What it costs now or on instances is not known, and the verdict is a comparison of prices.',
    'fee-as-published': 'With the management fee as published, a share of the on-demand price.',
    'instances-to-look-after': 'Without the fee, for instances that you patch, scale and replace yourself.',
    'placement-is-an-estimate': 'Tasks are packed by what they reserve; other services on the same instances would change the sum.',
    'ask-operations': 'Who patches and replaces the instances, and who is woken when one fails?',
    'ask-isolation': 'Do the tasks need the isolation that Fargate gives each of them?',
  },
  evaluate(resource, context) {
    const found = fargateService(resource);
    if (!('service' in found)) return found.outcome;
    const { service } = found;
    const { metrics, options, cost, prices, fleet } = context;
    if (service.shape?.operatingSystem === 'windows') return parts.notApplicable('windows');
    const size = taskSizeOf(service);
    if (size === null) return parts.notAssessed('size-unknown');
    if (spotShare(service) > 0) return parts.pass('on-spot');
    if (cost.monthly === null || cost.hoursPerMonth === null) return parts.notAssessed('no-price');
    const current = quantity(cost.monthly.usd, 'usd-per-month');
    if (cost.monthly.usd < options.minimumMonthlyUsd) {
      return parts.pass('small-service', { current, minimum: quantity(options.minimumMonthlyUsd, 'usd-per-month') });
    }
    const { cpu } = metrics;
    if (!hasDatapoints(cpu)) return parts.unknownMetric(cpu);
    const samples = cpu.daily('SampleCount', 'window').map((value) => value ?? 0);
    const [least, most] = [Math.min(...samples), Math.max(...samples)];
    const evenness = most === 0 ? 0 : least / most;
    if (cpu.status === 'partial') return parts.partialMetric(cpu);
    if (evenness < options.minimumEvenness) return parts.pass('uneven', { evenness: quantity(evenness, 'ratio') });

    const tasks = Math.max(service.desired, Math.ceil(cost.hoursPerMonth / HOURS_PER_MONTH - 1e-9));
    const architecture = service.shape?.architecture ?? 'x86_64';
    const settings = { copies: options.copies, headroomPercent: 0, prices, instanceTypes: fleet.instanceTypes };
    const packed = packTasks(size, tasks, { region: service.region, architecture }, settings);
    if (packed === null) return parts.notAssessed('no-price');
    const limit = cost.monthly.usd * (1 - options.minimumSavingPercent / 100);
    const values = {
      service: quantity(service.serviceName, 'text'),
      tasks: quantity(tasks, 'count'),
      instances: quantity(packed.instances, 'count'),
      instanceType: quantity(packed.instanceType, 'text'),
      projected: quantity(packed.monthly.usd, 'usd-per-month'),
      current,
    };
    if (packed.monthly.usd > limit) return parts.pass('fargate-is-cheaper', values);
    const money = parts.impact(cost, packed.monthly);
    const fee = prices.managedInstancesFee(packed.instanceType);
    const managed = fee === null ? null : scaleMoney({ ...packed.monthly, basis: 'assumed' }, 1 + fee);
    const label = `${packed.instances} x ${packed.instanceType}, ${packed.tasksPerInstance} tasks on each`;
    return parts.finding({
      code: 'to-instances',
      values,
      evidence: [
        parts.viewEvidence(
          { name: 'leastTasksOfADay', value: least / SAMPLES_PER_TASK_DAY, unit: 'count' },
          { view: cpu, statistic: 'SampleCount', scope: 'window' },
          {
            heldAgainst: { option: 'minimumEvenness', value: options.minimumEvenness },
            flipsAt: (options.minimumEvenness * most) / SAMPLES_PER_TASK_DAY,
          },
        ),
        parts.statedEvidence('projectedMonthlyUsd', packed.monthly.usd, 'usd-per-month', {
          heldAgainst: { option: 'minimumSavingPercent', value: options.minimumSavingPercent },
          flipsAt: limit,
        }),
      ],
      recommendation: {
        action: 'placement',
        target: parts.targetOf(`ECS on EC2: ${label}`, {
          monthly: packed.monthly,
          savings: money.savings,
          risk: 3,
          notes: ['instances-to-look-after'],
        }),
        alternatives: [
          parts.targetOf(`ECS Managed Instances: ${label}`, {
            monthly: managed,
            savings: subtractMoney(cost.monthly, managed),
            risk: 3,
            notes: ['fee-as-published'],
          }),
        ],
      },
      cost: money,
      confidence: 'medium',
      confidenceReasons: ['placement-is-an-estimate'],
      questions: ['ask-operations', 'ask-isolation'],
    });
  },
});
