import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/model/judgement.js';
import {
  buildReport,
  createRedaction,
  DEFAULT_REPORT_SETTINGS,
  loadTemplates,
  redactJudgement,
  renderCsv,
  renderHtml,
  renderJson,
  renderMarkdown,
} from '../../src/report/index.js';
import { richJudgement } from '../support/judgement-fixtures.js';

const settings = { ...DEFAULT_REPORT_SETTINGS, redacted: true };
const templates = loadTemplates();

function everyFormat(judgement: Judgement): string {
  const model = buildReport(judgement, settings);
  return [
    renderHtml(model, templates, settings),
    renderMarkdown(model, templates, { variant: 'full', ...settings }),
    renderMarkdown(model, templates, { variant: 'summary', ...settings }),
    renderJson(model),
    renderCsv(model),
  ].join('\n');
}

describe('redaction', () => {
  const judgement = richJudgement();
  const redacted = redactJudgement(judgement);

  it('leaves out what people wrote as a reason, and names no container', () => {
    const [finding] = judgement.findings;
    if (finding === undefined) throw new RangeError('no finding');
    const evidence = [...finding.outcome.evidence, { name: 'containersThatWork', value: 'acme-payments, ledger', unit: 'text' as const }];
    const told: Judgement = {
      ...judgement,
      findings: [{ ...finding, outcome: { ...finding.outcome, evidence } }],
      suppressions: judgement.suppressions.map((one) => ({ ...one, reason: 'Jane of Acme asked for it, ticket ACME-77' })),
    };
    expect(told.suppressions.length).toBeGreaterThan(0);
    const text = everyFormat(redactJudgement(told));
    expect(text).not.toMatch(/Acme|ACME|acme-payments|ledger/);
    expect(text).toContain('container-1, container-');
  });

  it('names no alias of a function, wherever it stands, and keeps versions', () => {
    const [first] = judgement.findings;
    if (first === undefined) throw new RangeError('no finding');
    const resource = { ...first.resource, type: 'AWS::Lambda::Function', id: 'acme-bank-prod', name: 'acme-bank-prod', tags: null };
    const on = (member: string) => ({
      name: 'provisionedEnvironments',
      value: 3,
      unit: 'count' as const,
      member: `acme-bank-prod:${member}`,
    });
    const outcome = { ...first.outcome, evidence: [on('acme-gold'), on('live'), on('7'), on('$LATEST')] };
    const told: Judgement = { ...judgement, findings: [{ ...first, resource, outcome, summary: 'The live alias acme-gold is used.' }] };
    const [finding] = redactJudgement(told).findings;
    const name = finding?.resource.id;
    expect(finding?.outcome.evidence.map(({ member }) => member)).toEqual(
      ['alias-1', 'alias-2', '7', '$LATEST'].map((qualifier) => `${name}:${qualifier}`),
    );
    expect(finding?.summary).toBe('The live alias alias-1 is used.');
    expect(everyFormat(redactJudgement(told))).not.toContain('acme');
    const keyed = redactJudgement(told, { key: 'k' }).findings[0]?.outcome.evidence[0]?.member;
    expect(keyed).toMatch(/^function-[0-9a-f]{12}:alias-[0-9a-f]{12}$/);
  });

  it('leaves no account id, ARN, name or tag value in any format', () => {
    const text = everyFormat(redacted);
    const originals = judgement.findings.flatMap(({ resource, outcome }) =>
      [resource, ...outcome.members].flatMap(({ id, name, arn, accountId, tags }) => [
        id,
        name,
        arn,
        accountId,
        ...Object.values(tags ?? {}).filter((value) => /[0-9-]/.test(value)),
      ]),
    );
    const leaked = [...new Set(originals)].filter((original) => original !== null && text.includes(original));
    expect(leaked).toEqual([]);
    for (const { name } of judgement.accounts) if (name !== null) expect(text).not.toContain(name);
    expect(text).not.toContain('arn:aws');
  });

  it('changes no number', () => {
    const [before, after] = [judgement, redacted].map((each) => buildReport(each, settings).document);
    expect(after?.totals).toEqual(before?.totals);
    expect(after?.findings.map(({ cost }) => cost)).toEqual(before?.findings.map(({ cost }) => cost));
  });

  it('gives ordinals that do not depend on which findings there are, given the whole fleet', () => {
    const resources = [
      ...judgement.findings.flatMap(({ resource, outcome }) => [resource, ...outcome.members]),
      ...judgement.notAssessed.map(({ resource }) => resource),
    ];
    const whole = redactJudgement(judgement, { resources });
    const [one] = judgement.findings.slice(5);
    if (one === undefined) throw new RangeError('a finding');
    const part = redactJudgement({ ...judgement, findings: [one], notAssessed: [] }, { resources });
    expect(part.findings[0]?.resource.id).toBe(whole.findings[5]?.resource.id);
    expect(part.findings[0]?.id).toBe(whole.findings[5]?.id);
    expect(part.findings[0]?.resource.id).toMatch(/-\d+$/);
  });

  it('with a key gives the same names in any snapshot, and others with another key', () => {
    const alone = { ...judgement, findings: judgement.findings.slice(7, 8), notAssessed: [] };
    const names = (each: Judgement, key: string) => redactJudgement(each, { key }).findings.at(-1)?.resource.id;
    const same = { ...judgement, findings: judgement.findings.slice(0, 8) };
    expect(names(alone, 'k')).toBe(names(same, 'k'));
    expect(names(alone, 'k')).not.toBe(names(alone, 'other'));
    expect(names(alone, 'k')).toMatch(/-[0-9a-f]{12}$/);
  });

  it('makes ids from the pseudonyms and keeps them apart', () => {
    const ids = redacted.findings.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.some((id) => judgement.findings.some((finding) => finding.id === id))).toBe(false);
  });

  it('takes names out of sentences of steps that failed', () => {
    const told = {
      ...judgement,
      coverage: judgement.coverage.map((entry) => ({
        ...entry,
        detail:
          'User: arn:aws:sts::111122223333:assumed-role/audit/jane is not authorized in shop-production on i-0123456789abcdef0, see /home/jane/x.',
      })),
    };
    const detail = redactJudgement(told).coverage[0]?.detail ?? '';
    expect(detail).toBe('User: arn-redacted is not authorized in account-1 on instance-redacted, see a file');
  });

  it('takes no word of a sentence for a tag value, and a name for a name wherever a value holds it', () => {
    const [first] = judgement.findings;
    if (first === undefined) throw new RangeError('a finding');
    const resource = { ...first.resource, name: 'web', tags: { owner: 'it', stage: 'data', tier: '1', cluster: 'west-blue' } };
    const summary = 'Is there a time for it? web has no datapoints in 1 of 14 days; it runs on search beside west-blue.';
    const outcome = { ...first.outcome, values: { cluster: { value: 'search', unit: 'text' as const } } };
    const cluster = { ...first.resource, type: 'AWS::ECS::Cluster', id: 'search', name: 'search', tags: null };
    const told = redactJudgement({ ...judgement, findings: [{ ...first, resource, summary, outcome }] }, { resources: [cluster] });
    expect(told.findings[0]?.summary).toMatch(
      /^Is there a time for it\? instance-\d+ has no datapoints in 1 of 14 days; it runs on cluster-\d+ beside value-\d+\.$/,
    );
  });

  it('numbers what only an earlier snapshot holds after all of this one', () => {
    const now = { ...judgement, findings: judgement.findings.slice(8) };
    const alone = createRedaction(now).judgement(now);
    const compared = createRedaction(now, { earlier: { judgement } });
    expect(compared.judgement(now)).toEqual(alone);
    const known = new Set(now.findings.map(({ resource }) => resource));
    const given = (each: Judgement, at: number) => {
      const resource = each.findings[at]?.resource;
      return `${resource?.accountId} ${resource?.region} ${resource?.type} ${resource?.id}`;
    };
    const names = new Set(now.findings.map((_, at) => given(alone, at)));
    const earlier = compared.judgement(judgement);
    const onlyEarlier = judgement.findings.flatMap(({ resource }, at) => (known.has(resource) ? [] : [given(earlier, at)]));
    expect(onlyEarlier.length).toBeGreaterThan(5);
    expect(onlyEarlier.filter((name) => names.has(name) || name.endsWith('unknown'))).toEqual([]);
  });
});
