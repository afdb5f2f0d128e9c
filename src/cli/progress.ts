import type { ProgressEvent } from '../model/progress.js';
import { counted } from '../model/quantity.js';
import { type Log, printable } from './log.js';

interface AccountState {
  accountId: string;
  regions: number;
  regionsDone: number;
  steps: number;
  gaps: number;
  resources: number;
  metricsPlanned: number;
  metricsAnswered: number;
  startedAt: number;
}

/** Where the live lines go: a terminal, or a test's stand-in for one. */
export interface Screen {
  columns: number;
  rows: number;
  write(text: string): void;
}

const REDRAW_MILLISECONDS = 100;

const placesOf = (regions: readonly string[]): string =>
  regions.length === 0 ? 'no region of it' : `${counted(regions.length, 'region')}: ${regions.join(', ')}`;

/** Seconds left if the rest goes as fast as what is done; null before there is anything to go by. */
function secondsLeft(state: AccountState, now: number): number | null {
  const share =
    state.metricsPlanned > 0
      ? 0.5 * (state.regionsDone / Math.max(1, state.regions)) + 0.5 * (state.metricsAnswered / state.metricsPlanned)
      : 0.5 * (state.regionsDone / Math.max(1, state.regions));
  const elapsed = (now - state.startedAt) / 1000;
  return share < 0.05 || elapsed < 1 ? null : Math.round((elapsed / share) * (1 - share));
}

function lineOf(state: AccountState, now: number): string {
  const left = secondsLeft(state, now);
  const parts = [
    `${state.accountId}`,
    `regions ${state.regionsDone}/${state.regions}`,
    `${state.steps} steps`,
    `${state.resources} resources`,
    state.metricsPlanned > 0 ? `metrics ${state.metricsAnswered}/${state.metricsPlanned}` : 'inventory',
    ...(state.gaps > 0 ? [`${state.gaps} gaps`] : []),
    ...(left === null ? [] : [`about ${left} s left`]),
  ];
  return parts.join('  ');
}

/**
 * Shows a collection as it runs. On a screen: one live line per account, never more lines than the window is high.
 * Elsewhere: a plain line when an account starts, when a region is done and when a step fails.
 */
export function createProgress(log: Log, screen: Screen | null): { on: (event: ProgressEvent) => void; end: () => void } {
  const accounts = new Map<string, AccountState>();
  let drawn = 0;
  let lastDraw = 0;

  const stateOf = (accountId: string): AccountState => {
    const known = accounts.get(accountId);
    if (known !== undefined) return known;
    const state: AccountState = {
      accountId,
      regions: 0,
      regionsDone: 0,
      steps: 0,
      gaps: 0,
      resources: 0,
      metricsPlanned: 0,
      metricsAnswered: 0,
      startedAt: Date.now(),
    };
    accounts.set(accountId, state);
    return state;
  };

  const erase = (): string => (drawn === 0 ? '' : `\u001b[${drawn}A\u001b[0J`);

  const draw = (force: boolean): void => {
    if (screen === null) return;
    const now = Date.now();
    if (!force && now - lastDraw < REDRAW_MILLISECONDS) return;
    lastDraw = now;
    // Accounts still at work first; what does not fit the window is counted in its last line.
    const open = [...accounts.values()].filter((state) => state.regions === 0 || state.regionsDone < state.regions);
    const shown = open.slice(0, Math.max(1, screen.rows - 2));
    const lines = shown.map((state) => printable(lineOf(state, now)).slice(0, Math.max(10, screen.columns - 1)));
    if (open.length > shown.length) lines.push(`and ${counted(open.length - shown.length, 'more account')}`);
    screen.write(`${erase()}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
  };

  /** A line that stays, above the live ones. */
  const keep = (write: () => void): void => {
    if (screen !== null) {
      screen.write(erase());
      drawn = 0;
    }
    write();
    draw(true);
  };

  const on = (event: ProgressEvent): void => {
    switch (event.type) {
      case 'identity': {
        stateOf(event.accountId).regions = event.regions.length;
        keep(() =>
          log.info(`account ${event.accountId} as ${event.arn}, ${placesOf(event.regions)}`, {
            ...event,
          }),
        );
        break;
      }
      case 'step': {
        const { entry } = event;
        const state = stateOf(entry.accountId);
        state.steps += 1;
        if (entry.status !== 'ok' && entry.status !== 'empty' && entry.status !== 'skipped') {
          state.gaps += 1;
          const detail = entry.detail === null ? '' : `: ${entry.detail}`;
          keep(() => log.warn(`${entry.accountId} ${entry.region} ${entry.service} ${entry.step} ${entry.status}${detail}`, { ...entry }));
        } else {
          log.debug(`${entry.accountId} ${entry.region} ${entry.service} ${entry.step} ${entry.status}`, { ...entry });
        }
        draw(false);
        break;
      }
      case 'resources':
        stateOf(event.accountId).resources += event.seen;
        draw(false);
        break;
      case 'metrics': {
        const state = stateOf(event.accountId);
        state.metricsPlanned = event.planned;
        state.metricsAnswered = event.answered;
        draw(false);
        break;
      }
      case 'region-done': {
        stateOf(event.accountId).regionsDone += 1;
        if (screen === null) log.info(`${event.accountId} ${event.region} done, ${counted(event.resources, 'resource')}`, { ...event });
        draw(false);
        break;
      }
      case 'warning':
        keep(() => log.warn(event.text));
        break;
    }
  };

  return {
    on,
    end: () => {
      if (screen !== null) screen.write(erase());
      drawn = 0;
    },
  };
}

/** The terminal on stderr, or null where stderr is a file or a pipe, or progress is not wanted. */
export function terminalScreen(options: { quiet?: boolean | undefined; logFormat?: string }): Screen | null {
  if (process.stderr.isTTY !== true || options.quiet === true || options.logFormat === 'json') return null;
  return {
    get columns() {
      return process.stderr.columns ?? 80;
    },
    get rows() {
      return process.stderr.rows ?? 24;
    },
    write: (text) => {
      process.stderr.write(text);
    },
  };
}
