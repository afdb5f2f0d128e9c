import type { Chart, CommandDraft, CostLine, Evidence, Outcome, Target, Values } from '../../src/model/evaluation.js';
import type { Money } from '../../src/model/money.js';

/** Everything that an outcome says, one thing a line, as the whole-outcome tests of policies hold it against. Numbers have six digits. */
function outcomeText(outcome: Outcome): string {
  const head = `${outcome.verdict} ${outcome.code}${outcome.decidedDespitePartialData ? ', decided despite partial data' : ''}`;
  const lines = [head, ...named('values', valuesText(outcome.values))];
  if (outcome.verdict !== 'fail') return lines.join('\n');
  const { recommendation, cost, charts } = outcome;
  lines.push(`confidence ${[outcome.confidence, ...outcome.confidenceReasons].join(', ')}`);
  if (outcome.severity !== undefined) lines.push(`severity ${outcome.severity}`);
  lines.push(...outcome.evidence.map((entry) => `evidence ${evidenceText(entry)}`));
  lines.push(`action ${recommendation.action}, risk ${outcome.risk}`);
  if (recommendation.target !== null) lines.push(`target ${targetText(recommendation.target)}`);
  lines.push(...recommendation.alternatives.map((target) => `alternative ${targetText(target)}`));
  lines.push(`cost ${money(cost.current)} to ${money(cost.projected)}, saves ${money(cost.savings)}`);
  lines.push(...cost.lines.map((line) => `cost line ${costLineText(line)}`));
  lines.push(...named('members', outcome.members.map((member) => `${member.type} ${member.id}`).join(', ')));
  lines.push(...outcome.commands.map(commandText));
  lines.push(...named('questions', outcome.questions.join(', ')));
  lines.push(...charts.map((chart) => `chart ${chartText(chart)}`));
  return repeated(lines).join('\n');
}

/** Equal neighbours as one line that says how many. */
function repeated(lines: readonly string[]): string[] {
  const found: { line: string; times: number }[] = [];
  for (const line of lines) {
    const last = found.at(-1);
    if (last?.line === line) last.times++;
    else found.push({ line, times: 1 });
  }
  return found.map(({ line, times }) => (times === 1 ? line : `${times} x ${line}`));
}

const named = (name: string, text: string): string[] => (text === '' ? [] : [`${name} ${text}`]);
const value = (given: number | string | boolean | null): string =>
  typeof given === 'number' ? String(Number(given.toPrecision(6))) : String(given);
const money = (given: Money | null): string => (given === null ? 'unknown' : `${value(given.usd)} USD (${given.basis})`);
const valuesText = (values: Values): string =>
  Object.entries(values)
    .map(([name, quantity]) => `${name}=${value(quantity.value)} ${quantity.unit}`)
    .join(', ');

function evidenceText({ name, value: seen, unit, member, source, heldAgainst, flipsAt }: Evidence): string {
  const parts = [`${name}=${value(seen)} ${unit}`];
  if (member !== undefined) parts.push(`on ${member}`);
  if (source !== undefined) {
    const { metric, statistic, periodSeconds, windowDays, datapoints, expectedDatapoints } = source;
    parts.push(`${metric} ${statistic} per ${periodSeconds} s over ${value(windowDays)} days, ${datapoints} of ${expectedDatapoints}`);
  }
  if (heldAgainst !== undefined) parts.push(`against ${heldAgainst.option} ${value(heldAgainst.value)}`);
  if (flipsAt !== undefined) parts.push(`flips at ${value(flipsAt)}`);
  return parts.join('; ');
}

function targetText(target: Target): string {
  const percent = (given: number | null) => (given === null ? '?' : value(given));
  return [
    target.label,
    ...named('values', valuesText(target.values)),
    ...target.projected.map((load) => `${load.dimension} ${percent(load.nowPercent)} to ${percent(load.projectedPercent)} %`),
    `${money(target.monthly)}, saves ${money(target.savings)}`,
    `risk ${target.risk}`,
    ...named('differs in', target.platformDifferences.join(', ')),
    ...(target.offerChecked ? [] : ['offer not checked']),
    ...named('notes', target.notes.join(', ')),
  ].join('; ');
}

const costLineText = ({ label, quantity, quantityUnit, rate, usd, of }: CostLine): string =>
  `${of ?? 'now'}: ${label}, ${value(quantity)} ${quantityUnit} at ${rate === null ? '?' : value(rate.usd)} = ${value(usd)}`;

const commandText = ({ purpose, tool, argv }: CommandDraft): string =>
  `${purpose} (${tool}) ${argv.map((part) => (typeof part === 'string' ? part : `{${part.pattern}: ${part.value}}`)).join(' ')}`;

function chartText(chart: Chart): string {
  switch (chart.type) {
    case 'line': {
      const held = `threshold ${value(chart.threshold)}, flips at ${value(chart.flipsAt)}`;
      return `line of ${chart.unit} from ${chart.start} per ${chart.periodSeconds} s: ${runs(chart.values)}; ${held}`;
    }
    case 'week':
      return `week in ${chart.timeZone}: ${runs(chart.values)}; removable ${runs(chart.removable)}`;
    case 'break-even': {
      const curves = chart.curves.map(
        ({ label, points }) => `${label} ${points.map(({ x, usd }) => `${value(x)}:${value(usd)}`).join(' ')}`,
      );
      const { x, low, high, usd } = chart.own;
      return `break-even by ${chart.xUnit}, own ${[x, low, high, usd].map(value).join(' ')}; ${curves.join('; ')}`;
    }
    case 'before-after':
      return `before and after: ${chart.dimensions.map((one) => `${one.dimension} ${value(one.nowPercent)} to ${value(one.projectedPercent)} of ${value(one.limitPercent)}`).join('; ')}`;
  }
}

/** `3 x 0.5, 2 x 1, 4`: equal neighbours together. */
const runs = (values: Iterable<number | boolean | null>): string => repeated(Array.from(values, value)).join(', ');

/** Several outcomes, each under its name. */
export const outcomeTexts = (outcomes: Readonly<Record<string, Outcome>>): string =>
  Object.entries(outcomes)
    .map(([name, outcome]) => `# ${name}\n${outcomeText(outcome)}\n`)
    .join('\n');

/** The outcomes of a table of cases, each of which begins with its name. */
export const outcomesOf = <C extends readonly [string, ...unknown[]]>(
  cases: readonly C[],
  judge: (given: C) => Outcome,
): Record<string, Outcome> => Object.fromEntries(cases.map((given) => [given[0], judge(given)]));
