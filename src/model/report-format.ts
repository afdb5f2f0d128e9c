/** What a report can be written as. `markdown-summary` fits a comment; `ndjson` is for query engines: one finding a line. */
export const REPORT_FORMATS = ['html', 'markdown', 'markdown-summary', 'json', 'csv', 'ndjson'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What is written where nothing is said. */
export const DEFAULT_FORMATS = ['html', 'markdown', 'json', 'csv'] as const satisfies readonly ReportFormat[];
