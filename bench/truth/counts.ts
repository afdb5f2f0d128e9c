import {
  ALL_DAYS,
  agreed,
  allOf,
  type Case,
  casesOf,
  type Draw,
  type Parts,
  type ServiceSpec,
  type Shape,
  shapeOf,
  type Truth,
  WORKDAYS,
  type Work,
  weekOf,
} from './demand.js';

/** Services whose demand goes up and down, or does not, and whose number of tasks follows it, or does not. */

interface Demand {
  /** Share of what all tasks can do together: what is always asked for, and what comes on top. */
  always: number;
  on: Work;
  /** What the number of tasks follows. */
  follows:
    | 'nothing'
    | 'demand'
    | 'demand, its schedule apart'
    | 'a timetable'
    | 'nothing any more'
    | 'upwards alone'
    | 'a number that is always the same';
  tasks: number;
  more: Partial<ServiceSpec>;
  /** Nothing is measured. */
  blind: boolean;
}

const NOISE = 0.05;

/** Of all task-hours, the part that would not run if each hour had as many tasks as keep it as full as the fullest hour is now, and two at least. */
function spared({ always, on, tasks }: Demand): number {
  const hours = weekOf(on).map((level) => level + always);
  const fullest = Math.max(...hours);
  const needed = hours.map((load) => Math.min(tasks, Math.max(2, Math.ceil((tasks * load) / fullest - 1e-9))));
  return 1 - needed.reduce((sum, count) => sum + count, 0) / (tasks * 168);
}

function truthOf(demand: Demand): Truth {
  const { always, on, follows, tasks, more, blind } = demand;
  if (more.schedulingStrategy === 'DAEMON' || more.desired === 0 || tasks <= 2) return 'negative';
  if (follows === 'demand' || follows === 'demand, its schedule apart' || follows === 'a timetable') return 'negative';
  if (blind) return 'unknown';
  // Where even the fullest hour is nearly idle, the size of the tasks is the question.
  const busy = agreed(always + (on.kind === 'none' ? 0 : on.level), { everybody: 0.24, nobody: 0.17 });
  return allOf(busy, agreed(spared(demand), { everybody: 0.24, nobody: 0.16 }));
}

function scalingOf({ follows, tasks }: Demand): Partial<ServiceSpec> {
  const bounds = { minimum: 2, maximum: tasks };
  switch (follows) {
    case 'nothing':
      return {};
    case 'demand':
      return { scaling: { ...bounds, policies: [{ name: 'cpu', type: 'target-tracking' }] } };
    case 'a timetable':
      return {
        scaling: {
          ...bounds,
          scheduledActions: [
            { name: 'evening', schedule: 'cron(0 19 * * ? *)', minimum: 2, maximum: 2 },
            { name: 'morning', schedule: 'cron(0 7 * * ? *)', minimum: tasks, maximum: tasks },
          ],
        },
      };
    case 'nothing any more':
      return { scaling: { ...bounds, suspended: true, policies: [{ name: 'cpu', type: 'target-tracking' }] } };
    case 'upwards alone':
      return { scaling: { ...bounds, suspended: ['in'], policies: [{ name: 'cpu', type: 'target-tracking' }] } };
    case 'demand, its schedule apart':
      return { scaling: { ...bounds, suspended: ['scheduled'], policies: [{ name: 'cpu', type: 'target-tracking' }] } };
    case 'a number that is always the same':
      return { scaling: { minimum: tasks, maximum: tasks, policies: [{ name: 'cpu', type: 'target-tracking' }] } };
  }
}

function specOf(name: string, demand: Demand): ServiceSpec {
  const { always, on, tasks, more, blind } = demand;
  const parts: Shape[] = [{ kind: 'flat', level: always, noise: NOISE }, shapeOf(on, NOISE)];
  return {
    name,
    desired: tasks,
    cpu: 1_024,
    memory: 2_048,
    ...(blind ? { reporting: false } : {}),
    metrics: {
      CPUUtilization: { kind: 'scaled', by: 100, maximum: 100, of: { kind: 'sum', of: parts } },
      MemoryUtilization: { kind: 'flat', level: 60, noise: 0.02 },
    },
    ...scalingOf(demand),
    ...more,
  };
}

