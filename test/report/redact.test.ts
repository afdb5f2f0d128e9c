import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/model/judgement.js';
import {
  buildReport,
  DEFAULT_REPORT_SETTINGS,
  loadTemplates,
  redactJudgement,
  renderCsv,
  renderHtml,
  renderJson,
  renderMarkdown,
} from '../../src/report/index.js';
import { richJudgement } from '../support/judgement-fixtures.js';

const settings = { ...DEFAULT_REPORT_SETTINGS, redacted: true };
const templates = loadTemplates();

function everyFormat(judgement: Judgement): string {
  const model = buildReport(judgement, settings);
  return [
    renderHtml(model, templates, settings),
    renderMarkdown(model, templates, { variant: 'full', ...settings }),
    renderMarkdown(model, templates, { variant: 'summary', ...settings }),
    renderJson(model),
    renderCsv(model),
  ].join('\n');
}

describe('redaction', () => {
  const judgement = richJudgement();
  const redacted = redactJudgement(judgement);

  it('leaves no account id, ARN, name or tag value in any format', () => {
    const text = everyFormat(redacted);
    const originals = judgement.findings.flatMap(({ resource, outcome }) =>
      [resource, ...outcome.members].flatMap(({ id, name, arn, accountId, tags }) => [
        id,
        name,
        arn,
        accountId,
        ...Object.values(tags ?? {}).filter((value) => /[0-9-]/.test(value)),
      ]),
    );
    const leaked = [...new Set(originals)].filter((original) => original !== null && text.includes(original));
    expect(leaked).toEqual([]);
    for (const { name } of judgement.accounts) if (name !== null) expect(text).not.toContain(name);
    expect(text).not.toContain('arn:aws');
  });

  it('changes no number', () => {
    const [before, after] = [judgement, redacted].map((each) => buildReport(each, settings).document);
    expect(after?.totals).toEqual(before?.totals);
    expect(after?.findings.map(({ cost }) => cost)).toEqual(before?.findings.map(({ cost }) => cost));
  });

  it('gives ordinals that do not depend on which findings there are, given the whole fleet', () => {
    const resources = [
      ...judgement.findings.flatMap(({ resource, outcome }) => [resource, ...outcome.members]),
      ...judgement.notAssessed.map(({ resource }) => resource),
    ];
    const whole = redactJudgement(judgement, { resources });
    const [one] = judgement.findings.slice(5);
    if (one === undefined) throw new RangeError('a finding');
    const part = redactJudgement({ ...judgement, findings: [one], notAssessed: [] }, { resources });
    expect(part.findings[0]?.resource.id).toBe(whole.findings[5]?.resource.id);
    expect(part.findings[0]?.id).toBe(whole.findings[5]?.id);
    expect(part.findings[0]?.resource.id).toMatch(/-\d+$/);
  });

  it('with a key gives the same names in any snapshot, and others with another key', () => {
    const alone = { ...judgement, findings: judgement.findings.slice(7, 8), notAssessed: [] };
    const names = (each: Judgement, key: string) => redactJudgement(each, { key }).findings.at(-1)?.resource.id;
    const same = { ...judgement, findings: judgement.findings.slice(0, 8) };
    expect(names(alone, 'k')).toBe(names(same, 'k'));
    expect(names(alone, 'k')).not.toBe(names(alone, 'other'));
    expect(names(alone, 'k')).toMatch(/-[0-9a-f]{12}$/);
  });

  it('makes ids from the pseudonyms and keeps them apart', () => {
    const ids = redacted.findings.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.some((id) => judgement.findings.some((finding) => finding.id === id))).toBe(false);
  });

  it('takes names out of sentences of steps that failed', () => {
    const told = {
      ...judgement,
      coverage: judgement.coverage.map((entry) => ({
        ...entry,
        detail:
          'User: arn:aws:sts::111122223333:assumed-role/audit/jane is not authorized in shop-production on i-0123456789abcdef0, see /home/jane/x.',
      })),
    };
    const detail = redactJudgement(told).coverage[0]?.detail ?? '';
    expect(detail).toBe('User: arn-redacted is not authorized in account-1 on instance-redacted, see a file');
  });
});
