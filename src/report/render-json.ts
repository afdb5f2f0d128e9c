import { z } from 'zod';
import { type ReportModel, reportDocumentSchema } from '../model/report.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Keys in code-unit order at every depth, so that the bytes depend on the content alone. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** report.json: one line per entry of a list, so that two reports compare line by line. */
export function renderJson({ document }: ReportModel): string {
  return lines(document);
}

/** What of a report belongs to changes.json. */
const CHANGES_FIELDS = { schemaVersion: true, tool: true, window: true, accounts: true, prices: true, changes: true, run: true } as const;

/** changes.json: what is different since an earlier snapshot, under the same names as in report.json. */
export function renderChangesJson({ document }: ReportModel): string {
  return lines(reportDocumentSchema.pick(CHANGES_FIELDS).parse(document));
}

function lines(document: object): string {
  const fields = Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1));
  const written = fields.map(([key, value]) => {
    if (!Array.isArray(value) || value.length === 0) return `  ${JSON.stringify(key)}: ${JSON.stringify(sorted(value))}`;
    return `  ${JSON.stringify(key)}: [\n${value.map((item) => `    ${JSON.stringify(sorted(item))}`).join(',\n')}\n  ]`;
  });
  return `{\n${written.join(',\n')}\n}\n`;
}

/** The JSON Schema of report.json. More fields may come, so none is closed to additions. */
export function reportJsonSchema(): Record<string, Json> {
  const schema = z.toJSONSchema(reportDocumentSchema, { io: 'input', target: 'draft-2020-12' });
  const plain: z.ZodType<Json> = z.json();
  return z.record(z.string(), plain).parse({
    title: 'report.json of fleet-auditor',
    description: 'Amounts are US dollars a month. Not known is null, never 0.',
    ...JSON.parse(JSON.stringify(schema)),
  });
}
