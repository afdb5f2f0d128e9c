import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Judgement } from '../../src/model/judgement.js';
import { reportDocumentSchema } from '../../src/model/report.js';
import {
  buildReport,
  DEFAULT_REPORT_SETTINGS,
  loadTemplates,
  renderCsv,
  renderHtml,
  renderJson,
  renderMarkdown,
  reportJsonSchema,
} from '../../src/report/index.js';
import { findingOf } from '../support/fixture-findings.js';
import { POLICY_SEEDS } from '../support/fixture-policies.js';
import { money } from '../support/fixture-resources.js';
import { fuzzRuns } from '../support/fuzz-runs.js';
import { emptyJudgement, hostileJudgement, richJudgement } from '../support/judgement-fixtures.js';

const settings = DEFAULT_REPORT_SETTINGS;
const templates = loadTemplates();
const [idle] = POLICY_SEEDS;
if (idle === undefined) throw new RangeError('no policies');

/** A judgement with one finding per amount; null is a finding without a price. */
function withSavings(amounts: readonly (number | null)[]): Judgement {
  const findings = amounts.map((usd, at) => {
    const finding = findingOf(idle as (typeof POLICY_SEEDS)[number], at);
    const cost = { ...finding.outcome.cost, current: null, projected: null, savings: usd === null ? null : money(usd) };
    return { ...finding, id: `id-${at}`, outcome: { ...finding.outcome, cost } };
  });
  return { ...emptyJudgement(), findings };
}

describe('totals', () => {
  it('are the sum of the findings in cents, whatever the amounts', () => {
    const amount = fc.option(fc.double({ min: -5000, max: 5000, noNaN: true }), { nil: null });
    fc.assert(
      fc.property(fc.array(amount, { minLength: 1, maxLength: 40 }), (amounts) => {
        const { document, view } = buildReport(withSavings(amounts), settings);
        const inCents = document.findings.flatMap(({ cost }) =>
          cost.monthlySavingsUsd === null ? [] : Math.round(cost.monthlySavingsUsd * 100),
        );
        const saved = inCents.filter((cents) => cents > 0).reduce((sum, cents) => sum + cents, 0);
        expect(document.totals.unpriced).toBe(amounts.filter((usd) => usd === null).length);
        if (saved === 0 && inCents.length < amounts.length) {
          expect(document.totals.monthlySavingsUsd).toBeNull();
          return;
        }
        expect(Math.round((document.totals.monthlySavingsUsd ?? Number.NaN) * 100)).toBe(saved);
        const shown = view.breakdowns.map(({ rows, more }) =>
          [...rows.map(({ savings }) => savings), ...more.matchAll(/\$[\d,.]+\d/g)].map((text) =>
            Math.round(Number(String(text).replace(/[^\d.]/g, '')) * 100),
          ),
        );
        for (const rows of shown) expect(rows.reduce((sum, cents) => sum + cents, 0)).toBe(saved);
      }),
      fuzzRuns(60),
    );
  });

  it('leave out increases, suppressed findings, and second findings of a resource', () => {
    const [first, second, third, fourth] = withSavings([100, 40, -30, 7]).findings;
    if (!first || !second || !third || !fourth) throw new RangeError('four findings');
    const judgement = {
      ...emptyJudgement(),
      findings: [first, { ...second, status: 'suppressed' as const }, third, { ...fourth, primary: false }],
    };
    const { totals } = buildReport(judgement, settings).document;
    expect(totals).toMatchObject({
      monthlySavingsUsd: 100,
      monthlyIncreaseUsd: 30,
      unpriced: 0,
      findings: { active: 3, primary: 2, suppressed: 1 },
    });
  });

  it('are the same in every format', () => {
    const model = buildReport(richJudgement(), settings);
    const total = model.document.totals.monthlySavingsUsd;
    const rows = z
      .array(z.object({ status: z.string(), primary: z.string(), monthlySavingsUsd: z.string() }))
      .parse(parse(renderCsv(model), { columns: true, bom: true }));
    const fromCsv = rows.reduce(
      (sum, row) =>
        sum + (row.status === 'active' && row.primary === 'true' ? Math.max(0, Math.round(Number(row.monthlySavingsUsd) * 100)) : 0),
      0,
    );
    expect(fromCsv).toBe(Math.round((total ?? Number.NaN) * 100));
    expect(JSON.parse(renderJson(model)).totals.monthlySavingsUsd).toBe(total);
    const text = model.view.savings.text;
    expect(text).toMatch(/^\$[\d,]+\.\d\d$/);
    expect(renderHtml(model, templates, settings)).toContain(
      `${model.view.savings.whole}<span class="cents">${model.view.savings.cents}</span>`,
    );
    expect(renderMarkdown(model, templates, { variant: 'full', ...settings })).toContain(text);
  });

  it('know no sum where nothing that counts has a price, and zero where nothing counts', () => {
    // What saves nothing, as a service without a health check does, gives no sum to what has no price.
    for (const known of [0, -5]) expect(buildReport(withSavings([null, known]), settings).document.totals.monthlySavingsUsd).toBeNull();
    expect(buildReport(withSavings([null, 0.01]), settings).document.totals.monthlySavingsUsd).toBe(0.01);
    expect(buildReport(withSavings([0, 0]), settings).document.totals.monthlySavingsUsd).toBe(0);
    expect(buildReport(withSavings([null, null]), settings).document.totals).toMatchObject({ monthlySavingsUsd: null, unpriced: 2 });
    expect(buildReport(emptyJudgement(), settings).document.totals).toMatchObject({ monthlySavingsUsd: 0, unpriced: 0 });
  });

  it('are a lower bound as soon as a needed step is missing, and not for an optional one', () => {
    const complete = { ...richJudgement(), coverage: richJudgement().coverage.map((entry) => ({ ...entry, status: 'ok' as const })) };
    expect(buildReport(complete, settings).document.totals.incomplete).toBe(false);
    const denied = complete.coverage.map((entry, at) => (at === 0 ? { ...entry, status: 'denied' as const } : entry));
    expect(buildReport({ ...complete, coverage: denied }, settings).document.totals.incomplete).toBe(true);
    const optional = denied.map((entry) => (entry.status === 'denied' ? { ...entry, optional: true } : entry));
    expect(buildReport({ ...complete, coverage: optional }, settings).document.totals.incomplete).toBe(false);
  });
});

