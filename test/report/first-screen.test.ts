import { describe, expect, it } from 'vitest';
import { summaryText } from '../../src/cli/summary.js';
import type { AfterCommitments } from '../../src/model/commitments.js';
import type { Finding, Judgement } from '../../src/model/judgement.js';
import { leftText } from '../../src/report/build/commitments.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderHtml, renderMarkdown } from '../../src/report/index.js';
import { money, resourceRef } from '../support/fixture-resources.js';
import { emptyJudgement } from '../support/judgement-fixtures.js';
import { complete, saving, withFindings } from './fixture-savings.js';

const settings = DEFAULT_REPORT_SETTINGS;
const templates = loadTemplates();
function written(judgement: Judgement) {
  const model = buildReport(judgement, settings);
  const html = renderHtml(model, templates, settings);
  return {
    ...model,
    html,
    texts: [
      html.replace(/<[^>]*>/g, '').replace(/&quot;/g, '"'),
      renderMarkdown(model, templates, { variant: 'full', ...settings }),
      renderMarkdown(model, templates, { variant: 'summary', ...settings }),
      summaryText({ model, files: [] }),
    ].map((text) => text.replace(/\\(?=[^\w\s])/g, '')),
  };
}

describe('commitments on the first screen', () => {
  const plan = {
    id: 'plan',
    type: 'compute-savings-plan' as const,
    accountId: null,
    region: null,
    instanceFamily: null,
    instanceType: null,
    platform: null,
    covers: money(500),
    until: '2027-07-23',
  };
  const left = (usd: number, commitments = ['plan']): { afterCommitments: AfterCommitments } => ({
    afterCommitments: { savings: money(usd), until: commitments.length > 0 ? '2027-07-23' : null, commitments },
  });
  const commitments = [plan];
  const own = { resource: resourceRef('ec2-instance', 3) };

  it('say in every format what they leave, of the whole and of each amount that they touch', () => {
    const { view, document, texts } = written(
      withFindings([saving(1, 260.25, left(-38.24)), saving(2, 186.22, { ...left(186.22, []), ...own })], { commitments }),
    );
    expect(document.totals).toMatchObject({ monthlySavingsUsd: 446.47, monthlySavingsAfterCommitmentsUsd: 147.98 });
    expect(view.afterCommitments?.amount.text).toBe('$147.98');
    expect(view.actions[0]?.left).toBe('$147.98 after commitments');
    expect(view.findings.full.map(({ worth }) => worth.left)).toEqual(['costs $38.24 more after commitments', '']);
    for (const text of texts) {
      expect(text).toContain('While 1 commitment runs, until 2027-07-23, at least $147.98 a month of it is left.');
    }
    for (const text of texts.slice(0, 2)) expect(text).toContain('costs $38.24 more after commitments');
  });

  it('say so where they take all of it and more, nothing of it, or what cannot be told', () => {
    const said = (...findings: Finding[]) => buildReport(withFindings(findings, { commitments }), settings).view.afterCommitments?.text;
    expect(said(saving(1, 10, left(-2)))).toBe(
      'While 1 commitment runs, until 2027-07-23, all of it together may cost up to $2.00 a month more',
    );
    expect(said(saving(1, 10, left(0)))).toBe('While 1 commitment runs, until 2027-07-23, at least $0.00 a month of it is left');
    expect(said(saving(1, 10, left(10, [])))).toBe('While 1 commitment runs, all of it is left');
    expect(said(saving(1, 10, { afterCommitments: null }))).toBe(
      'While 1 commitment runs, less of it is left; of some findings it cannot be told how much',
    );
  });

  it('say nothing where none runs, none was asked for, or there is no saving', () => {
    const of = (judgement: Judgement) => buildReport(judgement, settings).view.afterCommitments;
    expect(of(withFindings([saving(1, 10, left(10, []))], { commitments: [] }))).toBeNull();
    expect(of(withFindings([saving(1, 10)]))).toBeNull();
    expect(of(withFindings([saving(1, null)], { commitments }))).toBeNull();
    expect(leftText([])).toBe('');
  });
});

describe('problems of high severity', () => {
  const judgement = withFindings([]);
  const policies = judgement.policies.map((policy) =>
    policy.meta.id === 'ecs-unstable-service' ? { ...policy, meta: { ...policy.meta, findsSavings: false } } : policy,
  );
  const unstable = (at: number, more: Partial<Finding> = {}) => saving(at, 0, { primary: false, ...more }, 'ecs-unstable-service');
  const { title } = policies.find(({ meta }) => meta.id === 'ecs-unstable-service')?.meta ?? { title: '' };

  it('stand on the first screen of every format, however much others save', () => {
    const findings = [saving(1, 500), unstable(2), unstable(3), unstable(4, { status: 'suppressed' }), unstable(5, { severity: 'medium' })];
    const { view, html, texts } = written({ ...judgement, policies, findings });
    const text = `2 problems of high severity that are not about money: ${title} (2)`;
    expect(view.problems?.text).toBe(text);
    for (const shown of texts) expect(shown).toContain(text);
    expect(html).toContain(`data-field="policy" data-value="ecs-unstable-service">${title} (2)</a>`);
  });

  it('are not told of what is about money, nor where there is none', () => {
    expect(buildReport({ ...judgement, policies, findings: [saving(1, null), saving(2, 0)] }, settings).view.problems).toBeNull();
    expect(buildReport({ ...judgement, findings: [unstable(2)] }, settings).view.problems).toBeNull();
  });
});

