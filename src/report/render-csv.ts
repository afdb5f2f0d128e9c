import { stringify } from 'csv-stringify/sync';
import type { ReportFinding, ReportModel } from '../model/report.js';

type Cell = string | number | boolean | null;

/** Columns in order. Numbers stay numbers, not known stays empty, and the units stand in the names. */
const COLUMNS: readonly [string, (finding: ReportFinding, rank: number) => Cell][] = [
  ['rank', (_, rank) => rank],
  ['id', ({ id }) => id],
  ['policyId', ({ policyId }) => policyId],
  ['severity', ({ severity }) => severity],
  ['status', ({ status }) => status],
  ['primary', ({ primary }) => primary],
  ['resourceType', ({ resource }) => resource.type],
  ['resourceId', ({ resource }) => resource.id],
  ['resourceName', ({ resource }) => resource.name],
  ['arn', ({ resource }) => resource.arn],
  ['accountId', ({ resource }) => resource.accountId],
  ['region', ({ resource }) => resource.region],
  ['environment', ({ environment }) => environment?.name ?? null],
  ['owner', ({ owner }) => owner],
  ['summary', ({ summary }) => summary],
  ['action', ({ recommendation }) => recommendation.action],
  ['target', ({ recommendation }) => recommendation.target?.label ?? null],
  ['currentMonthlyUsd', ({ cost }) => cost.currentMonthlyUsd],
  ['projectedMonthlyUsd', ({ cost }) => cost.projectedMonthlyUsd],
  ['monthlySavingsUsd', ({ cost }) => cost.monthlySavingsUsd],
  ['basis', ({ cost }) => cost.basis],
  ['asOf', ({ cost }) => cost.asOf],
  ['confidence', ({ confidence }) => confidence],
  ['risk', ({ risk }) => risk],
  ['members', ({ members }) => members.length],
  [
    'tags',
    ({ resource }) =>
      resource.tags === null
        ? null
        : Object.entries(resource.tags)
            .map(([key, value]) => `${key}=${value}`)
            .join('; '),
  ],
];

/**
 * What a spreadsheet would take for a formula, behind white space too (csv-stringify sees to the first character only).
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const HIDDEN_FORMULA = /^\s+[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

/** findings.csv: UTF-8 with a byte order mark (without one spreadsheets guess the encoding), RFC 4180 lines, formulas inert. */
export function renderCsv({ document }: ReportModel): string {
  const records = document.findings.map((finding, at) => COLUMNS.map(([, cell]) => cell(finding, at + 1)));
  return stringify(records, {
    bom: true,
    header: true,
    columns: COLUMNS.map(([name]) => name),
    record_delimiter: 'windows',
    escape_formulas: true,
    quoted_string: true,
    cast: {
      boolean: (value) => (value ? 'true' : 'false'),
      string: (value) => (HIDDEN_FORMULA.test(value) ? `'${value}` : value),
    },
  });
}
