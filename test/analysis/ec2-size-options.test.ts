import { describe, expect, it } from 'vitest';
import { SURPLUS_CREDITS } from '../../src/analysis/cost-ec2.js';
import {
  cheaperCandidates,
  distinctFamilies,
  fittingCandidates,
  linesAfter,
  type Replacement,
  toTarget,
} from '../../src/analysis/ec2-size-options.js';
import type { ResourceCost } from '../../src/model/evaluation.js';
import type { InstanceTypeSpec } from '../../src/model/resource/index.js';
import { instance, PRICES } from '../support/policy-fixtures.js';

const spec = (type: string): InstanceTypeSpec => {
  const found = PRICES.spec(type);
  if (found === null) throw new Error(`${type} is not in the table`);
  return found;
};
const COST: ResourceCost = {
  monthly: { usd: 280.32, basis: 'list', asOf: '2026-07-20' },
  lines: [],
  unpricedBecause: null,
  hoursPerMonth: 730,
};

/** A machine that hardly uses anything, in a region that offers these types. */
function replacing(
  type: string | InstanceTypeSpec,
  offer: readonly (string | InstanceTypeSpec)[],
  over: Partial<Replacement> = {},
): Replacement {
  const specs = offer.map((one) => (typeof one === 'string' ? spec(one) : one));
  const now = typeof type === 'string' ? spec(type) : type;
  return {
    instance: instance({ instanceType: now.instanceType }),
    spec: now,
    demand: { cpu: 0.1, memory: 100, network: 0.01, 'ebs-throughput': 1, 'ebs-iops': 1 },
    cpu: { sustained: 0.01, hour: 0.1, toppedHour: 0.1, ahead: 0.1, peak: 0.2 },
    rules: { headroomPercent: 20, maximumHourPercent: 95 },
    prices: PRICES,
    cost: COST,
    offer: new Map(specs.map((one) => [one.instanceType, one])),
    ...over,
  };
}
const any = () => true;
const names = (found: { spec: InstanceTypeSpec }[]) => found.map(({ spec: { instanceType } }) => instanceType);
const elsewhere = (type: string) => ({ instance: instance({ instanceType: type, region: 'xx-north-9' }) });

describe('types that cost less', () => {
  it('are ordered by price, and none that costs as much', () => {
    // 0.384 now; m6i costs the same, m7i more.
    const offer = ['m5.2xlarge', 'm6i.2xlarge', 'm7i.2xlarge', 'm6a.2xlarge', 'm5.large', 'm5.xlarge'];
    const found = cheaperCandidates(replacing('m5.2xlarge', offer), any);
    expect(names(found)).toEqual(['m5.large', 'm5.xlarge', 'm6a.2xlarge']);
    expect(found.map(({ rate, order }) => [rate?.usd, order])).toEqual([
      [0.096, 0.096],
      [0.192, 0.192],
      [0.3456, 0.3456],
    ]);
  });

  it('are those that are accepted, fit, are compatible, and are no step back', () => {
    const offer = ['m5.2xlarge', 'm5.xlarge', 'c6a.xlarge', 'm6g.xlarge', 't3.xlarge', 'm4.xlarge'];
    expect(names(cheaperCandidates(replacing('m5.2xlarge', offer), any))).toEqual(['c6a.xlarge', 'm5.xlarge']);
    expect(names(cheaperCandidates(replacing('m5.2xlarge', offer), ({ vcpus, memoryMib }) => memoryMib / vcpus > 3000))).toEqual([
      'm5.xlarge',
    ]);
    expect(names(cheaperCandidates(replacing('m5.2xlarge', offer), any, { architecture: 'arm64' }))).toEqual(['m6g.xlarge']);
    expect(names(cheaperCandidates(replacing('m5.2xlarge', offer), any, { anyBurstModel: true }))).toEqual([
      'c6a.xlarge',
      't3.xlarge',
      'm5.xlarge',
    ]);
    const demand = { cpu: 0.1, memory: 10_000, network: 0.01, 'ebs-throughput': 1, 'ebs-iops': 1 };
    expect(names(cheaperCandidates(replacing('m5.2xlarge', offer, { demand }), any))).toEqual(['m5.xlarge']);
    // m5a costs less than m6i, and is of the generation before it.
    expect(names(cheaperCandidates(replacing('m6i.2xlarge', ['m5a.2xlarge', 'm5a.large', 'm6a.2xlarge']), any))).toEqual(['m6a.2xlarge']);
  });

  it('are previous ones within their own family only', () => {
    const old = (instanceType: string) => ({ ...spec('m5.large'), instanceType, currentGeneration: false });
    expect(names(cheaperCandidates(replacing('m5.2xlarge', [old('m5.large'), old('c5.large')]), any))).toEqual(['m5.large']);
  });

  it('have a price, where the type now has one', () => {
    expect(names(cheaperCandidates(replacing('m5.2xlarge', [{ ...spec('m5.large'), instanceType: 'm99.large' }]), any))).toEqual([]);
  });

  it('are ordered by the prices of another region where this one has none', () => {
    const offer = ['m5.2xlarge', 'm6i.2xlarge', 'm7i.2xlarge', 'm6a.2xlarge', 'm5.large'];
    const found = cheaperCandidates(replacing('m5.2xlarge', offer, elsewhere('m5.2xlarge')), any);
    expect(found.map(({ spec: one, rate, order }) => [one.instanceType, rate, order])).toEqual([
      ['m5.large', null, 0.096],
      ['m6a.2xlarge', null, 0.3456],
    ]);
    // Where one of the two has none anywhere, a smaller size of the family counts.
    const made = (instanceType: string, of: string) => ({ ...spec(of), instanceType });
    const now = made('m99.2xlarge', 'm5.2xlarge');
    const others = [
      made('m99.large', 'm5.large'),
      made('m99.4xlarge', 'm5.4xlarge'),
      made('m98.large', 'm5.large'),
      made('m99.same', 'm5.2xlarge'),
      'm5.large',
    ];
    expect(names(cheaperCandidates(replacing(now, others), any))).toEqual(['m99.large']);
    expect(
      names(
        cheaperCandidates(
          replacing('m5.2xlarge', [made('m5.tiny', 'm5.large'), made('m5.huge', 'm5.4xlarge')], elsewhere('m5.2xlarge')),
          any,
        ),
      ),
    ).toEqual(['m5.tiny']);
  });

  it('come from the table where the offer was not read', () => {
    expect(cheaperCandidates(replacing('m5.2xlarge', [], { offer: null }), any).length).toBeGreaterThan(20);
    expect(cheaperCandidates(replacing('m5.2xlarge', []), any)).toEqual([]);
  });
});

