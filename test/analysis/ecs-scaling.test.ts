import { describe, expect, it } from 'vitest';
import { movesOf, scheduleSetsOthers } from '../../src/analysis/ecs-scaling.js';
import type { EcsService } from '../../src/model/resource/index.js';

type Scaling = NonNullable<EcsService['scaling']>;
const policy = { name: 'cpu', type: 'target-tracking', trackedMetric: 'ECSServiceAverageCPUUtilization', targetValue: 60 } as const;
const action = { name: 'night', schedule: 'cron(0 20 * * ? *)', timeZone: null, minimum: 0, maximum: 0, desired: null };
const target = (more: Partial<NonNullable<Scaling['target']>> = {}) => ({ minimum: 1, maximum: 4, suspended: false, ...more });
const of = (more: Partial<Scaling>): Scaling => ({ target: target(), policies: [policy], scheduledActions: [action], ...more });

describe('what moves the count of a service', () => {
  it.each<[string, Scaling | null, string | null]>([
    ['unread', null, null],
    ['no target, whatever hangs on it', of({ target: null }), ''],
    ['policies and a schedule', of({}), 'out in scheduled'],
    ['a schedule alone', of({ policies: [] }), 'scheduled'],
    ['policies alone', of({ scheduledActions: [] }), 'out in'],
    ['equal bounds, which a schedule may set', of({ target: target({ maximum: 1 }) }), 'scheduled'],
    ['scale-in suspended', of({ target: target({ suspended: true, suspendedKinds: ['in'] }) }), 'out scheduled'],
    ['scale-out suspended', of({ target: target({ suspended: true, suspendedKinds: ['out'] }) }), 'in scheduled'],
    ['the schedule suspended', of({ target: target({ suspended: true, suspendedKinds: ['scheduled'] }) }), 'out in'],
    ['something suspended, in a snapshot that does not say what', of({ target: target({ suspended: true }) }), ''],
  ])('%s', (_, scaling, expected) => {
    const moves = movesOf({ scaling });
    expect(moves === null ? null : (['out', 'in', 'scheduled'] as const).filter((kind) => moves[kind]).join(' ')).toBe(expected);
  });
});

describe('whether a scheduled action sets other bounds', () => {
  const sets = (minimum: number | null, maximum: number | null) => ({ ...action, minimum, maximum });
  it.each<[string, Scaling | null, boolean]>([
    ['another minimum', of({ scheduledActions: [sets(2, 4)] }), true],
    ['another maximum', of({ scheduledActions: [sets(1, 5)] }), true],
    ['the bounds that there are', of({ scheduledActions: [sets(1, 4)] }), false],
    ['one of them, and nothing of the other', of({ scheduledActions: [sets(null, 4)] }), false],
    ['the same by one action, others by the next', of({ scheduledActions: [sets(1, 4), sets(null, 3)] }), true],
    ['no action', of({ scheduledActions: [] }), false],
    ['no target', of({ target: null }), false],
    ['unread', null, false],
  ])('%s', (_, scaling, expected) => {
    expect(scheduleSetsOthers({ scaling })).toBe(expected);
  });
});
