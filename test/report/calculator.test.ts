import { beforeAll, describe, expect, it } from 'vitest';
import { judge, loadRules } from '../../src/index.js';
import { type ReportFinding, reportDocumentSchema } from '../../src/model/report.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, renderJson } from '../../src/report/index.js';
import { demoSnapshot } from '../support/made-once.js';

/**
 * The demo's report against a calculator: every amount of report.json is worked out anew from the quantities, rates and evidence that
 * stand beside it. Nothing of the program's own arithmetic is used.
 */

type Line = ReportFinding['cost']['lines'][number];

const inCents = (usd: number): number => Math.round(usd * 100 + 1e-7);
const totalOf = (lines: readonly Line[]): number => lines.reduce((sum, { usd }) => sum + (usd ?? Number.NaN), 0);
const linesOf = ({ cost }: ReportFinding, of: Line['of'], label?: RegExp): Line[] =>
  cost.lines.filter((line) => line.of === of && (label === undefined || label.test(line.label)));
const quantityOf = (finding: ReportFinding, of: Line['of'], label?: RegExp): number =>
  linesOf(finding, of, label).reduce((sum, { quantity }) => sum + quantity, 0);

/** The one number that a finding's evidence has under a name. */
function evidence({ policyId, resource, evidence: all }: ReportFinding, name: string): number {
  const values = all.flatMap((entry) => (entry.name === name && typeof entry.value === 'number' ? [entry.value] : []));
  const [value] = values;
  if (value === undefined) throw new Error(`${policyId} on ${resource.id} says nothing of ${name}`);
  return value;
}

function targetValue({ recommendation: { target } }: ReportFinding, name: string): number {
  const value = target?.values[name]?.value;
  if (typeof value !== 'number') throw new Error(`the target says nothing of ${name}`);
  return value;
}

const INSTANCE_LINES = /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/;
/** A month of 730 hours for each day of the window. */
const perMonth = (inWindow: number): number => (inWindow * 730) / (14 * 24);

/** Hours of instances: as the evidence says, at the price now; and as many at the target's price. */
function resizedInstance(finding: ReportFinding): void {
  const hours = evidence(finding, 'hoursRunPerMonth');
  expect(quantityOf(finding, 'current', INSTANCE_LINES)).toBeCloseTo(hours, 6);
  // What a T instance wants beyond its credits it wants on another one too.
  const surplus = totalOf(linesOf(finding, 'projected', /surplus/));
  expect(inCents(hours * targetValue(finding, 'hourly') + surplus)).toBe(inCents(totalOf(linesOf(finding, 'projected'))));
}

function cheaperType(finding: ReportFinding): void {
  resizedInstance(finding);
  const [now, then] = [evidence(finding, 'pricePerHour'), evidence(finding, 'targetPricePerHour')];
  const surplus = totalOf(linesOf(finding, 'current', /surplus/));
  expect(inCents(evidence(finding, 'hoursRunPerMonth') * now + surplus)).toBe(inCents(finding.cost.currentMonthlyUsd ?? Number.NaN));
  expect(evidence(finding, 'savingPercent')).toBeCloseTo(100 * (1 - then / now), 6);
  expect(then).toBe(targetValue(finding, 'hourly'));
}

const requestsAreInvocations = (finding: ReportFinding): void =>
  expect(quantityOf(finding, 'current', /^Lambda requests$/)).toBeCloseTo(perMonth(evidence(finding, 'invocations')) / 1e6, 9);

const amountIs = (name: string) => (finding: ReportFinding) =>
  expect(inCents(evidence(finding, name))).toBe(inCents(finding.cost.projectedMonthlyUsd ?? Number.NaN));

const nothingChanges = (finding: ReportFinding): void => expect(finding.cost.projectedMonthlyUsd).toBe(finding.cost.currentMonthlyUsd);
const nothingRemains = (finding: ReportFinding): void => expect(finding.cost.projectedMonthlyUsd).toBe(0);

