import { savingsAfterCommitments } from '../../src/analysis/commitments.js';
import type { Commitment, PromisedSaving, Usage, UsagePlace } from '../../src/model/commitments.js';

export const usd = (amount: number) => ({ usd: amount, basis: 'list' as const, asOf: '2026-07-20' });
export const instances = (instanceType: string | null, more: Partial<UsagePlace> = {}): UsagePlace => ({
  accountId: '1',
  region: 'us-east-1',
  generation: 'instances',
  instanceType,
  platform: 'Linux/UNIX',
  ...more,
});
export const M5 = instances('m5.large');
export const SPOT = instances('m5.large', { spot: true });
export const FUNCTIONS: UsagePlace = { ...M5, generation: 'functions', instanceType: null, platform: null };
export const use = (place: UsagePlace, amount: number): Usage => ({ place, monthly: usd(amount) });
export const saving = (id: string, place: UsagePlace, amount: number, counted = true): PromisedSaving => ({
  id,
  place,
  savings: usd(amount),
  move: null,
  counted,
});

export function commitment(amount: number, more: Partial<Commitment> = {}): Commitment {
  return {
    id: 'ri',
    type: 'reserved-instance',
    accountId: '1',
    region: 'us-east-1',
    instanceFamily: 'm5',
    instanceType: null,
    platform: 'Linux/UNIX',
    covers: usd(amount),
    until: '2027-03-01',
    ...more,
  };
}
export const plan = (amount: number, more: Partial<Commitment> = {}): Commitment =>
  commitment(amount, { id: 'sp', type: 'compute-savings-plan', region: null, instanceFamily: null, platform: null, ...more });

export const left = (usage: Usage[], savings: PromisedSaving[], commitments: Commitment[]) =>
  Object.fromEntries([...savingsAfterCommitments(usage, savings, commitments)].map(([id, { savings: money }]) => [id, money.usd]));
