import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { JudgementDiff } from '../../src/model/diff.js';
import { reportDocumentSchema } from '../../src/model/report.js';
import {
  buildReport,
  createRedaction,
  DEFAULT_REPORT_SETTINGS,
  loadTemplates,
  renderChangesCsv,
  renderChangesJson,
  renderHtml,
  renderJson,
  renderMarkdown,
} from '../../src/report/index.js';
import { everyReason, LOST, NEW, RESOLVED } from '../support/diff-fixtures.js';
import { money } from '../support/fixture-resources.js';
import { attributeOf, elementsOf } from '../support/html-tree.js';
import { hostileJudgement, richJudgement } from '../support/judgement-fixtures.js';

const settings = DEFAULT_REPORT_SETTINGS;
const templates = loadTemplates();
const modelOf = (diff: JudgementDiff) => buildReport(richJudgement(), settings, diff);
const rowsOf = (diff: JudgementDiff) =>
  modelOf(diff).view.changes?.groups.flatMap(({ id, rows }) => rows.map((row) => ({ id, ...row }))) ?? [];

describe('changes since an earlier snapshot', () => {
  const diff = everyReason();
  const model = modelOf(diff);

  it('are null without one, and report.json keeps its schema either way', () => {
    const without = buildReport(richJudgement(), settings);
    expect(without.document.changes).toBeNull();
    expect(without.view.changes).toBeNull();
    for (const each of [without, model]) expect(() => reportDocumentSchema.parse(JSON.parse(renderJson(each)))).not.toThrow();
  });

  it.each([
    ['resource-new', 'The resource is new', ''],
    ['suppression-ended', 'Its suppression ended', ''],
    ['newly-assessed', 'It could not be assessed before', ''],
    ['started', 'It was stopped, and runs again', ''],
    ['found', 'Its load changed', ''],
    ['gone', 'Gone', '$100.00'],
    ['replaced', 'Replaced', '$101.00'],
    ['stopped', 'Stopped', '$102.00'],
    ['scaled-to-zero', 'Scaled to zero', '$103.00'],
    ['scheduled', 'Switched off at times', '$104.00'],
    ['suppressed', 'Suppressed', ''],
    ['no-longer-applies', 'The policy no longer applies', ''],
    ['load-changed', 'Its load changed', ''],
    ['not-assessed', 'The policy could not decide', ''],
    ['not-covered', 'It could not be seen', ''],
    ['out-of-scope', 'Its region was left out', ''],
    ['policy-off', 'The policy is off', ''],
  ])('say why: %s', (because, words, realised) => {
    const only = {
      ...diff,
      changed: [],
      newFindings: diff.newFindings.filter((entry) => entry.because === because),
      resolved: diff.resolved.filter((entry) => entry.because === because),
      lostSight: diff.lostSight.filter((entry) => entry.because === because),
    };
    expect(rowsOf(only)).toMatchObject([{ why: words, realised }]);
  });

  it.each(['An option changed', 'Its tags or settings changed'])('tell apart in both directions: %s', (words) => {
    expect(
      rowsOf(diff)
        .filter(({ why }) => why === words)
        .map(({ id }) => id),
    ).toEqual(['new', 'resolved']);
  });

  it('tell a new finding of what was resized from the end of one', () => {
    const resized = rowsOf({ ...diff, changed: [] }).filter(({ why }) => /resized/i.test(why));
    expect(resized.map(({ id, why, realised }) => [id, why, realised])).toEqual([
      ['new', 'It was resized', ''],
      ['resolved', 'Resized', '$105.00'],
    ]);
  });

  it('show the amounts before and now, and what was realised', () => {
    expect(rowsOf(diff).find(({ id }) => id === 'changed')).toMatchObject({
      why: 'Resized, and still to be had',
      detail: '$12.50 less to save',
      before: '$1,000.00',
      realised: '$40.00',
    });
    expect(model.view.changes).toMatchObject({
      title: 'Since 7 Nov 2026',
      realised: { text: '$343.00' },
      realisedRest: 'a month realised since 7 Nov 2026',
    });
    expect(model.view.changes?.sentence).toBe(
      '8 findings are new, 11 resolved, 1 with another amount, 4 no longer assessed, 3 unchanged. For 2 resources that were changed, the amount is not known.',
    );
  });

  it.each([
    [null, 0, 'No saving was realised since 7 Nov 2026'],
    [null, 1, 'What was realised since 7 Nov 2026 is not known'],
    [money(-5), 0, 'a month more is spent since 7 Nov 2026 on what was to be saved'],
  ])('with %j realised and %i unknown read: %s', (realised, realisedUnknown, words) => {
    expect(modelOf({ ...diff, totals: { ...diff.totals, realised, realisedUnknown } }).view.changes?.realisedRest).toBe(words);
  });

  it('are in every format the same, whatever the order they come in', () => {
    const reversed: JudgementDiff = {
      ...diff,
      newFindings: [...diff.newFindings].reverse(),
      resolved: [...diff.resolved].reverse(),
      lostSight: [...diff.lostSight].reverse(),
    };
    const formats = (each: JudgementDiff) => {
      const built = modelOf(each);
      return [
        renderHtml(built, templates, settings),
        renderHtml(built, templates, settings, 'changes-page'),
        ...(['full', 'summary', 'changes', 'changes-summary'] as const).map((variant) =>
          renderMarkdown(built, templates, { variant, ...settings }),
        ),
        renderJson(built),
        renderChangesJson(built),
        renderChangesCsv(built),
      ];
    };
    expect(formats(reversed)).toEqual(formats(diff));
    for (const text of formats(diff)) expect(text).toMatch(/343(?:\.00)?|resource-new/);
  });

  it('are a CSV line each', () => {
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(renderChangesCsv(model), { columns: true, bom: true }));
    expect(rows.map(({ change, because }) => `${change} ${because}`).sort()).toEqual(
      [
        ...NEW.map((because) => `new ${because}`),
        ...RESOLVED.map((because) => `resolved ${because}`),
        'changed resized',
        ...LOST.map((because) => `no-longer-assessed ${because}`),
      ].sort(),
    );
  });

  it('link only to findings that the report holds', () => {
    for (const page of ['report', 'changes-page'] as const) {
      const gone = { ...diff, resolved: diff.resolved.map((entry) => ({ ...entry, finding: { ...entry.finding, id: 'gone' } })) };
      const elements = elementsOf(renderHtml(modelOf(gone), templates, settings, page));
      const ids = new Set(elements.map((element) => attributeOf(element, 'id')));
      const links = elements.flatMap((element) => attributeOf(element, 'href') ?? []).filter((href) => href.startsWith('#'));
      expect(links.filter((href) => !ids.has(href.slice(1)))).toEqual([]);
    }
  });

  it('keep harmful names harmless, and redacted ones hidden', () => {
    const hostile = buildReport(hostileJudgement(), settings, everyReason(hostileJudgement()));
    expect(elementsOf(renderHtml(hostile, templates, settings, 'changes-page')).filter(({ tagName }) => tagName === 'script')).toHaveLength(
      1,
    );
    const judgement = richJudgement();
    const redaction = createRedaction(judgement, { earlier: { judgement } });
    const hidden = buildReport(redaction.judgement(judgement), settings, redaction.changes(diff));
    const text = [
      renderChangesJson(hidden),
      renderChangesCsv(hidden),
      renderMarkdown(hidden, templates, { variant: 'changes', ...settings }),
    ].join();
    for (const { resource } of judgement.findings) expect(text).not.toContain(resource.id);
    expect(text).not.toMatch(/arn:aws|shop-production/);
  });
});
