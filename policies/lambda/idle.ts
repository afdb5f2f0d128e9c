import { EDGE_MESSAGES, mayRunAtEdge } from '../../src/analysis/lambda-edge.js';
import { inspectFunction, knownSilent, lambdaCommand, numberArgument, provisionedTotal } from '../../src/analysis/lambda-function.js';
import { PROVISIONED_MESSAGES, setProvisioned } from '../../src/analysis/lambda-provisioned.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft } from '../../src/model/evaluation.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import type { LambdaFunction } from '../../src/model/resource/index.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;
const DAY_SECONDS = 86_400;

/**
 * Takes away what is kept ready for the function, with the way back; where nothing is known to be, blocks invocations. The ways back from
 * blocking it and from turning its environments off are in the notes: they need numbers that only reading them first can tell.
 */
function commands(fn: LambdaFunction): CommandDraft[] {
  const inspect = (operation: string, ...more: CommandDraft['argv']) => lambdaCommand(fn, 'inspect', operation, ...more);
  if (fn.capacityProvider !== null) {
    const published = ['--qualifier', '$LATEST.PUBLISHED'] as const;
    const none = ['--function-scaling-config', 'MinExecutionEnvironments=0,MaxExecutionEnvironments=0'] as const;
    return [
      inspectFunction(fn),
      inspect('list-versions-by-function'),
      inspect('get-function-scaling-config', ...published),
      lambdaCommand(fn, 'apply', 'put-function-scaling-config', ...published, ...none),
    ];
  }
  const provisioned = (fn.provisionedConcurrency ?? []).flatMap(({ qualifier, requested }) => [
    setProvisioned(fn, 'apply', qualifier, 0),
    setProvisioned(fn, 'undo', qualifier, requested),
  ]);
  if (provisioned.length > 0) return [inspectFunction(fn), ...provisioned];
  return [
    inspectFunction(fn),
    inspect('list-provisioned-concurrency-configs'),
    inspect('get-function-concurrency'),
    lambdaCommand(fn, 'apply', 'put-function-concurrency', '--reserved-concurrent-executions', numberArgument(0)),
  ];
}

/** What to ask of the event source mappings: one that is enabled, or one that somebody disabled. */
function sourceQuestions({ eventSources }: LambdaFunction): string[] {
  if (eventSources === null || eventSources.length === 0) return [];
  return [eventSources.every(({ state }) => state === 'Disabled' || state === 'Disabling') ? 'ask-disabled-source' : 'ask-event-source'];
}

