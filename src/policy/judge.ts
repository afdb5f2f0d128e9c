import type { Config } from '../model/config.js';
import type { CoverageEntry } from '../model/coverage.js';
import type { EcsChoices } from '../model/ecs-choices.js';
import type { Finding, InventoryRow, Judgement, NotAssessed, PolicyDescription } from '../model/judgement.js';
import type { LoadedPolicy, OptionSpec } from '../model/policy.js';
import type { MeasuredBlock } from '../model/region-block.js';
import type { ResourceRef } from '../model/resource/index.js';
import type { SnapshotHeader } from '../model/snapshot.js';
import { CommitmentLedger } from './commitments.js';
import { enabledPolicies, evaluateRegion } from './evaluate-region.js';
import { lostCoverage } from './lost-places.js';
import { effectiveSettings } from './options.js';
import { primaryFindings } from './primary.js';
import { secondOpinions } from './second-opinion.js';
import type { JudgeSettings } from './settings.js';
import { suppressor } from './suppress.js';
import type { RegionObserver } from './track.js';
import { priceAgeDays, warningsOf } from './warnings.js';

/** Judges a snapshot region by region and keeps evaluations only: the records of a region may be dropped once it is judged. */
export interface Judge {
  region(block: MeasuredBlock): void;
  finish(header: SnapshotHeader): Judgement;
}

/** The last part of a path: where a user's policy lies on the machine that judged it is nobody's business. */
function fileName(origin: string): string {
  return origin.split(/[\\/]/).at(-1) ?? origin;
}

/** A policy as reports describe it: its options for resources that no override matches, and where each value comes from. */
export function describePolicy(policy: LoadedPolicy, config: Config, counts: PolicyDescription['counts']): PolicyDescription {
  const { severity, options, sources } = effectiveSettings(policy, config, []);
  const described = Object.entries(policy.options).map(([name, spec]: [string, OptionSpec]) => ({
    name,
    spec,
    value: options[name] ?? spec.default,
    source: sources[name] ?? 'default',
  }));
  return {
    meta: policy.meta,
    severity: severity?.value ?? policy.meta.severity,
    origin: fileName(policy.origin),
    options: described,
    counts,
  };
}

const compareTexts = (a: readonly string[], b: readonly string[]): number => {
  for (const [index, text] of a.entries()) {
    const other = b[index] ?? '';
    if (text !== other) return text < other ? -1 : 1;
  }
  return 0;
};

type Judged = { policyId: string; resource: ResourceRef };
const keyOfJudged = ({ policyId, resource }: Judged): string[] => [
  resource.accountId,
  resource.region,
  resource.type,
  resource.id,
  policyId,
];
const byResource = (a: Judged, b: Judged): number => compareTexts(keyOfJudged(a), keyOfJudged(b));
const keyOfStep = ({ accountId, region, service, step, status, detail }: CoverageEntry): string[] => [
  accountId,
  region,
  service,
  step,
  status,
  detail ?? '',
];
const keyOfService = ({ resource: { accountId, region, id } }: EcsChoices): string[] => [accountId, region, id];
const keyOfRow = ({ accountId, region, generation, type, environment, owner }: InventoryRow): string[] => [
  accountId,
  region,
  generation,
  type,
  environment ?? '',
  owner ?? '',
];

/**
 * A judge over the policies that the config leaves in. Regions may come in any order; the judgement is the same.
 * `finish` is called once, after the last region.
 * @param observer Looks on at every evaluation, for what findings alone do not tell.
 */
export function createJudge(policies: readonly LoadedPolicy[], settings: JudgeSettings, observer?: RegionObserver): Judge {
  const enabled = enabledPolicies(policies, settings.config);
  const counts = new Map(enabled.map(({ meta }) => [meta.id, { fail: 0, pass: 0, notApplicable: 0, notAssessed: 0 }]));
  const suppressions = suppressor(settings.config.suppressions, settings.window.end);
  const ledger = new CommitmentLedger(settings);
  const findings: Finding[] = [];
  const notAssessed: NotAssessed[] = [];
  const inventory: InventoryRow[] = [];
  const ecsChoices: EcsChoices[] = [];
  const coverage: CoverageEntry[] = [];
  const policyErrors = new Map<string, number>();
  let regionsWithoutPercentiles = 0;

  return {
    region(block) {
      const judged = evaluateRegion(block, enabled, settings, observer);
      const withOpinion = secondOpinions(block);
      const known = judged.findings.map(withOpinion).map((finding): Finding => {
        const silenced = suppressions.silences(finding.policyId, finding.resource);
        return silenced ? { ...finding, status: 'suppressed' } : finding;
      });
      const primary = primaryFindings(known, judged.fleet, settings.config.report.minSaving);
      for (const finding of known) findings.push(primary.has(finding.id) ? { ...finding, primary: true } : finding);
      ledger.region(block, judged);
      for (const { policyId, counts: inRegion } of judged.evaluated) {
        const total = counts.get(policyId);
        if (total === undefined) continue;
        total.fail += inRegion.fail;
        total.pass += inRegion.pass;
        total.notApplicable += inRegion.notApplicable;
        total.notAssessed += inRegion.notAssessed;
      }
      for (const entry of judged.notAssessed) {
        notAssessed.push(entry);
        if (entry.code === 'policy-error') policyErrors.set(entry.policyId, (policyErrors.get(entry.policyId) ?? 0) + 1);
      }
      for (const row of judged.inventory) inventory.push(row);
      for (const choices of judged.ecsChoices) ecsChoices.push(choices);
      for (const entry of judged.coverage) coverage.push(entry);
      if (judged.percentilesUnsupported) regionsWithoutPercentiles += 1;
    },
    finish(header) {
      const { asOf, sources } = settings.prices;
      const prices = { asOf, sources: [...sources].sort(), ageDays: priceAgeDays(asOf, settings.window.end) };
      const { commitments, after, summary } = ledger.settle(findings);
      return {
        header,
        accounts: [...header.accounts].sort((a, b) => compareTexts([a.accountId], [b.accountId])),
        coverage: [...coverage, ...lostCoverage(header)].sort((a, b) => compareTexts(keyOfStep(a), keyOfStep(b))),
        findings: after(findings).sort(byResource),
        ...(commitments === null ? {} : { commitments }),
        notAssessed: notAssessed.sort(byResource),
        suppressions: suppressions.results(),
        ecsChoices: ecsChoices.sort((a, b) => compareTexts(keyOfService(a), keyOfService(b))),
        inventory: inventory.sort((a, b) => compareTexts(keyOfRow(a), keyOfRow(b))),
        policies: enabled
          .map((policy) =>
            describePolicy(policy, settings.config, counts.get(policy.meta.id) ?? { fail: 0, pass: 0, notApplicable: 0, notAssessed: 0 }),
          )
          .sort((a, b) => compareTexts([a.meta.id], [b.meta.id])),
        prices,
        warnings: warningsOf(header, prices, { regionsWithoutPercentiles, policyErrors, commitments: summary }),
      };
    },
  };
}
