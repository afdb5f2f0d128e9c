import { createHash } from 'node:crypto';
import type { Chart, Evidence, FailOutcome, Target, Values } from '../model/evaluation.js';
import type { Finding, Judgement } from '../model/judgement.js';
import type { ResourceRef } from '../model/resource/index.js';
import { Pseudonyms } from './redact/pseudonyms.js';
import { Scrubber } from './redact/scrub.js';

export interface RedactionOptions {
  /** Makes pseudonyms the same in every snapshot. Without it they are ordinals of this one. */
  key?: string | Uint8Array;
  /**
   * All resources of the snapshot. Ordinals follow from them, so that other policies or thresholds over the same snapshot
   * give the same pseudonyms; without them the resources that the judgement mentions are taken.
   */
  resources?: Iterable<ResourceRef>;
}

type Own = readonly (readonly [string, string])[];

/** Everything a report names, replaced; commands left out, since they would name it again. Console links go with the account ids. */
class Redaction {
  constructor(
    private readonly names: Pseudonyms,
    private readonly scrubber: Scrubber,
  ) {}

  account(accountId: string): string {
    return this.names.of('account', accountId);
  }

  owner(owner: string | null): string | null {
    return owner === null ? null : this.names.of('owner', owner);
  }

  resource(resource: ResourceRef): ResourceRef {
    const name = this.names.nameOf(resource);
    const cluster = this.names.clusterNameOf(resource);
    const tags =
      resource.tags && Object.fromEntries(Object.entries(resource.tags).map(([key, value]) => [key, this.names.of('value', value)]));
    return {
      type: resource.type,
      id: cluster === null ? name : `${cluster}/${name}`,
      arn: resource.arn === null ? null : `arn:redacted:${this.account(resource.accountId)}:${name}`,
      name: resource.name === null ? null : name,
      accountId: this.account(resource.accountId),
      region: resource.region,
      tags,
    };
  }

  text(text: string, own: Own = []): string {
    return this.scrubber.text(text, own);
  }

  private values(values: Values, own: Own): Values {
    return Object.fromEntries(
      Object.entries(values).map(([name, quantity]) => [
        name,
        typeof quantity.value === 'string' ? { ...quantity, value: this.text(quantity.value, own) } : quantity,
      ]),
    );
  }

  private evidence(evidence: Evidence, own: Own): Evidence {
    return typeof evidence.value === 'string' ? { ...evidence, value: this.text(evidence.value, own) } : evidence;
  }

  private target(target: Target, own: Own): Target {
    return { ...target, label: this.text(target.label, own), values: this.values(target.values, own) };
  }

  private chart(chart: Chart, own: Own): Chart {
    const title = this.text(chart.title, own);
    if (chart.type !== 'break-even') return { ...chart, title };
    return { ...chart, title, curves: chart.curves.map((curve) => ({ ...curve, label: this.text(curve.label, own) })) };
  }

  private outcome(outcome: FailOutcome, own: Own): FailOutcome {
    const { target, alternatives, action } = outcome.recommendation;
    return {
      ...outcome,
      values: this.values(outcome.values, own),
      evidence: outcome.evidence.map((evidence) => this.evidence(evidence, own)),
      recommendation: {
        action,
        target: target && this.target(target, own),
        alternatives: alternatives.map((alternative) => this.target(alternative, own)),
      },
      cost: { ...outcome.cost, lines: outcome.cost.lines.map((line) => ({ ...line, label: this.text(line.label, own) })) },
      members: outcome.members.map((member) => this.resource(member)),
      commands: [],
      charts: outcome.charts.map((chart) => this.chart(chart, own)),
    };
  }

  finding(finding: Finding): Finding {
    const own: Own = [finding.resource, ...finding.outcome.members].flatMap((resource) => this.scrubber.pairsOf(resource));
    const resource = this.resource(finding.resource);
    const identity = [finding.policyId, resource.accountId, resource.region, resource.type, resource.id].join('\n');
    const { environment } = finding;
    return {
      ...finding,
      id: createHash('sha256').update(identity).digest('hex').slice(0, 16),
      resource,
      environment: environment && { ...environment, matched: this.names.of('value', environment.matched) },
      owner: this.owner(finding.owner),
      summary: this.text(finding.summary, own),
      outcome: this.outcome(finding.outcome, own),
      sentences: Object.fromEntries(Object.entries(finding.sentences).map(([code, sentence]) => [code, this.text(sentence, own)])),
    };
  }