describe('one finding', () => {
  it('prints a saving that is the difference of the printed costs', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9999, noNaN: true }), fc.double({ min: 0, max: 9999, noNaN: true }), (current, projected) => {
        const finding = findingOf(idle as (typeof POLICY_SEEDS)[number], 1);
        const cost = { current: money(current), projected: money(projected), savings: money(current - projected), lines: [] };
        const { document } = buildReport(
          { ...emptyJudgement(), findings: [{ ...finding, outcome: { ...finding.outcome, cost } }] },
          settings,
        );
        const printed = document.findings[0]?.cost;
        const difference = Math.round((printed?.currentMonthlyUsd ?? 0) * 100) - Math.round((printed?.projectedMonthlyUsd ?? 0) * 100);
        expect(Math.round((printed?.monthlySavingsUsd ?? Number.NaN) * 100)).toBe(difference);
      }),
    );
  });

  it('carries the weakest basis and the oldest date of its amounts', () => {
    const finding = findingOf(idle as (typeof POLICY_SEEDS)[number], 1);
    const cost = {
      current: { usd: 5, basis: 'estimated' as const, asOf: '2020-07-01' },
      projected: money(2),
      savings: money(3),
      lines: [],
    };
    const { document } = buildReport({ ...emptyJudgement(), findings: [{ ...finding, outcome: { ...finding.outcome, cost } }] }, settings);
    expect(document.findings[0]?.cost).toMatchObject({ basis: 'estimated', asOf: '2020-07-01' });
  });
});

