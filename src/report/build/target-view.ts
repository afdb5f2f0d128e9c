import type { Quantity } from '../../model/evaluation.js';
import type { ReportTarget } from '../../model/report.js';
import type { TargetView } from '../../model/report-finding-view.js';
import { formatQuantity, inUnit, NOT_KNOWN, usd } from '../format.js';
import { capital, dimensionWord, labelOf } from '../labels.js';
import { PLACEMENT_WORDS, PLATFORM_WORDS, RISK_WORDS } from './words.js';

/** Values that read better around their number than before it. */
const PHRASES: Readonly<Record<string, (text: string) => string>> = {
  cpu: (text) => text,
  hourly: (text) => text,
  leftPercent: (text) => `if one is lost, the others run at ${text}`,
  maximum: (text) => `at most ${text}`,
  memory: (text) => `${text} memory`,
  minimum: (text) => `at least ${text}`,
  network: (text) => `${text} network`,
  offHours: (text) => `off for ${text} of the week`,
  timeZone: (text) => `time zone ${text}`,
  zone: (text) => `time zone ${text}`,
  vcpus: (text) => text,
};

function specText(name: string, quantity: Quantity): string {
  const text = formatQuantity(quantity);
  const phrase = Object.hasOwn(PHRASES, name) ? PHRASES[name] : undefined;
  if (phrase !== undefined && quantity.value !== null) return phrase(text);
  const label = labelOf(name, quantity.unit);
  return `${label.charAt(0).toLowerCase()}${label.slice(1)} ${text}`;
}

/** The lower end of an amount that is known as a range; the higher end is what the target costs. */
function atBest({ lowMonthly, highMonthly, lowLabel }: ReportTarget['values']): string {
  if (typeof lowMonthly?.value !== 'number' || lowMonthly.value === highMonthly?.value || typeof lowLabel?.value !== 'string') return '';
  return `at best ${times(lowLabel.value)} would do, for ${formatQuantity(lowMonthly)}`;
}

/** `2 vCPU, 8 GiB memory` of a target's values; what its label says already is left out. */
function specsText({ label, values }: ReportTarget): string {
  // A range has words of its own, and what is kept stands in the label.
  const elsewhere = ['lowMonthly', 'highMonthly', 'lowLabel', 'kept'];
  const said = Object.entries(values).filter(([name, { value }]) => !elsewhere.includes(name) && value !== label);
  const specs = said.map(([name, quantity]) => specText(name, quantity)).join(', ');
  return capital([specs, atBest(values)].filter((part) => part !== '').join('; '));
}

/** `3 x c5.large` with a multiplication sign. */
function times(label: string): string {
  return label.replace(/(\d) x (?=\S)/g, '$1 × ');
}

/** A target's label for people: `fargate-arm64: 2 x …` begins with a word of ours for a place. */
export function targetLabel(label: string): string {
  const [, place = '', rest = ''] = /^([a-z0-9_-]+): (.*)$/s.exec(label) ?? [];
  const word = Object.hasOwn(PLACEMENT_WORDS, place) ? PLACEMENT_WORDS[place] : undefined;
  return times(word === undefined ? label : `${word}, ${rest}`);
}

/** What a change leads to. */
export function targetView(target: ReportTarget): TargetView {
  const percentOrUnknown = (value: number | null) => (value === null ? NOT_KNOWN : inUnit(value, 'percent'));
  return {
    label: targetLabel(target.label),
    specs: specsText(target),
    // Of what was not measured there is nothing to show.
    projected: target.projected
      .filter(({ nowPercent, projectedPercent }) => nowPercent !== null || projectedPercent !== null)
      .map(
        ({ dimension, nowPercent, projectedPercent }) =>
          `${dimensionWord(dimension)} ${percentOrUnknown(nowPercent)} → ${percentOrUnknown(projectedPercent)}`,
      )
      .join(', '),
    monthly: usd(target.monthlyUsd),
    savings: usd(target.monthlySavingsUsd),
    risk: target.risk === null ? NOT_KNOWN : (RISK_WORDS[target.risk] ?? NOT_KNOWN),
    differences: target.platformDifferences.map((code) => PLATFORM_WORDS[code] ?? code).join(', '),
    notes: target.offerChecked
      ? target.notes
      : ['Which types the region offers could not be read: check that it has this one.', ...target.notes],
  };
}
