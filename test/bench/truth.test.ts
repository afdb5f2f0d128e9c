import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawing, firmly, offHoursTruth, WORKDAYS } from '../../bench/truth/demand.js';
import { truthFleet } from '../../bench/truth/fleet.js';
import { precision, recall, scores } from '../../bench/truth/score.js';
import { auditOverTheWire } from '../support/wire-audit.js';

const GENERATOR = ['burstable.ts', 'demand.ts', 'fleet.ts', 'functions.ts', 'instances.ts', 'services.ts'];

describe('the truth table', () => {
  it('has 2,000 resources, and 60 of each side for every policy', () => {
    const { subjects } = truthFleet(2026);
    expect(subjects).toHaveLength(2_000);
    expect(new Set(subjects.map(({ name }) => name)).size).toBe(2_000);
    const policies = new Set(subjects.flatMap(({ truths }) => Object.keys(truths)));
    expect(policies.size).toBeGreaterThanOrEqual(12);
    for (const policy of policies) {
      for (const side of ['positive', 'negative']) {
        const found = subjects.filter(({ truths }) => truths[policy] === side).length;
        expect([policy, side, found >= 60]).toEqual([policy, side, true]);
      }
    }
  });

  it('follows from the seed', () => {
    expect(truthFleet(7, 20)).toEqual(truthFleet(7, 20));
    expect(truthFleet(7, 20)).not.toEqual(truthFleet(8, 20));
  });

  it('knows nothing of policies or their options', () => {
    const folder = new URL('../../bench/truth/', import.meta.url);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(GENERATOR));
    for (const file of GENERATOR) {
      const imported = [...readFileSync(new URL(file, folder), 'utf8').matchAll(/from '([^']+)'/g)].map(([, from]) => from);
      expect(imported.filter((from) => !/^(\.\/|\.\.\/\.\.\/src\/simulator\/)/.test(from ?? ''))).toEqual([]);
    }
  });

  it('sets apart what turns within a tenth', () => {
    const fits = (need: number) => firmly((factor) => need * factor <= 100);
    expect([80, 90.9, 91, 100, 111, 112].map(fits)).toEqual(['positive', 'positive', 'boundary', 'boundary', 'boundary', 'negative']);
  });

  it('reasons on hours of work', () => {
    const office = { kind: 'office', level: 1, from: 8, to: 18, days: WORKDAYS } as const;
    expect(offHoursTruth(office)).toBe('positive');
    expect(offHoursTruth({ kind: 'none' })).toBe('negative');
    expect(offHoursTruth({ kind: 'steady', level: 1 })).toBe('negative');
    expect(offHoursTruth({ ...office, kind: 'release-week' })).toBe('negative');
    expect(offHoursTruth({ kind: 'job', level: 1, at: 22, minutes: 1_300, days: WORKDAYS })).toBe('positive');
  });

  it('draws evenly', () => {
    const draw = drawing(1);
    const mean = Array.from({ length: 2_000 }, () => draw.between(0, 1)).reduce((sum, value) => sum + value, 0) / 2_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.03);
  });

  it('is what an audit over the wire finds, case by case, in a part of the fleet', async () => {
    const { fleet, subjects } = truthFleet(11, 40);
    const table = scores(subjects, await auditOverTheWire(fleet));
    expect(table.flatMap(({ policyId, misses }) => misses.map((miss) => `${policyId}: ${miss}`))).toEqual([]);
    for (const score of table) expect([score.policyId, precision(score), recall(score)]).toEqual([score.policyId, 1, 1]);
    expect(table.reduce((sum, { positives }) => sum + positives, 0)).toBeGreaterThan(20);
  }, 120_000);
});
