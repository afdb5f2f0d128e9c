import { describe, expect, it } from 'vitest';
import spot from '../../../policies/fargate/spot.js';
import type { EnvironmentMatch } from '../../../src/model/policy.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { cluster, fleetOf, presentMetric, service } from '../../support/policy-fixtures.js';
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

  const BASED: Partial<EcsService> = {
    launchType: null,
    capacityProviderStrategy: [
      { provider: 'FARGATE', weight: 3, base: 2 },
      { provider: 'FARGATE_SPOT', weight: 1, base: 0 },
    ],
  };

  it('goes by the mean of its tasks where it has a base, whatever runs at the moment', () => {
    const strategy = [
      { provider: 'FARGATE', weight: 0, base: 2 },
      { provider: 'FARGATE_SPOT', weight: 1, base: 0 },
    ];
    const at = (tasks: number) =>
      judged(
        spot,
        service({
          launchType: null,
          capacityProviderStrategy: strategy,
          running: 2,
          desired: 2,
          compute: [{ compute: 'fargate', share: 1 }],
        }),
        { environment: DEV, fleet: offered, costMetrics: () => presentMetric('ecs.cpu', { daily: { SampleCount: tasks * 1440 } }) },
      );
    expect(verdictOf(at(4))).toBe('pass already-spot');
    expect(at(3.9)).toMatchObject({ code: 'spot', values: { onDemand: { value: expect.closeTo(200 / 3.9, 9) }, base: { value: 2 } } });
  });

  it('goes back to the strategy that it has, and says what that keeps', () => {
    const outcome = judge(BASED);
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.commands.map(({ argv }) => argv.slice(9))).toEqual([
      [],
      ['--capacity-provider-strategy', 'capacityProvider=FARGATE_SPOT,weight=1', '--force-new-deployment'],
      [
        '--capacity-provider-strategy',
        'capacityProvider=FARGATE,weight=3,base=2',
        'capacityProvider=FARGATE_SPOT,weight=1',
        '--force-new-deployment',
      ],
    ]);
    expect(outcome.recommendation.target?.notes).toEqual(['discount-is-assumed', 'gives-up-base']);
  });

  it('goes back to providers of Fargate alone', () => {
    const outcome = judge({ ...BASED, capacityProviderStrategy: [{ provider: 'own $(hosts)', weight: 1, base: 0 }] });
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.commands.at(-1)?.argv).toContain('capacityProvider=FARGATE,weight=1');
    expect(outcome.commands.at(-1)?.argv).toHaveLength(12);
  });

  it.each<[string, Partial<EcsService>, string[], string[]]>([
    ['under CodeDeploy', { deploymentController: 'CODE_DEPLOY' }, ['FARGATE', 'FARGATE_SPOT'], ['deployed-by-another']],
    ['under a controller of its own', { deploymentController: 'EXTERNAL' }, ['FARGATE', 'FARGATE_SPOT'], ['deployed-by-another']],
    ['in a cluster without a way back', {}, ['FARGATE_SPOT'], ['way-back-not-in-cluster']],
    ['in a cluster without Spot', {}, ['FARGATE'], ['provider-not-in-cluster']],
  ])('has no command %s', (_, of, capacityProviders, notes) => {
    const fleet = fleetOf({ clusters: new Map([['main', cluster({ capacityProviders })]]) });
    const outcome = judged(spot, service(of), { environment: DEV, fleet });
    expect(outcome).toMatchObject({
      commands: [{ purpose: 'inspect' }],
      recommendation: { target: { notes: ['discount-is-assumed', ...notes] } },
    });
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
