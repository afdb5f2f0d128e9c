import { type CoverageEntry, isComplete } from '../model/coverage.js';

const INVENTORY_SERVICES: readonly CoverageEntry['service'][] = ['ec2', 'autoscaling', 'ecs', 'lambda', 'sts'];
const ANSWERED: readonly CoverageEntry['status'][] = ['ok', 'empty', 'partial'];

export interface CoverageVerdict {
  /** Nothing that was asked for is missing. */
  complete: boolean;
  /** Steps about which something is missing. */
  gaps: number;
  /** Inventory was tried, and not one step of it answered: the report says nothing about the account. */
  nothingAnswered: boolean;
}

/** What the coverage of a run comes to. */
export function coverageVerdict(coverage: readonly CoverageEntry[]): CoverageVerdict {
  const gaps = coverage.filter((entry) => !isComplete(entry)).length;
  const tried = coverage.filter(
    ({ service, status, step }) =>
      INVENTORY_SERVICES.includes(service) && status !== 'skipped' && step !== 'GetCallerIdentity' && step !== 'DescribeRegions',
  );
  const preflights = coverage.filter(({ service }) => service === 'sts');
  const steps = tried.length > 0 ? tried : preflights;
  const answered = steps.some(({ status }) => ANSWERED.includes(status));
  return { complete: gaps === 0, gaps, nothingAnswered: steps.length > 0 && !answered };
}
