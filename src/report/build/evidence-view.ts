import type { PolicyDescription } from '../../model/judgement.js';
import type { ReportFinding } from '../../model/report.js';
import type { EvidenceView, FindingView } from '../../model/report-finding-view.js';
import { counted, fixed, formatQuantity, inUnit, NOT_KNOWN, price, usd } from '../format.js';
import { billedQuantity, capital, labelOf, periodText, rateUnit } from '../labels.js';
import { sumCents } from './amounts.js';

type Source = NonNullable<ReportFinding['evidence'][number]['source']>;

/** `Maximum per 5 minutes, 14 days`; of a statistic of the whole window only its days. */
function statisticText({ statistic: named, periodSeconds, windowDays }: Source): string {
  // The name of such a value says so already.
  const statistic = named.replace(' to be reckoned with', '');
  const days = counted(windowDays, 'day');
  const period = periodSeconds >= windowDays * 86_400 ? '' : ` per ${periodText(periodSeconds).replace(/^1 /, '')}`;
  const text = `${statistic.replace(' x ', ' × ')}${period}, ${days}`;
  return capital(text);
}

/** A value with all that it rests on. `nameOf` a member's id is what people call it. */
export function evidenceView(
  { name, value, unit, member, source, heldAgainst, flipsAt, note }: ReportFinding['evidence'][number],
  options: PolicyDescription['options'],
  nameOf: (id: string) => string,
): EvidenceView {
  const option = heldAgainst === null ? undefined : options.find((candidate) => candidate.name === heldAgainst.option);
  const optionUnit = option !== undefined && 'unit' in option.spec ? option.spec.unit : unit;
  return {
    label: labelOf(name, unit),
    member: member === null ? '' : nameOf(member),
    value: formatQuantity({ value, unit }),
    metric: source?.metric ?? '',
    statistic: source === null ? '' : [statisticText(source), ...(note === null ? [] : [note])].join('; '),
    datapoints: source === null ? '' : `${fixed(source.datapoints, 0)} of ${fixed(source.expectedDatapoints, 0)}`,
    option: heldAgainst === null ? '' : labelOf(heldAgainst.option, optionUnit),
    limit:
      heldAgainst === null ? '' : typeof heldAgainst.value === 'number' ? inUnit(heldAgainst.value, optionUnit) : String(heldAgainst.value),
    flipsAt: flipsAt === null ? '' : inUnit(flipsAt, unit),
  };
}

/** How a cost is made up; equal parts, as of the instances of a group, stand in one line. */
export function costLines(lines: ReportFinding['cost']['lines']): FindingView['costLines'] {
  const merged: { of: number; quantity: number; amounts: (number | null)[]; line: (typeof lines)[number] }[] = [];
  for (const line of lines) {
    const same = merged.find(
      ({ line: other }) =>
        other.of === line.of &&
        other.label === line.label &&
        other.quantityUnit === line.quantityUnit &&
        other.rate?.usd === line.rate?.usd,
    );
    if (same === undefined) merged.push({ of: 1, quantity: line.quantity, amounts: [line.usd], line });
    else {
      same.of += 1;
      same.quantity += line.quantity;
      same.amounts.push(line.usd);
    }
  }
  return merged.map(({ of, quantity, amounts, line: { of: part, label, quantityUnit, rate } }) => ({
    label: `${part === 'projected' ? 'After the change: ' : ''}${of === 1 ? label : `${fixed(of, 0)} × ${label}`}`,
    quantity: billedQuantity(quantity, quantityUnit),
    rate: rate === null ? NOT_KNOWN : `${price(rate.usd)} per ${rateUnit(rate.unit)}`,
    amount: amounts.includes(null) ? NOT_KNOWN : usd(sumCents(amounts.flatMap((amount) => amount ?? []))),
    basis: rate === null ? '' : `${capital(rate.basis)} price${rate.asOf === null ? ', its date not known' : ` of ${rate.asOf}`}`,
    // Where it was read; by what else it was checked stands in report.json.
    source: rate?.source.split(/;| \+ /)[0] ?? '',
  }));
}
