import { stringify } from 'csv-stringify/sync';
import type { ReportFinding, ReportModel } from '../model/report.js';
import type { ReportChanges } from '../model/report-changes.js';
import { countedSavings, counts } from './build/counting.js';
import { currentOf } from './build/current.js';

/** Numbers stay numbers, not known is empty. */
export type Cell = string | number | boolean | null;

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
  ['monthlySavingsAfterCommitmentsUsd', ({ cost }) => cost.afterCommitments?.monthlySavingsUsd ?? null],
  ['commitmentsUntil', ({ cost }) => cost.afterCommitments?.until ?? null],
  ['secondOpinion', ({ secondOpinion }) => secondOpinion?.agreement ?? null],
  ['secondOpinionSize', ({ secondOpinion }) => secondOpinion?.size ?? null],
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
  ['current', currentOf],
  ['countedMonthlySavingsUsd', (finding) => (counts(finding) && finding.cost.monthlySavingsUsd === null ? null : countedSavings(finding))],
];

/** Columns of a comparison, in order. */
export const CHANGE_COLUMNS = [
  'change',
  'because',
  'id',
  'policyId',
  'severity',
  'primary',
  'resourceType',
  'resourceId',
  'resourceName',
  'accountId',
  'region',
  'oldMonthlySavingsUsd',
  'monthlySavingsUsd',
  'differenceMonthlyUsd',
  'realisedMonthlyUsd',
  'detail',
] as const;

type Amounts = [before: number | null, now: number | null, difference: number | null, realised: number | null];

/** One row for each finding of a comparison, its cells in the order of `CHANGE_COLUMNS`. */
export function changeRows({ newFindings, resolved, changed, noLongerAssessed }: ReportChanges): Cell[][] {
  const row = (
    change: string,
    because: string,
    { id, policyId, severity, primary, resource }: Omit<ReportChanges['newFindings'][number], 'because' | 'summary' | 'monthlySavingsUsd'>,
    amounts: Amounts,
    detail: string | null,
  ): Cell[] => {
    const { type, id: resourceId, name, accountId, region } = resource;
    return [change, because, id, policyId, severity, primary, type, resourceId, name, accountId, region, ...amounts, detail];
  };
  return [
    ...newFindings.map((entry) => row('new', entry.because, entry, [null, entry.monthlySavingsUsd, null, null], entry.summary)),
    ...resolved.map((entry) =>
      row('resolved', entry.because, entry, [entry.oldMonthlySavingsUsd, null, null, entry.realisedMonthlyUsd], entry.detail),
    ),
    ...changed.map((entry) => {
      const { oldMonthlySavingsUsd, monthlySavingsUsd, differenceMonthlyUsd, realisedMonthlyUsd } = entry;
      const amounts: Amounts = [oldMonthlySavingsUsd, monthlySavingsUsd, differenceMonthlyUsd, realisedMonthlyUsd];
      return row('changed', entry.done ?? 'amount', entry, amounts, entry.detail);
    }),
    ...noLongerAssessed.map((entry) =>
      row('no-longer-assessed', entry.because, entry, [entry.oldMonthlySavingsUsd, null, null, null], entry.detail),
    ),
  ];
}

/**
 * What a spreadsheet would take for a formula, behind white space too (csv-stringify sees to the first character only).
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const HIDDEN_FORMULA = /^\s+[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/u;

/** What a terminal that shows the file would obey, and marks that turn the direction of writing around. Tabs and line breaks stay: they are quoted. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Foreign text as a cell. Where it was changed, report.json and findings.ndjson have it as AWS gave it. */
function cellText(value: string): string {
  const text = value.replace(UNPRINTABLE, '\uFFFD');
  return HIDDEN_FORMULA.test(text) ? `'${text}` : text;
}

/** findings.csv: UTF-8 with a byte order mark (without one spreadsheets guess the encoding), RFC 4180 lines, formulas inert. */
export function renderCsv(model: ReportModel): string {
  return [...csvParts(model)].join('');
}

/** Records that become text together. */
const PART_RECORDS = 500;

/** findings.csv, some hundred lines at a time. */
export function* csvParts({ document: { findings } }: ReportModel): Generator<string> {
  const names = COLUMNS.map(([name]) => name);
  for (let from = 0; from === 0 || from < findings.length; from += PART_RECORDS) {
    const part = findings.slice(from, from + PART_RECORDS);
    const records = part.map((finding, at) => COLUMNS.map(([, cell]) => cell(finding, from + at + 1)));
    yield csvTable(names, records, from === 0);
  }
}

/** changes.csv: one line for each finding that is new, resolved, changed or no longer assessed. */
export function renderChangesCsv({ document }: ReportModel): string {
  const { changes } = document;
  return csvTable(CHANGE_COLUMNS, changes === null ? [] : changeRows(changes));
}

/** A table as findings.csv is written: UTF-8 with a byte order mark, RFC 4180 lines, formulas inert. `head`: with its beginning. */
export function csvTable(columns: readonly string[], records: readonly (readonly Cell[])[], head = true): string {
  return stringify(
    records.map((record) => [...record]),
    {
      bom: head,
      header: head,
      columns: [...columns],
      record_delimiter: 'windows',
      escape_formulas: true,
      quoted_string: true,
      cast: {
        boolean: (value) => (value ? 'true' : 'false'),
        string: cellText,
      },
    },
  );
}
