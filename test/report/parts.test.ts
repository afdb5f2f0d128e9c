import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { buildReport, csvParts, DEFAULT_REPORT_SETTINGS, jsonParts } from '../../src/report/index.js';
import { largeJudgement } from '../support/judgement-fixtures.js';

describe('a report of more findings than are written at once', () => {
  const model = buildReport(largeJudgement(1_100), DEFAULT_REPORT_SETTINGS);

  it('has each of them once in findings.csv, under one head', () => {
    const parts = [...csvParts(model)];
    expect(parts.length).toBeGreaterThan(2);
    const rows: Record<string, string>[] = parse(parts.join(''), { bom: true, columns: true });
    expect(rows.map(({ rank }) => Number(rank))).toEqual(model.document.findings.map((_, at) => at + 1));
    expect(rows.map(({ id }) => id)).toEqual(model.document.findings.map(({ id }) => id));
  });

  it('is one JSON document in pieces of a line at most', () => {
    const parts = [...jsonParts(model)];
    expect(JSON.parse(parts.join(''))).toEqual(JSON.parse(JSON.stringify(model.document)));
    expect(parts.length).toBeGreaterThan(model.document.findings.length);
  });
});
