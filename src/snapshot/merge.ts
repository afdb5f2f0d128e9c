import { rm } from 'node:fs/promises';
import { canonicalJson } from '../model/canonical-json.js';
import type { SnapshotEnd, SnapshotHeader } from '../model/snapshot.js';
import { UserError } from '../model/user-error.js';
import { cannotWriteAnyMore } from '../output/reasons.js';
import { Workbench } from '../output/workbench.js';
import { Cursor, CursorHeap } from './cursors.js';
import { nameOf } from './keys.js';
import { MemberFile } from './member-file.js';
import { mergeHeaders, type NamedHeader } from './merge-header.js';
import { type KeyedRecord, openRecords, type SnapshotRecords } from './records.js';

/** Bytes that are read and unpacked at a time. */
const CHUNK_BYTES = 1 << 14;
/**
 * Files that are open at once. An open one takes up to two megabytes; hundreds of them would take as much memory as what they hold. More
 * files than this are joined in groups first, which reads and writes every record once more.
 */
const FILES_AT_ONCE = 32;

/** A file of records, and the inputs that they came from. */
interface Source {
  path: string;
  inputs: readonly string[];
}

/**
 * Joins snapshots of one run into one. Streams: memory is that of a few dozen open files, however many there are. Records that are there
 * twice and equal become one; the result has the same bytes whatever the order or grouping of the inputs, and merging a merge again changes
 * nothing. What never arrived is in `header.merged`.
 *
 * Throws a UserError for inputs that cannot be read, are of different runs, or hold different records of one thing, and
 * an OutputError when the output cannot be written any more.
 * @param filesAtOnce For tests: how many files may be open.
 */
export async function mergeSnapshots(paths: readonly string[], output: string, filesAtOnce = FILES_AT_ONCE): Promise<SnapshotHeader> {
  let bench: Workbench | null = null;
  try {
    const { header, files } = await readHeaders(paths, filesAtOnce);
    bench = await Workbench.beside(output);
    let sources: Source[] = files.map((path) => ({ path, inputs: [path] }));
    for (let tier = 1; sources.length > filesAtOnce; tier += 1) {
      const joined: Source[] = [];
      for (let from = 0; from < sources.length; from += filesAtOnce) {
        const group = sources.slice(from, from + filesAtOnce);
        const path = bench.path(`tier-${tier}-${joined.length}`);
        await joinFiles(group, header, path);
        if (tier > 1) for (const done of group) await rm(done.path);
        joined.push({ path, inputs: group.flatMap((source) => source.inputs) });
      }
      sources = joined;
    }
    await joinFiles(sources, header, bench.path('merged'));
    await bench.publish('merged');
    return header;
  } catch (error) {
    throw cannotWriteAnyMore(output, error);
  } finally {
    await bench?.discard();
  }
}

/** The header of all inputs, made of a few at a time: that of a shard names every account and region of an organization. */
async function readHeaders(paths: readonly string[], atOnce: number): Promise<{ header: SnapshotHeader; files: string[] }> {
  const files: string[] = [];
  let merged: NamedHeader[] = [];
  do {
    const some: NamedHeader[] = [];
    for (const path of paths.slice(files.length, files.length + atOnce)) some.push(await headerIn(path));
    files.push(...some.map(({ path }) => path));
    merged = [{ path: files[0] ?? '', header: mergeHeaders([...merged, ...some]) }];
  } while (files.length < paths.length);
  const [{ header } = { header: mergeHeaders([]) }] = merged;
  return { header, files };
}

async function headerIn(path: string): Promise<NamedHeader> {
  const { path: file, header, batches } = await openRecords(path, { chunkBytes: CHUNK_BYTES });
  await batches.return(undefined);
  return { path: file, header };
}

async function joinFiles(sources: readonly Source[], header: SnapshotHeader, path: string): Promise<void> {
  const opened: SnapshotRecords[] = [];
  try {
    for (const source of sources) opened.push(await openRecords(source.path, { chunkBytes: CHUNK_BYTES }));
    const file = await MemberFile.create(path);
    try {
      await file.line(canonicalJson(header));
      await file.section();
      await file.line(canonicalJson(await writeRecords(opened, file, sources)));
    } finally {
      await file.close();
    }
  } finally {
    for (const { batches } of opened) await batches.return(undefined);
  }
}

/** Writes all records in order, in the same sections as a collection does. */
async function writeRecords(opened: readonly SnapshotRecords[], file: MemberFile, sources: readonly Source[]): Promise<SnapshotEnd> {
  const heap = new CursorHeap();
  for (const source of opened) heap.push(await Cursor.open(source));
  const end: SnapshotEnd = { kind: 'end', resources: 0, metrics: 0, coverage: 0 };
  let before: (KeyedRecord & { path: string }) | null = null;
  for (let top = heap.top; top !== undefined; top = heap.top) {
    const { current, path } = top;
    if (current === null) break;
    if (current.key !== before?.key) {
      if (before !== null && sectionOf(before) !== sectionOf(current)) await file.section();
      const full = file.line(current.line);
      if (full !== null) await full;
      count(end, current);
      before = { ...current, path };
    } else if (current.line !== before.line) {
      throw await differentRecords(before, { ...current, path }, sources);
    }
    const more = top.advance();
    if (more !== null) await more;
    heap.settle();
  }
  await file.section();
  return end;
}

type Found = KeyedRecord & { path: string };

async function differentRecords(a: Found, b: Found, sources: readonly Source[]): Promise<UserError> {
  const [first, second] = [await inputOf(a, sources), await inputOf(b, sources)];
  return new UserError(`${first} and ${second} hold different records of ${nameOf(b.record)}`, {
    hint: 'A shard that ran twice at different times is in both: merge only one of them.',
  });
}

/** The input that a record came from, where groups were joined before: looked up once there is something to say about it. */
async function inputOf({ path, key, line }: Found, sources: readonly Source[]): Promise<string> {
  const { inputs = [path] } = sources.find((source) => source.path === path) ?? {};
  if (inputs.length === 1) return inputs[0] ?? path;
  for (const input of inputs) {
    const { batches } = await openRecords(input, { chunkBytes: CHUNK_BYTES });
    for await (const batch of batches) {
      if (batch.some((record) => record.key === key && record.line === line)) return input;
    }
  }
  return path;
}

/** Records and coverage of a region are members of their own. */
function sectionOf({ record }: KeyedRecord): string {
  return `${record.accountId}\0${record.region}\0${record.kind === 'coverage'}`;
}

function count(end: SnapshotEnd, { record: { kind } }: KeyedRecord): void {
  if (kind === 'metric') end.metrics += 1;
  else if (kind === 'coverage') end.coverage += 1;
  else end.resources += 1;
}
