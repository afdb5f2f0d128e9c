/** What of a policy says whether it has judged anything that could save. */
interface Judging {
  findsSavings: boolean;
  counts: { fail: number; pass: number; notAssessed: number };
}

/** True where there was something to judge, and not one policy that could have found a saving came to a verdict. */
export function judgedNothing(policies: readonly Judging[]): boolean {
  const saving = policies.filter(({ findsSavings }) => findsSavings);
  return saving.every(({ counts: { fail, pass } }) => fail + pass === 0) && saving.some(({ counts: { notAssessed } }) => notAssessed > 0);
}

/** Whether a policy can find savings, by its own word. */
export const findsSavings = ({ findsSavings: says = true }: { findsSavings?: boolean }): boolean => says;
