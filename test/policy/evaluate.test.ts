import { describe, expect, it } from 'vitest';
import type { MetricRecord } from '../../src/model/metric.js';
import { optional, required } from '../../src/model/policy.js';
import { evaluateRegion } from '../../src/policy/evaluate-region.js';
import { autoScalingGroup, instance, lambdaFunction } from '../support/resources.js';
import { absent, block, failing, loaded, policyOf, record, settingsOf } from './fixtures.js';

const web = instance({ id: 'i-1' });
const only = (
  policy = policyOf(),
  metrics: readonly MetricRecord[] = [record(web, 'ec2.cpu', { Maximum: 1 })],
  config: unknown = {},
  resources = [web],
) => evaluateRegion(block(resources, metrics), [policy], settingsOf(config));

describe('an evaluation', () => {
  it('is one per policy and resource of its kinds, and the counts add up', () => {
    const judged = evaluateRegion(
      block(
        [web, instance({ id: 'i-2' }), instance({ id: 'i-3' }), lambdaFunction()],
        [record(web, 'ec2.cpu', { Maximum: 1 }), record(instance({ id: 'i-2' }), 'ec2.cpu', { Maximum: 50 })],
      ),
      [
        policyOf(),
        policyOf({
          id: 'test-functions',
          kinds: ['lambda-function'],
          metrics: {},
          evaluate: () => ({ verdict: 'not-applicable', code: 'busy', values: {} }),
          messages: { busy: 'No.' },
        }),
      ],
      settingsOf(),
    );
    expect(judged.evaluated).toEqual([
      { policyId: 'test-quiet', counts: { fail: 1, pass: 1, notApplicable: 0, notAssessed: 1 } },
      { policyId: 'test-functions', counts: { fail: 0, pass: 0, notApplicable: 1, notAssessed: 0 } },
    ]);
    expect(judged.findings.map(({ resource }) => resource.id)).toEqual(['i-1']);
    expect(judged.notAssessed).toMatchObject([{ policyId: 'test-quiet', resource: { id: 'i-3' }, code: 'metric-not-requested' }]);
  });

  it.each([
    ['no-data', null, 'CloudWatch has no datapoints of ec2.cpu in the window.'],
    ['denied', 'AccessDenied', 'Access to ec2.cpu was denied: AccessDenied.'],
    ['throttled', null, 'CloudWatch throttled the requests for ec2.cpu until the time for it was used up.'],
    ['refused', 'bad query', 'CloudWatch refused the query for ec2.cpu: bad query.'],
    ['timeout', null, 'CloudWatch did not answer for ec2.cpu in time.'],
    ['auth-expired', null, 'The credentials expired before ec2.cpu was read.'],
    ['region-disabled', null, 'The region is not enabled for this account, so ec2.cpu could not be read.'],
    ['failed', 'reset', 'Reading ec2.cpu failed: reset.'],
  ] as const)('of a required metric that is %s is not assessed and says so', (status, detail, reason) => {
    const { findings, notAssessed } = only(policyOf(), [absent(web, 'ec2.cpu', status, detail)]);
    expect(findings).toEqual([]);
    expect(notAssessed).toMatchObject([{ code: `metric-${status}`, reason }]);
  });

  it('of a metric without a datapoint in the verdict window is not assessed, whatever older days say', () => {
    const silent = record(web, 'ec2.cpu', { Maximum: [...new Array<number>(18).fill(1), ...new Array<null>(14).fill(null)] });
    expect(only(policyOf(), [silent]).notAssessed).toMatchObject([{ code: 'metric-no-data' }]);
  });

  it.each([
    [
      'throws',
      () => {
        throw new TypeError('cannot read\nstack');
      },
      'TypeError: cannot read',
    ],
    [
      'throws what is no error',
      () => {
        throw 'plain';
      },
      'plain',
    ],
    ['has no sentence for its code', () => failing({ code: 'unheard' }), 'no message for the code "unheard"'],
    ['has a code that every object has', () => failing({ code: 'toString' }), 'no message for the code "toString"'],
    ['lacks a value for its sentence', () => failing({ code: 'busy' }), 'has {maximum}, but no such value was given'],
    ['lacks a sentence beside the summary', () => failing({ questions: ['who-knows'] }), 'no message for the code "who-knows"'],
  ])('of a policy that %s is not assessed, and the others stand', (_, evaluate, error) => {
    const judged = evaluateRegion(
      block([web], [record(web, 'ec2.cpu', { Maximum: 1 })]),
      [policyOf({ id: 'test-broken', evaluate }), policyOf()],
      settingsOf(),
    );
    expect(judged.notAssessed).toHaveLength(1);
    expect(judged.notAssessed[0]).toMatchObject({ policyId: 'test-broken', code: 'policy-error' });
    expect(judged.notAssessed[0]?.reason).toContain(error);
    expect(judged.notAssessed[0]?.reason).not.toContain('\n');
    expect(judged.findings.map(({ policyId }) => policyId)).toEqual(['test-quiet']);
  });

  it('of a policy from elsewhere is checked when it is given', () => {
    const base = policyOf();
    const given = (outcome: unknown) =>
      only(
        loaded(
          { meta: base.meta, requires: base.requires, options: base.options, messages: base.messages, evaluate: () => outcome },
          '/home/me/test-quiet.mjs',
        ),
      );
    expect(given(failing()).findings).toHaveLength(1);
    expect(given({ ...failing(), confidence: 'certain' }).notAssessed[0]?.reason).toContain('confidence');
    expect(given(undefined).notAssessed[0]?.code).toBe('policy-error');
    expect(given({ verdict: 'pass', code: 'busy', values: { maximum: 5 } }).notAssessed[0]?.reason).toContain('values.maximum');
  });

  it('takes the severity of the config, else of the outcome, else of the policy', () => {
    const severe = policyOf({ evaluate: () => failing({ severity: 'high' }) });
    expect(only().findings[0]?.severity).toBe('medium');
    expect(only(severe).findings[0]?.severity).toBe('high');
    expect(only(severe, undefined, { policies: { 'test-quiet': { severity: 'info' } } }).findings[0]?.severity).toBe('info');
  });

  it('uses the options that hold for the resource, at the exact boundary', () => {
    const at = (limitPercent: number) =>
      only(policyOf(), undefined, { policies: { 'test-quiet': { options: { limitPercent } } } }).findings.length;
    expect([at(1), at(1.01)]).toEqual([0, 1]);
  });

  it('is not applicable where an override leaves the policy out, and absent where the config does', () => {
    const override = only(policyOf(), undefined, { overrides: [{ match: { id: 'i-1' }, policies: { 'test-quiet': { enabled: false } } }] });
    expect(override.evaluated[0]?.counts).toEqual({ fail: 0, pass: 0, notApplicable: 1, notAssessed: 0 });
    expect(only(policyOf(), undefined, { policies: { 'test-quiet': { enabled: false } } }).evaluated).toEqual([]);
    const back = {
      policies: { 'test-quiet': { enabled: false } },
      overrides: [{ match: { id: 'i-1' }, policies: { 'test-quiet': { enabled: true } } }],
    };
    expect(only(policyOf(), undefined, back).findings).toHaveLength(1);
  });
});

