import type { Judgement } from '../../src/index.js';
import type { Truth } from './demand.js';
import type { Subject } from './fleet.js';

export interface Score {
  policyId: string;
  positives: number;
  negatives: number;
  boundary: number;
  /** Of the boundary cases, how many were flagged. */
  boundaryFlagged: number;
  /** Cases of which nothing can be known, and how many of them were said not to be known. */
  unknown: number;
  saidUnknown: number;
  truePositives: number;
  falsePositives: number;
  misses: string[];
}

export const precision = ({ truePositives, falsePositives }: Score): number =>
  truePositives + falsePositives === 0 ? 1 : truePositives / (truePositives + falsePositives);
export const recall = ({ truePositives, positives }: Score): number => (positives === 0 ? 1 : truePositives / positives);

/** A task's name is its definition's: `cluster_family:revision`. */
const nameOf = ({ type, name }: { type: string; name: string | null }): string | null =>
  type === 'AWS::ECS::Task' && name !== null ? name.replace(/^[^_]*_/, '').replace(/:\d+$/, '') : name;

/** Holds a judgement against the truth, policy by policy. What is not assessed is not flagged, and not cleared either. */
export function scores(subjects: readonly Subject[], { findings, notAssessed }: Pick<Judgement, 'findings' | 'notAssessed'>): Score[] {
  const key = (policyId: string, name: string | null) => `${policyId} ${name}`;
  const flagged = new Map(findings.map(({ policyId, resource, summary }) => [key(policyId, nameOf(resource)), summary]));
  const unknown = new Map(notAssessed.map(({ policyId, resource, reason }) => [key(policyId, nameOf(resource)), reason]));
  const said = (of: ReadonlyMap<string, string>, policyId: string, { name, members }: Subject): string | undefined => {
    for (const one of [name, ...members]) {
      const text = of.get(key(policyId, one));
      if (text !== undefined) return text;
    }
    return undefined;
  };
  const add = (score: Score, truth: Truth, subject: Subject): void => {
    const summary = said(flagged, score.policyId, subject);
    const reason = said(unknown, score.policyId, subject);
    const named = `${subject.name} (${subject.story})`;
    switch (truth) {
      case 'boundary':
        score.boundary += 1;
        score.boundaryFlagged += summary === undefined ? 0 : 1;
        return;
      case 'positive':
        score.positives += 1;
        if (summary !== undefined) score.truePositives += 1;
        else score.misses.push(`missed ${named}${reason === undefined ? '' : `: ${reason}`}`);
        return;
      case 'negative':
        score.negatives += 1;
        if (summary === undefined) return;
        score.falsePositives += 1;
        score.misses.push(`flagged ${named}: ${summary}`);
        return;
      case 'unknown':
        score.unknown += 1;
        if (summary === undefined && reason !== undefined) score.saidUnknown += 1;
        else
          score.misses.push(
            `${summary === undefined ? 'cleared' : 'flagged'}, though nothing is known: ${named}${summary ? `: ${summary}` : ''}`,
          );
    }
  };
  const policies = [...new Set(subjects.flatMap(({ truths }) => Object.keys(truths)))].sort();
  return policies.map((policyId) => {
    const none = { positives: 0, negatives: 0, boundary: 0, boundaryFlagged: 0, unknown: 0, saidUnknown: 0 };
    const score: Score = { policyId, ...none, truePositives: 0, falsePositives: 0, misses: [] };
    for (const subject of subjects) {
      const truth = subject.truths[policyId];
      if (truth !== undefined) add(score, truth, subject);
    }
    return score;
  });
}
