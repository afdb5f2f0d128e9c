import * as z from 'zod';
import { type ReportModel, reportDocumentSchema } from '../model/report.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value);

/** The orders of keys that were met: a step for each key as it stands, and at the end all of them sorted. */
interface MetKeys {
  next: Map<string, MetKeys>;
  sorted: readonly string[] | null;
}

/** Beyond it, orders are no longer remembered: tags have whatever keys they have. */
const MOST_MET_KEYS = 20_000;
const metKeys: MetKeys = { next: new Map(), sorted: null };
let metCount = 0;

/** The object's keys in code-unit order. The entries of a report are of few shapes, and sorting the keys of each anew is a tenth of writing it. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  let met = metKeys;
  for (const key of keys) {
    let next = met.next.get(key);
    if (next === undefined) {
      if (metCount >= MOST_MET_KEYS) return keys.sort();
      metCount += 1;
      next = { next: new Map(), sorted: null };
      met.next.set(key, next);
    }
    met = next;
  }
  met.sorted ??= keys.sort();
  return met.sorted;
}

/** Keys in code-unit order at every depth, so that the bytes depend on the content alone. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const keys = sortedKeys(value);
  // A tag may be called so; assigned, it would become the prototype and vanish.
  if (keys.includes('__proto__')) return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
  // Assigned one by one and not by Object.fromEntries: V8 then keeps the shape, which halves the time of a large report.
  const copy: Record<string, unknown> = {};
  for (const key of keys) if (value[key] !== undefined) copy[key] = sorted(value[key]);
  return copy;
}

/** report.json: one line per entry of a list, so that two reports compare line by line. */
export function renderJson(model: ReportModel): string {
  return [...jsonParts(model)].join('');
}

/** report.json, a line at a time: that of a large fleet is half a hundred megabytes, and need not be in memory at once. */
export function jsonParts({ document }: ReportModel): Iterable<string> {
  return partsOf(document);
}

/** What of a report belongs to changes.json. */
const CHANGES_FIELDS = { schemaVersion: true, tool: true, window: true, accounts: true, prices: true, changes: true, run: true } as const;

/** changes.json: what is different since an earlier snapshot, under the same names as in report.json. */
export function renderChangesJson({ document }: ReportModel): string {
  return jsonLines(reportDocumentSchema.pick(CHANGES_FIELDS).parse(document));
}

/** Any document as report.json is written: sorted keys, one line per entry of a list. */
export function jsonLines(document: object): string {
  return [...partsOf(document)].join('');
}

function* partsOf(document: object): Generator<string> {
  let before = '{\n';
  for (const [key, value] of Object.entries(document).sort(([a], [b]) => (a < b ? -1 : 1))) {
    yield `${before}  ${JSON.stringify(key)}: `;
    before = ',\n';
    if (!Array.isArray(value) || value.length === 0) {
      yield JSON.stringify(sorted(value));
      continue;
    }
    let opening = '[\n';
    for (const item of value) {
      yield `${opening}    ${JSON.stringify(sorted(item))}`;
      opening = ',\n';
    }
    yield '\n  ]';
  }
  yield '\n}\n';
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