/** What a policy's amount follows from, by its evidence. */
const FORMULAS: Readonly<Record<string, (finding: ReportFinding) => void>> = {
  'ec2-idle': nothingRemains,
  'fargate-idle': nothingRemains,
  'fargate-idle-dev': nothingRemains,
  'lambda-idle': nothingRemains,
  'ec2-over-provisioned': resizedInstance,
  'ec2-previous-generation': cheaperType,
  'ec2-graviton': cheaperType,
  'ec2-off-hours': (finding) => {
    const stays = 1 - evidence(finding, 'removableShareOfHoursRun');
    expect(quantityOf(finding, 'current', INSTANCE_LINES)).toBeCloseTo(evidence(finding, 'hoursRunPerMonth'), 6);
    expect(quantityOf(finding, 'projected', INSTANCE_LINES)).toBeCloseTo(stays * evidence(finding, 'hoursRunPerMonth'), 6);
  },
  'ec2-burst-credits': (finding) => {
    expect(quantityOf(finding, 'current', /surplus/)).toBeCloseTo(evidence(finding, 'surplusCreditsPerMonth') / 60, 6);
    expect(totalOf(linesOf(finding, 'projected'))).toBeCloseTo(730 * targetValue(finding, 'hourly'), 6);
  },
  'ec2-container-candidate': amountIs('projectedMonthlyUsd'),
  'fargate-to-instances': amountIs('projectedMonthlyUsd'),
  'fargate-over-provisioned': (finding) => {
    const hours = evidence(finding, 'taskHoursPerMonth');
    expect(quantityOf(finding, 'projected', /vCPU$/)).toBeCloseTo(hours * targetValue(finding, 'cpu'), 6);
    expect(quantityOf(finding, 'projected', /memory$/)).toBeCloseTo((hours * targetValue(finding, 'memory')) / 1024, 6);
  },
  'fargate-off-hours': (finding) => {
    const stays = 1 - evidence(finding, 'removableTaskHoursPerMonth') / evidence(finding, 'taskHoursPerMonth');
    expect(quantityOf(finding, 'projected', /vCPU$/)).toBeCloseTo(stays * quantityOf(finding, 'current', /vCPU$/), 6);
  },
  'fargate-spot': (finding) => {
    expect(quantityOf(finding, 'projected')).toBeCloseTo(quantityOf(finding, 'current'), 6);
    expect(totalOf(linesOf(finding, 'projected'))).toBeCloseTo(0.3 * totalOf(linesOf(finding, 'current')), 6);
  },
  'fargate-to-lambda': (finding) => {
    const [vcpus] = linesOf(finding, 'current', /vCPU$/);
    // Two tasks of a quarter of a vCPU.
    expect(vcpus?.quantity).toBeCloseTo(evidence(finding, 'taskHoursPerMonth') * 0.25, 6);
    expect(inCents(targetValue(finding, 'highMonthly'))).toBe(inCents(totalOf(linesOf(finding, 'projected'))));
  },
  'ecs-fixed-size-service': (finding) => {
    const stays = 1 - evidence(finding, 'removableTaskHoursPercent') / 100;
    expect(totalOf(linesOf(finding, 'projected'))).toBeCloseTo(stays * totalOf(linesOf(finding, 'current')), 6);
  },
  'ecs-low-density': (finding) => {
    expect(linesOf(finding, 'current')).toHaveLength(evidence(finding, 'containerInstances'));
    expect(linesOf(finding, 'projected')).toHaveLength(evidence(finding, 'instancesThatWouldDo'));
  },
  'ecs-sidecar-overhead': (finding) => {
    nothingChanges(finding);
    const part = (label: RegExp, name: string) => (totalOf(linesOf(finding, 'current', label)) * evidence(finding, name)) / 100;
    expect(part(/vCPU$/, 'sidecarCpuPercent') + part(/memory$/, 'sidecarMemoryPercent')).toBeCloseTo(
      evidence(finding, 'sidecarMonthlyUsd'),
      6,
    );
  },
  'lambda-steady-load': (finding) => {
    const requests = quantityOf(finding, 'current', /requests$/) * 1e6;
    expect(requests).toBeGreaterThan(0);
    expect(inCents(targetValue(finding, 'highMonthly'))).toBe(inCents(totalOf(linesOf(finding, 'projected'))));
  },
  'lambda-over-provisioned-memory': (finding) => {
    requestsAreInvocations(finding);
    const share = targetValue(finding, 'memory') / evidence(finding, 'memoryMib');
    expect(quantityOf(finding, 'projected', /duration/)).toBeCloseTo(share * quantityOf(finding, 'current', /duration/), 3);
  },
  'lambda-provisioned-concurrency': (finding) => {
    const kept = Number(finding.recommendation.target?.label.split(' ')[0]);
    const share = kept / evidence(finding, 'provisionedEnvironments');
    const [now, then] = [quantityOf(finding, 'current', /concurrency$/), quantityOf(finding, 'projected', /concurrency$/)];
    // The duration on them is charged by the same words, and stays.
    const [duration] = linesOf(finding, 'current', /duration/);
    expect(then - (duration?.quantity ?? 0)).toBeCloseTo(share * (now - (duration?.quantity ?? 0)), 3);
  },
  'lambda-graviton': (finding) => {
    requestsAreInvocations(finding);
    expect(quantityOf(finding, 'projected')).toBeCloseTo(quantityOf(finding, 'current'), 3);
    // The printed saving is that of the printed costs, which are rounded.
    expect(
      Math.abs(inCents(evidence(finding, 'monthlySavingUsd')) - inCents(finding.cost.monthlySavingsUsd ?? Number.NaN)),
    ).toBeLessThanOrEqual(1);
  },
  'lambda-errors': (finding) => {
    nothingChanges(finding);
    requestsAreInvocations(finding);
  },
  'lambda-near-timeout': nothingChanges,
  'ecs-no-health-check': nothingChanges,
  'ecs-unstable-service': nothingChanges,
  'ecs-orphan-task': (finding) => {
    if (finding.recommendation.action === 'terminate') nothingRemains(finding);
    else nothingChanges(finding);
  },
};

