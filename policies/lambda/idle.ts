import { inspectFunction, knownSilent, lambdaCommand, numberArgument, provisionedTotal } from '../../src/analysis/lambda-function.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import type { CommandDraft } from '../../src/model/evaluation.js';
import { definePolicy, optional } from '../../src/model/policy.js';
import type { LambdaFunction } from '../../src/model/resource/index.js';
import { epochSeconds } from '../../src/model/time.js';

const { quantity } = parts;

/** Takes provisioned concurrency away, with the way back; or, where there is none, blocks invocations, which deleting does not undo. */
function commands(fn: LambdaFunction): CommandDraft[] {
  const provisioned = (fn.provisionedConcurrency ?? []).flatMap(({ qualifier, requested }) => {
    const named = ['--qualifier', { value: qualifier, pattern: 'function-qualifier' }] as const;
    return [
      lambdaCommand(fn, 'apply', 'delete-provisioned-concurrency-config', ...named),
      lambdaCommand(
        fn,
        'undo',
        'put-provisioned-concurrency-config',
        ...named,
        '--provisioned-concurrent-executions',
        numberArgument(requested),
      ),
    ];
  });
  const blocked = [
    lambdaCommand(fn, 'inspect', 'get-function-concurrency'),
    lambdaCommand(fn, 'apply', 'put-function-concurrency', '--reserved-concurrent-executions', numberArgument(0)),
    lambdaCommand(fn, 'undo', 'delete-function-concurrency'),
  ];
  const listed = fn.capacityProvider === null ? [lambdaCommand(fn, 'inspect', 'list-provisioned-concurrency-configs')] : [];
  return [inspectFunction(fn), ...(provisioned.length > 0 ? provisioned : [...listed, ...blocked])];
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
        title: 'Asynchronous events at a reserved concurrency of zero',
        url: 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html',
      },
    ],
  },
  requires: {
    kinds: ['lambda-function'],
    metrics: { invocations: optional('lambda.invocations', { daily: ['Sum'] }) },
    series: {},
  },
  options: {},
  messages: {
    ...parts.METRIC_MESSAGES,
    idle: 'Not invoked once in {days}.',
    'idle-provisioned': 'Not invoked once in {days}, with provisioned concurrency of {provisioned} all the time.',
    'idle-on-instances': 'Not invoked once in {days}, on a capacity provider whose instances run for it.',
    invoked: 'Invoked {invocations} times in {days}.',
    'too-young': 'Created or changed at {lastModified}, inside the window: too young to be called idle.',
    'changed-since': 'It was created or changed after the end of the window: if it is new, it had no chance to be invoked.',
    'age-unknown': 'When it was last changed is not known.',
    'not-active': 'Its state is {state}.',
    'triggers-unread': 'Its event source mappings could not be read.',
    'provisioned-unread': 'Whether environments are provisioned for it could not be read, so neither could what it costs.',
    'provisioned-unseen':
      'Environments kept ready would show while they work: whether this function has any, which would be charged on top, is to be looked up first.',
    'instances-keep-costing': 'Instances of a capacity provider are shared by its functions: what this one leaves free is not known.',
    'block-first':
      'Reserved concurrency of 0 blocks it, and not without a loss: callers are refused, and asynchronous events go to its dead-letter queue or failure destination without being tried again; where it has neither they are lost. Delete it when nobody has missed it.',
    'ask-rare-use': 'Does it run less often than the window sees: a yearly job, a disaster drill, a rollback?',
    'ask-event-source': 'An event source mapping is still attached: is its queue or stream meant to be empty?',
  },
  evaluate(fn, { metrics: { invocations }, window, scalarWindow, cost, prices }) {
    if (!invocations.present) return parts.unknownMetric(invocations);
    const days = quantity(scalarWindow.days, 'days');
    if (!knownSilent(invocations, 'scalar')) {
      if (invocations.sum('scalar') === 0) return parts.partialMetric(invocations);
      return parts.pass('invoked', { invocations: quantity(invocations.sum('scalar'), 'count'), days });
    }
    if (fn.state === 'Pending' || fn.state === 'Failed') return parts.notApplicable('not-active', { state: quantity(fn.state, 'text') });
    if (fn.lastModified === null) return parts.notAssessed('age-unknown');
    // A change after the window's end says nothing about the window.
    const changed = epochSeconds(fn.lastModified);
    const changedSince = changed > epochSeconds(window.end);
    if (changed > epochSeconds(window.start) && !changedSince) {
      return parts.notAssessed('too-young', { lastModified: quantity(fn.lastModified, 'instant') });
    }

    const provisioned = provisionedTotal(fn);
    const onInstances = fn.capacityProvider !== null;
    const money = provisioned !== null && provisioned > 0;
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
        parts.statedEvidence('lastModified', fn.lastModified, 'instant'),
        parts.statedEvidence('provisionedEnvironments', unseen ? null : provisioned, 'count'),
      ],
      recommendation: {
        action: 'terminate',
        target: {
          label: money ? 'no provisioned concurrency, then delete the function' : 'block, then delete the function',
          values: {},
          projected: [],
          monthly: saved.projected,
          savings: saved.savings,
          risk: 1,
          platformDifferences: [],
          offerChecked: true,
          notes: [
            ...(money ? [] : ['block-first']),
            ...(onInstances ? ['instances-keep-costing'] : []),
            ...(unseen ? ['provisioned-unseen'] : []),
          ],
        },
        alternatives: [],
      },
      cost: saved,
      ...parts.confidenceOf('high', [
        [changedSince, 'changed-since', 'low'],
        [fn.eventSources === null, 'triggers-unread', 'medium'],
        [provisioned === null, 'provisioned-unread', 'medium'],
      ]),
      risk: 1,
      members: [],
      commands: commands(fn),
      questions: ['ask-rare-use', ...((fn.eventSources ?? []).length > 0 ? ['ask-event-source'] : [])],
      charts: [],
    };
  },
});