describe('order', () => {
  it('is by money among the findings that count, then what does not count, then what is suppressed', () => {
    const tiers = buildReport(richJudgement(), settings).document.findings.map(({ status, primary, cost }) => ({
      tier: status === 'suppressed' ? 2 : primary ? 0 : 1,
      usd: cost.monthlySavingsUsd ?? 0,
    }));
    const sorted = [...tiers].sort((a, b) => a.tier - b.tier || b.usd - a.usd);
    expect(tiers).toEqual(sorted);
  });

  it('does not depend on the order of the judgement', () => {
    const judgement = richJudgement();
    const turned = {
      ...judgement,
      findings: [...judgement.findings].reverse(),
      coverage: [...judgement.coverage].reverse(),
      notAssessed: [...judgement.notAssessed].reverse(),
    };
    expect(renderJson(buildReport(turned, settings))).toBe(renderJson(buildReport(judgement, settings)));
  });
});

describe('report.json', () => {
  it('keeps to its published schema, for a rich, an empty and a hostile fleet', () => {
    const schema = z.fromJSONSchema(reportJsonSchema());
    for (const judgement of [richJudgement(), emptyJudgement(), hostileJudgement()]) {
      const json: unknown = JSON.parse(renderJson(buildReport(judgement, settings)));
      expect(schema.safeParse(json).error?.issues ?? []).toEqual([]);
      expect(reportDocumentSchema.parse(json)).toEqual(json);
    }
    expect(schema.safeParse({}).success).toBe(false);
  });

  it('has its keys sorted at every depth', () => {
    const check = (value: unknown): void => {
      if (value === null || typeof value !== 'object') return;
      if (!Array.isArray(value)) expect(Object.keys(value)).toEqual([...Object.keys(value)].sort());
      Object.values(value).forEach(check);
    };
    check(JSON.parse(renderJson(buildReport(hostileJudgement(), settings))));
  });

  it('differs in `run` alone when only the collection differs', () => {
    const judgement = richJudgement();
    const slower = { ...judgement, header: { ...judgement.header, run: { ...judgement.header.run, wallSeconds: 999.9, apiCalls: 77 } } };
    const [one, other] = [judgement, slower].map((each) =>
      z.record(z.string(), z.unknown()).parse(JSON.parse(renderJson(buildReport(each, settings)))),
    );
    const changed = Object.keys(one ?? {}).filter((key) => JSON.stringify(one?.[key]) !== JSON.stringify(other?.[key]));
    expect(changed).toEqual(['run']);
  });
});

describe('the minimum saving', () => {
  it('leaves out what is known to be less, keeps what is not known, and says how many it left out', () => {
    const { document, view } = buildReport(withSavings([99.99, 100, null, 5]), { ...settings, minSavingUsd: 100 });
    expect(document.findings.map(({ cost }) => cost.monthlySavingsUsd)).toEqual([100, null]);
    expect(document.totals.findings.leftOut).toBe(2);
    expect(view.findings.leftOut).toBe(
      '2 findings save less than $100.00 a month and were left out, as asked, 2 of them active and of high severity.',
    );
    expect(view.notCounted).toBe('Up to $104.99 a month more is in findings that save less than the $100.00 a month that was asked for');
  });

  it('keeps what was never about savings, and what costs more', () => {
    const { document } = buildReport(withSavings([0.01, 0, -3]), { ...settings, minSavingUsd: 0.02 });
    expect(document.findings.map(({ cost }) => cost.monthlySavingsUsd)).toEqual([0, -3]);
    expect(document.totals.findings.leftOut).toBe(1);
  });

  it('above every saving leaves the known sum said, whatever has no price beside it', () => {
    for (const rest of [[], [null]]) {
      const { document, view } = buildReport(withSavings([60, 40, ...rest]), { ...settings, minSavingUsd: 3000 });
      expect(view.headline.rest).toBe(`Nothing that ${rest.length > 0 ? 'is known to save' : 'saves'} as much as was asked for`);
      expect(document.totals.monthlySavingsUsd).toBe(0);
      expect(view.notCounted).toBe('Up to $100.00 a month is in findings that save less than the $3,000.00 a month that was asked for');
    }
  });
});
