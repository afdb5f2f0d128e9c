import { healthCheckOf, workContainers } from '../../src/analysis/ecs-health-check.js';
import { describeService } from '../../src/analysis/fargate-service.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { definePolicy } from '../../src/model/policy.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'ecs-no-health-check',
    title: 'Service whose health nobody checks',
    severity: 'low',
    findsSavings: false,
    rationale:
      'Without a health check ECS takes a running process for a working one: a task that hangs is never replaced, and a deployment of broken code is called a success. Lambda made this choice silently; ECS leaves it open.',
    links: [
      { title: 'Container health checks', url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html' },
      {
        title: 'Load balancer health checks of ECS services',
        url: 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-healthcheck.html',
      },
    ],
  },
  requires: { kinds: ['ecs-service'], metrics: {}, series: {} },
  options: {},
  messages: {
    'no-health-check': 'Neither a load balancer nor an essential container of {service} that is no sidecar checks whether its tasks work.',
    'container-check': 'An essential container that is no sidecar has a health check.',
    'load-balancer-check': 'The target group or load balancer checks its tasks.',
    'shape-unread': 'Neither a task nor the task definition could be read, so its containers are not known.',
    'checks-unseen': 'Whether its containers have health checks could not be seen.',
    'desired-zero': 'The desired count is 0.',
    'not-active': 'The service is {state}.',
    'seen-from-task': 'Taken from a running task, whose health status is UNKNOWN; its definition was not read.',
    'declare-health-check':
      'A health check in the task definition is a new revision: a command that exits with 0 when the container works.',
    'ask-how-noticed': 'How would anyone notice that a task hangs?',
  },
  evaluate(service, { cost, prices }) {
    if (service.status !== 'ACTIVE') return parts.notApplicable('not-active', { state: quantity(service.status, 'text') });
    if (service.desired === 0 && service.schedulingStrategy === 'REPLICA') return parts.notApplicable('desired-zero');
    const { loadBalancer, container } = healthCheckOf(service);
    if (loadBalancer) return parts.pass('load-balancer-check');
    if (service.shape === null) return parts.notAssessed('shape-unread');
    if (container === true) return parts.pass('container-check');
    if (container === null) return parts.notAssessed('checks-unseen');
    const fromTask = service.shape.source === 'task';
    return parts.finding({
      code: 'no-health-check',
      values: { service: quantity(service.serviceName, 'text') },
      evidence: [
        parts.statedEvidence(
          'containersThatWork',
          workContainers(service)
            .map(({ name }) => name)
            .join(', '),
          'text',
        ),
        parts.statedEvidence('ofThemWithHealthCheck', 0, 'count', { flipsAt: 1 }),
        parts.statedEvidence('loadBalancers', 0, 'count', { flipsAt: 1 }),
        parts.statedEvidence('circuitBreaker', service.circuitBreaker?.enabled ?? null, 'text'),
      ],
      recommendation: {
        action: 'configure',
        target: parts.targetOf('a health check on an essential container', { risk: 1, notes: ['declare-health-check'] }),
        alternatives: [],
      },
      cost: parts.unchangedCost(cost, prices.asOf),
      ...parts.confidenceOf('high', [[fromTask, 'seen-from-task', 'medium']]),
      commands: [describeService(service)],
      questions: ['ask-how-noticed'],
    });
  },
});
