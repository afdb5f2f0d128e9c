import { describe, expect, it } from 'vitest';
import idle from '../../../policies/fargate/idle.js';
import idleDev from '../../../policies/fargate/idle-dev.js';
import type { EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { fleetOf, presentMetric, SCALAR_WINDOW, service, task, zeroMetric } from '../../support/policy-fixtures.js';
import { TARGET } from './service-fixtures.js';

/** The longer window begins on 15 October, the verdict window on 2 November. */
const DAYS = SCALAR_WINDOW.days;
const dayOf = (date: string) => (Date.parse(`${date}T00:00:00Z`) - Date.parse(SCALAR_WINDOW.start)) / 86_400_000;
const days = (usual: number | null, others: Readonly<Record<string, number | null>> = {}) => {
  const values = new Array<number | null>(DAYS).fill(usual);
  for (const [date, value] of Object.entries(others)) values[dayOf(date)] = value;
  return values;
};

interface Case {
  peaks?: Readonly<Record<string, number | null>>;
  requests?: Readonly<Record<string, number>>;
  /** Bytes a day. */
  received?: Readonly<Record<string, number>>;
  of?: Partial<EcsService>;
  options?: { monthEndDays?: number };
  started?: string;
}

function judge({ peaks = {}, requests, received, of = {}, options = {}, started }: Case, policy: typeof idle | typeof idleDev = idle) {
  const rates = days(1, Object.fromEntries(Object.entries(received ?? {}).map(([date, bytes]) => [date, bytes / 86_400])));
  const resource = service({ ...(requests === undefined ? {} : { targetGroupArns: [TARGET] }), ...of });
  const tasks = started === undefined ? [] : [task({ serviceName: 'web', startedAt: started })];
  return judged(policy, resource, {
    metrics: {
      cpu: presentMetric('ecs.cpu', { daily: { Average: 0.5, Maximum: days(1, peaks), SampleCount: 2880 } }),
      requests: presentMetric('ecs.requestsPerTarget', { daily: { Sum: days(0, requests) } }),
      networkReceived: presentMetric('ecs.insightsNetworkRx', { daily: { Average: rates } }),
    },
    environment: policy === idleDev ? { name: 'dev', nonProduction: true, source: 'cluster', matched: 'shop-dev' } : null,
    options,
    fleet: fleetOf({ tasks: new Map([['main/web', tasks]]) }),
  });
}

const said = (given: Case, policy?: typeof idle | typeof idleDev) => {
  const outcome = judge(given, policy);
  return outcome.verdict === 'fail' ? `fail ${outcome.confidence} ${outcome.confidenceReasons.join()}` : verdictOf(outcome);
};

describe('fargate-idle, of the days before the window', () => {
  const deployedOn = (createdAt: string) => ({ deployments: service().deployments.map((one) => ({ ...one, createdAt })) });
  it.each<[string, Case, string]>([
    ['quiet on all of them', {}, 'fail high '],
    ['just under the limit on one', { peaks: { '2026-10-20': 4.99 } }, 'fail high '],
    ['at the limit on one', { peaks: { '2026-10-20': 5 } }, 'fail low busy-before-window'],
    ['busy on the last of October', { peaks: { '2026-10-31': 80 } }, 'pass busy-at-month-end'],
    ['busy on the last and the first', { peaks: { '2026-10-31': 80, '2026-11-01': 80 } }, 'pass busy-at-month-end'],
    ['busy on the third last day of October', { peaks: { '2026-10-29': 80 } }, 'pass busy-at-month-end'],
    ['busy on the fourth last', { peaks: { '2026-10-28': 80 } }, 'fail low busy-before-window'],
    ['busy then and in the middle', { peaks: { '2026-10-20': 80, '2026-10-31': 80 } }, 'fail low busy-before-window'],
    [
      'busy on the last, where only none is near enough',
      { peaks: { '2026-10-31': 80 }, options: { monthEndDays: 0 } },
      'fail low busy-before-window',
    ],
    [
      'busy on the second last, where one day is near enough',
      { peaks: { '2026-10-30': 80 }, options: { monthEndDays: 1 } },
      'fail low busy-before-window',
    ],
    [
      'busy on the last, where one day is near enough',
      { peaks: { '2026-10-31': 80 }, options: { monthEndDays: 1 } },
      'pass busy-at-month-end',
    ],
    ['busy on the first day of the window', { peaks: { '2026-11-02': 80 } }, 'pass cpu-used'],
    ['a request in the middle of a month', { requests: { '2026-10-20': 1 } }, 'fail low used-before-window'],
    ['a request at its end', { requests: { '2026-10-31': 1 } }, 'pass used-at-month-end'],
    [
      'a request at its end, and work in the middle',
      { requests: { '2026-10-31': 1 }, peaks: { '2026-10-20': 80 } },
      'fail low busy-before-window,used-before-window',
    ],
    ['as much traffic as an idle day may have', { received: { '2026-10-20': 5_000_000 } }, 'fail high '],
    ['more traffic', { received: { '2026-10-20': 5_000_001 } }, 'fail low used-before-window'],
    ['more traffic at the end of a month', { received: { '2026-10-31': 5_000_001 } }, 'pass used-at-month-end'],
    [
      'busy on the day of its deployment',
      { peaks: { '2026-10-20': 80 }, of: deployedOn('2026-10-20T12:00:00Z') },
      'fail medium start-before-window',
    ],
    [
      'busy on the day of a start of its task',
      { peaks: { '2026-10-20': 80 }, started: '2026-10-20T12:00:00Z' },
      'fail medium start-before-window',
    ],
    [
      'deployed on the eve, its start lasts into the day',
      { peaks: { '2026-10-20': 80 }, of: deployedOn('2026-10-19T23:45:01Z') },
      'fail medium start-before-window',
    ],
    [
      'deployed on the eve, its start is over',
      { peaks: { '2026-10-20': 80 }, of: deployedOn('2026-10-19T23:45:00Z') },
      'fail low busy-before-window',
    ],
    [
      'deployed at the end of the day',
      { peaks: { '2026-10-20': 80 }, of: deployedOn('2026-10-20T23:59:59Z') },
      'fail medium start-before-window',
    ],
    ['deployed on the next day', { peaks: { '2026-10-20': 80 }, of: deployedOn('2026-10-21T00:00:00Z') }, 'fail low busy-before-window'],
    [
      'deployed at the end of a month',
      { peaks: { '2026-10-31': 80 }, of: deployedOn('2026-10-31T12:00:00Z') },
      'fail medium start-before-window',
    ],
  ])('%s', (_, given, expected) => {
    expect(said(given)).toBe(expected);
  });

  it('holds in development as well', () => {
    expect(said({ peaks: { '2026-10-31': 80 } }, idleDev)).toBe('pass busy-at-month-end');
    expect(said({ peaks: { '2026-10-20': 80 } }, idleDev)).toBe('fail low busy-before-window');
  });

  it('says so where no month end lies in the data', () => {
    const none = Object.fromEntries(
      Array.from({ length: 18 }, (_, day) => [
        new Date(Date.parse(SCALAR_WINDOW.start) + day * 86_400_000).toISOString().slice(0, 10),
        null,
      ]),
    );
    expect(said({ peaks: none })).toBe('fail medium month-end-not-seen');
    expect(said({ peaks: { ...none, '2026-10-31': 1 } })).toBe('fail high ');
  });

  it('shows the peak that lowered it', () => {
    const outcome = judge({ peaks: { '2026-10-20': 80 } });
    if (outcome.verdict !== 'fail') throw new Error('must fail');
    expect(outcome.values.earlierPeak).toEqual({ value: 80, unit: 'percent' });
    expect(outcome.evidence.find(({ name }) => name === 'maximumCpuPercentLongWindow')).toMatchObject({
      value: 80,
      heldAgainst: { value: 5 },
    });
    const quiet = judge({});
    expect(quiet.verdict === 'fail' && quiet.evidence.map(({ name }) => name)).not.toContain('maximumCpuPercentLongWindow');
  });

  it('holds traffic of the busiest day of the window against the limit, not the mean', () => {
    expect(said({ received: { '2026-11-10': 5_000_000 } })).toBe('fail high ');
    expect(said({ received: { '2026-11-10': 5_000_001 } })).toBe('pass receives-traffic');
  });
});

describe('fargate-idle, of a service that cannot keep its tasks', () => {
  const failed = { deployments: service().deployments.map((one) => ({ ...one, rolloutState: 'FAILED' })) };
  const counted = (running: number, samples: number) =>
    judged(idle, service({ desired: 2, running }), {
      metrics: {
        cpu: presentMetric('ecs.cpu', { daily: { Average: 0.5, Maximum: 1, SampleCount: samples } }),
        requests: zeroMetric('ecs.requestsPerTarget'),
        networkReceived: presentMetric('ecs.insightsNetworkRx', { daily: { Average: 1 } }),
      },
    });
  it('is not sure', () => {
    expect(said({ of: failed })).toBe('fail low unstable');
    expect(counted(1, 1440)).toMatchObject({ verdict: 'fail', confidence: 'low', confidenceReasons: ['unstable'] });
    // The last day had both: one is being replaced.
    expect(counted(1, 2880)).toMatchObject({ verdict: 'fail', confidence: 'high', confidenceReasons: [] });
  });
});
