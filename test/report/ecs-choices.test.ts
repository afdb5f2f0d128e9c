import { describe, expect, it } from 'vitest';
import type { EcsChoices } from '../../src/model/ecs-choices.js';
import type { Judgement } from '../../src/model/judgement.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderHtml, renderJson, renderMarkdown } from '../../src/report/index.js';
import { money } from '../support/fixture-resources.js';
import { emptyJudgement } from '../support/judgement-fixtures.js';

const settings = DEFAULT_REPORT_SETTINGS;
const templates = loadTemplates();
const judgement = emptyJudgement();
const report = (ecsChoices: EcsChoices[]) => buildReport({ ...judgement, ecsChoices } satisfies Judgement, settings);

describe('what ECS hands back', () => {
  it('stands in every format, the dearest service first', () => {
    const model = buildReport(judgement, settings);
    expect(model.document.ecsChoices.map(({ monthlyUsd }) => monthlyUsd)).toEqual([310.2, 118.4, 118.4, null]);
    const html = renderHtml(model, templates, settings);
    const markdown = renderMarkdown(model, templates, { variant: 'full', ...settings });
    for (const text of [html, markdown]) {
      expect(text).toContain('What ECS hands back');
      expect(text).toContain('datadog-agent: 8 % CPU, 13 % memory, $24.50');
      expect(text).toContain('envoy: 25 % CPU, no memory, $22.10');
    }
    expect(JSON.parse(renderJson(model)).ecsChoices[0]).toMatchObject({ copies: { scaledBy: 'policies', minimum: 2, maximum: 12 } });
  });

  it('says what is not known as not known', () => {
    const { view } = buildReport(judgement, settings);
    expect(view.ecsChoices?.rows.at(-1)).toMatchObject({
      monthly: 'not known',
      server: 'not known',
      copies: '1 (0 running), whether anything scales them is not known',
      healthCheck: 'of a container: not known',
      circuitBreaker: 'not known',
      platformVersion: 'not known',
      overhead: 'sidecars: not known; daemons: not known',
    });
    expect(view.ecsChoices?.intro).toContain('Of 4 services, 2 have no health check, the copies of 2 are moved by nothing');
    expect(view.ecsChoices?.intro).toContain('Of 1 service not all of it is known.');
  });

  it.each([
    [0, null],
    [12, { open: 12, folded: 0, more: '' }],
    [200, { open: 12, folded: 188, more: '' }],
    [201, { open: 12, folded: 188, more: '1 more service, which costs no more than these, stands in report.json.' }],
    [950, { open: 12, folded: 188, more: '750 more services, each of which costs no more than these, stand in report.json.' }],
  ])('shows a bounded number of %i services', (count, expected) => {
    const [first] = judgement.ecsChoices;
    if (first === undefined) throw new RangeError('no service');
    const many = Array.from({ length: count }, (_, at) => ({
      ...first,
      resource: { ...first.resource, id: `main/s${at}` },
      monthly: money(at),
    }));
    const { view, document } = report(many);
    expect(document.ecsChoices).toHaveLength(count);
    expect(
      view.ecsChoices && { open: view.ecsChoices.rows.length, folded: view.ecsChoices.others.length, more: view.ecsChoices.more },
    ).toEqual(expected);
  });
});
