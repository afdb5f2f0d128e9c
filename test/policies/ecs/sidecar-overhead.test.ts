import { describe, expect, it } from 'vitest';
import sidecars from '../../../policies/ecs/sidecar-overhead.js';
import type { Container, EcsService } from '../../../src/model/resource/index.js';
import { judged, verdictOf } from '../../support/judged.js';
import { container, service, taskShape } from '../../support/policy-fixtures.js';
import { outcomesOf, outcomeTexts } from '../outcome-text.js';

describe('ecs-sidecar-overhead', () => {
  const shaped = (...containers: Container[]) => ({ shape: taskShape({ cpuUnits: 1024, memoryMib: 2048, containers }) });
  const unsized = (...containers: Container[]) => ({ shape: taskShape({ cpuUnits: null, memoryMib: null, containers }) });
  const app = container({ cpuUnits: 512, memoryReservationMib: 1024 });
  const init = container({ name: 'migrate', essential: false, cpuUnits: 512, memoryReservationMib: 1024, endsEarly: true });
  const cases: [string, Partial<EcsService>, string][] = [
    ['a quarter of the CPU exactly', shaped(app, container({ name: 'envoy', cpuUnits: 256 })), 'pass small-overhead'],
    ['a unit more', shaped(app, container({ name: 'envoy', cpuUnits: 257 })), 'fail sidecar-overhead'],
    ['a third of the memory', shaped(app, container({ name: 'datadog-agent', memoryReservationMib: 700 })), 'fail sidecar-overhead'],
    [
      'a soft limit counts before a hard one',
      shaped(app, container({ name: 'xray', memoryReservationMib: 100, memoryMib: 1900 })),
      'pass small-overhead',
    ],
    ['known by not being essential', shaped(app, container({ name: 'helper', essential: false, cpuUnits: 512 })), 'fail sidecar-overhead'],
    [
      'a collector under its full name',
      shaped(app, container({ name: 'opentelemetry-collector', cpuUnits: 400 })),
      'fail sidecar-overhead',
    ],
    ['a log router', shaped(app, container({ name: 'log_router', cpuUnits: 400 })), 'fail sidecar-overhead'],
    [
      'work whose name only holds that of an agent',
      shaped(app, container({ name: 'hotel-api', cpuUnits: 512 })),
      'not-applicable one-container',
    ],
    [
      'work whose name begins as that of an agent',
      shaped(app, container({ name: 'consulting', cpuUnits: 512 })),
      'not-applicable one-container',
    ],
    ['a second application container', shaped(app, container({ name: 'worker', cpuUnits: 512 })), 'not-applicable one-container'],
    ['a second container, essential or not', shaped(app, container({ name: 'pgb', essential: null })), 'not-assessed sidecars-unknown'],
    [
      'two of them beside a small agent',
      shaped(app, container({ name: 'pgb', essential: null }), container({ name: 'envoy', cpuUnits: 256, essential: null })),
      'not-assessed sidecars-unknown',
    ],
    [
      'two of them beside a large one',
      shaped(app, container({ name: 'pgb', essential: null }), container({ name: 'envoy', cpuUnits: 257, essential: null })),
      'fail sidecar-overhead',
    ],
    [
      'an agent alone beside the work',
      shaped({ ...app, essential: null }, container({ name: 'LogRouter', cpuUnits: 256, essential: null })),
      'pass small-overhead',
    ],
    ['an init container, of a task with a size', shaped(app, init), 'not-applicable one-container'],
    ['an init container named as an agent', shaped(app, { ...init, name: 'vault-agent' }), 'not-applicable one-container'],
    ['an init container beside a small agent', shaped(app, init, container({ name: 'envoy', cpuUnits: 256 })), 'pass small-overhead'],
    ['nothing but an init container and agents', shaped(init, container({ name: 'envoy', cpuUnits: 256 })), 'not-applicable one-container'],
    ['an init container, of a task without a size', unsized(app, init), 'fail sidecar-overhead'],
    ['a small one', unsized(app, { ...init, cpuUnits: 64, memoryReservationMib: 64 }), 'pass small-overhead'],
    ['one that reserves nothing', unsized(app, { ...init, cpuUnits: null, memoryReservationMib: null }), 'not-applicable one-container'],
    [
      'one that reserves only what the task has a size of',
      { shape: taskShape({ cpuUnits: null, memoryMib: 2048, containers: [app, { ...init, cpuUnits: null }] }) },
      'not-applicable one-container',
    ],
    ['alone', shaped(app), 'not-applicable one-container'],
    ['without reservations', shaped(app, container({ name: 'envoy' })), 'not-assessed no-reservations'],
    ['of an unread shape', { shape: null }, 'not-assessed shape-unread'],
    ['desired count 0', { desired: 0 }, 'not-applicable desired-zero'],
  ];
  it.each(cases)('%s', (_, of, expected) => {
    expect(verdictOf(judged(sidecars, service(of)))).toBe(expected);
  });

  it('says all of this', async () => {
    const outcomes = outcomesOf(cases, ([, of]) => judged(sidecars, service(of)));
    await expect(outcomeTexts(outcomes)).toMatchFileSnapshot('outcomes/sidecar-overhead.txt');
  });

  it('is not assessed, or does not apply, where there is nothing to share', () => {
    const unsized = taskShape({ cpuUnits: null, memoryMib: null, containers: [container(), container({ name: 'envoy' })] });
    expect(verdictOf(judged(sidecars, service({ shape: unsized })))).toMatch(/^not-assessed/);
    expect(judged(sidecars, service({ status: 'DRAINING' }))).toMatchObject({
      code: 'not-active',
      values: { state: { value: 'DRAINING' } },
    });
    const heavy = shaped(app, container({ name: 'envoy', cpuUnits: 400 }));
    expect(verdictOf(judged(sidecars, service({ ...heavy, desired: 0, schedulingStrategy: 'DAEMON' })))).toBe('fail sidecar-overhead');
  });

  it('says what they cost by what they reserve', () => {
    const outcome = judged(sidecars, service(shaped(app, container({ name: 'envoy', cpuUnits: 512, memoryReservationMib: 512 }))));
    const monthly = 2 * 730 * (0.5 * 0.04048 + 0.5 * 0.004445);
    expect(outcome.values).toMatchObject({
      monthly: { value: expect.closeTo(monthly, 6) },
      cpuShare: { value: 50 },
      memoryShare: { value: 25 },
    });
  });

  it('says that what prepares the start is held until the end', () => {
    const found = judged(sidecars, service(unsized(app, init)));
    expect(found.verdict === 'fail' && found.recommendation.target?.notes).toEqual(['fewer-or-smaller', 'held-after-the-end']);
    expect(found.values).toMatchObject({ names: { value: 'migrate' }, cpuShare: { value: 50 }, memoryShare: { value: 50 } });
  });

  it('takes the containers for the whole where the task has no size', () => {
    const shape = taskShape({
      cpuUnits: null,
      memoryMib: null,
      containers: [container({ cpuUnits: 300 }), container({ name: 'fluent-bit', cpuUnits: 100 })],
    });
    expect(verdictOf(judged(sidecars, service({ shape })))).toBe('pass small-overhead');
  });
});
