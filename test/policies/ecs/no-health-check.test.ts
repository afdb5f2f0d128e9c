import { describe, expect, it } from 'vitest';
import noHealthCheck from '../../../policies/ecs/no-health-check.js';
import type { Container, EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { container, service, taskShape } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

describe('ecs-no-health-check', () => {
  const shaped = (...containers: Container[]) => ({ shape: taskShape({ containers }) });
  const cases: [string, Partial<EcsService>, string][] = [
    ['none at all', shaped(container()), 'fail no-health-check'],
    ['a check in the container', shaped(container({ hasHealthCheck: true })), 'pass container-check'],
    [
      'a check in a container that is not essential',
      shaped(container(), container({ name: 'log', essential: false, hasHealthCheck: true })),
      'fail no-health-check',
    ],
    ['a check of its proxy alone', shaped(container(), container({ name: 'envoy', hasHealthCheck: true })), 'fail no-health-check'],
    ['a proxy alone, with a check', shaped(container({ name: 'envoy', hasHealthCheck: true })), 'pass container-check'],
    [
      'a check beside a proxy without one',
      shaped(container({ hasHealthCheck: true }), container({ name: 'envoy' })),
      'pass container-check',
    ],
    ['a load balancer', { ...shaped(container()), targetGroupArns: ['arn'] }, 'pass load-balancer-check'],
    ['a classic load balancer', { ...shaped(container()), classicLoadBalancers: ['lb'] }, 'pass load-balancer-check'],
    ['checks that cannot be seen', shaped(container({ hasHealthCheck: null })), 'not-assessed checks-unseen'],
    ['an unread shape', { shape: null }, 'not-assessed shape-unread'],
    ['desired count 0', { ...shaped(container()), desired: 0 }, 'not-applicable desired-zero'],
    ['a daemon has no desired count', { ...shaped(container()), desired: 0, schedulingStrategy: 'DAEMON' }, 'fail no-health-check'],
    ['being deleted', { status: 'DRAINING' }, 'not-applicable not-active'],
  ];
  it.each(cases)('%s', (_, of, expected) => {
    expect(verdictOf(judged(noHealthCheck, service(of)))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of]) => judged(noHealthCheck, service(of)));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/no-health-check.txt');
  });
});
