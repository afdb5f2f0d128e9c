import { inspectCommands, stopCommands } from '../../src/analysis/ec2-commands.js';
import { IDLE_EC2_METRICS, type IdleEvidence, idleState } from '../../src/analysis/ec2-idle.js';
import { SIGN_OPTIONS, signValues } from '../../src/analysis/ec2-idle-signs.js';
import { managedReasons, managerOf } from '../../src/analysis/ec2-manager.js';
import { reservedQuestions, reservedReasons } from '../../src/analysis/ec2-reserved.js';
import { effectsOfStop, plannedReturn, RETURN_MESSAGES, STOP_MESSAGES } from '../../src/analysis/ec2-stop.js';
import { cannotStop, membersOf, paidInstead, resourceText, runningSubjects, SUBJECT_MESSAGES } from '../../src/analysis/ec2-subject.js';
import { confidenceOf, impact, METRIC_MESSAGES, onMember, quantity } from '../../src/analysis/outcome-parts.js';
import type { Evidence, FailOutcome } from '../../src/model/evaluation.js';
import { definePolicy } from '../../src/model/policy.js';

/** What is done about it, in few words. Only an instance can be stopped: a group ends its members. What another service made is let go there. */
function labelOf(
  isGroup: boolean,
  hindrance: ReturnType<typeof cannotStop>,
  isManaged: boolean,
  instead: ReturnType<typeof paidInstead>,
): string {
  if (instead !== null) return 'release what is paid in its place, or put it to use: a stop saves nothing';
  if (isManaged) return 'let it go in the service that made it';
  if (isGroup) return 'scale to 0 now, which terminates its members; delete the group when nobody has missed it';
  return hindrance === null ? 'stop now, terminate when nobody has missed it' : 'terminate: it cannot be stopped';
}

