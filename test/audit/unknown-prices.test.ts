import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Judgement, loadRules } from '../../src/index.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderHtml, renderMarkdown } from '../../src/report/index.js';
import type { FleetInput } from '../../src/simulator/fleet/schema.js';
import { emptyFolder } from '../support/cli.js';
import { auditOverTheWire } from '../support/wire-audit.js';

const END = '2026-11-20T10:00:00Z';
const flat = (level: number) => ({ kind: 'flat' as const, level, noise: 0.02 });
const quiet = { CPUUtilization: flat(1), NetworkIn: flat(100), NetworkOut: flat(100) };
const small = { CPUUtilization: flat(6), mem_used_percent: flat(10) };

/** A region that no price table holds, and types that nobody has heard of. */
const FLEET: FleetInput = {
  name: 'odd',
  seed: 5,
  accounts: {
    '111122223333': {
      optedIn: ['mx-central-1'],
      regions: {
        'mx-central-1': {
          instances: [
            { name: 'large', type: 'm5.4xlarge', launchedDaysAgo: 200, metrics: small },
            { name: 'idle', type: 'm5.large', launchedDaysAgo: 200, metrics: quiet },
          ],
          clusters: [
            {
              name: 'prod',
              services: [
                { name: 'web', cpu: 4096, memory: 8192, desired: 3, metrics: { CPUUtilization: flat(7), MemoryUtilization: flat(15) } },
              ],
            },
          ],
          functions: [
            {
              name: 'fn',
              memory: 1024,
              timeout: 30,
              metrics: { Invocations: { kind: 'events', perMinute: flat(100) }, Duration: flat(200) },
            },
          ],
        },
        'us-east-1': {
          instances: [
            { name: 'known', type: 'm5.4xlarge', launchedDaysAgo: 200, metrics: small },
            { name: 'unheard-of', type: 'm9zz.4xlarge', launchedDaysAgo: 200, metrics: small },
            { name: 'unheard-of-idle', type: 'm9zz.large', launchedDaysAgo: 200, metrics: quiet },
          ],
        },
      },
    },
  },
};

const templates = loadTemplates();
const settings = DEFAULT_REPORT_SETTINGS;

function reportOf(judgement: Judgement) {
  const model = buildReport(judgement, settings);
  const { findings, notAssessed } = model.document;
  return {
    model,
    html: renderHtml(model, templates, settings),
    markdown: renderMarkdown(model, templates, { variant: 'full', ...settings }),
    finding: (policyId: string, name: string) => findings.find((one) => one.policyId === policyId && one.resource.name === name),
    open: (policyId: string, name: string) => notAssessed.find((one) => one.policyId === policyId && one.resource.name === name)?.code,
  };
}

describe('without a price', () => {
  let report: ReturnType<typeof reportOf>;
  beforeAll(async () => {
    report = reportOf(await auditOverTheWire(FLEET, { end: END }));
  });

  it.each([
    ['ec2-over-provisioned', 'large'],
    ['ec2-idle', 'idle'],
    ['ec2-idle', 'unheard-of-idle'],
    ['fargate-over-provisioned', 'web'],
  ])('%s keeps its finding on %s, and the amount is null', (policyId, name) => {
    expect(report.finding(policyId, name)).toMatchObject({
      primary: true,
      cost: { currentMonthlyUsd: null, monthlySavingsUsd: null },
    });
  });

  it('a verdict that is a price is not assessed', () => {
    expect(report.open('ec2-graviton', 'large')).toBe('price-unknown');
    expect(report.open('ec2-previous-generation', 'idle')).toBe('price-unknown');
    expect(report.open('lambda-graviton', 'fn')).toBe('no-price');
    expect(report.open('ec2-over-provisioned', 'unheard-of')).toBe('unknown-type');
  });

  it('counts what has none, and adds up the rest', () => {
    const { totals } = report.model.document;
    expect(totals).toMatchObject({ unpriced: 4, unpricedResources: 6, monthlyCostUsd: 560.64 });
    expect(totals.monthlySavingsUsd).toBe(report.finding('ec2-over-provisioned', 'known')?.cost.monthlySavingsUsd);
  });

  it('says so to people, and shows no zero in its place', () => {
    for (const text of [report.html, report.markdown]) {
      expect(text).toContain('not known');
      expect(text).toMatch(/4 findings[^.]*without|without an amount/i);
    }
    const candidate = report.finding('ec2-over-provisioned', 'large')?.recommendation.target;
    expect(candidate?.notes.join(' ')).toContain('No price is known for it here');
  });
});

describe('with prices that are a year old', () => {
  it('says how old they are, in every format, and uses them all the same', async () => {
    const folder = emptyFolder();
    const file = join(folder, 'prices.json');
    const row = { region: 'us-east-1', instanceType: 'm5.4xlarge', usdPerHour: 0.7 };
    const head = { schemaVersion: 1, kind: 'fleet-auditor-prices', currency: 'USD' };
    writeFileSync(file, JSON.stringify({ ...head, source: 'a list of last year', asOf: '2025-11-15', ec2: [row] }));
    const rules = await loadRules({ prices: file });
    const { model, html, markdown, finding } = reportOf(await auditOverTheWire(FLEET, { end: END, rules }));
    expect(model.document.prices).toMatchObject({ asOf: '2025-11-15', ageDays: 370 });
    expect(model.document.warnings.map(({ code }) => code)).toContain('old-prices');
    for (const text of [html, markdown]) expect(text).toContain('The prices are of 2025-11-15, 370 days before the end of the window');
    expect(finding('ec2-over-provisioned', 'known')?.cost).toMatchObject({ currentMonthlyUsd: 511, asOf: '2025-11-15', basis: 'list' });
  });
});
