import { describe, expect, it } from 'vitest';
import { reservationsBind } from '../../src/analysis/host-tasks.js';
import type { Container, EcsTask } from '../../src/model/resource/index.js';
import { containerInstance, fleetOf, task, taskShape } from '../support/policy-fixtures.js';

const container = (memoryMib: number | null, memoryReservationMib: number | null): Container => ({
  name: 'web',
  essential: true,
  cpuUnits: null,
  memoryMib,
  memoryReservationMib,
  hasHealthCheck: false,
});

/** Whether the reservations of these tasks, out of so many that run on the host, are all that they can use. */
function bind(tasks: readonly Partial<EcsTask>[], runningTasks = tasks.length): boolean {
  const host = containerInstance({ id: 'main/host', clusterName: 'main', runningTasks });
  const placed = tasks.map((of, index) => task({ taskId: `t${index}`, clusterName: 'main', containerInstanceId: 'host', ...of }));
  return reservationsBind(host, fleetOf({ tasks: new Map([['main/', placed]]) }));
}
const ofContainers = (...containers: Container[]): Partial<EcsTask> => ({ shape: taskShape({ memoryMib: null, containers }) });

describe('memory reserved on a container instance', () => {
  it.each<[string, Partial<EcsTask>, boolean]>([
    ['a task with a size of its own', { shape: taskShape({ memoryMib: 512, containers: [container(null, 128)] }) }, true],
    ['a hard limit', ofContainers(container(512, null)), true],
    ['a hard limit that is the soft one too', ofContainers(container(512, 512)), true],
    ['a soft limit below the hard one', ofContainers(container(512, 511)), false],
    ['a soft limit alone', ofContainers(container(null, 512)), false],
    ['a container without a limit beside one that has it', ofContainers(container(512, null), container(null, null)), false],
    ['no container that is known', ofContainers(), false],
  ])('binds or not: %s', (_, of, expected) => {
    expect(bind([of])).toBe(expected);
  });

  it('binds where every task on it is bound, and all are known', () => {
    const bound = ofContainers(container(512, null));
    const open = ofContainers(container(null, 512));
    expect(bind([bound, bound])).toBe(true);
    expect(bind([bound, open])).toBe(false);
    expect(bind([bound], 2)).toBe(false);
    expect(bind([])).toBe(true);
    // What has stopped uses nothing, and what runs elsewhere none of this host.
    expect(bind([bound, { ...open, lastStatus: 'STOPPED' }], 1)).toBe(true);
    expect(bind([bound, { ...open, containerInstanceId: 'other' }, { ...open, containerInstanceId: null }], 1)).toBe(true);
    expect(bind([{ ...bound, clusterName: 'other' }], 1)).toBe(false);
  });
});
