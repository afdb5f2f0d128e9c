import type { CoverageEntry } from './coverage.js';

/** What a collection tells while it runs. Nothing depends on it but what a person sees. */
export type ProgressEvent =
  | { type: 'identity'; accountId: string; arn: string; partition: string; regions: readonly string[] }
  | { type: 'step'; entry: CoverageEntry }
  | { type: 'resources'; accountId: string; region: string; seen: number }
  | { type: 'metrics'; accountId: string; planned: number; answered: number }
  | { type: 'region-done'; accountId: string; region: string; resources: number }
  | { type: 'warning'; text: string };

export type OnProgress = (event: ProgressEvent) => void;
