import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultInput, FaultKind } from '../../src/simulator/index.js';
import { auditUnder, closeEndpoint, type FaultRun, type FaultRunOptions, LONG_TIMEOUT, SHORT_TIMEOUT } from './fault-run.js';
import { type Cell, HARMLESS } from './matrix.js';
import { verdictOn } from './verdict.js';

/** What one fault came to, for the table at the end. */
export interface Tally {
  kind: string;
  whole: boolean;
  /** Resources that were not seen, and those of them that coverage is silent about. */
  unseen: number;
  silent: number;
  milliseconds: number;
}

declare module 'vitest' {
  interface TaskMeta {
    fault?: Tally;
  }
}

/** An audit under one fault, held against the one without. */
export async function trial(
  clean: FaultRun,
  { kind, fault, action }: { kind: FaultKind; fault: FaultInput; action: string | null },
  options: FaultRunOptions = {},
): Promise<Tally> {
  const tried = async (limits: FaultRunOptions['limits'] = {}) => {
    const run = await auditUnder([fault], { ...options, limits: { ...options.limits, ...limits } });
    // A fault that strikes no call proves nothing.
    expect(run.struck[0]).toBeGreaterThan(0);
    return { milliseconds: run.milliseconds, ...verdictOn(run, clean, action) };
  };
  let verdict = await tried(kind === 'hang' ? SHORT_TIMEOUT : {});
  // A machine so busy that answers without a fault come late too: with more patience it must hold all the same.
  if (kind === 'hang' && verdict.problems.length > 0) verdict = await tried(LONG_TIMEOUT);
  const { problems, ...tally } = verdict;
  expect(problems).toEqual([]);
  if (HARMLESS.includes(kind)) expect(tally.whole).toBe(true);
  return { kind, ...tally };
}

/** One test for every cell, the fault being permanent. */
export function matrixOf(cells: readonly Cell[], options: FaultRunOptions = {}): void {
  let clean: FaultRun;
  afterAll(closeEndpoint);
  beforeAll(async () => {
    clean = await auditUnder([], options);
  });
  const kinds = [...new Set(cells.map(({ kind }) => kind))];
  describe.each(kinds)('%s', (kind) => {
    it.for(cells.filter((cell) => cell.kind === kind).map((cell) => [cell.action, cell] as const))('at %s', async ([, cell], { task }) => {
      task.meta.fault = { kind, whole: false, unseen: 0, silent: 0, milliseconds: 0 };
      task.meta.fault = await trial(clean, cell, options);
    });
  });
}