const office: Work = { kind: 'office', level: 0.6, from: 8, to: 18, days: WORKDAYS };
const daily: Work = { kind: 'office', level: 0.6, from: 7, to: 22, days: ALL_DAYS };
const evening: Work = { kind: 'office', level: 0.6, from: 18, to: 21, days: ALL_DAYS };
const weekend: Work = { kind: 'office', level: 0.6, from: 9, to: 21, days: ['sat', 'sun'] };
const nightly: Work = { kind: 'job', level: 0.7, at: 1, minutes: 120, days: ALL_DAYS };
const steady: Work = { kind: 'steady', level: 0.55 };
/** Gone before another task would have started. */
const minutes: Work = { kind: 'bursts', level: 0.5, probability: 0.3, minutes: 3 };

const scaled = (work: Work, by: number): Work => (work.kind === 'none' ? work : { ...work, level: work.level * by });
const demand =
  (on: Work, always: readonly [number, number], more: Partial<Demand> = {}) =>
  (draw: Draw): Demand => ({
    always: draw.between(...always),
    on: scaled(on, draw.between(0.8, 1.2)),
    follows: 'nothing',
    tasks: draw.whole(4, 12),
    more: {},
    blind: false,
    ...more,
  });

const NIGHT: readonly [number, number] = [0.04, 0.12];
const STORIES: readonly (readonly [story: string, count: number, (draw: Draw) => Demand])[] = [
  ['office hours', 20, demand(office, NIGHT)],
  ['by day, on all days', 12, demand(daily, NIGHT)],
  ['evenings', 8, demand(evening, NIGHT)],
  ['two hours of every night', 6, demand(nightly, NIGHT)],
  ['weekends', 8, demand(weekend, NIGHT)],
  ['office hours, with scaling suspended', 8, demand(office, NIGHT, { follows: 'nothing any more' })],
  ['office hours, and tasks are never taken away again', 6, demand(office, NIGHT, { follows: 'upwards alone' })],
  ['office hours, and followed, with a schedule that is suspended', 6, demand(office, NIGHT, { follows: 'demand, its schedule apart' })],
  ['office hours, between bounds that are the same', 8, demand(office, NIGHT, { follows: 'a number that is always the same' })],
  ['office hours, and followed', 12, demand(office, NIGHT, { follows: 'demand' })],
  ['office hours, by a timetable', 8, demand(office, NIGHT, { follows: 'a timetable' })],
  ['even', 14, demand(steady, NIGHT)],
  ['a little more by day', 8, demand(scaled(office, 0.1), [0.5, 0.6])],
  ['bursts of minutes, day and night', 8, demand(minutes, NIGHT)],
  ['office hours, two tasks', 10, demand(office, NIGHT, { tasks: 2 })],
  ['office hours, and hardly busy then', 10, demand(scaled(office, 0.12), [0.005, 0.02])],
  ['a daemon', 6, demand(office, NIGHT, { more: { schedulingStrategy: 'DAEMON', launchType: 'EC2' } })],
  ['switched off', 4, demand(office, NIGHT, { more: { desired: 0 } })],
  ['not measured', 8, demand(office, NIGHT, { blind: true })],
];

export function countCases(seed: number): Case<Parts>[] {
  return casesOf(seed, STORIES, (told, number, story) => {
    const name = `counted-${number}`;
    return {
      name,
      story: `${story}, ${told.tasks} tasks`,
      spec: { clusters: [{ name: 'counts', services: [specOf(name, told)] }] },
      truths: { 'ecs-fixed-size-service': truthOf(told) },
    };
  });
}