export default definePolicy({
  meta: {
    id: 'lambda-idle',
    title: 'Function that nobody invokes',
    severity: 'low',
    rationale:
      'A function that is never invoked costs nothing by itself, unless environments are provisioned for it; but its role, its runtime and its triggers stay open and have to be patched.',
    links: [
      { title: 'Lambda metrics', url: 'https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html' },
      { title: 'Provisioned concurrency', url: 'https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html' },
      {
        title: 'Scaling on Lambda Managed Instances',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-scaling.html',
      },
      {
        title: 'Metrics of Lambda@Edge functions',
        url: 'https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html',
      },
      {
        title: 'Asynchronous events at a reserved concurrency of zero',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
      },
    ],
  },
  requires: {
    kinds: ['lambda-function'],
    metrics: {
      invocations: optional('lambda.invocations', { daily: ['Sum'] }),
      throttles: optional('lambda.throttles', { daily: ['Sum'] }),
    },
    series: {},
  },
  options: {},
  messages: {
    ...parts.METRIC_MESSAGES,
    ...EDGE_MESSAGES,
    ...PROVISIONED_MESSAGES,
    idle: 'Not invoked once in {days}.',
    'idle-provisioned': 'Not invoked once in {days}, with provisioned concurrency of {provisioned} all the time.',
    'idle-on-instances': 'Not invoked once in {days}, on a capacity provider whose instances run for it.',
    invoked: 'Invoked {invocations} times in {days}.',
    refused:
      'It did not run in {days}, but callers were refused {throttles} times: somebody needs it, and a limit on concurrency holds it back.',
    'too-young': 'Created or changed at {lastModified}, inside the window: too young to be called idle.',
    'changed-since': 'It was created or changed after the end of the window: if it is new, it had no chance to be invoked.',
    'age-unknown': 'When it was last changed is not known.',
    'short-life': 'It was created or changed {days} before the end: if it is new, what runs once a month may not have had its day.',
    'may-run-at-edge': 'As a function of Lambda@Edge it would send its metrics from the regions of the viewers, which are not looked at.',
    'triggers-unread': 'Its event source mappings could not be read.',
    'provisioned-unread': 'Whether environments are provisioned for it could not be read, so neither could what it costs.',
    'provisioned-unseen':
      'Environments kept ready would show while they work: whether this function has any, which would be charged on top, is to be looked up first.',
    'instances-keep-costing': 'Instances of a capacity provider are shared by its functions: what this one leaves free is not known.',
    'environments-first':
      'What holds instances for it is the least number of execution environments of each published version, three unless it was set. Both numbers at 0 turn a version off, and callers are then refused; the command names the version that was published last, list-versions-by-function shows others. The way back are the numbers that get-function-scaling-config shows before. Delete the function when nobody has missed it.',
    'block-first':
      'Reserved concurrency of 0 blocks it, and not without a loss: callers are refused, and asynchronous events go to its dead-letter queue or failure destination without being tried again; where it has neither they are lost. Delete it when nobody has missed it: calls that were refused count as Throttles, not as Invocations.',
    'reserved-back':
      'Note the number that get-function-concurrency shows before: the way back is to put that number, and to take the setting away (delete-function-concurrency) only where it showed none. A number of 0 means that somebody has blocked it already.',
    'ask-rare-use': 'Does it run less often than the window sees: a yearly job, a disaster drill, a rollback?',
    'ask-event-source': 'An event source mapping is still attached: is its queue or stream meant to be empty?',
    'ask-disabled-source': 'Its event source mappings are disabled: were they turned off for good?',
  },
  evaluate(fn, { metrics, window, scalarWindow, cost, prices }) {
    const { invocations } = metrics;
    if (!invocations.present) return parts.unknownMetric(invocations);
    const seen = quantity(scalarWindow.days, 'days');
    if (!knownSilent(invocations, 'scalar')) {
      if (invocations.sum('scalar') === 0) return parts.partialMetric(invocations);
      const called = parts.pass('invoked', { invocations: quantity(invocations.sum('scalar'), 'count'), days: seen });
      return { ...called, decidedDespitePartialData: true };
    }
    // Calls that were refused are none of its invocations: a function that is blocked looks as silent as one that nobody calls.
    const { throttles } = metrics;
    if (!throttles.present) return parts.unknownMetric(throttles);
    const refused = throttles.sum('scalar');
    if (refused > 0) {
      return { ...parts.pass('refused', { throttles: quantity(refused, 'count'), days: seen }), decidedDespitePartialData: true };
    }
    if (throttles.status === 'partial') return parts.partialMetric(throttles);
    if (fn.lastModified === null) return parts.notAssessed('age-unknown');
    // A change after the window's end says nothing about the window.
    const changed = epochSeconds(fn.lastModified);
    const changedSince = changed > epochSeconds(window.end);
    if (changed > epochSeconds(window.start) && !changedSince) {
      return parts.notAssessed('too-young', { lastModified: quantity(fn.lastModified, 'instant') });
    }
    const shortLife = changed > epochSeconds(scalarWindow.start) && !changedSince;
    const days = shortLife ? quantity(Math.floor((epochSeconds(window.end) - changed) / DAY_SECONDS), 'days') : seen;

    const provisioned = provisionedTotal(fn);
    const onInstances = fn.capacityProvider !== null;
    const money = provisioned !== null && provisioned > 0;
    const edge = mayRunAtEdge(fn);
    // Environments are found by a metric that they send while they work: none found with a function that nobody calls is not known to be none.
    const unseen = !onInstances && provisioned === 0;
    const nothing = { usd: 0, basis: 'list', asOf: cost.monthly?.asOf ?? prices.asOf } as const;
    const known = !onInstances && provisioned !== null;
    const saved = known ? parts.impact(cost, nothing) : { current: null, projected: null, savings: null, lines: [] };
    return {
      verdict: 'fail',
      code: onInstances ? 'idle-on-instances' : money ? 'idle-provisioned' : 'idle',
      severity: money || onInstances ? 'medium' : 'low',
      values: { days, provisioned: quantity(provisioned, 'count') },
      evidence: [
        parts.viewEvidence(
          { name: 'invocations', value: 0, unit: 'count' },
          { view: invocations, statistic: 'Sum', scope: 'scalar' },
          { flipsAt: 0 },
        ),
        parts.viewEvidence(
          { name: 'throttles', value: 0, unit: 'count' },
          { view: throttles, statistic: 'Sum', scope: 'scalar' },
          { flipsAt: 0 },
        ),
        parts.statedEvidence('lastModified', fn.lastModified, 'instant'),
        parts.statedEvidence('provisionedEnvironments', unseen ? null : provisioned, 'count'),
      ],
      recommendation: {
        action: 'terminate',
        target: {
          label: `${onInstances ? 'no execution environments' : money ? 'no provisioned concurrency' : 'block'}, then delete the function`,
          values: {},
          projected: [],
          monthly: saved.projected,
          savings: saved.savings,
          risk: 1,
          platformDifferences: [],
          offerChecked: true,
          notes: [
            ...(onInstances ? ['environments-first', 'instances-keep-costing'] : money ? [] : ['block-first', 'reserved-back']),
            ...(unseen ? ['provisioned-unseen'] : []),
          ],
        },
        alternatives: [],
      },
      cost: saved,
      ...parts.confidenceOf('high', [
        [changedSince, 'changed-since', 'low'],
        [shortLife, 'short-life', 'medium'],
        [edge, 'may-run-at-edge', 'medium'],
        [fn.eventSources === null, 'triggers-unread', 'medium'],
        [provisioned === null, 'provisioned-unread', 'medium'],
      ]),
      risk: 1,
      members: [],
      commands: commands(fn),
      questions: ['ask-rare-use', ...(edge ? ['ask-edge'] : []), ...(money ? ['ask-schedule'] : []), ...sourceQuestions(fn)],
      charts: [],
    };
  },
});
