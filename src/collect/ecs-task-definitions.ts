import { describeTaskDefinition } from '../aws/operations/index.js';
import type { TaskShape } from '../model/resource/index.js';
import { shapeOfDefinition } from './ecs-task-shape.js';
import type { RegionContext } from './region.js';
import type { Step } from './steps.js';

/**
 * Earlier revisions that are read at most per region: they tell whether a recent deployment changed the size, one call
 * each out of twenty a second. The latest deployments come first; what is beyond stays unknown.
 */
const MAXIMUM_EARLIER_REVISIONS = 100;

/** Task definitions of a region, each read once however many services use it. */
export class TaskDefinitions {
  private readonly step: Step;
  private readonly shapes = new Map<string, Promise<TaskShape | null>>();
  /** Time of the latest deployment after which an earlier revision is asked about, by that revision's ARN. */
  private readonly candidates = new Map<string, string>();
  private readonly chosen: Promise<ReadonlySet<string>>;
  private choose: (chosen: ReadonlySet<string>) => void = () => undefined;

  constructor({ steps }: RegionContext) {
    this.step = steps.facts(describeTaskDefinition);
    this.chosen = new Promise((resolve) => {
      this.choose = resolve;
    });
  }

  /** Null when it could not be read. */
  shape(arn: string): Promise<TaskShape | null> {
    const known = this.shapes.get(arn);
    if (known !== undefined) return known;
    const reading = this.read(arn);
    this.shapes.set(arn, reading);
    return reading;
  }

  /** Takes note of a deployment of `arn` whose revision before is wanted. */
  deployed(arn: string, at: string): void {
    const earlier = revisionBefore(arn);
    if (earlier === null) return;
    const known = this.candidates.get(earlier);
    if (known === undefined || known < at) this.candidates.set(earlier, at);
  }

  /** Called once all deployments are known, so that the choice does not hang on the order of answers. */
  allDeployed(): void {
    const latestFirst = [...this.candidates].sort(([a, aAt], [b, bAt]) => (aAt === bAt ? (a < b ? -1 : 1) : aAt < bAt ? 1 : -1));
    const chosen = new Set(latestFirst.slice(0, MAXIMUM_EARLIER_REVISIONS).map(([arn]) => arn));
    const left = this.candidates.size - chosen.size;
    if (left > 0) this.step.remark('earlier revisions not read, so that a change of size there is not known', left);
    this.choose(chosen);
  }

  /** The shape of the revision before `arn`; null when there is none, it was deleted, or it is beyond what is read. */
  async shapeBefore(arn: string): Promise<TaskShape | null> {
    const earlier = revisionBefore(arn);
    return earlier !== null && (await this.chosen).has(earlier) ? this.shape(earlier) : null;
  }

  private async read(arn: string): Promise<TaskShape | null> {
    // A deleted revision is a client error; an inactive one still answers.
    const output = await this.step.call(describeTaskDefinition, { taskDefinition: arn }, { gone: ['ClientException'] });
    return output?.taskDefinition === undefined ? null : shapeOfDefinition(output.taskDefinition);
  }
}

/** `…:task-definition/family:7` gives `…/family:6`; null before the first. */
function revisionBefore(arn: string): string | null {
  const match = /^(.+:)(\d+)$/.exec(arn);
  const revision = Number(match?.[2] ?? 0);
  return match === null || revision <= 1 ? null : `${match[1]}${revision - 1}`;
}
