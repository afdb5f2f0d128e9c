import type { Judgement } from '../../src/model/judgement.js';
import { findingOf } from './fixture-findings.js';
import { frame } from './fixture-frame.js';
import { POLICY_SEEDS } from './fixture-policies.js';
import { resourceRef } from './fixture-resources.js';

/** A fleet with findings of every policy, second findings on some resources, suppressed and unpriced ones, gaps in coverage. */
export function richJudgement(): Judgement {
  const findings = POLICY_SEEDS.flatMap((seed, at) => [findingOf(seed, at), ...(at % 2 === 0 ? [findingOf(seed, at + 40)] : [])]);
  const [first] = findings;
  const graviton = POLICY_SEEDS.find(({ id }) => id === 'ec2-graviton');
  const idle = POLICY_SEEDS[0];
  if (first === undefined || graviton === undefined || idle === undefined) throw new RangeError('no policies');
  return frame(
    [
      ...findings,
      findingOf(graviton, 70, { resource: first.resource, primary: false }),
      findingOf(idle, 91, { status: 'suppressed', primary: false }),
    ],
    2.2,
  );
}

/** Nothing failed; what could not be judged is still there. */
export function emptyJudgement(): Judgement {
  return frame([], 1);
}

/** `count` findings on as many resources. */
export function largeJudgement(count: number): Judgement {
  const findings = Array.from({ length: count }, (_, at) => {
    const seed = POLICY_SEEDS[at % POLICY_SEEDS.length] ?? POLICY_SEEDS[0];
    if (seed === undefined) throw new RangeError('no policies');
    return findingOf(seed, at, {
      resource: resourceRef(seed.kind, at, {
        id:
          seed.kind === 'ec2-instance'
            ? `i-${at.toString(16).padStart(17, '0')}`
            : seed.kind.startsWith('ecs-')
              ? `main/service-${at}`
              : `function-${at}`,
      }),
    });
  });
  return frame(findings, count / 18);
}
/** Text that means harm in one format or another. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>globalThis.pwned = 1</script>',
  '"><img src=x onerror="globalThis.pwned = 1">',
  "' autofocus onfocus='globalThis.pwned = 1",
  '</title></style></script><svg onload="globalThis.pwned = 1">',
  '{{constructor.constructor "return process"}}',
  '=HYPERLINK("http://evil.invalid","x")',
  '@everyone #1 GH-1 owner/repo#12 https://evil.invalid www.evil.invalid',
  '| a | b |\n|---|---|\n```\n# heading',
  'javascript:globalThis.pwned=1',
  "'; rm -rf / #",
  '\u202egnp.exe\u0000\u0007\u001b[31m',
  '`${process.exit()}` $(reboot)',
  '日本語 ümlaut 🦊 '.repeat(8),
];

/** The rich fleet with harmful text wherever AWS lets a user write some. */
export function hostileJudgement(texts: readonly string[] = HOSTILE_TEXTS): Judgement {
  const judgement = richJudgement();
  let next = 0;
  const harm = () => texts[next++ % texts.length] ?? '';
  return {
    ...judgement,
    accounts: judgement.accounts.map((account) => ({ ...account, name: harm() })),
    coverage: judgement.coverage.map((entry) => (entry.status === 'ok' ? entry : { ...entry, detail: harm() })),
    findings: judgement.findings.map((finding) => ({
      ...finding,
      title: harm(),
      summary: harm(),
      owner: harm(),
      environment: { name: harm(), nonProduction: true, source: 'tag', matched: harm() },
      resource: {
        ...finding.resource,
        name: harm(),
        arn: harm(),
        id: finding.resourceKind === 'lambda-function' ? harm() : finding.resource.id,
        tags: { [harm()]: harm(), team: harm() },
      },
      outcome: {
        ...finding.outcome,
        questions: [harm()],
        charts: finding.outcome.charts.map((chart) => ({ ...chart, title: harm() })),
        members: finding.outcome.members.map((member) => ({ ...member, name: harm() })),
      },
    })),
    notAssessed: judgement.notAssessed.map((entry) => ({ ...entry, reason: harm(), resource: { ...entry.resource, name: harm() } })),
    suppressions: judgement.suppressions.map((suppression) => ({
      ...suppression,
      reason: harm(),
      owner: harm(),
      match: { [harm()]: harm() },
    })),
    inventory: judgement.inventory.map((row) => ({ ...row, owner: harm(), environment: harm() })),
    warnings: [{ code: 'x', values: {}, text: harm() }],
  };
}
