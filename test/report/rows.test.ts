import { describe, expect, it } from 'vitest';
import type { ReportFinding } from '../../src/model/report.js';
import { currentOf } from '../../src/report/build/current.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderCsv, renderHtml, renderMarkdown } from '../../src/report/index.js';
import { resourceRef } from '../support/fixture-resources.js';
import { saving, withFindings } from './fixture-savings.js';

const settings = DEFAULT_REPORT_SETTINGS;
const templates = loadTemplates();

describe('the groups below the first rows', () => {
  it('can be opened, and add up with those above', () => {
    const findings = Array.from({ length: 7 }, (_, at) =>
      saving(at, 10 + at, { owner: `team-${at}`, resource: resourceRef('ec2-instance', at) }),
    );
    const model = buildReport(withFindings(findings), { ...settings, breakdownRows: 4 });
    const owners = model.view.breakdowns.find(({ id }) => id === 'owner');
    const named = owners?.rest.filter(({ saves }) => saves).map(({ label, savings }) => `${label} ${savings}`);
    expect(named).toEqual(['team-2 $12.00', 'team-1 $11.00', 'team-0 $10.00']);
    expect(owners?.more).toMatch(/^3 more save \$33\.00 a month together/);
    expect(owners?.beyond).toBe('');
    expect(renderHtml(model, templates, settings)).toMatch(/<summary>3 more save \$33\.00 a month together/);
    expect(renderMarkdown(model, templates, { variant: 'full', ...settings })).toContain('| team-0 | 1 |');
  });
});

describe('what a resource is now', () => {
  const [base] = buildReport(withFindings([saving(1, 1)]), settings).document.findings;
  if (base === undefined) throw new RangeError('a finding');
  const line = (label: string, of: 'current' | 'projected') => ({ of, label, quantity: 1, quantityUnit: 'h', rate: null, usd: null });
  const of = ({
    lines = [],
    values = {},
    type = 'AWS::EC2::Instance',
  }: {
    lines?: ReturnType<typeof line>[];
    values?: ReportFinding['values'];
    type?: string;
  }) => currentOf({ cost: { ...base.cost, lines }, values, resource: { ...base.resource, type } });

  it('is told by its cost, or by its sentence', () => {
    expect(
      of({
        lines: [line('t3.large', 'current'), line('m5.large', 'current'), line('t3.large', 'current'), line('m7g.large', 'projected')],
      }),
    ).toBe('m5.large, t3.large');
    expect(of({ lines: [line('Fargate vCPU', 'current')], values: { size: { value: '4 vCPU / 8 GB', unit: 'text' } } })).toBe(
      '4 vCPU / 8 GB',
    );
    expect(of({ values: { type: { value: 'u-6tb1.metal', unit: 'text' } } })).toBe('u-6tb1.metal');
    expect(of({ values: { type: { value: 'a web server', unit: 'text' } } })).toBeNull();
    const memory = { memory: { value: 3008, unit: 'mib' as const } };
    expect(of({ values: memory, type: 'AWS::Lambda::Function' })).toBe('3008 MB');
    expect(of({ values: memory })).toBeNull();
    expect(of({})).toBeNull();
  });

  it('is a column, and found by the search', () => {
    const finding = saving(1, 1);
    const lines = [{ label: 'm5.2xlarge', quantity: 730, quantityUnit: 'h', rate: null, usd: null }];
    const judgement = withFindings([
      { ...finding, status: 'suppressed', outcome: { ...finding.outcome, cost: { ...finding.outcome.cost, lines } } },
    ]);
    const model = buildReport(judgement, settings);
    expect(renderCsv(model)).toContain('"m5.2xlarge"');
    expect(model.view.findings.index).toMatch(/\tm5\.2xlarge$/m);
    expect(model.view.findings.index).toMatch(/^\tsuppressed$/m);
  });
});

describe('what is suppressed or left out', () => {
  it('adds the largest of a resource, and nothing where one counts for it', () => {
    const [counting, less, hidden, same, other] = [50, 70, 30, 20, 8].map((usd, at) => saving(at, usd));
    if (!counting || !less || !hidden || !same || !other) throw new RangeError('five findings');
    const findings = [
      counting,
      { ...less, resource: counting.resource, status: 'suppressed' as const, primary: false },
      { ...hidden, status: 'suppressed' as const, primary: false },
      { ...same, resource: hidden.resource, primary: false },
      { ...other, primary: false },
    ];
    const of = (minSavingUsd: number | null) => buildReport(withFindings(findings), { ...settings, minSavingUsd });
    expect(of(null).document.totals.monthlySavingsNotCountedUsd).toEqual({ leftOut: 0, suppressed: 30 });
    expect(of(null).view.notCounted).toBe('Up to $30.00 a month more is in findings that are suppressed');
    const limited = of(25);
    expect(limited.document.totals.monthlySavingsNotCountedUsd).toEqual({ leftOut: 8, suppressed: 30 });
    expect(limited.view.notCounted).toBe(
      'Up to $38.00 a month more is in findings that save less than the $25.00 a month that was asked for or are suppressed',
    );
  });
});
