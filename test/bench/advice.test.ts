import { beforeAll, describe, expect, it } from 'vitest';
import { exceeds, m5Ladder, NOW, type Size, useOf } from '../../bench/advice/ladder.js';
import { createAdviser } from '../../bench/advice/ours.js';
import { RIVALS } from '../../bench/advice/rivals.js';
import { foresight, verdict } from '../../bench/advice/score.js';
import { generatedSeries, halves } from '../../bench/advice/series.js';
import { loadRules, type Rules } from '../../src/index.js';
import { instantOf } from '../../src/model/time.js';
import { auditOverTheWire } from '../support/wire-audit.js';

let rules: Rules;
let ladder: Size[];
let now: Size;
beforeAll(async () => {
  rules = await loadRules();
  ladder = m5Ladder(rules.prices);
  const found = ladder.find(({ type }) => type === NOW);
  if (found === undefined) throw new Error(`no ${NOW}`);
  now = found;
});
const size = (type: string) => ladder.find((one) => one.type === type) ?? now;
const level = (percent: number, hours = 48) => new Float64Array(hours * 12).fill(percent);

describe('the back-test', () => {
  it('has a ladder from large to 24xlarge, rising in vCPU and price', () => {
    expect(ladder.map(({ vcpus }) => vcpus)).toEqual([2, 4, 8, 16, 32, 48, 64, 96]);
    expect(ladder.map(({ usd }) => usd)).toEqual(ladder.map(({ usd }) => usd).sort((a, b) => a - b));
  });

  it('calls a size exceeded by p99.5 over all of it or by an hour over 95 percent of it, and by nothing less', () => {
    const use = (values: Float64Array) => {
      const found = useOf(values, { endsAtHour: true });
      if (found === null) throw new Error('empty');
      return found;
    };
    const burst = level(10, 400);
    burst.fill(47.5, 1200, 1212);
    expect(exceeds(use(burst), size('m5.2xlarge'), now)).toBe(false);
    burst.fill(47.6, 1200, 1212);
    expect(exceeds(use(burst), size('m5.2xlarge'), now)).toBe(true);
    expect(exceeds(use(level(23.75)), size('m5.xlarge'), now)).toBe(false);
  });

  it('counts no saving where the advice did not hold, and none beyond what foresight finds', () => {
    const later = useOf(level(30), { endsAtHour: true });
    if (later === null) throw new Error('empty');
    const best = foresight(later, ladder, now);
    expect(best.type).toBe('m5.2xlarge');
    expect(verdict('r', size('m5.2xlarge'), later, best, now)).toMatchObject({ exceeded: false, kept: now.usd - best.usd });
    expect(verdict('r', size('m5.large'), later, best, now)).toMatchObject({ exceeded: true, kept: 0, saved: now.usd - best.usd });
    expect(verdict('r', now, later, best, now)).toMatchObject({ advised: null, kept: 0 });
  });

  it.each([
    [9, ['m5.2xlarge', 'm5.2xlarge', 'm5.2xlarge', 'm5.large', 'm5.large']],
    [15, ['m5.2xlarge', 'm5.2xlarge', undefined, 'm5.xlarge', 'm5.xlarge']],
    [35, ['m5.2xlarge', undefined, undefined, 'm5.2xlarge', 'm5.2xlarge']],
    [41, [undefined, undefined, undefined, undefined, undefined]],
  ])('knows what the rules of the field say of a steady %d percent', (percent, expected) => {
    const use = useOf(level(percent, 14 * 24), { endsAtHour: true });
    if (use === null) throw new Error('empty');
    expect(RIVALS.map(({ advise }) => advise(use, ladder, now)?.type)).toEqual(expected);
  });

  it('decides as an audit over the wire does', async () => {
    const chosen = [...generatedSeries(8, 3)].map((series) => ({ series, ...halves(series) }));
    const [{ cut } = { cut: 0 }] = chosen;
    const advise = createAdviser(rules, ladder);
    const judgement = await auditOverTheWire(
      {
        accounts: {
          '111122223333': {
            regions: {
              'us-east-1': {
                instances: chosen.map(({ series, known }) => ({
                  name: series.name,
                  type: NOW,
                  launchedDaysAgo: 400,
                  metrics: {
                    // Ends in the half week before the end, so that it is not moved.
                    CPUUtilization: {
                      kind: 'csv' as const,
                      points: [...known].flatMap((value, index): [string, number][] =>
                        Number.isNaN(value) ? [] : [[instantOf(series.start + index * 300), value]],
                      ),
                    },
                    mem_used_percent: 5,
                    NetworkIn: 1e6,
                    NetworkOut: 1e6,
                    EBSReadBytes: 1e6,
                    EBSWriteBytes: 1e6,
                    EBSReadOps: 100,
                    EBSWriteOps: 100,
                  },
                })),
                // The ladder of the back-test: m5 and nothing else.
                typesNotOffered: ['m4', 'm6i', 'm6a', 'm7i', 'm7i-flex', 'c4', 'c5', 'c6i', 'c7i', 'r5', 'r6i', 'r7i', 't2', 't3', 't3a'],
              },
            },
          },
        },
      },
      { rules, end: instantOf(cut) },
    );
    const overTheWire = chosen.map(({ series }) => {
      const found = judgement.findings.find(
        ({ policyId, resource }) => policyId === 'ec2-over-provisioned' && resource.name === series.name,
      );
      return [series.name, found?.outcome.recommendation.target?.label];
    });
    expect(overTheWire).toEqual(chosen.map(({ series, known }) => [series.name, advise(known, cut)?.type]));
    expect(overTheWire.filter(([, label]) => label !== undefined).length).toBeGreaterThan(1);
  });
});
