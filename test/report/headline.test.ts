import { describe, expect, it } from 'vitest';
import { summaryText } from '../../src/cli/summary.js';
import type { Confidence, Target } from '../../src/model/evaluation.js';
import type { Judgement } from '../../src/model/judgement.js';
import type { Basis } from '../../src/model/money.js';
import { choiceNote } from '../../src/report/build/choice.js';
import { noteOf } from '../../src/report/build/evidence-note.js';
import { usd } from '../../src/report/format.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderHtml, renderMarkdown } from '../../src/report/index.js';
import { findingOf } from '../support/fixture-findings.js';
import { POLICY_SEEDS } from '../support/fixture-policies.js';
import { emptyJudgement, richJudgement } from '../support/judgement-fixtures.js';

const settings = DEFAULT_REPORT_SETTINGS;
const templates = loadTemplates();
const [idle] = POLICY_SEEDS;
if (idle === undefined) throw new RangeError('no policies');
const seed = idle;

const verdicts = (judgement: Judgement, fail: number, pass: number, notAssessed: number, only?: string): Judgement => ({
  ...judgement,
  policies: judgement.policies.map((policy) => ({
    ...policy,
    counts: { ...policy.counts, fail, pass: only === undefined || policy.meta.id === only ? pass : 0, notAssessed },
  })),
});
const complete = (judgement: Judgement): Judgement => ({
  ...judgement,
  coverage: judgement.coverage.map((entry) => ({ ...entry, status: 'ok' })),
  inventory: judgement.inventory.map((row) => ({ ...row, unpriced: 0 })),
});

/** What all formats for people begin with. */
function firstLines(judgement: Judgement) {
  const model = buildReport(judgement, settings);
  const { headline, certainty } = model.view;
  return {
    ...model,
    h1: `${headline.amount.known ? `${headline.amount.text} ` : ''}${headline.rest}`,
    certainty,
    texts: () => [
      renderHtml(model, templates, settings),
      renderMarkdown(model, templates, { variant: 'full', ...settings }),
      renderMarkdown(model, templates, { variant: 'summary', ...settings }),
      summaryText({ model, files: [] }),
    ],
  };
}

function withFindings(amounts: readonly [usd: number, confidence: Confidence, basis: Basis][]): Judgement {
  const findings = amounts.map(([usd, confidence, basis], at) => {
    const finding = findingOf(seed, at);
    const cost = { ...finding.outcome.cost, current: null, projected: null, savings: { usd, basis, asOf: null } };
    return { ...finding, id: `id-${at}`, outcome: { ...finding.outcome, confidence, cost } };
  });
  return { ...complete(emptyJudgement()), notAssessed: [], findings };
}

describe('the headline', () => {
  it('knows no saving where no policy that could find one came to a verdict, in every format', () => {
    const judgement = { ...verdicts(emptyJudgement(), 0, 0, 3), coverage: emptyJudgement().coverage };
    const { h1, document, texts } = firstLines(judgement);
    expect(h1).toBe('Too little could be seen');
    expect(document.totals).toMatchObject({ monthlySavingsUsd: null, monthlySavingsByConfidence: null, monthlySavingsByBasis: null });
    expect(document.totals.monthlyCostUsd).toBeGreaterThan(0);
    for (const text of texts()) {
      expect(text).toContain('Too little could be seen');
      expect(text).not.toMatch(/Nothing to save|savings? found|save at least|Can be saved<\/dt><dd>\$0/i);
    }
    // Reliability has verdicts from descriptions alone; they say nothing of money.
    const policies = judgement.policies.map((policy) =>
      policy.meta.id === 'ecs-no-health-check' ? { ...policy, meta: { ...policy.meta, findsSavings: false } } : policy,
    );
    expect(firstLines(verdicts({ ...judgement, policies }, 0, 5, 3, 'ecs-no-health-check')).h1).toBe('Too little could be seen');
    expect(firstLines(verdicts(judgement, 0, 5, 3, 'ec2-idle')).h1).toBe('Nothing to save was found in what could be judged');
  });

  it('knows neither cost nor saving where no compute was found and not all answered', () => {
    const { document, h1 } = firstLines({ ...emptyJudgement(), inventory: [], notAssessed: [] });
    expect(h1).toBe('Too little could be seen');
    expect(document.totals).toMatchObject({ monthlyCostUsd: null, monthlySavingsUsd: null, monthlyCostByBasis: null });
  });

  it('says that all is well only where all was judged', () => {
    const judged = { ...verdicts(complete(emptyJudgement()), 0, 4, 0), notAssessed: [] };
    expect(firstLines(judged).h1).toBe('Nothing to save was found');
    expect(firstLines({ ...judged, inventory: [] })).toMatchObject({ h1: 'No compute was found', certainty: '' });
  });

  it('is no guarantee, and says where more may be hidden', () => {
    const { h1, view, texts } = firstLines(richJudgement());
    expect(h1).toMatch(/^\$[\d,]+\.\d\d a month of savings found$/);
    expect(view.headline.sentence).toMatch(/\. More may be hidden in what could not be seen, could not be judged or has no known amount$/);
    for (const text of texts()) expect(text).not.toMatch(/save at least|>At least|^\W*At least/m);
    const whole = firstLines(withFindings([[5, 'high', 'list']]));
    expect(whole.view.headline.sentence).not.toContain('hidden');
  });

  it('divides the saving by confidence, and says what of it is no list price', () => {
    const { certainty, document, texts } = firstLines(
      withFindings([
        [4648, 'high', 'list'],
        [3800.4, 'medium', 'assumed'],
        [95, 'low', 'estimated'],
        [-7, 'high', 'list'],
      ]),
    );
    const said =
      '$4,648.00 of it with high, $3,800.40 with medium and $95.00 with low confidence; $3,895.40 rests on estimated or assumed amounts';
    expect(certainty).toBe(said);
    for (const text of texts()) expect(text).toContain(said);
    expect(document.totals).toMatchObject({
      monthlySavingsUsd: 8543.4,
      monthlySavingsByConfidence: { high: 4648, medium: 3800.4, low: 95 },
      monthlySavingsByBasis: { list: 4648, estimated: 95, assumed: 3800.4 },
    });
    expect(firstLines(withFindings([[5, 'low', 'list']])).certainty).toBe('All of the savings with low confidence');
  });

  it('says how much of the cost is no list price', () => {
    const judgement = complete(emptyJudgement());
    const priced = (byBasis: Record<Basis, number>) =>
      firstLines({
        ...judgement,
        inventory: judgement.inventory.slice(0, 1).map((row) => ({
          ...row,
          byBasis,
          monthly: { usd: byBasis.list + byBasis.estimated + byBasis.assumed, basis: 'list', asOf: null },
        })),
      }).view;
    expect(priced({ list: 10, estimated: 0, assumed: 0 }).headline.sentence).toContain('costs $10.00 a month at list price');
    const mixed = priced({ list: 10, estimated: 2, assumed: 1 });
    expect(mixed.headline.sentence).toContain('costs $13.00 a month at list price, $3.00 of it estimated or assumed');
    expect(mixed.costNote).toBe('$3.00 of it estimated or assumed');
    expect(priced({ list: 0, estimated: 0, assumed: 3 }).headline.sentence).toContain('costs $3.00 a month at assumed prices');
  });
});

