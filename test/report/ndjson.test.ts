import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/model/judgement.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, redactJudgement, renderChangesNdjson, renderNdjson } from '../../src/report/index.js';
import { NDJSON_COLUMNS } from '../../src/report/render-ndjson.js';
import { emptyJudgement, hostileJudgement, richJudgement } from '../support/judgement-fixtures.js';

const page = readFileSync(fileURLToPath(new URL('../../docs/query-findings.md', import.meta.url)), 'utf8');
const modelOf = (judgement: Judgement) => buildReport(judgement, DEFAULT_REPORT_SETTINGS);
const rowsOf = (judgement: Judgement): Record<string, unknown>[] =>
  renderNdjson(modelOf(judgement))
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

/** Words that a column of Athena's DDL may not be called by. https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html */
const RESERVED =
  'ALL ALTER AND ARRAY AS AUTHORIZATION BETWEEN BIGINT BINARY BOOLEAN BOTH BY CASE CAST CHAR COLUMN COMMIT CONF CONSTRAINT CREATE CROSS CUBE CURRENT CURSOR DATABASE DATE DAYOFWEEK DECIMAL DEFAULT DELETE DESCRIBE DISTINCT DOUBLE DROP ELSE END EXCHANGE EXISTS EXTENDED EXTERNAL EXTRACT FALSE FETCH FLOAT FLOOR FOLLOWING FOR FOREIGN FROM FULL FUNCTION GRANT GROUP GROUPING HAVING IF IMPORT IN INNER INSERT INT INTEGER INTERSECT INTERVAL INTO IS JOIN LATERAL LEFT LESS LIKE LOCAL MACRO MAP MORE NONE NOT NULL NUMERIC OF ON ONLY OR ORDER OUT OUTER OVER PARTITION PERCENT PRECEDING PRECISION PRESERVE PRIMARY PROCEDURE RANGE READS REDUCE REFERENCES REGEXP REVOKE RIGHT RLIKE ROLLBACK ROLLUP ROW ROWS SELECT SET SMALLINT START TABLE TABLESAMPLE THEN TIME TIMESTAMP TO TRANSFORM TRIGGER TRUE TRUNCATE UNBOUNDED UNION UPDATE USER USING VALUES VARCHAR VIEWS WHEN WHERE WINDOW WITH'.split(
    ' ',
  );

/** Whether a value of a line is what a reader with that column type takes. */
function fits(type: string, value: unknown): boolean {
  if (value === null) return true;
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'double':
      return typeof value === 'number' && Number.isFinite(value);
    case 'int':
      return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
    case 'boolean':
      return typeof value === 'boolean';
    case 'array<struct<tag_key:string,tag_value:string>>':
      return (
        Array.isArray(value) &&
        value.every(
          (one) =>
            JSON.stringify(Object.keys(one)) === '["tag_key","tag_value"]' && Object.values(one).every((text) => typeof text === 'string'),
        )
      );
    default:
      throw new Error(`unknown type ${type}`);
  }
}

