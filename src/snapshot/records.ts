import * as z from 'zod';
import type { MetricRecord } from '../model/metric.js';
import { isMetricRecord } from '../model/metric-guard.js';
import { collectedResourceSchema } from '../model/resource/index.js';
import {
  coverageRecordSchema,
  SNAPSHOT_SCHEMA_VERSION,
  type SnapshotEnd,
  type SnapshotHeader,
  type SnapshotRecord,
  snapshotEndSchema,
  snapshotHeaderSchema,
} from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';
import { keyOf, nameOf } from './keys.js';
import { cutShort, linesOf, notASnapshot, snapshotFile } from './lines.js';

/** A record with its place in the order, and the line it came in. */
export interface KeyedRecord {
  key: string;
  /** Of a metric without its statistics and series where only `heads` are read. */
  record: SnapshotRecord;
  line: string;
  lineNumber: number;
}

export interface ReadingOptions {
  /** Bytes that are unpacked at once. */
  chunkBytes?: number;
  /**
   * Reads of a metric only what says whose it is: its values are nine tenths of a snapshot, and who parses a line later by `metricOf` need not
   * have them parsed here too.
   */
  heads?: boolean;
}

export interface SnapshotRecords {
  path: string;
  header: SnapshotHeader;
  /** Records in order, a batch at a time; to be read once. Ends with a UserError where the rest cannot be trusted. */
  batches: AsyncGenerator<KeyedRecord[]>;
}

const headerKindSchema = z.object({ kind: z.literal('header'), schemaVersion: z.number() });

/** Opens a snapshot and reads its header; see `readSnapshot` for the errors. */
export async function openRecords(path: string, { chunkBytes, heads = false }: ReadingOptions = {}): Promise<SnapshotRecords> {
  const file = await snapshotFile(path);
  const lines = linesOf(file, chunkBytes);
  try {
    const first = await lines.next();
    if (first.done === true) throw notASnapshot(file);
    const [headerLine = '', ...rest] = first.value;
    const header = parseHeader(file, headerLine);
    return { path: file, header, batches: recordsOf(file, rest, lines, heads) };
  } catch (error) {
    await lines.return(undefined);
    throw error;
  }
}

function parseHeader(path: string, line: string): SnapshotHeader {
  const value = parseJson(line);
  const kind = headerKindSchema.safeParse(value);
  if (!kind.success) throw notASnapshot(path, kind.error);
  if (kind.data.schemaVersion > SNAPSHOT_SCHEMA_VERSION) {
    throw new UserError(
      `the snapshot ${path} has format ${kind.data.schemaVersion}; this version of fleet-auditor reads up to ${SNAPSHOT_SCHEMA_VERSION}`,
      { hint: 'Read it with a later version of fleet-auditor.' },
    );
  }
  const header = snapshotHeaderSchema.safeParse(value);
  if (!header.success) throw damaged(path, 1, faultIn(header.error));
  return header.data;
}

async function* recordsOf(
  path: string,
  first: string[],
  following: AsyncGenerator<string[]>,
  heads: boolean,
): AsyncGenerator<KeyedRecord[]> {
  const seen: SnapshotEnd = { kind: 'end', resources: 0, metrics: 0, coverage: 0 };
  let lineNumber = 1;
  let before = '';
  let end: SnapshotEnd | null = null;
  const parse = (lines: readonly string[]): KeyedRecord[] => {
    const records: KeyedRecord[] = [];
    for (const line of lines) {
      lineNumber += 1;
      if (end !== null) throw damaged(path, lineNumber, 'there is more after the end record');
      const parsed = (heads ? headOf(line) : null) ?? parseRecord(path, lineNumber, line);
      if (parsed.kind === 'end') {
        end = parsed;
        continue;
      }
      const key = keyOf(parsed);
      if (key <= before) throw damaged(path, lineNumber, `${nameOf(parsed)} is out of order or stands there twice`);
      before = key;
      count(seen, parsed);
      records.push({ key, record: parsed, line, lineNumber });
    }
    return records;
  };
  try {
    yield parse(first);
    for await (const lines of following) yield parse(lines);
  } finally {
    await following.return(undefined);
  }
  checkEnd(path, end, seen);
}

function checkEnd(path: string, end: SnapshotEnd | null, seen: SnapshotEnd): void {
  if (end === null) throw cutShort(path);
  if (end.resources !== seen.resources || end.metrics !== seen.metrics || end.coverage !== seen.coverage) {
    throw new UserError(`the snapshot ${path} is damaged: its end record counts other records than it holds`);
  }
}

function count(seen: SnapshotEnd, { kind }: SnapshotRecord): void {
  if (kind === 'metric') seen.metrics += 1;
  else if (kind === 'coverage') seen.coverage += 1;
  else seen.resources += 1;
}

/**
 * A metric record without its values; null for any other line. In canonical text all that is not values stands before and after
 * them, and a quote inside a string is escaped, so that the names of members are found as they stand.
 */
function headOf(line: string): MetricRecord | null {
  const [values, rest] = [line.indexOf(',"series":'), line.lastIndexOf(',"status":')];
  if (values === -1 || rest < values) return null;
  const value = parseJson(`${line.slice(0, values)},"series":[],"statistics":{}${line.slice(rest)}`);
  return isMetricRecord(value) ? value : null;
}

/** The metric record of a line, of which only the head was read. Throws a UserError where it is none. */
export function metricOf(path: string, lineNumber: number, line: string): MetricRecord {
  const value = parseJson(line);
  if (!isMetricRecord(value)) throw damaged(path, lineNumber, 'this is no record');
  return value;
}

function parseRecord(path: string, lineNumber: number, line: string): SnapshotRecord | SnapshotEnd {
  const value = parseJson(line);
  if (isMetricRecord(value)) return value;
  const schema = schemaOf(value);
  if (schema === null) throw damaged(path, lineNumber, 'this is no record');
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw damaged(path, lineNumber, faultIn(parsed.error));
  return parsed.data;
}

function schemaOf(value: unknown) {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind === 'metric') return null;
  if (value.kind === 'coverage') return coverageRecordSchema;
  return value.kind === 'end' ? snapshotEndSchema : collectedResourceSchema;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** What is wrong first, and where in the record. */
function faultIn({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'this is no record';
  const where = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
  return `${where}${issue.message}`;
}

/** One line, whatever the reason's own line feeds. */
function damaged(path: string, lineNumber: number, reason: string): UserError {
  return new UserError(`the snapshot ${path} is damaged in line ${lineNumber}: ${reason.replaceAll(/\s+/g, ' ')}`);
}
