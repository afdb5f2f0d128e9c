import { createHash } from 'node:crypto';
import type { Commitment } from '../../model/commitments.js';
import type { JudgementDiff } from '../../model/diff.js';
import type { EcsChoices } from '../../model/ecs-choices.js';
import type { Chart, Evidence, FailOutcome, Target, Values } from '../../model/evaluation.js';
import type { Finding, Judgement } from '../../model/judgement.js';
import type { ResourceRef } from '../../model/resource/index.js';
import type { Account, SnapshotHeader } from '../../model/snapshot.js';
import { memberNamed } from './aliases.js';
import type { Pseudonyms } from './pseudonyms.js';
import type { Pair, Scrubber } from './scrub.js';

type Own = readonly Pair[];

/** Everything a report names, replaced; commands left out, since they would name it again. Console links go with the account ids. */
export class JudgementRedaction {
  constructor(
    private readonly names: Pseudonyms,
    private readonly scrubber: Scrubber,
  ) {}

  private account(accountId: string): string {
    return this.names.of('account', accountId);
  }

  private owner(owner: string | null): string | null {
    return owner === null ? null : this.names.of('owner', owner);
  }

  private resource(resource: ResourceRef): ResourceRef {
    const name = this.names.nameOf(resource);
    const cluster = this.names.clusterNameOf(resource);
    const own = this.scrubber.pairsOf(resource);
    const tags =
      resource.tags &&
      Object.fromEntries(Object.entries(resource.tags).map(([key, value]) => [this.tagKey(key, own), this.names.of('value', value)]));
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

  /** Keys stay, but for the name that Kubernetes writes into one of them. */
  private tagKey(key: string, own: Own): string {
    const cluster = /^kubernetes\.io\/cluster\/(.+)$/.exec(key)?.[1];
    return cluster === undefined ? this.text(key, own) : `kubernetes.io/cluster/${this.names.of('value', cluster)}`;
  }

  private text(text: string, own: Own = []): string {
    return this.scrubber.text(text, own);
  }

  private value(value: string, own: Own): string {
    return this.text(value, [...own, ...this.scrubber.pairsIn(value)]);
  }

  private values(values: Values, own: Own): Values {
    return Object.fromEntries(
      Object.entries(values).map(([name, quantity]) => [
        name,
        typeof quantity.value === 'string' ? { ...quantity, value: this.value(quantity.value, own) } : quantity,
      ]),
    );
  }

  private evidence(evidence: Evidence, own: Own, resource: ResourceRef): Evidence {
    const member = memberNamed(resource, evidence.member, { names: this.names, value: (text) => this.value(text, own) });
    const named = { ...evidence, name: this.text(evidence.name, own), ...(member === undefined ? {} : { member }) };
    return typeof evidence.value === 'string' ? { ...named, value: this.value(evidence.value, own) } : named;
  }

  private target(target: Target, own: Own): Target {
    return { ...target, label: this.text(target.label, own), values: this.values(target.values, own) };
  }

  private chart(chart: Chart, own: Own): Chart {
    const title = this.text(chart.title, own);
    if (chart.type === 'week') return { ...chart, title, timeZone: this.text(chart.timeZone, own) };
    if (chart.type !== 'break-even') return { ...chart, title };
    return { ...chart, title, curves: chart.curves.map((curve) => ({ ...curve, label: this.text(curve.label, own) })) };
  }

  private outcome(outcome: FailOutcome, own: Own, resource: ResourceRef): FailOutcome {
    const { target, alternatives, action } = outcome.recommendation;
    return {
      ...outcome,
      values: this.values(outcome.values, own),
      evidence: outcome.evidence.map((evidence) => this.evidence(evidence, own, resource)),
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

  /** Names of other resources that the sentences of a finding are filled with. */
  private pairsInValues({ values, evidence, recommendation: { target, alternatives } }: FailOutcome): Pair[] {
    const lists = [values, ...[target, ...alternatives].flatMap((one) => (one === null ? [] : [one.values]))];
    const quantities = [...lists.flatMap((list) => Object.values(list)), ...evidence];
    return quantities.flatMap(({ value }) => (typeof value === 'string' ? this.scrubber.pairsIn(value) : []));
  }

  private finding(finding: Finding): Finding {
    const own: Own = [
      ...[finding.resource, ...finding.outcome.members].flatMap((resource) => this.scrubber.pairsOf(resource)),
      ...this.pairsInValues(finding.outcome),
    ];
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
      outcome: this.outcome(finding.outcome, own, finding.resource),
      ...(finding.afterCommitments ? { afterCommitments: { ...finding.afterCommitments, commitments: [] } } : {}),
      sentences: Object.fromEntries(Object.entries(finding.sentences).map(([code, sentence]) => [code, this.text(sentence, own)])),
    };
  }

  private notAssessed(entry: Judgement['notAssessed'][number]): Judgement['notAssessed'][number] {
    const strings = Object.values(entry.values).flatMap(({ value }) => (typeof value === 'string' ? this.scrubber.pairsIn(value) : []));
    const own = [...this.scrubber.pairsOf(entry.resource), ...strings];
    return {
      ...entry,
      resource: this.resource(entry.resource),
      values: this.values(entry.values, own),
      reason: this.text(entry.reason, own),
    };
  }

  private suppression(suppression: Judgement['suppressions'][number]): Judgement['suppressions'][number] {
    const match = Object.fromEntries(Object.entries(suppression.match).map(([key, value]) => [key, this.names.of('value', value)]));
    // People write what they like into a reason, and no list of names would find all of it.
    return { ...suppression, match, reason: 'left out', owner: this.names.of('owner', suppression.owner) };
  }

  /** Its id is a purchase of the account: nobody needs it to follow an amount. */
  private commitment(commitment: Commitment): Commitment {
    return { ...commitment, id: 'redacted', accountId: commitment.accountId && this.account(commitment.accountId) };
  }

  private policy(policy: Judgement['policies'][number]): Judgement['policies'][number] {
    const options = policy.options.map((option) => {
      const source = this.text(option.source);
      if (typeof option.value === 'string') return { ...option, source, value: this.text(option.value) };
      return typeof option.value === 'object'
        ? { ...option, source, value: option.value.map((value) => this.text(value)) }
        : { ...option, source };
    });
    return { ...policy, origin: policy.origin === 'built-in' ? policy.origin : 'a policy of one’s own', options };
  }

  /** Names of containers, daemons, capacity providers and metrics are the account's own words; those of AWS stay. */
  private choices(choices: EcsChoices): EcsChoices {
    const own = this.scrubber.pairsOf(choices.resource);
    const { server, copies, sidecars, daemons } = choices;
    const named = (word: string, names: readonly string[]) => names.map((name) => this.names.of(word, name));
    const { chosenBy } = server;
    return {
      ...choices,
      resource: this.resource(choices.resource),
      server: { ...server, names: chosenBy === 'launch-type' ? server.names : server.names.map((name) => this.provider(name)) },
      copies: { ...copies, policies: copies.policies.map((policy) => this.text(policy.replace(/custom:.*/, 'custom metric'), own)) },
      sidecars: { ...sidecars, names: named('container', sidecars.names) },
      daemons: { ...daemons, names: named('daemon', daemons.names) },
    };
  }

  private provider(name: string): string {
    return name === 'FARGATE' || name === 'FARGATE_SPOT' ? name : this.names.of('provider', name);
  }

  private known(account: Account): Account {
    return { ...account, accountId: this.account(account.accountId), name: null, environment: null };
  }

  private header(header: SnapshotHeader): SnapshotHeader {
    return {
      ...header,
      identity: 'redacted',
      accounts: header.accounts.map((account) => this.known(account)),
      regions: Object.fromEntries(Object.entries(header.regions).map(([accountId, regions]) => [this.account(accountId), regions])),
    };
  }

  judgement(judgement: Judgement): Judgement {
    return {
      header: this.header(judgement.header),
      accounts: judgement.accounts.map((account) => this.known(account)),
      coverage: judgement.coverage.map((entry) => ({
        ...entry,
        accountId: this.account(entry.accountId),
        detail: entry.detail && this.text(entry.detail),
      })),
      findings: judgement.findings.map((finding) => this.finding(finding)),
      notAssessed: judgement.notAssessed.map((entry) => this.notAssessed(entry)),
      suppressions: judgement.suppressions.map((suppression) => this.suppression(suppression)),
      inventory: judgement.inventory.map((row) => ({
        ...row,
        accountId: this.account(row.accountId),
        owner: this.owner(row.owner),
      })),
      ecsChoices: judgement.ecsChoices.map((choices) => this.choices(choices)),
      policies: judgement.policies.map((policy) => this.policy(policy)),
      ...(judgement.commitments === undefined ? {} : { commitments: judgement.commitments.map((one) => this.commitment(one)) }),
      prices: { ...judgement.prices, sources: judgement.prices.sources.map((source) => this.text(source)) },
      warnings: judgement.warnings.map((warning) => ({ ...warning, text: this.text(warning.text) })),
    };
  }

  /** A comparison, its two snapshots named alike. */
  changes(changes: JudgementDiff): JudgementDiff {
    const told = ({ resource }: Finding, detail: string | null) => detail && this.text(detail, this.scrubber.pairsOf(resource));
    return {
      ...changes,
      old: this.header(changes.old),
      new: this.header(changes.new),
      newFindings: changes.newFindings.map((entry) => ({ ...entry, finding: this.finding(entry.finding) })),
      resolved: changes.resolved.map((entry) => ({
        ...entry,
        finding: this.finding(entry.finding),
        detail: told(entry.finding, entry.detail),
      })),
      changed: changes.changed.map((entry) => ({ ...entry, old: this.finding(entry.old), new: this.finding(entry.new) })),
      lostSight: changes.lostSight.map((entry) => ({
        ...entry,
        finding: this.finding(entry.finding),
        detail: told(entry.finding, entry.detail),
      })),
      warnings: changes.warnings.map((warning) => ({ ...warning, text: this.text(warning.text) })),
    };
  }
}
