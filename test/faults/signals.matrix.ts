import { describe, it } from 'vitest';
import { STAGES, stopAt } from './stops.js';
import type {} from './suite.js';

describe.each(['SIGHUP', 'SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  it.for(Object.keys(STAGES))('in %s ends the run at once, with what there is', async (stage, { task }) => {
    const tally = { kind: signal, whole: false, unseen: 0, silent: 0, milliseconds: 0 };
    task.meta.fault = tally;
    task.meta.fault = { ...tally, ...(await stopAt(stage, signal)) };
  });
});
