import { describe, expect, it } from 'vitest';
import previousGeneration from '../../../policies/ec2/previous-generation.js';
import { cheaperCandidates, fittingCandidates } from '../../../src/analysis/ec2-size-options.js';
import type { PriceBook } from '../../../src/model/prices.js';
import { contextFor, explained, fleetOf, instance, PRICES } from '../../support/policy-fixtures.js';
import { failed, flat, judge, peak } from './over-provisioned-fixtures.js';

/** A price file that knows some types with Windows. */
const pricing = (windows: Readonly<Record<string, number>>): PriceBook => ({
  ...PRICES,
  ec2Hour: (query) => {
    const usd = query.platformDetails === 'Windows' ? windows[query.instanceType] : undefined;
    return usd === undefined ? PRICES.ec2Hour(query) : { usd, unit: 'hour', basis: 'list', asOf: '2026-07-20', source: 'a file' };
  },
});
const specs = (types: readonly string[]) => types.flatMap((type) => PRICES.spec(type) ?? []);
const offering = (...types: string[]) => fleetOf({ instanceTypes: new Map(specs(types).map((spec) => [spec.instanceType, spec])) });
const onWindows = (instanceType: string) => instance({ instanceType, platform: 'windows', platformDetails: 'Windows' });

describe('ec2-over-provisioned: types without a price here', () => {
  const fleet = offering('m6i.2xlarge', 'm6i.xlarge', 'r6a.xlarge');
  const of = (windows: Readonly<Record<string, number>>) =>
    judge(
      flat(6),
      { fleet, prices: pricing(windows), metrics: { memory: peak('ec2.memory', 70) } },
      instance({ ...onWindows('m6i.2xlarge') }),
    );

  it('are found without an amount, whether the type now has a price or not', () => {
    expect(failed(of({})).recommendation.target).toMatchObject({ label: 'r6a.xlarge', monthly: null, savings: null });
    const outcome = failed(of({ 'm6i.2xlarge': 0.752 }));
    expect(outcome.recommendation.target).toMatchObject({ label: 'r6a.xlarge', monthly: null, savings: null, notes: ['price-unknown'] });
    expect(outcome.cost).toMatchObject({ current: { usd: expect.closeTo(0.752 * 730, 6) }, projected: null, savings: null });
  });

  it('are not where their price is known and no less', () => {
    expect(failed(of({ 'm6i.2xlarge': 0.752, 'r6a.xlarge': 0.751 })).cost.savings?.usd).toBeCloseTo(0.73, 6);
    expect(of({ 'm6i.2xlarge': 0.752, 'r6a.xlarge': 0.752 })).toMatchObject({ verdict: 'pass', code: 'no-cheaper-type' });
  });

  it('stand back where one with a price costs less', () => {
    const now = { ...replacing('m6i.2xlarge', pricing({ 'm6i.2xlarge': 0.752, 'm6i.xlarge': 0.376 })), offer: fleet.instanceTypes };
    expect(cheaperCandidates(now, () => true).map(({ spec }) => spec.instanceType)).toEqual(['m6i.xlarge']);
  });
});

function replacing(type: string, prices: PriceBook) {
  const [spec] = specs([type]);
  if (spec === undefined) throw new Error(type);
  return {
    instance: onWindows(type),
    spec,
    demand: { cpu: 0.1, memory: 100, network: 0.01, 'ebs-throughput': 1, 'ebs-iops': 1 },
    cpu: { sustained: 0.01, hour: 0.1, toppedHour: 0.1, ahead: 0.1, peak: 0.2 },
    rules: { headroomPercent: 20, maximumHourPercent: 95 },
    prices,
    cost: { monthly: null, lines: [], unpricedBecause: null, hoursPerMonth: 730 },
    offer: null,
  };
}

describe('types that fit, whatever they cost', () => {
  it('begin with those whose price is known here', () => {
    const types = ['t3.large', 't3.xlarge', 't3a.xlarge', 'c6i.xlarge', 'c6a.xlarge'];
    const now = { ...replacing('t3.large', pricing({ 't3.xlarge': 0.24 })), offer: offering(...types).instanceTypes };
    const found = fittingCandidates(now, ({ vcpus }) => vcpus === 4, { anyBurstModel: true });
    // The others by their Linux prices in us-east-1: 0.1504, 0.153 and 0.17.
    expect(found.map(({ spec, rate }) => [spec.instanceType, rate?.usd ?? null])).toEqual([
      ['t3.xlarge', 0.24],
      ['t3a.xlarge', null],
      ['c6a.xlarge', null],
      ['c6i.xlarge', null],
    ]);
  });
});

describe('ec2-previous-generation: types without a price here', () => {
  const m5 = onWindows('m5.2xlarge');
  const of = (types: readonly string[], windows: Readonly<Record<string, number>>, options = {}) =>
    explained(
      previousGeneration,
      previousGeneration.evaluate(
        m5,
        contextFor(previousGeneration, m5, {
          fleet: offering('m5.2xlarge', ...types),
          prices: pricing({ 'm5.2xlarge': 0.752, ...windows }),
          options,
        }),
      ),
    );

  // By Linux in us-east-1 m6a.2xlarge costs a tenth less, m7i.2xlarge more.
  it.each([
    ['that would cost less by the minimum', ['m6a.2xlarge'], {}, { minimumSavingPercent: 10 }, 'not-assessed', 'target-price-unknown'],
    ['that would not', ['m6a.2xlarge'], {}, { minimumSavingPercent: 10.1 }, 'pass', 'no-cheaper-newer'],
    ['that cost more elsewhere', ['m7i.2xlarge'], {}, {}, 'pass', 'no-cheaper-newer'],
    [
      'beside one that hardly costs less',
      ['m6a.2xlarge', 'm7i.2xlarge'],
      { 'm7i.2xlarge': 0.75 },
      {},
      'not-assessed',
      'target-price-unknown',
    ],
    ['beside one that costs less', ['m6a.2xlarge', 'm7i.2xlarge'], { 'm7i.2xlarge': 0.7 }, {}, 'fail', 'newer-costs-less'],
  ])('%s', (_, types, windows, options, verdict, code) => {
    expect(of(types, windows, options)).toMatchObject({ verdict, code });
  });
});