describe('findings.ndjson', () => {
  it('has one line for each finding, in the order of the report, with every column in its type', () => {
    for (const judgement of [richJudgement(), hostileJudgement()]) {
      const { findings } = modelOf(judgement).document;
      const rows = rowsOf(judgement);
      expect(rows.map(({ finding_id }) => finding_id)).toEqual(findings.map(({ id }) => id));
      for (const row of rows) {
        expect(Object.keys(row)).toEqual(NDJSON_COLUMNS.map(({ name }) => name));
        for (const { name, type } of NDJSON_COLUMNS)
          expect(fits(type, row[name]), `${name}: ${JSON.stringify(row[name])} is no ${type}`).toBe(true);
      }
    }
  });

  it('says what report.json says; sums of it are the totals', () => {
    const { findings, totals } = modelOf(richJudgement()).document;
    const rows = rowsOf(richJudgement());
    expect(rows[0]).toMatchObject({
      policy_id: findings[0]?.policyId,
      resource_id: findings[0]?.resource.id,
      monthly_savings_usd: findings[0]?.cost.monthlySavingsUsd,
      is_primary: findings[0]?.primary,
    });
    const counted = rows.filter(({ status, is_primary }) => status === 'active' && is_primary === true);
    expect(counted.reduce((sum, row) => sum + Math.max(0, Number(row.monthly_savings_usd)), 0)).toBeCloseTo(
      totals.monthlySavingsUsd ?? Number.NaN,
      2,
    );
    // Each type that may be missing is missing somewhere, and each that need not is not.
    expect(rows.some((row) => row.monthly_savings_usd === null)).toBe(true);
    for (const name of ['finding_id', 'policy_id', 'severity', 'status', 'account_id', 'region', 'resource_id', 'summary', 'window_end']) {
      expect(rows.filter((row) => row[name] === null)).toEqual([]);
    }
  });

  it('is empty without findings, and lines hold no line break whatever names hold', () => {
    expect(renderNdjson(modelOf(emptyJudgement()))).toBe('');
    const text = renderNdjson(modelOf(hostileJudgement(['a\nb\r\u2028c'])));
    expect(text.split('\n')).toHaveLength(modelOf(hostileJudgement()).document.findings.length + 1);
    expect(text).not.toContain('\r');
  });

  it('holds pseudonyms where the report does', () => {
    const judgement = richJudgement();
    const text = renderNdjson(modelOf(redactJudgement(judgement)));
    for (const { resource } of judgement.findings) {
      expect(text).not.toContain(resource.accountId);
      if (resource.name !== null && resource.name.length > 6) expect(text).not.toContain(`"${resource.name}"`);
    }
    expect(text).toContain('"account-1"');
  });

  it('gives changes the columns of changes.csv, and nothing without a comparison', () => {
    expect(renderChangesNdjson(modelOf(richJudgement()))).toBe('');
  });
});

describe('docs/query-findings.md', () => {
  const ddl = /CREATE EXTERNAL TABLE \w+ \(\n([\s\S]*?)\n\)\nPARTITIONED BY/.exec(page)?.[1] ?? '';

  it('declares exactly the columns that are written, in their types', () => {
    expect(ddl.split(',\n').map((line) => line.trim())).toEqual(NDJSON_COLUMNS.map(({ name, type }) => `${name} ${type}`));
  });

  it('describes each column', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (\S+) +\| (.*?) +\|$/gm)].map(([, name, type, description]) => ({
      name,
      type,
      description,
    }));
    expect(rows).toEqual(NDJSON_COLUMNS.map(({ name, type, description }) => ({ name, type, description })));
  });

  it('uses names that Athena takes, and queries columns that there are', () => {
    for (const { name } of NDJSON_COLUMNS) {
      expect(name).toMatch(/^[a-z][a-z_]*$/);
      expect(RESERVED).not.toContain(name.toUpperCase());
    }
    const queries = [...page.matchAll(/```sql\n(SELECT[\s\S]*?)```/g)].map(([, query = '']) => query);
    expect(queries.length).toBeGreaterThanOrEqual(3);
    const known = [...NDJSON_COLUMNS.map(({ name }) => name), 'tag_key', 'tag_value'];
    for (const query of queries) {
      const words = query.replace(/'[^']*'/g, '').match(/\b[a-z]+_[a-z_]+\b/g) ?? [];
      const aliases = [...query.matchAll(/\bAS (\w+)/g)].map((match) => match[1]);
      const functions = [...query.matchAll(/\b(\w+)\(/g)].map((match) => match[1]);
      const rest = words.filter((word) => !known.includes(word) && !aliases.includes(word) && !functions.includes(word));
      expect(rest.filter((word) => !['fleet_findings', 'current_date', 'hive_partitioning'].includes(word))).toEqual([]);
    }
  });

  it('finds the lines where a delivery puts them', () => {
    expect(page).toMatch(/'storage\.location\.template' = 's3:\/\/REPORT-BUCKET\/fleet-auditor\/findings\/day=\$\{day\}\/'/);
    expect(page).toContain("'projection.day.format' = 'yyyy-MM-dd'");
  });
});
