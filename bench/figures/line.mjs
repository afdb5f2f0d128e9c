// How a figure is printed and held against its goal.
let missed = 0;
/** Figures that missed their goal so far. */
export const missedGoals = () => missed;

/** Prints a figure; `ok` is null where there is no goal, and a word of its own where it is neither reached nor missed. */
export function line({ name, measured, goal, ok }) {
  const verdict = typeof ok === 'string' ? ok : ok === null ? '' : ok ? 'ok' : 'MISS';
  if (ok === false) missed += 1;
  console.log(`${name.padEnd(58)} ${measured.padEnd(52)} ${goal.padEnd(14)} ${verdict}`.trimEnd());
}
export const atMost = (name, value, goal, more = '', digits = 2) =>
  line({ name, measured: `${value.toFixed(digits)}${more}`, goal: `<= ${goal}`, ok: value <= goal });
export const atLeast = (name, value, goal, more = '', digits = 3) =>
  line({ name, measured: `${value.toFixed(digits)}${more}`, goal: `>= ${goal}`, ok: value >= goal });
export const exactly = (name, value, goal, more = '') =>
  line({ name, measured: `${value}${more}`, goal: String(goal), ok: value === goal });

/** Times that depend on the machine alone may be three times as long on a slower one than the goal is for. */
const TIMES_ON_SLOWER = 3;
export const withSlower = (timesTheGoal) => (timesTheGoal <= 1 ? true : timesTheGoal <= TIMES_ON_SLOWER ? 'slower machine' : false);
