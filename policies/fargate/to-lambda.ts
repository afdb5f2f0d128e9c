import { taskMemory } from '../../src/analysis/fargate-memory.js';
import { FARGATE_MESSAGES, fargateService } from '../../src/analysis/fargate-service.js';
import { hasDatapoints, taskSizeOf } from '../../src/analysis/fargate-sizing.js';
import { meanTasks, spotShareOf } from '../../src/analysis/fargate-split.js';
import { serviceWork } from '../../src/analysis/fargate-work.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { byCost, PLACEMENT_MESSAGES, PLACEMENT_QUESTIONS, placementOptions, placementTarget } from '../../src/analysis/placement.js';
import type { PlacementOption } from '../../src/analysis/placement-work.js';
import { hoursInWindow } from '../../src/analysis/service-hours.js';
import type { Target } from '../../src/model/evaluation.js';
import { definePolicy, optional } from '../../src/model/policy.js';

const { quantity } = parts;

/** A cent: what rounding leaves of equal amounts is no saving. */
const LEAST_SAVING_USD = 0.01;

export default definePolicy({
  meta: {
    id: 'fargate-to-lambda',
    title: 'Fargate service that works so little that functions would be cheaper',
    severity: 'low',
    rationale:
      'A task is charged for every second it stands ready; a function for the milliseconds it works. A service that answers a few requests an hour pays nearly all of its bill for waiting.',
    links: [
      { title: 'Fargate or Lambda', url: 'https://docs.aws.amazon.com/decision-guides/latest/fargate-or-lambda/fargate-or-lambda.html' },
      { title: 'Lambda pricing', url: 'https://aws.amazon.com/lambda/pricing/' },
      {
        title: 'Lambda as a target of a load balancer',
        url: 'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html',
      },
    ],
  },
  requires: {
    kinds: ['ecs-service'],
    metrics: {
      cpu: optional('ecs.cpu', { daily: ['Average', 'Maximum', 'SampleCount'] }),
      memory: optional('ecs.memory', { daily: ['Maximum'] }),
      requests: optional('ecs.requestsPerTarget', { daily: ['Sum'] }),
    },
    series: {},
  },
  options: {
    waitingFactor: {
      type: 'number',
      default: 10,
      unit: 'ratio',
      minimum: 1,
      maximum: 100,
      description:
        'How much longer a request lasts than the CPU time it takes, at the careful end of the range: a function is charged while it waits on others, a task is not charged more.',
      source:
        'A request that uses a tenth of its time for computing, as most that call a database do; the hopeful end is work that only computes',
    },
    minimumSavingPercent: {
      type: 'number',
      default: 20,
      unit: 'percent',
      minimum: 0,
      maximum: 90,
      description: 'What the move must save of the present cost at the careful end of the range; less is not worth the work.',
    },
    headroomPercent: {
      type: 'number',
      default: 20,
      unit: 'percent',
      minimum: 0,
      maximum: 80,
      description: 'What stays free of the memory of a function at the highest use of a task.',
      source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/rightsizing-preferences.html',
    },
    copies: {
      type: 'integer',
      default: 2,
      unit: 'count',
      minimum: 1,
      maximum: 10,
      description: 'Copies in other homes that always run, so that losing one does not end the service.',
    },
  },
  messages: {
    ...FARGATE_MESSAGES,
    ...parts.METRIC_MESSAGES,
    ...PLACEMENT_MESSAGES,
    ...PLACEMENT_QUESTIONS,
    'to-lambda':
      '{service} answers {requests} requests a month and uses {cpuHours} of CPU time for them; functions would cost {high} at most, its tasks cost {current}.',
    'not-request-driven': 'No target group counts its requests, so what functions would be charged for is not known.',
    'no-requests': 'It had no requests in the window: that is an idle service, not one to move.',
    windows: 'Functions do not run Windows containers.',
    'size-unknown': 'The size of the tasks could not be read.',
    'no-price': 'What it costs now or as functions is not known, and the verdict is a comparison of prices.',
    'ruled-out': 'A function cannot hold it: {because}.',
    'fargate-is-cheaper': 'Functions would cost up to {high}, not enough less than the {current} of its tasks.',
    'load-balancer-stays': 'The load balancer that it has stays, and is not counted.',
    'placement-is-an-estimate': 'What descriptions cannot show decides too: protocol, state, local disk.',
    'ask-long-requests': 'Does any request last longer than 15 minutes, or a connection stay open?',
  },
  evaluate(resource, context) {
    const found = fargateService(resource);
    if (!('service' in found)) return found.outcome;
    const { service } = found;
    const { metrics, options, cost, prices, fleet, window } = context;
    const { cpu, memory, requests } = metrics;
    if (service.shape?.operatingSystem === 'windows') return parts.notApplicable('windows');
    if (service.targetGroupArns.length === 0) return parts.notApplicable('not-request-driven');
    const size = taskSizeOf(service);
    if (size === null) return parts.notAssessed('size-unknown');
    for (const view of [cpu, memory, requests]) if (!view.present) return parts.unknownMetric(view);
    if (!hasDatapoints(cpu) || !hasDatapoints(memory) || !requests.present) return parts.unknownMetric(cpu);
    for (const view of [cpu, memory, requests]) if (view.status === 'partial') return parts.partialMetric(view);
    if (requests.sum('window') === 0) return parts.pass('no-requests');
    if (cost.monthly === null || cost.hoursPerMonth === null) return parts.notAssessed('no-price');

    // A function that runs out of memory is killed, as a task is: what it used before the window counts too.
    const used = taskMemory(service, size, memory, context);
    const memoryPercent = (100 * used.mib) / size.memoryMib;
    const measured = serviceWork(service, size, {
      cpuPercent: { average: cpu.average('window'), maximum: cpu.maximum('window') },
      memoryPercent,
      requestsPerTarget: requests.sum('window'),
      hoursInWindow: hoursInWindow(service, cpu, window),
      taskHoursPerMonth: cost.hoursPerMonth,
      ...options,
    });
    // Its load balancer stands in front of it now, may send to functions too, and is part of no cost here: it stays whatever the home.
    const work = { ...measured, needsLoadBalancer: false };
    const settings = { copies: options.copies, headroomPercent: options.headroomPercent, prices, instanceTypes: fleet.instanceTypes };
    const all = placementOptions(work, settings);
    const lambda = all.find(({ placement }) => placement === `lambda-${work.architecture}`);
    if (lambda === undefined || lambda.monthly.high === null) return parts.notAssessed('no-price');
    const [reason] = lambda.ruledOutBy;
    if (reason !== undefined) return parts.pass('ruled-out', { because: quantity(reason.replaceAll('-', ' '), 'text') });
    const limit = cost.monthly.usd * (1 - options.minimumSavingPercent / 100);
    const values = {
      service: quantity(service.serviceName, 'text'),
      requests: quantity(work.requests, 'count'),
      cpuHours: quantity((cost.hoursPerMonth * cpu.average('window') * size.cpuUnits) / 102_400, 'hours'),
      low: quantity(lambda.monthly.low?.usd ?? null, 'usd-per-month'),
      high: quantity(lambda.monthly.high.usd, 'usd-per-month'),
      current: quantity(cost.monthly.usd, 'usd-per-month'),
    };
    if (lambda.monthly.high.usd > limit) return parts.pass('fargate-is-cheaper', values);
    // The home that it has is an alternative only in a cheaper size.
    const current = cost.monthly.usd;
    const isAsNow = ({ placement, monthly }: PlacementOption): boolean =>
      placement === (spotShareOf(service, meanTasks(service, cost)) < 1 ? 'fargate' : 'fargate-spot') &&
      (monthly.high?.usd ?? 0) > current - LEAST_SAVING_USD;
    const toTarget = (option: PlacementOption): Target => {
      const target = placementTarget(option, cost.monthly);
      return { ...target, notes: [...target.notes, 'load-balancer-stays'] };
    };
    const flips = (cpu.average('window') * limit) / lambda.monthly.high.usd;
    return parts.finding({
      code: 'to-lambda',
      values,
      evidence: [
        parts.viewEvidence(
          { name: 'averageCpuPercent', value: cpu.average('window'), unit: 'percent' },
          { view: cpu, statistic: 'Average', scope: 'window' },
          {
            heldAgainst: { option: 'minimumSavingPercent', value: options.minimumSavingPercent },
            flipsAt: flips,
          },
        ),
        parts.viewEvidence(
          { name: 'maximumMemoryPercent', value: memoryPercent, unit: 'percent' },
          { view: memory, statistic: 'Maximum', scope: used.scope },
        ),
        parts.viewEvidence(
          { name: 'requestsPerTarget', value: requests.sum('window'), unit: 'count' },
          { view: requests, statistic: 'Sum', scope: 'window' },
        ),
        parts.statedEvidence('taskHoursPerMonth', cost.hoursPerMonth, 'hours'),
      ],
      recommendation: {
        action: 'placement',
        target: toTarget(lambda),
        alternatives: byCost(all.filter((option) => option !== lambda && !isAsNow(option))).map(toTarget),
      },
      cost: parts.impact(cost, { ...lambda.monthly.high, basis: 'assumed' }, lambda.lines),
      confidence: 'low',
      confidenceReasons: ['placement-is-an-estimate'],
      questions: ['ask-protocol', 'ask-state', 'ask-local-disk', 'ask-cold-start', 'ask-long-requests'],
    });
  },
});
