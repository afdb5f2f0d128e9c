import { resourcesWithFindings } from '../diff/diff.js';
import type { JudgedSnapshot } from '../model/diff.js';
import type { ResourceRef } from '../model/resource/index.js';
import { createJudge } from '../policy/judge.js';
import { type RegionObserver, resourceTracker } from '../policy/track.js';
import { readSnapshot } from '../snapshot/read.js';
import type { Rules } from './rules.js';

/** A judgement with what a comparison with another snapshot and a redacted report need besides. */
export interface JudgedFile extends JudgedSnapshot {
  /** Every resource of the snapshot; null unless they were asked for. */
  resources: readonly ResourceRef[] | null;
}

export interface JudgeFileOptions {
  /** An earlier snapshot that this one is going to be compared with: what became of its findings is kept. */
  before?: Pick<JudgedSnapshot, 'judgement'> | undefined;
  keepResources?: boolean | undefined;
  /** Keys to watch besides what `before` has findings on. */
  watched?: readonly string[] | undefined;
}

/** Tells several observers of the same region. */
function together(observers: readonly RegionObserver[]): RegionObserver {
  return {
    region: (work) => {
      for (const observer of observers) observer.region(work);
    },
    evaluated: (evaluation, work) => {
      for (const observer of observers) observer.evaluated(evaluation, work);
    },
  };
}

/**
 * Judges a snapshot file, region by region: only evaluations stay in memory. Throws a UserError for a file that is missing, cut short, of a
 * later format, or not a snapshot.
 */
export async function judgeFile(path: string, rules: Rules, options: JudgeFileOptions = {}): Promise<JudgedFile> {
  const { header, regions } = await readSnapshot(path);
  const { window, scalarWindow, accounts } = header;
  const { before, watched = [] } = options;
  const tracker = resourceTracker(before === undefined ? undefined : new Set([...resourcesWithFindings(before.judgement), ...watched]));
  const resources: ResourceRef[] | null = options.keepResources === true ? [] : null;
  const keeper: RegionObserver = {
    region: (work) => {
      for (const resource of work.resources) resources?.push(work.settingsOf(resource).ref);
    },
    evaluated: () => undefined,
  };
  const settings = { config: rules.config, prices: rules.prices, window, scalarWindow, accounts };
  const judge = createJudge(rules.policies, settings, together([tracker, keeper]));
  for await (const block of regions) judge.region(block);
  return { judgement: judge.finish(header), tracked: tracker.result(), resources };
}
