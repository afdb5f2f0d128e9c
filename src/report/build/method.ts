import type { Judgement } from '../../model/judgement.js';
import type { ReportDocument } from '../../model/report.js';
import type { ReportView } from '../../model/report-view.js';
import { compareText, counted, fixed, inUnit, usd } from '../format.js';
import { labelOf } from '../labels.js';
import { SEVERITY_WORDS } from './words.js';

type OptionValue = Judgement['policies'][number]['options'][number]['value'];

function optionText(value: OptionValue, spec: Judgement['policies'][number]['options'][number]['spec']): string {
  if (typeof value === 'number' && 'unit' in spec) return inUnit(value, spec.unit);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'object' ? value.join(', ') : String(value);
}

/** How the numbers came about: method, prices, and every option with its value and where that comes from. */
export function methodOf(document: ReportDocument, judgement: Judgement): ReportView['method'] {
  const { window, scalarWindow, prices, tool } = document;
  return {
    paragraphs: [
      `Measured over ${counted(window.days, 'day')}; daily maxima and percentiles over ${counted(scalarWindow.days, 'day')}. Metrics are those of Amazon CloudWatch; no agent was installed and nothing was changed.`,
      'Costs are list prices of compute alone, for a month of 730 hours at the use that was seen. Volumes, addresses, data transfer, load balancers, commitments, credits and taxes are not in them, unless a line says so.',
      'Every policy gives exactly one verdict on every resource of its kind: fail, pass, not applicable, or not assessed with the reason. A missing measurement is never taken for a zero, and never for a pass. Counts of events are the exception: AWS sends invocations, errors, throttles and requests per target only when there are any, so no datapoint of them, from a region that answers, is a zero, and says so beside the value.',
      'Amounts are rounded to the cent per finding. The total is the sum of the known amounts of the findings that count, one per resource.',
    ],
    prices: `Prices of ${prices.asOf}, ${counted(Math.round(prices.ageDays), 'day')} old at the end of the window.`,
    priceSources: [...prices.sources],
    tool: `${tool.name} ${tool.version}`,
    policies: judgement.policies
      .map(({ meta, severity, origin, counts, options }) => ({
        id: meta.id,
        title: meta.title,
        severity: SEVERITY_WORDS[severity],
        rationale: meta.rationale,
        origin,
        counts: `${fixed(counts.fail, 0)} failed, ${fixed(counts.pass, 0)} passed, ${fixed(counts.notApplicable, 0)} not applicable, ${fixed(counts.notAssessed, 0)} not assessed`,
        links: meta.links.map(({ title, url }) => ({ title, url })),
        options: options.map(({ name, spec, value, source }) => ({
          name,
          value: optionText(value, spec),
          unit: 'unit' in spec ? labelOf(spec.unit, 'text') : '',
          source,
          description: spec.description,
          reference: spec.source ?? '',
          changed: JSON.stringify(value) !== JSON.stringify(spec.default),
        })),
      }))
      .sort((a, b) => compareText(a.id, b.id)),
  };
}

/** The one sentence about the collection itself; it may differ between two runs of one fleet. */
export function runText({ run }: ReportDocument): string {
  return `Collected with ${counted(run.apiCalls, 'API call')} and ${counted(run.metricsRequested, 'metric')}, about ${usd(run.estimatedCostUsd)} of CloudWatch charges, in ${fixed(run.wallSeconds, 1)} s.`;
}
