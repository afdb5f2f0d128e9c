import { describe, expect, it } from 'vitest';
import spot from '../../../policies/fargate/spot.js';
import type { EnvironmentMatch } from '../../../src/model/policy.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { cluster, fleetOf, service } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';
import { TARGET, WINDOWS } from './service-fixtures.js';

const DEV: EnvironmentMatch = { name: 'dev', nonProduction: true, source: 'tag', matched: 'env=dev' };
const PROD: EnvironmentMatch = { name: 'prod', nonProduction: false, source: 'tag', matched: 'env=prod' };
const offered = fleetOf({ clusters: new Map([['main', cluster({ capacityProviders: ['FARGATE', 'FARGATE_SPOT'] })]]) });

describe('fargate-spot', () => {
  const judge = (of: Partial<EcsService>, environment: EnvironmentMatch | null = DEV, options: { alsoWorkers?: boolean } = {}) =>
    judged(spot, service(of), { environment, options, fleet: offered });
  const cases: [string, Partial<EcsService>, EnvironmentMatch | null, string][] = [
    ['a dev service on demand', {}, DEV, 'fail spot'],
    [
      'half of it on Spot',
      {
        compute: [
          { compute: 'fargate', share: 0.5 },
          { compute: 'fargate-spot', share: 0.5 },
        ],
      },
      DEV,
      'pass already-spot',
    ],
    [
      'a little less than half',
      {
        compute: [
          { compute: 'fargate', share: 0.51 },
          { compute: 'fargate-spot', share: 0.49 },
        ],
      },
      DEV,
      'fail spot',
    ],
    ['production', {}, PROD, 'pass production'],
    ['of unknown environment', {}, null, 'pass environment-unknown'],
    ['Windows', WINDOWS, DEV, 'not-applicable windows'],
    ['on EC2', { compute: [{ compute: 'ec2', share: 1 }] }, DEV, 'not-applicable on-ec2'],
    ['of unknown size', { shape: null }, DEV, 'not-assessed size-unknown'],
  ];
  it.each(cases)('%s', (_, of, environment, expected) => {
    expect(verdictOf(judge(of, environment))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of, environment]) => judge(of, environment));
    const more = {
      'a worker in production': judge({}, PROD, { alsoWorkers: true }),
      'without the provider': judged(spot, service(), { environment: DEV }),
      'without a price': judge({ region: 'nowhere-1' }),
    };
    await expect(outcomeTexts({ ...outcomes, ...more })).toMatchFileSnapshot('outcomes/spot.txt');
  });

  it('counts any load balancer, and a share of Spot only where there is some', () => {
    expect(verdictOf(judge({ classicLoadBalancers: ['lb'] }, PROD, { alsoWorkers: true }))).toBe('pass production');
    expect(verdictOf(judge({ targetGroupArns: [TARGET], classicLoadBalancers: ['lb'] }, PROD, { alsoWorkers: true }))).toBe(
      'pass production',
    );
    expect(verdictOf(judged(spot, service(), { environment: DEV, options: { minimumSpotPercent: 0 }, fleet: offered }))).toBe('fail spot');
    expect(judge({}, null, { alsoWorkers: true })).toMatchObject({ code: 'spot-worker', values: { environment: { value: null } } });
  });

  it('speaks of workers outside dev only when asked', () => {
    expect(verdictOf(judge({}, PROD, { alsoWorkers: true }))).toBe('fail spot-worker');
    expect(verdictOf(judge({ targetGroupArns: [TARGET] }, PROD, { alsoWorkers: true }))).toBe('pass production');
    expect(verdictOf(judge({ desired: 1 }, PROD, { alsoWorkers: true }))).toBe('pass production');
  });

  it('labels its saving as assumed, and has no command where the cluster lacks the provider', () => {
    expect(judge({})).toMatchObject({
      cost: { savings: { basis: 'assumed' } },
      commands: [{ purpose: 'inspect' }, { purpose: 'apply' }, { purpose: 'undo' }],
    });
    expect(judged(spot, service(), { environment: DEV })).toMatchObject({
      commands: [{ purpose: 'inspect' }],
      recommendation: { target: { notes: ['discount-is-assumed', 'provider-not-in-cluster'] } },
    });
  });
});
