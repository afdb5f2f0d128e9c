import type { ReportDocument, ReportFinding, ReportModel } from '../model/report.js';
import { currentOf } from './build/current.js';
import { CHANGE_COLUMNS, changeRows } from './render-csv.js';

/** A column of findings.ndjson: its type as Athena names it, what it holds, and how it comes from a finding. */
export interface NdjsonColumn {
  name: string;
  type: 'string' | 'double' | 'int' | 'boolean' | 'array<struct<tag_key:string,tag_value:string>>';
  description: string;
  of(finding: ReportFinding, document: ReportDocument): unknown;
}

function column(name: string, type: NdjsonColumn['type'], description: string, of: NdjsonColumn['of']): NdjsonColumn {
  return { name, type, description, of };
}

/**
 * Columns in order. Names are in lower case with underscores, since Athena knows no other, and none is a word of SQL. Every line has every
 * column; not known is null.
 */
export const NDJSON_COLUMNS: readonly NdjsonColumn[] = [
  column('schema_version', 'int', 'raised when a column changes its meaning or goes', (_, { schemaVersion }) => schemaVersion),
  column('tool_version', 'string', 'version of fleet-auditor that collected', (_, { tool }) => tool.version),
  column('window_end', 'string', 'end of the window, an ISO 8601 instant in UTC', (_, { window }) => window.end),
  column('window_days', 'int', 'days of utilization that were judged', (_, { window }) => window.days),
  column('finding_id', 'string', 'the same in every run for one policy and resource', ({ id }) => id),
  column('policy_id', 'string', '`ec2-idle` and so on', ({ policyId }) => policyId),
  column('severity', 'string', 'high, medium, low, info', ({ severity }) => severity),
  column('status', 'string', 'active, suppressed', ({ status }) => status),
  column('is_primary', 'boolean', 'true for the one finding that is counted per resource', ({ primary }) => primary),
  column('account_id', 'string', 'twelve digits', ({ resource }) => resource.accountId),
  column('region', 'string', '`eu-central-1`', ({ resource }) => resource.region),
  column('resource_type', 'string', 'the CloudFormation type name', ({ resource }) => resource.type),
  column('resource_id', 'string', 'as AWS names it; `cluster/service` for a service', ({ resource }) => resource.id),
  column('resource_name', 'string', 'its name, where it has one', ({ resource }) => resource.name),
  column('arn', 'string', 'its ARN, where it has one', ({ resource }) => resource.arn),
  column('environment', 'string', 'as tags, names or the accounts file tell', ({ environment }) => environment?.name ?? null),
  column('owner', 'string', 'as tags tell', ({ owner }) => owner),
  column('summary', 'string', 'the finding as a sentence', ({ summary }) => summary),
  column('action', 'string', 'terminate, off-hours, resize, placement …', ({ recommendation }) => recommendation.action),
  column('target', 'string', 'what to change to', ({ recommendation }) => recommendation.target?.label ?? null),
  column('current_monthly_usd', 'double', 'US dollars a month now', ({ cost }) => cost.currentMonthlyUsd),
  column('projected_monthly_usd', 'double', 'US dollars a month after the change', ({ cost }) => cost.projectedMonthlyUsd),
  column('monthly_savings_usd', 'double', 'US dollars a month; negative for an increase', ({ cost }) => cost.monthlySavingsUsd),
  column('basis', 'string', 'list, estimated, assumed', ({ cost }) => cost.basis),
  column('prices_as_of', 'string', 'date of the oldest price in the amounts', ({ cost }) => cost.asOf),
  column(
    'savings_after_commitments_usd',
    'double',
    'what commitments leave of the saving, where asked for',
    ({ cost }) => cost.afterCommitments?.monthlySavingsUsd ?? null,
  ),
  column('commitments_until', 'string', 'last day on which they take from it', ({ cost }) => cost.afterCommitments?.until ?? null),
  column(
    'second_opinion',
    'string',
    'agree, differs, silent, where Compute Optimizer was asked',
    ({ secondOpinion }) => secondOpinion?.agreement ?? null,
  ),
  column('second_opinion_size', 'string', 'the size that it recommends', ({ secondOpinion }) => secondOpinion?.size ?? null),
  column('confidence', 'string', 'high, medium, low', ({ confidence }) => confidence),
  column('risk', 'int', '0 to 4', ({ risk }) => risk),
  column('members', 'int', 'other resources that the finding speaks of', ({ members }) => members.length),
  column(
    'tags',
    'array<struct<tag_key:string,tag_value:string>>',
    'tags of the resource; null where they could not be read',
    ({ resource }) => resource.tags && Object.entries(resource.tags).map(([tag_key, tag_value]) => ({ tag_key, tag_value })),
  ),
  column('current_size', 'string', 'instance type, task size or memory now, where told', currentOf),
];

const written = (rows: readonly Record<string, unknown>[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** findings.ndjson: one finding a line, in the order of the report; empty where there is none. */
export function renderNdjson({ document }: ReportModel): string {
  return written(
    document.findings.map((finding) => Object.fromEntries(NDJSON_COLUMNS.map(({ name, of }) => [name, of(finding, document) ?? null]))),
  );
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** changes.ndjson: the columns of changes.csv under the same kind of names. */
export function renderChangesNdjson({ document: { changes } }: ReportModel): string {
  const rows = changes === null ? [] : changeRows(changes);
  return written(rows.map((cells) => Object.fromEntries(CHANGE_COLUMNS.map((name, at) => [snakeCase(name), cells[at] ?? null]))));
}