describe('incomplete data', () => {
  const partial = record(web, 'ec2.cpu', { Maximum: 1 }, { status: 'partial' });
  const both = { cpu: required('ec2.cpu', { daily: ['Maximum'] }), network: optional('ec2.networkIn', { daily: ['Sum'] }) };
  const network = record(web, 'ec2.networkIn', { Sum: 1 }, { status: 'partial' });
  const cpu = record(web, 'ec2.cpu', { Maximum: 1 });

  it('clears nothing and accuses nobody', () => {
    const busy = record(web, 'ec2.cpu', { Maximum: 50 }, { status: 'partial' });
    for (const metrics of [[partial], [busy]]) {
      expect(only(policyOf(), metrics)).toMatchObject({ findings: [], notAssessed: [{ code: 'metric-partial' }] });
    }
  });

  it.each(['denied', 'throttled', 'refused', 'not-requested'] as const)(
    'counts an optional metric that is %s, and not one without datapoints',
    (status) => {
      const looks = policyOf({ metrics: both, evaluate: (_, { metrics }) => (metrics.network?.present === true ? failing() : failing()) });
      expect(only(looks, [cpu, absent(web, 'ec2.networkIn', status)])).toMatchObject({
        findings: [],
        notAssessed: [{ code: `metric-${status}` }],
      });
      expect(only(looks, [cpu, absent(web, 'ec2.networkIn', 'no-data')]).findings).toHaveLength(1);
      expect(only(policyOf({ metrics: both }), [cpu, absent(web, 'ec2.networkIn', status)]).findings).toHaveLength(1);
    },
  );

  it('stands where the policy says that no missing datapoint could turn it', () => {
    const decided = policyOf({
      evaluate: (_, { metrics }) => (metrics.cpu?.present === true ? { ...failing(), decidedDespitePartialData: true } : failing()),
    });
    expect(only(decided, [partial]).findings).toHaveLength(1);
  });

  it("matters only where the policy looked at it, its own or a member's", () => {
    expect(only(policyOf({ metrics: both }), [cpu, network]).findings).toHaveLength(1);
    const looks = policyOf({ metrics: both, evaluate: (_, { metrics }) => (metrics.network?.present === true ? failing() : failing()) });
    expect(only(looks, [cpu, network]).notAssessed).toMatchObject([
      { code: 'metric-partial', values: { metric: { value: 'ec2.networkIn' } } },
    ]);
    const other = policyOf({
      metrics: both,
      evaluate: (resource, context) => (context.member(resource).metrics.network?.present === true ? failing() : failing()),
    });
    expect(only(other, [cpu, network]).notAssessed).toMatchObject([{ code: 'metric-partial' }]);
  });
});

