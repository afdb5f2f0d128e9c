/** What a script can tell from the exit code alone; the table stands in the README. */
export const EXIT = {
  done: 0,
  internalError: 1,
  usage: 2,
  findings: 3,
  incomplete: 4,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
