import type { Money, Rate } from './money.js';
import type { ResourceRef } from './resource/index.js';

export const SEVERITIES = ['high', 'medium', 'low', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** Terminate, off-hours, resize, placement is also the order in which the primary finding of a resource is chosen. */
export const ACTIONS = ['terminate', 'off-hours', 'resize', 'placement', 'purchase', 'configure', 'investigate'] as const;
export type Action = (typeof ACTIONS)[number];

export type Risk = 0 | 1 | 2 | 3 | 4;

/** Units that values, options and evidence may carry; formatting follows from the unit. */
export const UNITS = [
  'percent',
  'ratio',
  'count',
  'hours',
  'days',
  'seconds',
  'milliseconds',
  'bytes',
  'bytes-per-day',
  'mib',
  'gib',
  'vcpu',
  'gbps',
  'mbps',
  'iops',
  'credits',
  'usd',
  'usd-per-month',
  'usd-per-hour',
  'instant',
  'text',
] as const;
export type Unit = (typeof UNITS)[number];

/** A value of a message or of evidence; null is "not known". */
export interface Quantity {
  value: number | string | boolean | null;
  unit: Unit;
}
export type Values = Readonly<Record<string, Quantity>>;

/** One line of evidence: a measured number, where it comes from, what it was held against, and where the verdict flips. */
export interface Evidence {
  /** Derived numbers say their unit: `maximumCpuPercent`. */
  name: string;
  value: number | string | boolean | null;
  unit: Unit;
  /** The member that it was measured on, by id; absent where it speaks of the resource itself. */
  member?: string;
  source?: {
    metric: string;
    statistic: string;
    periodSeconds: number;
    windowDays: number;
    datapoints: number;
    expectedDatapoints: number;
  };
  /** The option (by name) whose value decided, and that value. */
  heldAgainst?: { option: string; value: number | string };
  /** The verdict changes when `value` passes this number. */
  flipsAt?: number;
}

/** What a change leads to; `specs` are sentences' raw material such as vCPU and memory. */
export interface Target {
  label: string;
  values: Values;
  /** Projected percent per dimension after the change, with the percent now. */
  projected: { dimension: string; nowPercent: number | null; projectedPercent: number | null }[];
  monthly: Money | null;
  savings: Money | null;
  risk: Risk | null;
  /** Codes of platform differences: hypervisor, network-interface, storage-interface, instance-store, virtualization, architecture. */
  platformDifferences: string[];
  /** False where the region's own offer of types could not be read. */
  offerChecked: boolean;
  /** Codes of remarks; sentences are templates. */
  notes: string[];
}

/** A command as argument vectors; quoting, pattern checks and prose happen in one place, later. */
export interface CommandDraft {
  purpose: 'inspect' | 'apply' | 'undo';
  tool: 'aws-cli' | 'terraform' | 'cloudformation';
  /** Each argument is literal text, or a value to be held against AWS's pattern of its kind. */
  argv: (string | { value: string; pattern: CommandPattern })[];
}
export type CommandPattern =
  | 'instance-id'
  | 'instance-type'
  | 'ecs-name'
  | 'task-id'
  | 'function-name'
  | 'function-qualifier'
  | 'group-name'
  | 'launch-template-id'
  | 'launch-template-version'
  | 'launch-template-choice'
  | 'mixed-instances-policy'
  | 'launch-template-type'
  | 'region'
  | 'account-id'
  | 'arn'
  | 'number'
  | 'node-group-scaling'
  | 'scalable-resource-id'
  | 'cpu-tracking'
  | 'recurrence'
  | 'schedule'
  | 'schedule-name'
  | 'schedule-target'
  | 'time-zone'
  | 'free';

/** One line of a cost formula: quantity x rate. */
export interface CostLine {
  label: string;
  quantity: number;
  quantityUnit: string;
  rate: Rate | null;
  usd: number | null;
  /** Of what it would cost after the change; absent: of what it costs now. */
  of?: 'projected';
}

/** What a resource costs a month at the use seen in the window; compute only. */
export interface ResourceCost {
  monthly: Money | null;
  lines: CostLine[];
  /** Code of why `monthly` is null; null when it is known. */
  unpricedBecause: string | null;
  /** Resource-hours (instance-hours, task-hours) a month that `monthly` stands for; null where hours do not price it. */
  hoursPerMonth: number | null;
}

export interface CostImpact {
  current: Money | null;
  projected: Money | null;
  /** current - projected; null as soon as one is not known. Negative is an increase. */
  savings: Money | null;
  lines: CostLine[];
}

/** null, or NaN, is no datapoint. The values of a series may stand as they are: thousands of findings hold one each. */
export type LineValues = readonly (number | null)[] | Float64Array;

/** Pictures a finding asks for; the report draws them. */
export type Chart =
  | {
      type: 'line';
      title: string;
      unit: Unit;
      start: number;
      periodSeconds: number;
      values: LineValues;
      threshold: number | null;
      flipsAt: number | null;
    }
  | {
      type: 'week';
      title: string;
      timeZone: string /** 168 values from Monday 00:00, null unseen. */;
      values: (number | null)[];
      removable: boolean[];
    }
  | {
      type: 'break-even';
      title: string;
      curves: { label: string; points: { x: number; usd: number }[] }[];
      own: { x: number; low: number; high: number; usd: number | null };
      xUnit: string;
    }
  | {
      type: 'before-after';
      title: string;
      dimensions: { dimension: string; nowPercent: number | null; projectedPercent: number | null; limitPercent: number }[];
    };

/**
 * Set to true where a policy read a metric of which results are missing (status `partial`), or an optional one that could not
 * be read (any status but `no-data`), or did without a series that it wanted, and nothing missing could turn its verdict: a
 * maximum already over the limit, for example. Without it such an outcome becomes not-assessed.
 */
export interface Decidable {
  decidedDespitePartialData?: boolean;
}

/** What a policy says when it fails a resource. */
export interface FailOutcome extends Decidable {
  verdict: 'fail';
  /** Key into the policy's messages. */
  code: string;
  values: Values;
  severity?: Severity;
  evidence: Evidence[];
  recommendation: { action: Action; target: Target | null; alternatives: Target[] };
  cost: CostImpact;
  confidence: Confidence;
  /** Codes of what lowered the confidence. */
  confidenceReasons: string[];
  risk: Risk | null;
  /** Other resources that the finding speaks of. */
  members: ResourceRef[];
  commands: CommandDraft[];
  /** Codes of questions to ask before acting. */
  questions: string[];
  charts: Chart[];
}

export type Outcome =
  | FailOutcome
  | ({ verdict: 'pass'; code: string; values: Values } & Decidable)
  | ({ verdict: 'not-applicable'; code: string; values: Values } & Decidable)
  | ({ verdict: 'not-assessed'; code: string; values: Values } & Decidable);
