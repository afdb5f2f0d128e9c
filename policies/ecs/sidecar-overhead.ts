import { describeService } from '../../src/analysis/fargate-service.js';
import { mayHideSidecars, overheadOfLines, reservedOverhead, SIDECAR_NAMES } from '../../src/analysis/fargate-sidecars.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { definePolicy } from '../../src/model/policy.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'ecs-sidecar-overhead',
    title: 'Sidecars that take a large part of each task',
    severity: 'low',
    findsSavings: false,
    rationale:
      'Proxies, log routers and monitoring agents run in every copy of a task and are paid for in every copy. In a small task they can be half of it; Lambda hides the same work in its platform.',
    links: [
      {
        title: 'Task definition parameters',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html',
      },
      {
        title: 'ECS Service Connect, whose proxy is a sidecar',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html',
      },
    ],
  },
  requires: { kinds: ['ecs-service'], metrics: {}, series: {} },
  options: {
    maximumSharePercent: {
      type: 'number',
      default: 25,
      unit: 'percent',
      minimum: 1,
      maximum: 100,
      description: 'Share of the CPU or memory of a task that its sidecars may reserve; more than this is overhead, exactly this is not.',
      source:
        'Service Connect asks for 256 CPU units and 64 MiB for its proxy, a quarter of a task of one vCPU: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html',
    },
    sidecarNames: {
      type: 'string-list',
      default: SIDECAR_NAMES,
      description:
        'Words of container names that mark a sidecar, whatever the definition says of it (`log-router` is two words in a row); containers that are not essential count besides.',
    },
  },
  messages: {
    'sidecar-overhead':
      'Of every task of {service}, {cpuShare} of the CPU and {memoryShare} of the memory are reserved by {names}: {monthly}.',
    'small-overhead': 'Of a task {cpuShare} of the CPU and {memoryShare} of the memory are reserved by {names}.',
    'one-container': 'The task has no sidecar.',
    'sidecars-unknown':
      'Its tasks have several containers that are not named as sidecars; which of them are essential a running task does not tell.',
    'shape-unread': 'Neither a task nor the task definition could be read, so its containers are not known.',
    'no-reservations': 'The sidecars ({names}) reserve nothing of their own, so what they take cannot be told apart.',
    'size-unknown': 'How large the task is cannot be told.',
    'desired-zero': 'The desired count is 0.',
    'not-active': 'The service is {state}.',
    'reserved-is-not-used': 'What is reserved is not what is used: containers of a task may use what the others leave.',
    'fewer-or-smaller':
      'Smaller reservations make room for a smaller task; agents can run once an instance on EC2, and FireLens or X-Ray can often be left out.',
    'held-after-the-end':
      'Some of these only prepare the start. ECS holds what each container reserves until the task stops; a size of the task itself would be shared by those that run.',
    'ask-needed': 'Which of the sidecars is still read or looked at by anyone?',
  },
  evaluate(service, { options, cost, prices }) {
    if (service.status !== 'ACTIVE') return parts.notApplicable('not-active', { state: quantity(service.status, 'text') });
    if (service.desired === 0 && service.schedulingStrategy === 'REPLICA') return parts.notApplicable('desired-zero');
    if (service.shape === null) return parts.notAssessed('shape-unread');
    const overhead = reservedOverhead(service.shape, options.sidecarNames);
    const mayHide = mayHideSidecars(service.shape, options.sidecarNames);
    if (overhead === null) return mayHide ? parts.notAssessed('sidecars-unknown') : parts.notApplicable('one-container');
    const names = quantity(overhead.names.join(', '), 'text');
    if (!overhead.reservesAny) return parts.notAssessed('no-reservations', { names });
    if (overhead.cpuShare === null && overhead.memoryShare === null) return parts.notAssessed('size-unknown');
    const [cpuPercent, memoryPercent] = [overhead.cpuShare, overhead.memoryShare].map((share) => (share === null ? null : share * 100));
    const monthly = overheadOfLines(cost, overhead)?.usd ?? null;
    const values = {
      service: quantity(service.serviceName, 'text'),
      names,
      cpuShare: quantity(cpuPercent ?? null, 'percent'),
      memoryShare: quantity(memoryPercent ?? null, 'percent'),
      monthly: quantity(monthly, 'usd-per-month'),
    };
    const share = Math.max(cpuPercent ?? 0, memoryPercent ?? 0);
    if (share <= options.maximumSharePercent) return mayHide ? parts.notAssessed('sidecars-unknown') : parts.pass('small-overhead', values);
    const held = {
      heldAgainst: { option: 'maximumSharePercent', value: options.maximumSharePercent },
      flipsAt: options.maximumSharePercent,
    };
    return parts.finding({
      code: 'sidecar-overhead',
      values,
      evidence: [
        parts.statedEvidence('sidecarCpuPercent', cpuPercent ?? null, 'percent', held),
        parts.statedEvidence('sidecarMemoryPercent', memoryPercent ?? null, 'percent', held),
        parts.statedEvidence('sidecarMonthlyUsd', monthly, 'usd-per-month'),
      ],
      recommendation: {
        action: 'investigate',
        target: parts.targetOf('fewer or smaller sidecars', {
          notes: ['fewer-or-smaller', ...(overhead.endedToo ? ['held-after-the-end'] : [])],
        }),
        alternatives: [],
      },
      cost: parts.unchangedCost(cost, prices.asOf),
      confidence: 'medium',
      confidenceReasons: ['reserved-is-not-used'],
      commands: [describeService(service)],
      questions: ['ask-needed'],
    });
  },
});
