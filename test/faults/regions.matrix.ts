import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultInput } from '../../src/simulator/index.js';
import { SMALL_REGIONS } from '../support/small-fleet.js';
import { auditUnder, closeEndpoint, type FaultRun } from './fault-run.js';
import { REGIONAL_KINDS, regionalFault } from './matrix.js';
import { trial } from './suite.js';
import { verdictOn } from './verdict.js';

const options = { home: SMALL_REGIONS[1] };
let clean: FaultRun;
afterAll(closeEndpoint);
beforeAll(async () => {
  clean = await auditUnder([], options);
});

describe('a fault that strikes every call of a region takes nothing of another', () => {
  it.for(REGIONAL_KINDS)('%s', async (kind, { task }) => {
    task.meta.fault = { kind: 'whole region', whole: false, unseen: 0, silent: 0, milliseconds: 0 };
    const tally = await trial(clean, { kind, fault: regionalFault(kind), action: null }, options);
    task.meta.fault = { ...tally, kind: 'whole region' };
  });
});

describe('credentials that end in the middle', () => {
  it.for([0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89])('after %i calls leave what was read, and say what was not', async (skip, { task }) => {
    task.meta.fault = { kind: 'token ends in the middle', whole: false, unseen: 0, silent: 0, milliseconds: 0 };
    const run = await auditUnder([{ kind: 'expired-token', skip }], options);
    // It strikes the other region too.
    const { problems, unseen, silent } = verdictOn({ ...run, elsewhere: clean.elsewhere }, clean, null);
    expect(problems.filter((words) => !words.startsWith('exits with 4'))).toEqual([]);
    expect(run.refused === null).toBe(skip > 0);
    task.meta.fault = { kind: 'token ends in the middle', whole: false, unseen, silent, milliseconds: run.milliseconds };
  });
});

describe('20 s for every answer, a tenth of it here, with timeouts a tenth of theirs', () => {
  it('costs time and nothing else', async ({ task }) => {
    const slow: FaultInput = { kind: 'latency', delayMs: 2_000 };
    const run = await auditUnder([slow], { ...options, limits: { attemptTimeoutMs: 3_000 } });
    expect(run.digest).toBe(clean.digest);
    task.meta.fault = { kind: 'latency at every call', whole: true, unseen: 0, silent: 0, milliseconds: run.milliseconds };
  }, 120_000);
});
