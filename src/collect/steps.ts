import { type AwsApi, AwsFailure, type FailureStatus, type OperationDefinition, type PagedOperation } from '../aws/api.js';
import { dropEmptyItems } from '../aws/empty-items.js';
import type { CoverageEntry, CoverageStatus } from '../model/coverage.js';

interface StepSettings {
  /** The step's answers are resources themselves, so that its coverage counts them; a list of names only is not. */
  givesResources: boolean;
  /** An extra: what it cannot say leaves nothing of the audit out. */
  optional?: boolean;
}

interface CallSettings {
  /** Error codes that mean the thing asked about has gone since it was listed: said, but no gap. */
  gone?: readonly string[];
}

const ANSWERED: readonly CoverageStatus[] = ['ok', 'empty', 'partial'];
const INTERRUPTED = 'the run was stopped before this step ended';

/**
 * One operation in one region: makes its calls, and keeps account of what they gave and what they could not. A failed
 * call never throws here; what it leaves unknown stays null, and the coverage entry says so.
 */
export class Step {
  private answered = 0;
  private listed = 0;
  private interrupted = false;
  private readonly failures = new Map<string, { failure: AwsFailure; calls: number }>();
  private readonly gaps = new Map<string, number>();
  private readonly remarks = new Map<string, number>();

  constructor(
    private readonly api: AwsApi,
    private readonly region: string,
    readonly operation: Pick<OperationDefinition<never, never>, 'service' | 'name'>,
    private readonly settings: StepSettings,
  ) {}

  /** False as soon as anything is missing. */
  get complete(): boolean {
    return this.failures.size === 0 && this.gaps.size === 0 && !this.interrupted;
  }

  /** The answer; null when the call failed. */
  async call<I, O>(operation: OperationDefinition<I, O>, input: I, settings: CallSettings = {}): Promise<O | null> {
    try {
      const output = await this.api.call(this.region, operation, input);
      this.took(output);
      return output;
    } catch (error) {
      this.failed(error, settings);
      return null;
    }
  }

  /** The pages up to the last one or the first failure; returns whether the listing is whole. */
  async *pages<I, O, T>(operation: PagedOperation<I, O, T>, input: I, settings: CallSettings = {}): AsyncGenerator<O, boolean> {
    const pages = this.api.pages(this.region, operation, input)[Symbol.asyncIterator]();
    for (;;) {
      let page: IteratorResult<O>;
      try {
        page = await pages.next();
      } catch (error) {
        this.failed(error, settings);
        return false;
      }
      if (page.done === true) return true;
      this.took(page.value);
      if (!this.settings.givesResources) this.listed += operation.items(page.value)?.length ?? 0;
      yield page.value;
    }
  }

  /** All that a short listing has; null when it is not whole, or what it is of has gone. */
  async all<I, O, T>(operation: PagedOperation<I, O, T>, input: I, settings: CallSettings = {}): Promise<T[] | null> {
    const pages = this.pages(operation, input, settings);
    const items: T[] = [];
    for (let page = await pages.next(); ; page = await pages.next()) {
      if (page.done === true) return page.value ? items : null;
      items.push(...(operation.items(page.value) ?? []));
    }
  }

  /** Counts resources given by this step. */
  gave(resources: number): void {
    this.listed += resources;
  }

  /** A resource that this step gave is left out after all. */
  lost(words: string): void {
    this.listed -= 1;
    this.missing(words);
  }

  /** Something that should be here is missing; entries of equal words are added up. */
  missing(words: string, count = 1): void {
    this.gaps.set(words, (this.gaps.get(words) ?? 0) + count);
  }

  /** Worth saying, though nothing is missing. */
  remark(words: string, count = 1): void {
    this.remarks.set(words, (this.remarks.get(words) ?? 0) + count);
  }

  entry(): CoverageEntry | null {
    const status = this.status();
    if (status === null) return null;
    const failures = [...this.failures].map(([words, { calls }]) => (this.answered === 0 ? words : `${calls} calls failed: ${words}`));
    const counted = (parts: Map<string, number>) => [...parts].map(([words, count]) => `${count} ${words}`);
    const detail = [...failures, ...counted(this.gaps), ...counted(this.remarks), ...(this.interrupted ? [INTERRUPTED] : [])].sort();
    return {
      accountId: this.api.accountId,
      region: this.region,
      service: this.operation.service,
      step: this.operation.name,
      status,
      detail: detail.length === 0 ? null : detail.join('; '),
      // What nobody answered is not known, which is not none.
      resources: this.settings.givesResources && ANSWERED.includes(status) ? this.listed : null,
      optional: this.settings.optional ?? false,
    };
  }

  private took(answer: unknown): void {
    this.answered += 1;
    const empty = dropEmptyItems(answer);
    if (empty > 0) this.missing('empty items in its answers', empty);
  }

  private status(): CoverageStatus | null {
    if (!this.complete) {
      if (this.answered > 0) return 'partial';
      const [worst] = [...this.failures.values()].map(({ failure }) => failure.status).sort(bySeverity);
      return worst ?? 'failed';
    }
    if (this.answered > 0 || this.remarks.size > 0) return this.listed === 0 ? 'empty' : 'ok';
    return null;
  }

  /** Takes the failure down; of what has gone it is only said so. */
  private failed(error: unknown, { gone = [] }: CallSettings): void {
    if (error instanceof AwsFailure) {
      if (gone.includes(error.code)) {
        this.remark('gone since they were listed');
        return;
      }
      const words = `${error.code}: ${error.message}`;
      const known = this.failures.get(words);
      if (known === undefined) this.failures.set(words, { failure: error, calls: 1 });
      else known.calls += 1;
    } else if (this.api.signal.aborted) {
      this.interrupted = true;
    } else {
      throw error;
    }
  }
}

const SEVERITY: readonly FailureStatus[] = ['auth-expired', 'region-disabled', 'denied', 'throttled', 'timeout', 'failed'];
const bySeverity = (a: FailureStatus, b: FailureStatus) => SEVERITY.indexOf(a) - SEVERITY.indexOf(b);

/** The steps of one region. */
export class RegionSteps {
  private readonly steps: Step[] = [];

  constructor(
    readonly api: AwsApi,
    readonly region: string,
  ) {}

  /** A step whose answers describe resources. */
  resources(operation: Pick<OperationDefinition<never, never>, 'service' | 'name'>): Step {
    return this.add(operation, { givesResources: true });
  }

  /** A step that gives names to ask for, or facts about resources that another step gives. */
  facts(operation: Pick<OperationDefinition<never, never>, 'service' | 'name'>): Step {
    return this.add(operation, { givesResources: false });
  }

  /** A step that nothing of the audit depends on. */
  extra(operation: Pick<OperationDefinition<never, never>, 'service' | 'name'>): Step {
    return this.add(operation, { givesResources: false, optional: true });
  }

  /** The step of this operation. */
  of(operation: Pick<OperationDefinition<never, never>, 'service' | 'name'>): Step {
    const { service, name } = operation;
    const known = this.steps.find((step) => step.operation.service === service && step.operation.name === name);
    return known ?? this.facts(operation);
  }

  /** Entries of all steps that were tried, by service and step. */
  entries(): CoverageEntry[] {
    const key = ({ service, step }: CoverageEntry) => `${service}:${step}`;
    return this.steps.flatMap((step) => step.entry() ?? []).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  }

  private add(operation: Pick<OperationDefinition<never, never>, 'service' | 'name'>, settings: StepSettings): Step {
    const step = new Step(this.api, this.region, operation, settings);
    this.steps.push(step);
    return step;
  }
}