describe('types that fit, whatever they cost', () => {
  it('are current, others than the one now, and last without a price', () => {
    const priceless = { ...spec('m7i.large'), instanceType: 'm7i.priceless' };
    const previous = { ...spec('m7i.large'), instanceType: 'm7i.previous', currentGeneration: false };
    const offer = [priceless, 'm7i.4xlarge', 'm7i.2xlarge', previous, 'm7i.xlarge', 'm6g.xlarge'];
    const found = fittingCandidates(replacing('m7i.2xlarge', offer), any);
    expect(found.map(({ spec: one, rate, order }) => [one.instanceType, rate?.usd ?? null, order])).toEqual([
      ['m7i.xlarge', 0.2016, 0.2016],
      ['m7i.4xlarge', 0.8064, 0.8064],
      ['m7i.priceless', null, null],
    ]);
    expect(names(fittingCandidates(replacing('m7i.2xlarge', offer), ({ vcpus }) => vcpus > 4))).toEqual(['m7i.4xlarge']);
    const abroad = fittingCandidates(replacing('m7i.2xlarge', offer, elsewhere('m7i.2xlarge')), any);
    expect(abroad.map(({ rate, order }) => [rate, order])).toEqual([
      [null, 0.2016],
      [null, 0.8064],
      [null, null],
    ]);
  });
});

describe('what a type would cost', () => {
  const candidate = (type: string) => ({
    spec: spec(type),
    rate: PRICES.ec2Hour({
      region: 'us-east-1',
      instanceType: type,
      platformDetails: 'Linux/UNIX',
      tenancy: 'default',
      lifecycle: 'on-demand',
    }),
    order: null,
  });
  const credits = { label: SURPLUS_CREDITS, quantity: 100, quantityUnit: 'vcpu-hour', rate: null, usd: null };
  const other = { label: 'another line', quantity: 5, quantityUnit: 'hour', rate: null, usd: null };
  const unmeasured = { cpu: null, memory: null, network: null, 'ebs-throughput': null, 'ebs-iops': null };
  const lines = (type: string, over: Partial<Replacement>) =>
    linesAfter(candidate(type), replacing('t3.large', [], over)).map(({ label, quantity, usd }) => [label, quantity, usd]);

  it('is that of the same hours', () => {
    expect(lines('m5.large', {})).toEqual([['m5.large', 730, expect.closeTo(730 * 0.096, 9)]]);
    expect(lines('m5.large', { cost: { ...COST, hoursPerMonth: 100 } })).toEqual([['m5.large', 100, expect.closeTo(9.6, 9)]]);
    expect(lines('m5.large', { cost: { ...COST, hoursPerMonth: null } })).toEqual([]);
  });

  it('takes surplus credits along to another T type, where the load was not measured', () => {
    const cost = { ...COST, lines: [other, credits] };
    expect(lines('t3a.large', { cost, demand: unmeasured })).toEqual([
      ['t3a.large', 730, expect.closeTo(730 * 0.0752, 9)],
      [SURPLUS_CREDITS, 100, expect.closeTo(5, 9)],
    ]);
    expect(lines('t4g.large', { cost, demand: unmeasured })[1]).toEqual([SURPLUS_CREDITS, 100, expect.closeTo(4, 9)]);
    expect(lines('t3a.large', { cost })).toHaveLength(1);
    expect(lines('m5.large', { cost, demand: unmeasured })).toHaveLength(1);
    expect(lines('t3a.large', { demand: unmeasured })).toHaveLength(1);
  });

  it('stands in a target with what it is worth and what is not known', () => {
    const now = replacing('m5.2xlarge', []);
    const target = toTarget(candidate('m5.large'), now, ['a-note']);
    expect(target).toMatchObject({
      label: 'm5.large',
      savings: { usd: expect.closeTo(280.32 - 70.08, 6) },
      offerChecked: true,
      notes: ['a-note'],
      risk: 0,
    });
    expect(toTarget({ spec: spec('m5.large'), rate: null, order: null }, { ...now, offer: null })).toMatchObject({
      monthly: null,
      savings: null,
      offerChecked: false,
      notes: ['offer-not-checked', 'price-unknown'],
    });
    const peaking = (peak: number | null) => toTarget(candidate('m5.large'), { ...now, cpu: { ...now.cpu, peak } }).risk;
    expect([peaking(2), peaking(2.01), peaking(null)]).toEqual([0, 3, 0]);
  });

  it('is told of each family once', () => {
    const all = ['m5.large', 'm5.xlarge', 'm6i.large', 'm6i.xlarge', 'm7i.large'].map(candidate);
    expect(names(distinctFamilies(all, 5))).toEqual(['m5.large', 'm6i.large', 'm7i.large']);
    expect(names(distinctFamilies(all, 2))).toEqual(['m5.large', 'm6i.large']);
  });
});
