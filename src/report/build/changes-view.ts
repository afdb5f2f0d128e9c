import { isDone } from '../../model/diff.js';
import type { ReportDocument } from '../../model/report.js';
import type { ReportChanges } from '../../model/report-changes.js';
import type { ChangeGroup, ChangeRow, ChangesView } from '../../model/report-changes-view.js';
import { epochSeconds } from '../../model/time.js';
import { counted, dayText, fixed, moneyText, NOT_KNOWN, usd, windowText } from '../format.js';
import { sumCents } from './amounts.js';
import { anchorOf } from './identity.js';
import { typeWord } from './words.js';

const ROWS_SHOWN = 200;

const NEW_WORDS: Record<ReportChanges['newFindings'][number]['because'], string> = {
  'resource-new': 'The resource is new',
  'suppression-ended': 'Its suppression ended',
  'newly-assessed': 'It could not be assessed before',
  'option-changed': 'An option changed',
  started: 'It was stopped, and runs again',
  resized: 'It was resized',
  'settings-changed': 'Its tags or settings changed',
  found: 'Its load changed',
};
const RESOLVED_WORDS: Record<ReportChanges['resolved'][number]['because'], string> = {
  gone: 'Gone',
  replaced: 'Replaced',
  stopped: 'Stopped',
  'scaled-to-zero': 'Scaled to zero',
  scheduled: 'Switched off at times',
  resized: 'Resized',
  suppressed: 'Suppressed',
  'option-changed': 'An option changed',
  'settings-changed': 'Its tags or settings changed',
  'no-longer-applies': 'The policy no longer applies',
  'load-changed': 'Its load changed',
};
const LOST_WORDS: Record<ReportChanges['noLongerAssessed'][number]['because'], string> = {
  'not-assessed': 'The policy could not decide',
  'not-covered': 'It could not be seen',
  'out-of-scope': 'Its region was left out',
  'policy-off': 'The policy is off',
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

function day(instant: string): string {
  const seconds = epochSeconds(instant);
  return `${dayText(seconds)} ${new Date(seconds * 1000).getUTCFullYear()}`;
}

/** What rows need of the rest of the report. */
interface Around {
  /** Ids of the findings that the report holds. */
  anchors: ReadonlySet<string>;
  severalAccounts: boolean;
}

type Shown = Pick<ChangeRow, 'why' | 'detail' | 'before' | 'now' | 'realised'>;

function group<T extends Pick<ReportChanges['changed'][number], 'id' | 'title' | 'policyId' | 'resource'>>(
  head: Pick<ChangeGroup, 'id' | 'title' | 'intro'>,
  entries: readonly T[],
  shown: (entry: T) => Shown,
  { anchors, severalAccounts }: Around,
): ChangeGroup {
  const rows = entries.slice(0, ROWS_SHOWN).map((entry) => ({
    anchor: anchors.has(entry.id) ? anchorOf(entry.id) : '',
    title: entry.title,
    policyId: entry.policyId,
    name: entry.resource.name ?? entry.resource.id,
    type: typeWord(entry.resource.type),
    account: entry.resource.accountId,
    region: entry.resource.region,
    place: severalAccounts ? `${entry.resource.accountId}, ${entry.resource.region}` : entry.resource.region,
    ...shown(entry),
  }));
  const more = entries.length > rows.length ? `${fixed(entries.length - rows.length, 0)} more stand in the JSON and CSV files.` : '';
  return {
    ...head,
    showBefore: rows.some(({ before }) => before !== ''),
    showNow: rows.some(({ now }) => now !== ''),
    showRealised: rows.some(({ realised }) => realised !== ''),
    rows,
    more,
  };
}

function groupsOf(changes: ReportChanges, around: Around): ChangeGroup[] {
  const { newFindings, resolved, changed, noLongerAssessed } = changes;
  return [
    group(
      { id: 'new', title: counted(newFindings.length, 'new finding'), intro: 'True now, and not before.' },
      newFindings,
      ({ because, summary, monthlySavingsUsd }) => ({
        why: NEW_WORDS[because],
        detail: summary,
        before: '',
        now: usd(monthlySavingsUsd),
        realised: '',
      }),
      around,
    ),
    group(
      {
        id: 'resolved',
        title: counted(resolved.length, 'resolved finding'),
        intro:
          'True before, and seen to be true no longer. Only what was stopped, switched off on a schedule, resized or removed counts as realised, less what stands in its place; what follows the load does not.',
      },
      resolved,
      ({ because, detail, oldMonthlySavingsUsd, realisedMonthlyUsd }) => ({
        why: RESOLVED_WORDS[because],
        detail: detail ?? '',
        before: usd(oldMonthlySavingsUsd),
        now: '',
        realised: realisedText(because, realisedMonthlyUsd),
      }),
      around,
    ),
    group(
      {
        id: 'changed',
        title: `${counted(changed.length, 'finding')} with another amount`,
        intro: 'Still true. The amount is another because the use, the size or the price is.',
      },
      changed,
      ({ done, detail, oldMonthlySavingsUsd, monthlySavingsUsd, differenceMonthlyUsd, realisedMonthlyUsd }) => ({
        why: done === null ? 'Another amount' : `${RESOLVED_WORDS[done]}, and still to be had`,
        detail: [
          ...(detail === null ? [] : [detail]),
          ...(differenceMonthlyUsd === null
            ? []
            : [`${usd(Math.abs(differenceMonthlyUsd))} ${differenceMonthlyUsd < 0 ? 'less' : 'more'} to save`]),
        ].join('; '),
        before: usd(oldMonthlySavingsUsd),
        now: usd(monthlySavingsUsd),
        realised: done === null ? '' : usd(realisedMonthlyUsd),
      }),
      around,
    ),
    group(
      {
        id: 'no-longer-assessed',
        title: `${counted(noLongerAssessed.length, 'finding')} no longer assessed`,
        intro: 'True before; nothing can be said of them now, so they do not count as resolved.',
      },
      noLongerAssessed,
      ({ because, detail, oldMonthlySavingsUsd }) => ({
        why: LOST_WORDS[because],
        detail: detail ?? '',
        before: usd(oldMonthlySavingsUsd),
        now: '',
        realised: '',
      }),
      around,
    ),
  ];
}

/** Of a resource to which nothing was done there is nothing to realise; else an amount, known or not. */
function realisedText(because: ReportChanges['resolved'][number]['because'], amount: number | null): string {
  return isDone(because) ? usd(amount) : '';
}

function realisedRest({ realisedMonthlyUsd, realisedUnknown }: ReportChanges['totals'], since: string): string {
  if (realisedMonthlyUsd === null) {
    return realisedUnknown > 0 ? `What was realised since ${since} is not known` : `No saving was realised since ${since}`;
  }
  return realisedMonthlyUsd < 0 ? `a month more is spent since ${since} on what was to be saved` : `a month realised since ${since}`;
}

/** A comparison for people; null without one. `anchors` are the ids of the findings that this report holds. */
export function changesView({ changes, accounts }: ReportDocument, anchors: ReadonlySet<string>): ChangesView | null {
  if (changes === null) return null;
  const { old, new: now, totals } = changes;
  const since = day(old.window.end);
  const unknown = totals.realisedUnknown;
  const cents = totals.realisedMonthlyUsd;
  const savings = [old, now].map(({ monthlySavingsUsd }) => monthlySavingsUsd);
  const [before = null, after = null] = savings;
  const movement = before === null || after === null ? null : sumCents([after, -before]);
  return {
    title: `Since ${since}`,
    realised: moneyText(cents === null ? null : Math.abs(cents)),
    realisedRest: realisedRest(totals, since),
    costsMore: (cents ?? 0) < 0,
    sentence: [
      `${counted(totals.new, 'finding is', 'findings are')} new, ${fixed(totals.resolved, 0)} resolved, ${fixed(totals.changed, 0)} with another amount, ${fixed(totals.noLongerAssessed, 0)} no longer assessed, ${fixed(totals.unchanged, 0)} unchanged.`,
      unknown > 0 ? `For ${counted(unknown, 'resource')} that ${unknown === 1 ? 'was' : 'were'} changed, the amount is not known.` : '',
    ]
      .filter((text) => text !== '')
      .join(' '),
    windows: `Compared with the window ${windowText(old.window.start, old.window.end)}, judged by the same policies, options and prices.`,
    facts: [
      {
        label: 'Realised',
        value: cents === null ? (unknown > 0 ? NOT_KNOWN : usd(0)) : usd(cents),
        note: (cents ?? 0) < 0 ? 'a month: it costs more than before' : 'a month less than before',
      },
      { label: 'Could be saved then', value: usd(before), note: 'a month' },
      {
        label: 'Can be saved now',
        value: usd(after),
        note: movement === null ? 'a month' : `a month, ${usd(Math.abs(movement))} ${movement < 0 ? 'less' : 'more'}`,
      },
    ],
    groups: groupsOf(changes, { anchors, severalAccounts: accounts.length > 1 }),
    warnings: changes.warnings.map(({ text }) => ({ text })),
  };
}

/** What changed about each finding of the report, in a few words, by id. */
export function changeLabels({ changes }: ReportDocument): ReadonlyMap<string, string> {
  if (changes === null) return new Map();
  return new Map([
    ...changes.newFindings.map(({ id, because }): [string, string] => [id, `New: ${lowerFirst(NEW_WORDS[because])}`]),
    ...changes.changed.map(({ id, oldMonthlySavingsUsd }): [string, string] => [id, `Was ${usd(oldMonthlySavingsUsd)} a month`]),
  ]);
}
