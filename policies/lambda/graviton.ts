import { UNCOUNTED_MESSAGES, uncountedNotes } from '../../src/analysis/cost-lambda.js';
import { EDGE_MESSAGES, mayRunAtEdge } from '../../src/analysis/lambda-edge.js';
import { inspectFunction, knownSilent, lambdaCommand } from '../../src/analysis/lambda-function.js';
import { lambdaOnArm64, runsOnArm64 } from '../../src/analysis/lambda-graviton.js';
import { RUNTIME_MESSAGES, runtimeNotes, runtimeValues } from '../../src/analysis/lambda-runtimes.js';
import { publishedVersionsCalled, VERSION_MESSAGES, versionRemarks } from '../../src/analysis/lambda-versions.js';
import * as parts from '../../src/analysis/outcome-parts.js';
import { definePolicy, optional } from '../../src/model/policy.js';

const { quantity } = parts;

export default definePolicy({
  meta: {
    id: 'lambda-graviton',
    title: 'Function on x86_64 that could run on Graviton',
    severity: 'low',
    rationale:
      'arm64 costs a fifth less for each millisecond, and most code in an interpreted language or on the JVM runs on it as it is. Native libraries and container images have to be built for it.',
    links: [
      { title: 'Choosing an instruction set architecture', url: 'https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html' },
      { title: 'Lambda pricing', url: 'https://aws.amazon.com/lambda/pricing/' },
    ],
  },
  requires: {
    kinds: ['lambda-function'],
    metrics: {
      invocations: optional('lambda.invocations', { daily: ['Sum'] }),
      duration: optional('lambda.duration', { daily: ['Average', 'SampleCount'] }),
    },
    series: {},
  },
  options: {
    minimumSavingUsd: {
      type: 'number',
      default: 1,
      unit: 'usd-per-month',
      minimum: 0,
      maximum: 100_000,
      description: 'Saving a month under which building and testing for another architecture is not worth it.',
    },
  },
  messages: {
    ...parts.METRIC_MESSAGES,
    ...VERSION_MESSAGES,
    ...RUNTIME_MESSAGES,
    ...UNCOUNTED_MESSAGES,
    ...EDGE_MESSAGES,
    'edge-without-arm64': 'Attached to a CloudFront distribution it has to stay: Lambda@Edge runs on x86_64 alone, at rates of its own.',
    graviton: 'The same time on arm64 would cost {projected} in place of {current}.',
    'on-arm64': 'It runs on arm64.',
    'on-managed-instances': 'It runs on Lambda Managed Instances: the architecture is that of their instances.',
    'runtime-without-arm64': 'Its runtime ({runtime}) is not offered on arm64.',
    'no-invocations': 'It was not invoked in the window.',
    'no-price': 'What it costs now or on arm64 is not known, and the verdict is a comparison of prices.',
    'provisioned-unknown':
      'arm64 would save {saving} if it has no provisioned concurrency, which could not be read; with any it may be more than {minimum}.',
    'small-saving': 'arm64 would save {saving}; under {minimum} the work is not worth it.',
    'same-duration':
      'Takes invocations to last as long on arm64 as they do now. The INIT phase is charged too; no metric tells it, and it is in no amount.',
    'image-must-be-built': 'Its container image must be built for arm64.',
    'zip-may-hold-native-code': 'Layers and native libraries in its package must exist for arm64.',
    'unmeasured-on-arm64': 'How long it takes on arm64 is not measured.',
    'ask-native-code': 'Does the package or one of its layers or extensions hold compiled code?',
  },
  evaluate(fn, { metrics: { invocations }, options, cost, prices, window }) {
    if (fn.architecture === 'arm64') return parts.notApplicable('on-arm64');
    if (fn.capacityProvider !== null) return parts.notApplicable('on-managed-instances');
    if (!runsOnArm64(fn)) return parts.notApplicable('runtime-without-arm64', { runtime: quantity(fn.runtime, 'text') });
    if (knownSilent(invocations, 'window')) return parts.notApplicable('no-invocations');
    if (!invocations.present) return parts.unknownMetric(invocations);
    const projected = lambdaOnArm64(fn, cost, prices);
    if (projected === null || cost.monthly === null) return parts.notAssessed('no-price');
    const money = parts.impact(cost, projected.monthly, projected.lines);
    const saving = money.savings?.usd ?? 0;
    const minimum = quantity(options.minimumSavingUsd, 'usd-per-month');
    if (saving < options.minimumSavingUsd) {
      const values = { saving: quantity(saving, 'usd-per-month'), minimum };
      return fn.provisionedConcurrency === null ? parts.notAssessed('provisioned-unknown', values) : parts.pass('small-saving', values);
    }
    const image = fn.packageType === 'Image';
    const runtimeFirst = runtimeNotes(fn.runtime, window.end);
    const edge = mayRunAtEdge(fn);
    // The architecture is that of a version too; what templates change is $LATEST, whichever way it is deployed.
    const versions = publishedVersionsCalled(fn) ? versionRemarks(fn) : null;
    const remarks = [...(versions?.notes ?? []), ...(edge ? ['edge-without-arm64'] : []), ...runtimeFirst, ...uncountedNotes(fn)];
    return parts.finding({
      code: 'graviton',
      values: {
        current: quantity(cost.monthly.usd, 'usd-per-month'),
        projected: quantity(projected.monthly.usd, 'usd-per-month'),
        ...(runtimeFirst.length > 0 ? runtimeValues(fn.runtime, window.end) : {}),
      },
      evidence: [
        parts.viewEvidence(
          { name: 'invocations', value: invocations.sum('window'), unit: 'count' },
          { view: invocations, statistic: 'Sum', scope: 'window' },
        ),
        parts.statedEvidence('monthlySavingUsd', saving, 'usd-per-month', {
          heldAgainst: { option: 'minimumSavingUsd', value: options.minimumSavingUsd },
          flipsAt: options.minimumSavingUsd,
        }),
      ],
      recommendation: {
        action: 'purchase',
        target: parts.targetOf('arm64', {
          monthly: projected.monthly,
          savings: money.savings,
          risk: image || runtimeFirst.length > 0 ? 3 : 2,
          platformDifferences: ['architecture'],
          notes: ['same-duration', image ? 'image-must-be-built' : 'zip-may-hold-native-code', ...remarks],
        }),
        alternatives: [],
      },
      cost: money,
      confidence: 'medium',
      confidenceReasons: ['unmeasured-on-arm64'],
      commands: [
        inspectFunction(fn),
        { purpose: 'apply', tool: 'cloudformation', argv: ['Architectures:', '[arm64]'] },
        { purpose: 'apply', tool: 'terraform', argv: ['architectures', '=', '["arm64"]'] },
        lambdaCommand(fn, 'inspect', 'list-versions-by-function'),
        ...(versions?.inspect ?? []),
      ],
      questions: ['ask-native-code', ...(versions?.questions ?? []), ...(edge ? ['ask-edge'] : [])],
    });
  },
});
