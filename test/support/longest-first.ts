import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, the longest first: on a fresh clone nothing is known of them, and one that begins last is waited for alone. */
const LONGEST = [
  'faults/each-kind',
  'browser/report',
  'browser/report-of-any-fleet',
  'faults/process',
  'metrics/slow-endpoint',
  'report/hostile-names',
  'collect/faults',
  'cli/audit',
  'package',
  'policy/fleet-holes',
  'report/html',
  'trend/trend',
  'cli/redact',
  'deploy/organization-run',
  'audit/resume',
  'deliver/bucket',
  'cli/bad-input',
  'aws/organization',
  'bench/truth',
  'audit/doctor',
  'pricing/refresh',
  'aws/quotas',
  'aws/api',
  'audit/from-elsewhere',
  'deploy/github-actions',
  'cli/organization',
  'snapshot/merge',
  'cli/diff',
  'deliver/messages',
];

/** Starts the longest files first; the others, larger ones first, fill what is left. */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => {
      const name = relative(`${this.ctx.config.root}/test`, moduleId).replaceAll(sep, '/').replace('.test.ts', '');
      const at = LONGEST.indexOf(name);
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