export default definePolicy({
  meta: {
    id: 'ec2-idle',
    title: 'Instance that nobody uses',
    severity: 'high',
    rationale:
      'An instance whose busiest five minutes in two weeks stay under five percent of its CPU, and which hardly sends or receives anything, does no work that anyone would miss. It costs as much as a busy one.',
    links: [
      {
        title: 'How Compute Optimizer finds idle instances',
        url: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html',
      },
      { title: 'Stop and start an instance', url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Stop_Start.html' },
      {
        title: 'Suspend the processes of an Auto Scaling group',
        url: 'https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-suspend-resume-processes.html',
      },
    ],
  },
  requires: { kinds: ['ec2-instance', 'instance-group'], metrics: IDLE_EC2_METRICS, series: {} },
  options: {
    maximumCpuPercent: {
      type: 'number',
      unit: 'percent',
      default: 5,
      minimum: 0.1,
      maximum: 50,
      description: 'Idle is a peak CPU utilization under this, in every sample of the window.',
      source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html',
    },
    maximumNetworkBytesPerDay: {
      type: 'number',
      unit: 'bytes-per-day',
      default: 5_000_000,
      minimum: 0,
      maximum: 1e12,
      description: 'Idle is network traffic, in and out together, under this on every day of the window.',
      source: 'https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-idle-recommendations.html',
    },
    minimumDays: {
      type: 'integer',
      unit: 'days',
      default: 7,
      minimum: 1,
      maximum: 90,
      description: 'Days with data without which nothing is called idle: a week shows every weekday once.',
      source: 'A shorter stretch can miss a job that runs once a week.',
    },
    ...SIGN_OPTIONS,
    monthEndDays: {
      type: 'integer',
      unit: 'days',
      default: 3,
      minimum: 0,
      maximum: 10,
      description:
        'An instance that was busy in the days before the window, but only this close to a change of month, closes the month: it is not idle.',
      source: 'Month-end work spans the last and the first working days, three days on either side with a weekend between.',
    },
  },
  messages: {
    ...SUBJECT_MESSAGES,
    ...METRIC_MESSAGES,
    ...STOP_MESSAGES,
    ...RETURN_MESSAGES,
    idle: '{resource} never used more than {peak} of its CPU in {days}, and moved at most {traffic}.',
    'idle-group':
      'All {count} running instances of {resource} are idle: none used more than {peak} of its CPU in {days}, none moved more than {traffic}.',
    'cpu-busy': '{instance} used up to {peak} of its CPU (idle is under {limit}).',
    'network-busy': '{instance} moved {traffic} on its busiest day (idle is under {limit}).',
    'disk-busy':
      '{instance} worked its volumes on every day (up to {iops} and {throughput}; at rest is under {iopsLimit} and {throughputLimit}).',
    'busy-at-month-end':
      '{instance} is quiet now and was busy (up to {earlierPeak}; idle is under {limit}) only around the end of a month.',
    'too-little-data': '{instance} has data on {days} only; {required} are needed to call it idle.',
    'network-gaps': '{instance} has days with CPU data but without network data, so what it served on them is not known.',
    'busy-before-window': 'It was busy (up to {earlierPeak}) in the days before the window: it may be needed once a month.',
    'some-days-missing': 'Some days of the window have no data.',
    'disk-in-use': 'Its volumes were at work on {diskDays} (up to {iops} and {throughput}): something reads or writes there.',
    'memory-in-use': 'Up to {memory} of its memory is in use: something is loaded that may be waiting to be asked.',
    'memory-unread': 'Its memory is measured and could not be read in full: what is loaded is not known.',
    'spot-cannot-stop':
      'It is a Spot Instance: those of one-time requests cannot be stopped, and the kind of its request is not read. Nothing undoes a termination.',
    'root-cannot-stop': 'Its root volume is an instance store: it cannot be stopped, and all that it holds would go with it.',
    'instance-store-lost': 'A stop erases its instance store ({instanceStore}): a start brings the machine back, not what was there.',
    'month-end-not-seen': 'No month end lies in the data.',
    'accelerator-not-measured': 'It has accelerators, whose use CloudWatch does not show.',
    'idle-on-host': 'It runs on a Dedicated Host, which is what is paid: only a host that is released saves anything.',
    'idle-on-outpost': 'It runs on an Outpost, which is paid as a whole: a stop saves nothing, and makes room there.',
    'idle-on-capacity-block': 'It runs in a Capacity Block, which was paid in advance: a stop saves nothing, and leaves the block unused.',
    'pods-unseen': 'It is a node of a Kubernetes cluster: what pods wait on it for is not seen here.',
    'pods-move': 'It is a node of a Kubernetes cluster: it is drained before it is stopped, so that its pods start elsewhere.',
    'who-needs-it': 'Is it a standby, a bastion, a licence server, or something else that is needed without being used?',
    'persistent-request':
      'Is its Spot request persistent? Then it can be stopped instead; and after a termination the request launches another until it is cancelled.',
    'instance-store': 'Is anything on its instance store that is not elsewhere?',
    'in-use-once-a-month': 'Does a job run on it once a month or once a quarter?',
  },
  evaluate(resource, context) {
    const found = runningSubjects(resource, context);
    if ('outcome' in found) return found.outcome;
    const isGroup = resource.kind === 'instance-group';
    const states = found.subjects.map((subject) => {
      const state = idleState(subject, context);
      if (!isGroup || 'outcome' in state) return state;
      const { evidence, signs } = state.idle;
      const named = (lines: readonly Evidence[]) => onMember(lines, subject.instance.id);
      return { idle: { ...state.idle, evidence: named(evidence), signs: { ...signs, evidence: named(signs.evidence) } } };
    });
    // One busy member keeps a group, whatever is not known of the others.
    const kept =
      states.find((state) => 'outcome' in state && state.outcome.verdict === 'pass') ?? states.find((state) => 'outcome' in state);
    if (kept !== undefined && 'outcome' in kept) return kept.outcome;
    const idle = states.flatMap((state) => ('idle' in state ? [state.idle] : []));
    const most = (of: (state: IdleEvidence) => number) => Math.max(...idle.map(of));
    const nothing = { usd: 0, basis: 'list', asOf: context.cost.monthly?.asOf ?? context.prices.asOf } as const;
    const [first] = found.subjects;
    const instead = first === undefined ? null : paidInstead(first.instance);
    // What is paid in its place is in no amount here, and goes on: to stop the instance alone saves nothing.
    const cost = instead === null ? impact(context.cost, nothing) : { current: null, projected: null, savings: nothing, lines: [] };
    const hindrance = cannotStop(resource);
    const machines = found.subjects.map(({ instance }) => instance);
    const effects = effectsOfStop(resource, machines, context);
    const returns = plannedReturn(resource);
    const pods = resource.kind === 'ec2-instance' && resource.eksCluster !== null ? ['pods-move'] : [];
    const outcome: FailOutcome = {
      verdict: 'fail',
      code: isGroup ? 'idle-group' : 'idle',
      ...(instead === null ? {} : { severity: 'low' as const }),
      values: {
        resource: quantity(resourceText(resource), 'text'),
        count: quantity(idle.length, 'count'),
        peak: quantity(
          most(({ peak }) => peak),
          'percent',
        ),
        traffic: quantity(
          most(({ traffic }) => traffic),
          'bytes-per-day',
        ),
        days: quantity(Math.min(...idle.map(({ days }) => days)), 'days'),
        earlierPeak: quantity(
          most(({ earlierPeak }) => earlierPeak),
          'percent',
        ),
        ...signValues(idle.map(({ signs }) => signs)),
        ...effects.values,
        ...returns.values,
      },
      evidence: [...idle.flatMap(({ evidence }) => evidence), ...idle.flatMap(({ signs }) => signs.evidence)].slice(0, 20),
      recommendation: {
        action: instead === null ? 'terminate' : 'investigate',
        target: {
          label: labelOf(isGroup, hindrance, managerOf(resource) !== null, instead),
          values: {},
          projected: [],
          monthly: instead === null ? nothing : null,
          savings: cost.savings,
          risk: effects.risk,
          platformDifferences: [],
          offerChecked: true,
          notes: [...(instead === null ? [] : [`idle-on-${instead}`]), ...effects.notes, ...returns.notes, ...pods],
        },
        alternatives: [],
      },
      cost,
      ...confidenceOf('high', [
        [idle.some(({ earlierPeak }) => earlierPeak >= context.options.maximumCpuPercent), 'busy-before-window', 'low'],
        [idle.some(({ signs }) => signs.diskDays > 0), 'disk-in-use', 'low'],
        [idle.some(({ signs }) => (signs.memoryPercent ?? 0) >= context.options.maximumMemoryPercent), 'memory-in-use', 'low'],
        [idle.some(({ signs }) => signs.memoryUnread), 'memory-unread', 'medium'],
        [idle.some(({ days }) => days < context.window.days), 'some-days-missing', 'medium'],
        [idle.some(({ monthEnd }) => !monthEnd), 'month-end-not-seen', 'medium'],
        [idle.some(({ accelerated }) => accelerated), 'accelerator-not-measured', 'medium'],
        [isGroup, 'members-may-hold', 'medium'],
        [pods.length > 0, 'pods-unseen', 'medium'],
        ...managedReasons(resource),
        ...reservedReasons(found.subjects),
      ]),
      risk: effects.risk,
      members: membersOf(resource, found.subjects),
      commands: instead === null ? stopCommands(resource) : inspectCommands(resource),
      questions: [...effects.questions, ...returns.questions, ...reservedQuestions(found.subjects), 'who-needs-it', 'in-use-once-a-month'],
      charts: idle.slice(0, 3).map(({ chart }) => chart),
      // Memory could only make it less sure, which is said.
      decidedDespitePartialData: idle.every(({ whole }) => whole) && idle.some(({ signs }) => signs.memoryUnread),
    };
    return outcome;
  },
});
