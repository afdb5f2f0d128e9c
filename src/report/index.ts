export { buildReport } from './build.js';
export { logoFrom } from './logo.js';
export { createRedaction, redactJudgement } from './redact.js';
export { renderChangesCsv, renderCsv } from './render-csv.js';
export { renderHtml } from './render-html.js';
export { renderChangesJson, renderJson, reportJsonSchema } from './render-json.js';
export { renderMarkdown } from './render-markdown.js';
export { DEFAULT_REPORT_SETTINGS, type ReportSettings } from './settings.js';
export { loadTemplates, TemplateError, type Templates } from './templates.js';
