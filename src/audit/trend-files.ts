import { Claims } from '../diff/claims.js';
import { diffJudgements } from '../diff/diff.js';
import type { DEFAULT_FORMATS } from '../model/report-format.js';
import type { LeftOut, TrendDocument, TrendPoint } from '../model/trend.js';
import { UserError } from '../model/user-error.js';
import { requireOutputFiles, writeWhole } from '../output/write-whole.js';
import { toolIdentity } from '../package.js';
import { buildDocument } from '../report/build/document.js';
import { compareText } from '../report/format.js';
import { loadTemplates, type ReportSettings } from '../report/index.js';
import { Pseudonyms } from '../report/redact/pseudonyms.js';
import { openRecords } from '../snapshot/records.js';
import { redactTrend, seriesOf, trendDocument } from '../trend/document.js';
import { pointOf } from '../trend/point.js';
import { renderTrendCsv, renderTrendHtml, renderTrendJson, renderTrendMarkdown } from '../trend/render.js';
import { type Candidate, type RunCopies, scopesOf } from '../trend/scopes.js';
import { trendView } from '../trend/view.js';
import { type JudgedFile, judgeFile } from './judge-file.js';
import { reportSettings, userTemplates } from './report-settings.js';
import type { Rules } from './rules.js';
import type { TrendSource } from './trend-sources.js';

/** What a trend can be written as. */
export type TrendFormat = (typeof DEFAULT_FORMATS)[number];

const FILES: Readonly<Record<TrendFormat, string>> = { html: 'trend.html', markdown: 'trend.md', json: 'trend.json', csv: 'trend.csv' };

export interface TrendOptions {
  formats: readonly TrendFormat[];
  output: string;
  templates?: string | undefined;
  /** Pseudonyms in place of account ids; the same from one trend to the next where a key is given. */
  redact?: { key: Uint8Array | null } | undefined;
  /** Told of each snapshot before it is judged. */
  onSnapshot?: ((name: string) => void) | undefined;
}

export interface WrittenTrend {
  document: TrendDocument;
  /** What was left out, as sentences with true names. */
  leftOut: string[];
  files: string[];
}

/** A sentence that names the file once. */
function leftOutText({ snapshot, detail }: LeftOut): string {
  return detail.includes(snapshot) ? detail : `${snapshot}: ${detail}`;
}

/** The work's answer, or why the snapshot is left out. */
async function attempted<T>(source: TrendSource, work: (path: string) => Promise<T>): Promise<{ answer: T } | LeftOut> {
  let file = source.name;
  try {
    const answer = await source.use((path) => {
      file = path;
      return work(path);
    });
    return { answer };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { snapshot: source.name, because: 'unreadable', detail: error.message.replaceAll(file, source.name) };
  }
}

/** Reads headers alone: which snapshot is of what, and in which order they are to be judged. */
async function candidatesOf(sources: readonly TrendSource[]): Promise<{ candidates: Candidate<TrendSource>[]; leftOut: LeftOut[] }> {
  const candidates: Candidate<TrendSource>[] = [];
  const leftOut: LeftOut[] = [];
  for (const source of sources) {
    const read = await attempted(source, async (path) => {
      const { header, batches } = await openRecords(path);
      await batches.return(undefined);
      return header;
    });
    if ('answer' in read) candidates.push({ name: source.name, source, header: read.answer });
    else leftOut.push(read);
  }
  return { candidates, leftOut };
}

/** Judges the runs of one scope one after the other; two judgements are in memory at most. */
async function pointsOf(
  runs: readonly RunCopies<TrendSource>[],
  rules: Rules,
  settings: ReportSettings,
  { onSnapshot }: TrendOptions,
): Promise<{ points: TrendPoint[]; leftOut: LeftOut[] }> {
  const points: TrendPoint[] = [];
  const leftOut: LeftOut[] = [];
  let before: JudgedFile | undefined;
  const claims = new Claims();
  for (const copies of runs) {
    let taken: string | null = null;
    for (const { name, source } of copies) {
      if (taken !== null) {
        leftOut.push({ snapshot: name, because: 'same-run', detail: `the same run as ${taken}` });
        continue;
      }
      onSnapshot?.(name);
      const judged = await attempted(source, (path) => judgeFile(path, rules, { before, watched: claims.watched() }));
      if (!('answer' in judged)) {
        leftOut.push(judged);
        continue;
      }
      const changes = before === undefined ? null : diffJudgements(before, judged.answer);
      const undone = before === undefined || changes === null ? 0 : claims.next(before, judged.answer, changes);
      points.push(pointOf(name, buildDocument(judged.answer.judgement, settings, changes), undone));
      before = judged.answer;
      taken = name;
    }
  }
  return { points, leftOut };
}

function redacted(parts: Omit<TrendDocument, 'schemaVersion'>, sources: readonly TrendSource[], key: Uint8Array | null) {
  const names = new Pseudonyms(key);
  for (const { scope } of parts.series) for (const { accountId } of scope.accounts) names.collect('account', accountId);
  names.number();
  const order = new Map(sources.map(({ name }, at) => [name, `snapshot-${at + 1}`]));
  return redactTrend(parts, {
    account: (accountId) => names.of('account', accountId),
    snapshot: (name) => order.get(name) ?? 'snapshot',
  });
}

/**
 * Judges snapshots by the same rules and writes what became of cost, savings and coverage over time, a scope at a time. A snapshot that cannot
 * be read is left out. Throws a UserError where none is left, and for an unusable output folder, template or logo.
 */
export async function writeTrend(sources: readonly TrendSource[], rules: Rules, options: TrendOptions): Promise<WrittenTrend> {
  await requireOutputFiles(
    options.output,
    options.formats.map((format) => FILES[format]),
  );
  const templates = userTemplates(options.templates, () => loadTemplates(undefined, options.templates ?? null));
  const settings = await reportSettings(rules, { redacted: options.redact !== undefined });
  const { candidates, leftOut } = await candidatesOf(sources);
  const { groups, leftOut: notTaken } = scopesOf(candidates);
  leftOut.push(...notTaken);
  const series: TrendDocument['series'] = [];
  for (const { scope, runs } of groups) {
    const { points, leftOut: damaged } = await pointsOf(runs, rules, settings, options);
    leftOut.push(...damaged);
    if (points.length > 0) series.push(seriesOf(scope, points));
  }
  leftOut.sort((a, b) => compareText(a.snapshot, b.snapshot));
  if (series.length === 0) {
    throw new UserError(
      `not one of ${sources.length} files can be taken${leftOut.length === 0 ? '' : `: ${leftOut.map(leftOutText).join('; ')}`}`,
    );
  }
  const { asOf, sources: priceSources } = rules.prices;
  const parts = { tool: toolIdentity(), prices: { asOf, sources: [...priceSources] }, series, leftOut };
  const document = trendDocument(options.redact === undefined ? parts : redacted(parts, sources, options.redact.key));
  const rendered = userTemplates(options.templates, () => {
    const view = trendView(document, settings);
    const renderers: Readonly<Record<TrendFormat, () => string>> = {
      html: () => renderTrendHtml(view, templates),
      markdown: () => renderTrendMarkdown(view, templates),
      json: () => renderTrendJson(document),
      csv: () => renderTrendCsv(document),
    };
    return options.formats.map((format) => ({ name: FILES[format], content: renderers[format]() }));
  });
  const files: string[] = [];
  for (const { name, content } of rendered) files.push(await writeWhole(options.output, name, content));
  return { document, leftOut: leftOut.map(leftOutText), files };
}
