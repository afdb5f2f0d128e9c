import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULT_KINDS } from '../../src/simulator/index.js';
import { SMALL_REGIONS } from '../support/small-fleet.js';
import { auditUnder, closeEndpoint, type FaultRun } from './fault-run.js';
import { CONCURRENCIES, FAULT_SEEDS, HEALING, HEALING_LIMITS, oneOfEach } from './matrix.js';
import { trial } from './suite.js';
import { entriesOf, verdictOn } from './verdict.js';

let clean: FaultRun;
afterAll(closeEndpoint);

beforeAll(async () => {
  clean = await auditUnder([]);
});

it('the audit that faults are held against is whole', () => {
  expect(clean.incomplete).toBe(false);
  expect(clean.findings.length).toBeGreaterThan(5);
  expect(clean.elsewhere.length).toBeGreaterThan(100);
  expect(clean.coverage.filter(({ status, detail }) => (status !== 'ok' && status !== 'empty') || detail !== null)).toEqual([]);
});

describe('a fault that never passes, at one operation of one region', () => {
  it.each(oneOfEach(5).map(({ kind, action, fault }) => [kind, action, fault] as const))(
    '%s at %s ends in good time, and what it hides is named',
    async (kind, action, fault) => {
      await trial(clean, { kind, action, fault });
    },
  );

  it('knows every kind', () => {
    expect(new Set(oneOfEach(5).map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
  });

  it('a region that is off takes only itself', async () => {
    const run = await auditUnder([{ kind: 'region-off', region: SMALL_REGIONS[1] }]);
    expect(run.coverage.filter(({ region, status }) => region === SMALL_REGIONS[1] && status === 'region-disabled').length).toBeGreaterThan(
      3,
    );
    expect(run.resources).toEqual(clean.resources.filter(({ region }) => region !== SMALL_REGIONS[1]));
    expect(run.incomplete).toBe(true);
  });

  it('credentials that end in the middle leave what was read', async () => {
    const run = await auditUnder([{ kind: 'expired-token', skip: 25 }]);
    expect(run.refused).toBeNull();
    expect(run.coverage.some(({ status }) => status === 'auth-expired' || status === 'partial')).toBe(true);
    expect(run.incomplete).toBe(true);
    expect(verdictOn({ ...run, elsewhere: clean.elsewhere }, clean, null).problems).toEqual([]);
  });

  it('one metric of many that is refused costs no other', async () => {
    const run = await auditUnder([{ kind: 'refuse-metrics', region: SMALL_REGIONS[0], chance: 0.1 }]);
    expect(entriesOf(run, 'cloudwatch:GetMetricData').some(({ detail }) => detail !== null)).toBe(true);
    expect(verdictOn(run, clean, 'cloudwatch:GetMetricData').problems).toEqual([]);
  });
});

describe('faults that pass when asked again', () => {
  // Each width once; with all seeds they stand in the full matrix.
  it.each(CONCURRENCIES.map((concurrency, index) => [concurrency, FAULT_SEEDS[index] ?? 0] as const))(
    'leave the same report: %i at once, seed %i',
    async (concurrency, faultSeed) => {
      const run = await auditUnder(HEALING, { faultSeed, limits: { concurrency, ...HEALING_LIMITS } });
      expect(Object.values(run.calls).some((outcomes) => Object.keys(outcomes).some((outcome) => outcome !== 'ok'))).toBe(true);
      expect(run.coverage.filter(({ detail }) => detail !== null)).toEqual([]);
      expect(run.digest).toBe(clean.digest);
    },
  );

  it('hangs too', async () => {
    // Few, since each costs its whole timeout; where a busy machine is late with an answer, it is asked for again.
    const limits = { attemptTimeoutMs: 600, ...HEALING_LIMITS };
    const run = await auditUnder([{ kind: 'hang', chance: 0.04, attempts: 1 }], { limits });
    const hung = Object.values(run.calls).reduce((sum, outcomes) => sum + (outcomes['fault:hang'] ?? 0), 0);
    expect(hung).toBeGreaterThan(2);
    expect(run.digest).toBe(clean.digest);
  });
});
