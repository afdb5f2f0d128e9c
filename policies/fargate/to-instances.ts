import { line } from '../../src/analysis/cost-lines.js';
import { FARGATE_MESSAGES, fargateService } from '../../src/analysis/fargate-service.js';
import type { TaskSize } from '../../src/analysis/fargate-sizes.js';
import { hasDatapoints, taskSizeOf } from '../../src/analysis/fargate-sizing.js';
import { meanTasks, spotShareOf } from '../../src/analysis/fargate-split.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { packService } from '../../src/analysis/placement-packed.js';
import { percentile } from '../../src/analysis/series.js';
import { samplesPerTaskMinute } from '../../src/analysis/service-hours.js';
import type { PresentMetric } from '../../src/model/metric.js';
import { scaleMoney, subtractMoney, sumMoney } from '../../src/model/money.js';
import { definePolicy, optional, type RegionFleet } from '../../src/model/policy.js';
import type { PriceBook } from '../../src/model/prices.js';
import type { EcsService } from '../../src/model/resource/index.js';
import { HOURS_PER_MONTH } from '../../src/model/time.js';

const { quantity } = parts;
const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 1440;
/** Three hours of two weeks may have more: a deployment runs old and new tasks side by side. */
const FULLEST_PERCENTILE = 99;
/**
 * A large instance has three interfaces, one of them its own; larger ones have a few more:
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html
 */
const TASKS_WITHOUT_TRUNKING = 2;

/** Samples of the quietest day over those of the busiest; 0 where there are none. */
function evennessOf(cpu: PresentMetric): number {
  const samples = cpu.daily('SampleCount', 'window').map((value) => value ?? 0);
  const most = Math.max(...samples);
  return most === 0 ? 0 : Math.min(...samples) / most;
}