describe('the steps of the waterfall', () => {
  it('are the rows of the table by policy, and both leave the same to the others', () => {
    const { view } = buildReport(richJudgement(), { ...settings, breakdownRows: 4 });
    const figure = view.generations.waterfall?.figure;
    if (figure?.type !== 'waterfall') throw new RangeError('a waterfall');
    const [policies] = view.breakdowns;
    const others = figure.steps.at(-1);
    expect(figure.steps.slice(0, -1).map(({ label }) => label)).toEqual(policies?.rows.map(({ label }) => label));
    const count = others?.label.replace(/ other polic.*/, '');
    expect(policies?.more).toMatch(`${count} more save ${usd(others?.usd ?? null)} a month together`);
  });
});

describe('a recommended target', () => {
  const target = (label: string, usd: number, more: Partial<Target> = {}): Target => ({
    label,
    values: {},
    projected: [],
    monthly: null,
    savings: { usd, basis: 'list', asOf: null },
    risk: 3,
    platformDifferences: [],
    offerChecked: true,
    notes: ['copies-for-availability'],
    ...more,
  });
  const chosen = target('fargate', 1914);

  it('says what alternatives that save more ask for in addition', () => {
    const alternatives = [
      target('fargate-spot', 4300, { notes: ['copies-for-availability', 'spot-may-be-interrupted'] }),
      target('fargate-arm64', 2600, { platformDifferences: ['architecture'] }),
      target('lambda', 10),
    ];
    expect(choiceNote({ action: 'placement', target: chosen, alternatives })).toBe(
      'Recommended because it asks for least: alternatives that save more also ask for another processor architecture or work that Spot may interrupt.',
    );
  });

  it('says nothing where none saves more, or one of them asks for nothing else', () => {
    expect(choiceNote({ action: 'placement', target: chosen, alternatives: [target('lambda', 10)] })).toBeNull();
    expect(choiceNote({ action: 'placement', target: chosen, alternatives: [target('other', 2000)] })).toBeNull();
    expect(choiceNote({ action: 'placement', target: null, alternatives: [target('other', 2000)] })).toBeNull();
  });
});

describe('a value without datapoints', () => {
  const source = {
    metric: 'AWS/Lambda Throttles',
    statistic: 'Sum',
    periodSeconds: 86_400,
    windowDays: 14,
    datapoints: 0,
    expectedDatapoints: 14,
  };
  it('says why it is a zero, for metrics that are sent with events alone', () => {
    expect(noteOf({ name: 'throttles', value: 0, unit: 'count', source })).toBe(
      'no datapoints: this metric is only sent when there is something to count',
    );
    expect(noteOf({ name: 'throttles', value: 0, unit: 'count', source: { ...source, datapoints: 3 } })).toBeNull();
    expect(noteOf({ name: 'cpu', value: 0, unit: 'percent', source: { ...source, metric: 'AWS/EC2 CPUUtilization' } })).toBeNull();
    expect(noteOf({ name: 'stated', value: 0, unit: 'count' })).toBeNull();
  });
});