describe('amounts that are not known', () => {
  const unpriced = [1, 2, 3].map((at) => saving(at, null));
  const inventory = emptyJudgement().inventory.map(({ byBasis: _, ...row }) => ({ ...row, monthly: null, unpriced: row.resources }));

  it('are no zero and no "nothing to save", and what would give them is named', () => {
    const noPrice = {
      policyId: 'ec2-graviton',
      resource: resourceRef('ec2-instance', 1),
      resourceKind: 'ec2-instance' as const,
      code: 'price-unknown',
      values: {},
      reason: 'No price.',
    };
    const { view, texts } = written(withFindings([...unpriced, saving(9, 0)], { inventory, notAssessed: [noPrice] }));
    expect(view.headline).toMatchObject({ amount: { known: false }, rest: 'What can be saved is not known' });
    expect(view.headline.sentence).toBe('What the compute costs is not known');
    expect(view.actionsTitle).toBe('What to do: its amount is not known');
    expect(view.actions).toMatchObject([{ title: 'Terminate 3 instances', savings: { text: 'not known' }, share: '', left: '' }]);
    expect(view.findings.matches).toBe('All 4 findings shown; what those that count save is not known.');
    expect(view.unpriced).toBe(
      '3 findings that count have no known amount. "fleet-auditor prices refresh" asks AWS for prices, and --prices takes them from a file.',
    );
    for (const text of texts) {
      expect(text).not.toMatch(/nothing to save|not in this sum/i);
      expect(text).toContain('3 findings that count have no known amount. "fleet-auditor prices refresh"');
    }
  });

  it('ask for no prices where it is the use that is not known', () => {
    expect(buildReport(withFindings(unpriced), settings).view.unpriced).toBe('3 findings that count have no known amount.');
    expect(buildReport(withFindings([...unpriced, saving(9, 4)]), settings).view.unpriced).toBe(
      '3 findings that count have no known amount and are not in this sum.',
    );
  });

  it('are not known by generation, while what is not there costs nothing', () => {
    const [row] = inventory.filter(({ generation }) => generation === 'instances');
    if (row === undefined) throw new RangeError('instances');
    const { rows, total } = buildReport(withFindings(unpriced, { inventory: [row] }), settings).view.generations;
    expect(rows.map(({ cost, savings }) => [cost, savings])).toEqual([
      ['not known', 'not known'],
      ['$0.00', '$0.00'],
      ['$0.00', '$0.00'],
    ]);
    expect(rows[0]?.unpriced).toMatch(/^\d+ without a known cost$/);
    expect(total).toMatchObject({ cost: 'not known', savings: 'not known' });
  });
});

describe('what could not be looked for', () => {
  const denied = (services: readonly string[]): Judgement => {
    const judgement = withFindings([], { inventory: [] });
    return {
      ...judgement,
      coverage: judgement.coverage.map((entry) =>
        services.includes(entry.service) ? { ...entry, optional: false, status: 'denied' } : entry,
      ),
    };
  };

  it('is not counted as none, in any format', () => {
    const { document, view, texts } = written(denied(['ecs']));
    expect(document.totals).toMatchObject({ unseen: ['tasks'], resources: { tasks: 0 } });
    for (const text of texts.slice(0, 3)) expect(text).toContain('0 instances, container workloads not known, 0 functions');
    expect(view.generations.rows.map(({ resources, cost }) => [resources, cost])).toEqual([
      ['0', '$0.00'],
      ['not known', 'not known'],
      ['0', '$0.00'],
    ]);
    expect(view.generations.total.resources).toBe('not known');
    expect(buildReport(denied(['ec2', 'ecs', 'lambda']), settings).view.scope.resources).toBe('resources not known');
  });

  it('is not seen on the map where no step told what there is', () => {
    const [entry] = complete(emptyJudgement()).coverage;
    if (entry === undefined) throw new RangeError('coverage');
    const step = (service: typeof entry.service, name: string, status: typeof entry.status) => ({ ...entry, service, step: name, status });
    const cellOf = (...coverage: ReturnType<typeof step>[]) => {
      const figure = buildReport(withFindings([], { coverage }), settings).view.coverageMap?.figure;
      return figure?.type === 'coverage-map' ? figure.cells[0]?.[0] : null;
    };
    const lists = [step('ec2', 'DescribeInstances', 'denied'), step('ecs', 'ListClusters', 'denied')];
    const idle = [step('sts', 'GetCallerIdentity', 'ok'), step('cloudwatch', 'GetMetricData', 'empty')];
    expect(cellOf(...lists, ...idle)).toEqual({ status: 'unseen', text: '0 of 2 steps; access denied' });
    expect(cellOf(...lists, ...idle, step('lambda', 'ListFunctions', 'ok'))).toMatchObject({
      status: 'partial',
      text: '2 of 4 steps; access denied',
    });
    expect(cellOf(step('ec2', 'DescribeInstances', 'partial'))).toMatchObject({ status: 'partial' });
  });
});

describe('the month end', () => {
  it('is not missed where there is no compute', () => {
    const warnings = ['no-month-end', 'no-month-end-at-all', 'old-prices'].map((code) => ({ code, values: {}, text: code }));
    const codesOf = (judgement: Judgement) => buildReport(judgement, settings).document.warnings.map(({ code }) => code);
    expect(codesOf(withFindings([], { warnings, inventory: [] }))).toEqual(['old-prices']);
    expect(codesOf(withFindings([], { warnings }))).toHaveLength(3);
    const [gap, ...others] = emptyJudgement().coverage;
    if (gap === undefined) throw new RangeError('coverage');
    const coverage = [{ ...gap, optional: false, status: 'denied' as const }, ...others];
    expect(codesOf(withFindings([], { warnings, inventory: [], coverage }))).toHaveLength(3);
  });
});
