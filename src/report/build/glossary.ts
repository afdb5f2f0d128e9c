import type { TermView } from '../../model/report-view.js';

/** Terms that the report uses, each explained once; templates reach them by id. */
const TERMS = {
  primary: [
    'Counted once',
    'A resource can fail several policies. Only one finding per resource counts towards the totals: terminate before off-hours, before resize, before placement, then the larger saving. The others are shown, and add nothing.',
  ],
  list: [
    'List price',
    'What AWS publishes for the region, on demand, before Savings Plans, reservations, credits and taxes. The tool reads no bill.',
  ],
  estimated: ['Estimated', 'No list price is known for this region: another region’s price times the ratio between the two.'],
  assumed: ['Assumed', 'The amount rests on an option or on a factor that is not a published price, such as a Spot discount.'],
  month: ['Month', '730 hours: 365 days of 24 hours, divided by 12. Costs are those of a month at the use seen in the window.'],
  window: [
    'Window',
    'The days of measurements on which verdicts rest. Daily maxima and percentiles look back 32 days, so that a month end is among them.',
  ],
  p995: ['p99.5', 'The value that 99.5 % of the measurements do not exceed. It ignores the rarest peaks and little else.'],
  headroom: [
    'Headroom',
    'The part that must stay free after a change. With 20 % headroom a size fits when its projected use is at most 80 %.',
  ],
  policy: [
    'Policy',
    'A rule that looks at every resource of a kind and gives one verdict on each. Its options and their sources are under “Method”.',
  ],
  evaluation: [
    'Evaluations',
    'One policy looking at one resource. Each ends in a verdict: fail (a finding), pass, not applicable, or not assessed.',
  ],
  severity: [
    'Severity',
    'How much it matters that a finding is acted on: high is waste without doubt or work that fails, info is an idea worth a look. It is set for each policy.',
  ],
  datapoint: ['Datapoints', 'How many of the measurements that the window could hold are there. Gaps are never filled.'],
  expect: [
    'To expect',
    'What a time to come of the same length may bring, chance and a rising trend reckoned in: what a new size must hold, not only what this one held.',
  ],
  longer: ['Longer window', 'The days before the window, up to 32 in all, of which daily figures exist: a month end is among them.'],
  increase: [
    'More a month',
    'The change costs money and is proposed for another reason, such as work that is slowed down. It is never set off against savings.',
  ],
  spot: ['Spot', 'Spare capacity of AWS at a discount that floats. It can be taken back with two minutes of notice.'],
  graviton: ['Graviton', 'Processors made by AWS (arm64). They cost less for the same work; programs must be built for them.'],
  flip: ['Flip point', 'The value at which the verdict would be another. The further away, the safer the verdict.'],
  confidence: ['Confidence', 'How much data stands behind a finding and how steady it is. The reasons for anything below high are listed.'],
  risk: [
    'Risk',
    'How likely the changed resource would run short: 0 is none, 4 is high. It is the highest over CPU, memory, disk and network.',
  ],
  notAssessed: [
    'Not assessed',
    'A policy could not decide, for a named reason: access denied, no data, too little data. It is neither a pass nor a saving of zero.',
  ],
  coverage: [
    'Coverage',
    'What became of every step of the audit in every account and region. What was not seen is in no total. Its share counts EC2, ECS and Lambda in each region of each account, where they hold compute or gave no full answer; each counts as seen when nothing of it is missing.',
  ],
  generation: ['Generation', 'How the work is run: on instances (EC2), as containers (ECS tasks), or as functions (Lambda).'],
  offHours: ['Off-hours', 'Hours of the week in which the resource was idle in every week seen. Only those count as removable.'],
  breakEven: ['Break-even', 'The load at which two ways of running the same work cost the same.'],
  concurrency: [
    'Busy concurrency',
    'How many requests are being worked on at once, on average: requests a second times seconds a request.',
  ],
  unpriced: [
    'Without an amount',
    'No price is known, or the finding is about reliability and not about money. It is never counted as zero.',
  ],
  suppressed: ['Suppressed', 'Someone accepted this finding, with a reason and an end date. It does not count until that date.'],
} as const satisfies Record<string, readonly [string, string]>;

/** All terms by id, sorted by label for the glossary. */
export function glossary(): { list: TermView[]; byId: Record<string, TermView> } {
  const list = Object.entries(TERMS).map(([id, [label, text]]) => ({
    id,
    label,
    word: label.charAt(0).toLowerCase() + label.slice(1),
    text,
  }));
  return {
    list: [...list].sort((a, b) => (a.label.toLowerCase() < b.label.toLowerCase() ? -1 : 1)),
    byId: Object.fromEntries(list.map((term) => [term.id, term])),
  };
}