describe('a fine series that is missing', () => {
  const series = { cpu: { metric: 'ec2.cpu' as const, statistic: 'Maximum' as const, periodSeconds: 300 as const } };
  const judged = (wants: boolean, decided = false) =>
    only(
      policyOf({
        series,
        wantsSeries: () => wants,
        evaluate: (_, context) => ({
          ...failing({ confidence: context.series.cpu === null ? 'low' : 'high' }),
          ...(decided ? { decidedDespitePartialData: true } : {}),
        }),
      }),
    );
  it('leaves open what asked for it, and matters to nobody else', () => {
    expect(judged(true)).toMatchObject({
      findings: [],
      notAssessed: [{ code: 'series-missing', values: { metric: { value: 'ec2.cpu' } } }],
    });
    expect(judged(false).findings).toMatchObject([{ outcome: { confidence: 'low' } }]);
    expect(judged(true, true).findings).toHaveLength(1);
  });
  it('is not missed where the metric counts events and there were none', () => {
    const quiet = lambdaFunction();
    const policy = policyOf({
      kinds: ['lambda-function'],
      metrics: { invocations: required('lambda.invocations', { daily: ['Sum'] }) },
      series: { invocations: { metric: 'lambda.invocations', statistic: 'Sum', periodSeconds: 3600 } },
      wantsSeries: () => true,
      evaluate: (_, context) => (context.series.invocations === null ? failing() : failing()),
    });
    expect(evaluateRegion(block([quiet], [absent(quiet, 'lambda.invocations', 'zero')]), [policy], settingsOf()).findings).toHaveLength(1);
  });
});

describe('a group', () => {
  it('is judged through its members, and needs no metrics of its own', () => {
    const members = [instance({ id: 'i-1', autoScalingGroup: 'web' }), instance({ id: 'i-2', autoScalingGroup: 'web' })];
    const policy = policyOf({
      kinds: ['instance-group'],
      evaluate: (resource, { fleet, member }) => {
        const ids = resource.kind === 'instance-group' ? resource.instanceIds : [];
        const seen = ids.flatMap((id) => fleet.instances.get(id) ?? []).map((of) => member(of).metrics.cpu);
        return seen.every((view) => view?.present === true && view.maximum('window') < 5)
          ? failing({ values: { members: { value: seen.length, unit: 'count' } }, code: 'found' })
          : { verdict: 'not-assessed', code: 'found', values: {} };
      },
    });
    const metrics = members.map((member) => record(member, 'ec2.cpu', { Maximum: 1 }));
    const judged = evaluateRegion(block([autoScalingGroup({ instanceIds: ['i-1', 'i-2'] }), ...members], metrics), [policy], settingsOf());
    expect(judged.findings).toMatchObject([
      { resource: { type: 'AWS::AutoScaling::AutoScalingGroup', id: 'web' }, outcome: { values: { members: { value: 2 } } } },
    ]);
  });
});
