import { relative, sep } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take longest, the longest first: on a fresh clone nothing is known of them, and one that begins last is waited for alone. */
const LONGEST = [
  'faults/each-kind',
  'browser/report',
  'cli/accounts',
  'deliver/bucket',
  'cli/audit',
  'deploy/organization-run',
  'faults/process',
  'package',
  'deliver/delivery',
  'cli/redact',
  'report/html',
  'report/hostile-names',
  'deploy/scheduled-task',
  'audit/resume',
  'policy/fleet-holes',
  'trend/trend',
  'cli/bad-input',
  'audit/doctor',
  'metrics/slow-endpoint',
  'collect/faults',
  'cli/diff',
  'collect/commitments',
  'deliver/messages',
  'audit/from-elsewhere',
  'deploy/github-actions',
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
