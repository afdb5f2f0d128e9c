import { dirname, resolve } from 'node:path';
import { readNamedBy } from '../input/limited-file.js';
import { UserError } from '../model/user-error.js';
import { DEFAULT_REPORT_SETTINGS, LARGEST_LOGO_BYTES, logoFrom, type ReportSettings, TemplateError } from '../report/index.js';
import type { Rules } from './rules.js';

/** What of the rules a report shows. */
export type ReportRules = Pick<Rules, 'config' | 'configFile'>;

function logoOf(rules: ReportRules): ReportSettings['logo'] {
  const { logo, company } = rules.config.report;
  if (logo === undefined) return null;
  const folder = rules.configFile === null ? '.' : dirname(rules.configFile);
  const path = resolve(folder, logo);
  try {
    return logoFrom(readNamedBy(folder, path, LARGEST_LOGO_BYTES), company ?? 'Logo');
  } catch (cause) {
    throw new UserError(`report.logo: ${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The settings of a report that the configuration and the options come to. Throws a UserError for a logo that cannot be used. */
export async function reportSettings(rules: ReportRules, options: { redacted: boolean }): Promise<ReportSettings> {
  const { title, company, footer, fullFindings, compactFindings, rowBytes, minSaving } = rules.config.report;
  return {
    ...DEFAULT_REPORT_SETTINGS,
    ...(title === undefined ? {} : { title }),
    ...(company === undefined ? {} : { company }),
    ...(footer === undefined ? {} : { footer }),
    fullFindings,
    compactFindings,
    rowBytes,
    logo: logoOf(rules),
    minSavingUsd: minSaving > 0 ? minSaving : null,
    redacted: options.redacted,
  };
}

/** A template at fault is the user's to mend when it is the user's own. */
export function userTemplates<T>(overlay: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateError && overlay !== undefined) throw new UserError(error.message, { cause: error });
    throw error;
  }
}