/** The cheapest instances for so many tasks of a service. */
function packedOn(
  service: EcsService,
  size: TaskSize,
  tasks: number,
  { options, prices, fleet }: { options: { copies: number }; prices: PriceBook; fleet: Pick<RegionFleet, 'instanceTypes'> },
) {
  return packService(service, size, tasks, { copies: options.copies, headroomPercent: 0, prices, instanceTypes: fleet.instanceTypes });
}

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
    series: { samples: { metric: 'ecs.cpu', statistic: 'SampleCount', periodSeconds: 3600 } },
    wantsSeries(service, { metrics: { cpu }, options, cost, prices, fleet }) {
      const size = taskSizeOf(service);
      const usd = cost.monthly?.usd ?? 0;
      if (!('service' in fargateService(service)) || size === null || usd < options.minimumMonthlyUsd) return false;
      if (spotShareOf(service, meanTasks(service, cost)) > 0) return false;
      if (!hasDatapoints(cpu) || evennessOf(cpu) < options.minimumEvenness) return false;
      // Where instances for the mean number of tasks are too dear, those for the fullest hour are.
      const packed = packedOn(service, size, (cost.hoursPerMonth ?? 0) / HOURS_PER_MONTH, { options, prices, fleet });
      return packed !== null && packed.total.usd <= usd * (1 - options.minimumSavingPercent / 100);
    },
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
      description: 'Instances at least, so that losing one does not end the service.',
    },
  },
  messages: {
    ...FARGATE_MESSAGES,
    ...parts.METRIC_MESSAGES,
    'to-instances':
      '{service} runs up to {tasks} tasks on every day; {instances} x {instanceType} would hold them for {projected} in place of {current}.',
    'size-unknown': 'The size of the tasks could not be read.',
    windows: 'Windows instances have prices of their own that are not known here.',
    'on-spot': 'Part of it runs on Fargate Spot, which on-demand instances do not beat.',
    'small-service': 'It costs {current}; under {minimum} a move is not worth the work.',
    uneven: 'The tasks of its quietest day are {evenness} of those of its busiest.',
    'series-missing': 'How many tasks run in each hour could not be read.',
    'fargate-is-cheaper': 'Instances for {tasks} tasks would cost {projected}, not enough less than {current}.',
    'no-price': 'What it costs now or on instances is not known, and the verdict is a comparison of prices.',
    'fee-as-published': 'With the management fee as published, a share of the on-demand price.',
    'instances-to-look-after': 'Without the fee, for instances that you patch, scale and replace yourself.',
    'placement-is-an-estimate': 'Tasks are packed by what they reserve; other services on the same instances would change the sum.',
    'disks-as-asked-for':
      'With disks of the size that the tasks were given, which instances do not bring; how much of them is used is not known.',
    'ask-room':
      'All places are taken, or nearly: where do tasks go while a deployment runs old and new ones side by side, or an instance is lost? One more instance would hold them.',
    'ask-trunking':
      'May {tasksPerInstance} tasks on an instance share its network interfaces? Each has one of its own in the network mode that Fargate uses, and so many only with ENI trunking.',
    'ask-operations': 'Who patches and replaces the instances, and who is woken when one fails?',
    'ask-isolation': 'Do the tasks need the isolation that Fargate gives each of them?',
  },
  evaluate(resource, context) {
    const found = fargateService(resource);
    if (!('service' in found)) return found.outcome;
    const { service } = found;
    const { metrics, series, options, cost, prices, fleet } = context;
    if (service.shape?.operatingSystem === 'windows') return parts.notApplicable('windows');
    const size = taskSizeOf(service);
    if (size === null) return parts.notAssessed('size-unknown');
    if (spotShareOf(service, meanTasks(service, cost)) > 0) return parts.pass('on-spot');
    if (cost.monthly === null || cost.hoursPerMonth === null) return parts.notAssessed('no-price');
    const current = quantity(cost.monthly.usd, 'usd-per-month');
    if (cost.monthly.usd < options.minimumMonthlyUsd) {
      return parts.pass('small-service', { current, minimum: quantity(options.minimumMonthlyUsd, 'usd-per-month') });
    }
    const { cpu } = metrics;
    if (!hasDatapoints(cpu)) return parts.unknownMetric(cpu);
    const samples = cpu.daily('SampleCount', 'window').map((value) => value ?? 0);
    const [least, most] = [Math.min(...samples), Math.max(...samples)];
    const evenness = evennessOf(cpu);
    if (cpu.status === 'partial') return parts.partialMetric(cpu);
    if (evenness < options.minimumEvenness) return parts.pass('uneven', { evenness: quantity(evenness, 'ratio') });

    // Instances are there for the fullest hour: a count that follows the day has even days all the same.
    const perMinute = samplesPerTaskMinute(service, cpu);
    const fullestSamples = series.samples === null ? 0 : (percentile(series.samples.values, FULLEST_PERCENTILE) ?? 0);
    const fullest = fullestSamples / (MINUTES_PER_HOUR * perMinute);
    const tasks = Math.max(service.desired, Math.ceil(Math.max(fullest, cost.hoursPerMonth / HOURS_PER_MONTH) - 1e-9));
    const packed = packedOn(service, size, tasks, { options, prices, fleet });
    if (packed === null) return parts.notAssessed('no-price');
    const limit = cost.monthly.usd * (1 - options.minimumSavingPercent / 100);
    const values = {
      service: quantity(service.serviceName, 'text'),
      tasks: quantity(tasks, 'count'),
      instances: quantity(packed.instances, 'count'),
      tasksPerInstance: quantity(packed.tasksPerInstance, 'count'),
      instanceType: quantity(packed.instanceType, 'text'),
      projected: quantity(packed.total.usd, 'usd-per-month'),
      current,
    };
    if (packed.total.usd > limit) return parts.pass('fargate-is-cheaper', values);
    if (series.samples === null) return parts.notAssessed('series-missing');
    const after = [line(packed.instanceType, packed.instances * HOURS_PER_MONTH, 'instance-hour', packed.rate), ...packed.disks];
    const money = parts.impact(cost, packed.total, after);
    const fee = prices.managedInstancesFee(packed.instanceType);
    const withFee = fee === null ? null : scaleMoney({ ...packed.monthly, basis: 'assumed' }, 1 + fee);
    const managed = packed.disk === null ? withFee : sumMoney([withFee, packed.disk]);
    const spare = packed.instances * packed.tasksPerInstance - tasks;
    const disk = packed.disk === null ? [] : ['disks-as-asked-for'];
    const offerChecked = fleet.instanceTypes !== null;
    const label = `${packed.instances} x ${packed.instanceType}, ${packed.tasksPerInstance} ${packed.tasksPerInstance === 1 ? 'task' : 'tasks'} on each`;
    return parts.finding({
      code: 'to-instances',
      values,
      evidence: [
        parts.viewEvidence(
          { name: 'leastTasksOfADay', value: least / (MINUTES_PER_DAY * perMinute), unit: 'count' },
          { view: cpu, statistic: 'SampleCount', scope: 'window' },
          {
            heldAgainst: { option: 'minimumEvenness', value: options.minimumEvenness },
            flipsAt: (options.minimumEvenness * most) / (MINUTES_PER_DAY * perMinute),
          },
        ),
        parts.statedEvidence('projectedMonthlyUsd', packed.total.usd, 'usd-per-month', {
          heldAgainst: { option: 'minimumSavingPercent', value: options.minimumSavingPercent },
          flipsAt: limit,
        }),
      ],
      recommendation: {
        action: 'placement',
        target: parts.targetOf(`ECS on EC2: ${label}`, {
          monthly: packed.total,
          savings: money.savings,
          risk: 3,
          offerChecked,
          notes: ['instances-to-look-after', ...disk],
        }),
        alternatives: [
          parts.targetOf(`ECS Managed Instances: ${label}`, {
            monthly: managed,
            savings: subtractMoney(cost.monthly, managed),
            risk: 3,
            offerChecked,
            notes: ['fee-as-published', ...disk],
          }),
        ],
      },
      cost: money,
      confidence: 'medium',
      confidenceReasons: ['placement-is-an-estimate'],
      questions: [
        'ask-operations',
        'ask-isolation',
        // Room for a whole instance less stands in for the one that is lost, and for the tasks that a deployment starts before others end.
        ...(spare < packed.tasksPerInstance ? ['ask-room'] : []),
        ...(packed.tasksPerInstance > TASKS_WITHOUT_TRUNKING ? ['ask-trunking'] : []),
      ],
    });
  },
});