describe('the report of the demo, recalculated', () => {
  let findings: ReportFinding[];
  let document: ReturnType<typeof reportDocumentSchema.parse>;
  beforeAll(async () => {
    const judgement = await judge(await demoSnapshot(), await loadRules());
    document = reportDocumentSchema.parse(JSON.parse(renderJson(buildReport(judgement, DEFAULT_REPORT_SETTINGS))));
    findings = document.findings;
  });

  it('has a formula for every policy that it has findings of', () => {
    const without = new Set(findings.map(({ policyId }) => policyId).filter((id) => FORMULAS[id] === undefined));
    expect([...without]).toEqual([]);
  });

  it('multiplies each quantity with its rate', () => {
    for (const { id, cost } of findings) {
      for (const { label, quantity, rate, usd } of cost.lines) {
        expect({ id, label, usd: usd?.toFixed(8) }).toEqual({
          id,
          label,
          usd: rate === null ? undefined : (quantity * rate.usd).toFixed(8),
        });
      }
    }
  });

  it('adds up the lines to the costs, and takes one cost from the other', () => {
    for (const finding of findings) {
      const { currentMonthlyUsd: current, projectedMonthlyUsd: projected, monthlySavingsUsd: saving } = finding.cost;
      const about = `${finding.policyId} on ${finding.resource.id}`;
      if (current === null || projected === null || saving === null) {
        // Without a price there is no amount at all, and nothing that looks like one.
        expect([about, current, projected, saving]).toEqual([about, null, null, null]);
        continue;
      }
      expect([about, inCents(totalOf(linesOf(finding, 'current')))]).toEqual([about, inCents(current)]);
      const after = linesOf(finding, 'projected');
      if (after.length > 0) expect([about, inCents(totalOf(after))]).toEqual([about, inCents(projected)]);
      else expect([about, [0, current]]).toEqual([about, expect.arrayContaining([projected])]);
      expect([about, inCents(current) - inCents(projected)]).toEqual([about, Math.round(saving * 100)]);
      const { target } = finding.recommendation;
      if (target !== null && target.monthlySavingsUsd !== null) {
        expect([about, target.monthlyUsd, target.monthlySavingsUsd]).toEqual([about, projected, saving]);
      }
    }
  });

  it.each(Object.keys(FORMULAS))('gives what its evidence says: %s', (policyId) => {
    const own = findings.filter(({ policyId: id, cost }) => id === policyId && cost.currentMonthlyUsd !== null);
    expect(own.length).toBeGreaterThan(0);
    for (const finding of own) FORMULAS[policyId]?.(finding);
  });

  it('counts each resource once, and all that is counted to the cent', () => {
    const counted = findings.filter(({ status, primary }) => status === 'active' && primary);
    const resources = counted.flatMap(({ resource, members }) =>
      [resource, ...members].map(({ region, type, id }) => `${region} ${type} ${id}`),
    );
    expect(new Set(resources).size).toBe(resources.length);
    const cents = (of: (finding: ReportFinding) => number) => counted.reduce((sum, finding) => sum + of(finding), 0);
    const saved = cents(({ cost }) => Math.max(0, Math.round((cost.monthlySavingsUsd ?? 0) * 100)));
    const added = cents(({ cost }) => Math.max(0, -Math.round((cost.monthlySavingsUsd ?? 0) * 100)));
    expect(Math.round((document.totals.monthlySavingsUsd ?? Number.NaN) * 100)).toBe(saved);
    expect(Math.round(document.totals.monthlyIncreaseUsd * 100)).toBe(added);
    const cost = document.inventory.reduce((sum, { monthlyUsd }) => sum + Math.round((monthlyUsd ?? 0) * 100), 0);
    expect(Math.round((document.totals.monthlyCostUsd ?? Number.NaN) * 100)).toBe(cost);
  });

  it('names evidence in fixed words: whose it is stands beside it', () => {
    const names = new Set(findings.flatMap(({ evidence: all }) => all.map(({ name }) => name)));
    expect([...names].filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
    for (const { members, resource, evidence: all } of findings) {
      const about = new Set([resource, ...members].map(({ id }) => id));
      for (const { member } of all) expect(member === null || about.has(member) || member.startsWith(`${resource.id}:`)).toBe(true);
    }
  });

  it('dates and grounds every price', () => {
    for (const { cost } of findings) {
      for (const { rate } of cost.lines) {
        expect(rate?.source).toMatch(/\S/);
        expect(rate?.asOf === null || /^\d{4}-\d{2}-\d{2}$/.test(rate?.asOf ?? '')).toBe(true);
        expect(['list', 'estimated', 'assumed']).toContain(rate?.basis);
      }
    }
  });
});
