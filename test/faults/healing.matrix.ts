import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditUnder, closeEndpoint, type FaultRun } from './fault-run.js';
import { CONCURRENCIES, FAULT_SEEDS, HEALED_BY_RETRY, HEALING, HEALING_LIMITS } from './matrix.js';
import './suite.js';

let clean: FaultRun;
afterAll(closeEndpoint);
beforeAll(async () => {
  clean = await auditUnder([]);
});

const AT_ONCE = CONCURRENCIES.flatMap((concurrency) => FAULT_SEEDS.map((seed) => [concurrency, seed] as const));

describe('faults that a retry heals leave the same bytes', () => {
  describe.each(HEALED_BY_RETRY)('%s at every third call', (kind) => {
    it.for(AT_ONCE)('%i at once, seed %i', async ([concurrency, faultSeed], { task }) => {
      const tally = { kind: `${kind}, healing`, whole: false, unseen: 0, silent: 0, milliseconds: 0 };
      task.meta.fault = tally;
      const run = await auditUnder([{ kind, chance: 0.35, attempts: 1, delayMs: 2 }], {
        faultSeed,
        limits: { concurrency, ...HEALING_LIMITS },
      });
      task.meta.fault = { ...tally, whole: run.digest === clean.digest, milliseconds: run.milliseconds };
      expect(run.digest).toBe(clean.digest);
    });
  });

  it.for(AT_ONCE)('all of them together: %i at once, seed %i', async ([concurrency, faultSeed], { task }) => {
    const tally = { kind: 'all that heal, together', whole: false, unseen: 0, silent: 0, milliseconds: 0 };
    task.meta.fault = tally;
    const run = await auditUnder(HEALING, { faultSeed, limits: { concurrency, ...HEALING_LIMITS } });
    task.meta.fault = { ...tally, whole: run.digest === clean.digest, milliseconds: run.milliseconds };
    expect(run.digest).toBe(clean.digest);
  });
});
