import type { Judgement } from '../../src/index.js';
import type { Subject } from './fleet.js';

export interface Score {
  policyId: string;
  positives: number;
  negatives: number;
  boundary: number;
  /** Of the boundary cases, how many were flagged. */
  boundaryFlagged: number;
  truePositives: number;
  falsePositives: number;
  misses: string[];
}

export const precision = ({ truePositives, falsePositives }: Score): number =>
  truePositives + falsePositives === 0 ? 1 : truePositives / (truePositives + falsePositives);
export const recall = ({ truePositives, positives }: Score): number => (positives === 0 ? 1 : truePositives / positives);

/** Holds a judgement against the truth, policy by policy. What is not assessed is not flagged. */
export function scores(subjects: readonly Subject[], { findings, notAssessed }: Judgement): Score[] {
  const key = (policyId: string, name: string | null) => `${policyId} ${name}`;
  const flagged = new Map(findings.map(({ policyId, resource, summary }) => [key(policyId, resource.name), summary]));
  const unknown = new Map(notAssessed.map(({ policyId, resource, reason }) => [key(policyId, resource.name), reason]));
  const policies = [...new Set(subjects.flatMap(({ truths }) => Object.keys(truths)))].sort();
  return policies.map((policyId) => {
    const score: Score = {
      policyId,
      positives: 0,
      negatives: 0,
      boundary: 0,
      boundaryFlagged: 0,
      truePositives: 0,
      falsePositives: 0,
      misses: [],
    };
    for (const { name, story, truths } of subjects) {
      const truth = truths[policyId];
      const summary = flagged.get(key(policyId, name));
      if (truth === 'boundary') {
        score.boundary += 1;
        score.boundaryFlagged += summary === undefined ? 0 : 1;
      } else if (truth === 'positive') {
        score.positives += 1;
        if (summary !== undefined) score.truePositives += 1;
        else
          score.misses.push(`missed ${name} (${story})${unknown.has(key(policyId, name)) ? `: ${unknown.get(key(policyId, name))}` : ''}`);
      } else if (truth === 'negative') {
        score.negatives += 1;
        if (summary !== undefined) {
          score.falsePositives += 1;
          score.misses.push(`flagged ${name} (${story}): ${summary}`);
        }
      }
    }
    return score;
  });
}
