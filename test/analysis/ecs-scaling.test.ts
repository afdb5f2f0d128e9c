import { describe, expect, it } from 'vitest';
import { movesOf } from '../../src/analysis/ecs-scaling.js';
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
