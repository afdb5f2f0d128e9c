import { writeFileSync } from 'node:fs';
import type { Judgement } from '../../src/model/judgement.js';
import { buildReport, DEFAULT_REPORT_SETTINGS, loadTemplates, renderHtml } from '../../src/report/index.js';

/** Writes the page of a judgement to a file, and gives its path. */
export function writtenReport(file: string, judgement: Judgement, settings = DEFAULT_REPORT_SETTINGS): string {
  writeFileSync(file, renderHtml(buildReport(judgement, settings), loadTemplates(), settings));
  return file;
}
