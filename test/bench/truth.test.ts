import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agreed, allOf, drawing, firmly, offHoursTruth, WORKDAYS } from '../../bench/truth/demand.js';
import { truthFleet } from '../../bench/truth/fleet.js';
import { cheapestTasks, functionMonthly, hourly, tasksMonthly } from '../../bench/truth/prices.js';
import { precision, recall, scores } from '../../bench/truth/score.js';
import { auditOverTheWire } from '../support/wire-audit.js';

const ROOT = new URL('../../', import.meta.url);
/** What holds a judgement against the truth. All other files make it. */
const HOLDING = ['audit.ts', 'endpoint.ts', 'score.ts'];

/** All that a source file imports, and what those import, as paths from the root. */
function importedFrom(file: string, seen = new Set<string>()): Set<string> {
  for (const [, from = ''] of readFileSync(new URL(file, ROOT), 'utf8').matchAll(/from '(\.[^']+)'/g)) {
    const path = new URL(from.replace(/\.js$/, '.ts'), new URL(file, ROOT)).pathname.slice(ROOT.pathname.length);
    if (seen.has(path)) continue;
    seen.add(path);
    importedFrom(path, seen);
  }
  return seen;
}

const POLICIES = ['ec2', 'ecs', 'fargate', 'lambda'].flatMap((service) =>
  readdirSync(new URL(`policies/${service}/`, ROOT)).map((file) => `${service}-${file.replace(/\.ts$/, '')}`),
);

describe('the truth table', () => {
  it('has truths for every policy, 60 of each side, and what cannot be known', () => {
    const { subjects } = truthFleet(2026);
    expect(subjects.length).toBeGreaterThanOrEqual(2_000);
    const names = subjects.flatMap(({ name, members }) => [name, ...members.filter((member) => member !== name)]);
    expect(new Set(names).size).toBe(names.length);
    expect([...new Set(subjects.flatMap(({ truths }) => Object.keys(truths)))].sort()).toEqual([...POLICIES].sort());
    for (const policy of POLICIES) {
      for (const side of ['positive', 'negative']) {
        const found = subjects.filter(({ truths }) => truths[policy] === side).length;
        expect([policy, side, found >= 60]).toEqual([policy, side, true]);
      }
    }
    expect(subjects.filter(({ truths }) => Object.values(truths).includes('unknown')).length).toBeGreaterThanOrEqual(100);
  });

  it('follows from the seed', () => {
    expect(truthFleet(7, 20)).toEqual(truthFleet(7, 20));
    expect(truthFleet(7, 20)).not.toEqual(truthFleet(8, 20));
  });

  it('knows nothing of policies, of their options, or of what they reason with', () => {
    const makers = readdirSync(new URL('bench/truth/', ROOT)).filter((file) => !HOLDING.includes(file));
    expect(makers).toEqual(expect.arrayContaining(['demand.ts', 'fleet.ts', 'prices.ts', 'roles.ts']));
    for (const file of makers) {
      const imported = [...importedFrom(`bench/truth/${file}`)];
      const parts = imported.filter((path) => !/^(bench\/truth\/|src\/simulator\/|src\/model\/)/.test(path));
      expect([file, parts]).toEqual([file, []]);
    }
  });

  it('calls things by what everybody agrees on', () => {
    const rising = { everybody: 0.3, nobody: 0.2 };
    expect([0.1, 0.2, 0.25, 0.3].map((share) => agreed(share, rising))).toEqual(['negative', 'negative', 'boundary', 'positive']);
    expect([0.1, 0.25, 0.4].map((share) => agreed(share, { everybody: 0.2, nobody: 0.3 }))).toEqual(['positive', 'boundary', 'negative']);
    expect(allOf('positive', 'boundary')).toBe('boundary');
    expect(allOf('unknown', 'boundary', 'positive')).toBe('unknown');
    expect(allOf('unknown', 'negative')).toBe('negative');
  });

  it('works out money from published prices', () => {
    expect(hourly({ family: 'm5', vcpus: 4, gib: 16 })).toBeCloseTo(0.192, 9);
    expect(hourly({ family: 't3', vcpus: 2, gib: 4 })).toBeCloseTo(0.0416, 9);
    expect(hourly({ family: 'p5', vcpus: 4, gib: 16 })).toBeNull();
    expect(tasksMonthly(2, 1, 2)).toBeCloseTo(2 * 730 * (0.04048 + 2 * 0.004445), 9);
    expect(functionMonthly(1e6, 0.1, 1)).toBeCloseTo(0.2 + 1e5 * 0.0000166667, 9);
    // 1.2 vCPU and 4.3 GiB: two tasks of one vCPU and three GiB are dearer than three of half a vCPU and two GiB.
    expect(cheapestTasks({ vcpu: 1.2, gib: 4.3 }, { vcpu: 0.25, gib: 1.5 }, 2)).toBeCloseTo(tasksMonthly(3, 0.5, 2), 9);
  });

  it('lists what is found or cleared though nothing can be known of it', () => {
    const subject = (name: string) => ({ name, members: [], story: 'dark', truths: { p: 'unknown' as const } });
    const resource = (name: string) => ({ type: 'T', id: name, arn: null, name, accountId: '1', region: 'r', tags: null });
    const said = { policyId: 'p', resource: resource('a'), resourceKind: 'ecs-service' as const, code: 'c', values: {}, reason: 'no data' };
    const [score] = scores([subject('a'), subject('b')], { findings: [], notAssessed: [said] });
    expect(score).toMatchObject({ unknown: 2, saidUnknown: 1, misses: [expect.stringContaining('b (dark)')] });
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
    for (const score of table) {
      expect([score.policyId, precision(score), recall(score), score.saidUnknown]).toEqual([score.policyId, 1, 1, score.unknown]);
    }
    expect(table.reduce((sum, { positives }) => sum + positives, 0)).toBeGreaterThan(20);
  }, 120_000);
});
