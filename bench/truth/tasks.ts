import { agreed, type Case, type Draw, drawing, type Parts, type Truth } from './demand.js';

/** Tasks that belong to no service, by who started them and who waits for their end. */

interface Started {
  /** `somebody waits`: a workflow or a queue of jobs that watches the task and reacts to its end. */
  by: 'a person' | 'a schedule' | 'somebody waits';
  startedBy: string | undefined;
  daysAgo: number;
  cluster: string;
  launchType: 'FARGATE' | 'EC2';
}

/** A job for which somebody waits may last. Of all others nobody expects more than a weekend, and after most of a week nobody remembers. */
const truthOf = ({ by, daysAgo }: Started): Truth =>
  by === 'somebody waits' ? 'negative' : agreed(daysAgo, { everybody: 4, nobody: 2.7 });

type Story = (draw: Draw) => Started;
const started =
  (by: Started['by'], startedBy: string | undefined, daysAgo: readonly [number, number], more: Partial<Started> = {}): Story =>
  (draw) => ({ by, startedBy, daysAgo: draw.between(...daysAgo), cluster: 'jobs', launchType: 'FARGATE', ...more });

/** As AWS Batch names the cluster of a compute environment. */
const BATCH = 'AWSBatch-science-1a6929d6-f62b-3d45-b3b5-31e7f64ae0da';

const STORIES: readonly (readonly [story: string, count: number, Story])[] = [
  ['started by hand, weeks ago', 24, started('a person', undefined, [5, 120])],
  ['started by hand for a bastion', 12, started('a person', 'ops-shell', [4.2, 30])],
  ['started by a schedule, and never ended', 22, started('a schedule', 'events-rule/nightly', [4.2, 60])],
  ['started by hand on an instance, weeks ago', 12, started('a person', undefined, [5, 90], { launchType: 'EC2' })],
  ['started by a schedule, at work', 26, started('a schedule', 'events-rule/nightly', [0.01, 0.9])],
  ['started by a schedule at the weekend', 14, started('a schedule', 'events-rule/weekly', [1, 2.6])],
  ['started by hand today', 22, started('a person', undefined, [0.01, 1])],
  ['three days old, about', 8, started('a person', undefined, [2.8, 3.3])],
  ['a step of a workflow, for hours', 6, started('somebody waits', 'AWS Step Functions', [0.05, 2])],
  ['a step of a workflow, for a week', 8, started('somebody waits', 'AWS Step Functions', [4.5, 12])],
  ['a job of AWS Batch, for a week', 10, started('somebody waits', undefined, [4.5, 12], { cluster: BATCH })],
];

export function taskCases(seed: number): Case<Parts>[] {
  const draw = drawing(seed);
  let number = 0;
  return STORIES.flatMap(([story, count, tell]) =>
    Array.from({ length: count }, () => {
      const told = tell(draw);
      const { startedBy, daysAgo, cluster, launchType } = told;
      number += 1;
      const name = `job-${number}`;
      const task = {
        name,
        startedDaysAgo: daysAgo,
        launchType,
        cpu: 1_024,
        memory: 2_048,
        ...(startedBy === undefined ? {} : { startedBy }),
      };
      return {
        name,
        story: `${story}, ${daysAgo.toFixed(1)} days`,
        spec: { clusters: [{ name: cluster, tasks: [task] }] },
        truths: { 'ecs-orphan-task': truthOf(told) },
      };
    }),
  );
}