  notAssessed(entry: Judgement['notAssessed'][number]): Judgement['notAssessed'][number] {
    const own = this.scrubber.pairsOf(entry.resource);
    return {
      ...entry,
      resource: this.resource(entry.resource),
      values: this.values(entry.values, own),
      reason: this.text(entry.reason, own),
    };
  }

  suppression(suppression: Judgement['suppressions'][number]): Judgement['suppressions'][number] {
    const match = Object.fromEntries(Object.entries(suppression.match).map(([key, value]) => [key, this.names.of('value', value)]));
    return { ...suppression, match, reason: this.text(suppression.reason), owner: this.names.of('owner', suppression.owner) };
  }

  policy(policy: Judgement['policies'][number]): Judgement['policies'][number] {
    const options = policy.options.map((option) => {
      const source = this.text(option.source);
      if (typeof option.value === 'string') return { ...option, source, value: this.text(option.value) };
      return typeof option.value === 'object'
        ? { ...option, source, value: option.value.map((value) => this.text(value)) }
        : { ...option, source };
    });
    return { ...policy, origin: policy.origin === 'built-in' ? policy.origin : 'a policy of one’s own', options };
  }
}

/** Announces every original, so that ordinals follow from their sorted order and not from where each is first met. */
function collected(judgement: Judgement, { key, resources }: RedactionOptions): { names: Pseudonyms; scrubber: Scrubber } {
  const names = new Pseudonyms(key ?? null);
  const refs = [
    ...(resources ?? []),
    ...judgement.findings.flatMap(({ resource, outcome }) => [resource, ...outcome.members]),
    ...judgement.notAssessed.map(({ resource }) => resource),
  ];
  for (const resource of refs) names.collectResource(resource);
  const places = [...judgement.accounts, ...judgement.header.accounts, ...judgement.coverage, ...judgement.inventory];
  for (const { accountId } of places) names.collect('account', accountId);
  const owners = [...judgement.findings, ...judgement.inventory, ...judgement.suppressions].flatMap(({ owner }) => owner ?? []);
  for (const owner of owners) names.collect('owner', owner);
  for (const { environment } of judgement.findings) if (environment !== null) names.collect('value', environment.matched);
  for (const { match } of judgement.suppressions) for (const value of Object.values(match)) names.collect('value', value);
  const scrubber = new Scrubber(names);
  for (const { accountId, name } of [...judgement.accounts, ...judgement.header.accounts]) {
    scrubber.learn(accountId, names.of('account', accountId));
    scrubber.learn(name, names.of('account', accountId));
  }
  for (const resource of refs) scrubber.learnResource(resource);
  for (const owner of owners) scrubber.learn(owner, names.of('owner', owner));
  return { names, scrubber };
}

/**
 * The same judgement with pseudonyms for account ids, ARNs, names and tag values, in sentences too; without commands; with
 * finding ids made from the pseudonyms. Numbers, regions, instance types and policies stay: they are what the report is about.
 */
export function redactJudgement(judgement: Judgement, options: RedactionOptions = {}): Judgement {
  const { names, scrubber } = collected(judgement, options);
  const redaction = new Redaction(names, scrubber);
  const accounts = judgement.accounts.map((account) => ({ ...account, accountId: redaction.account(account.accountId), name: null }));
  return {
    header: {
      ...judgement.header,
      identity: 'redacted',
      accounts: judgement.header.accounts.map((account) => ({ ...account, accountId: redaction.account(account.accountId), name: null })),
      regions: Object.fromEntries(
        Object.entries(judgement.header.regions).map(([accountId, regions]) => [redaction.account(accountId), regions]),
      ),
    },
    accounts,
    coverage: judgement.coverage.map((entry) => ({
      ...entry,
      accountId: redaction.account(entry.accountId),
      detail: entry.detail && redaction.text(entry.detail),
    })),
    findings: judgement.findings.map((finding) => redaction.finding(finding)),
    notAssessed: judgement.notAssessed.map((entry) => redaction.notAssessed(entry)),
    suppressions: judgement.suppressions.map((suppression) => redaction.suppression(suppression)),
    inventory: judgement.inventory.map((row) => ({
      ...row,
      accountId: redaction.account(row.accountId),
      owner: redaction.owner(row.owner),
    })),
    policies: judgement.policies.map((policy) => redaction.policy(policy)),
    prices: { ...judgement.prices, sources: judgement.prices.sources.map((source) => redaction.text(source)) },
    warnings: judgement.warnings.map((warning) => ({ ...warning, text: redaction.text(warning.text) })),
  };
}
