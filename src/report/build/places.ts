import { type CoverageEntry, isComplete } from '../../model/coverage.js';
import type { ReportDocument } from '../../model/report.js';
import { compareText, fixed } from '../format.js';
import { sumCents } from './amounts.js';
import { groupBy } from './groups.js';
import { GENERATIONS, type Generation, STATUS_WORDS } from './words.js';

type Asked = Pick<ReportDocument, 'coverage' | 'inventory'>;

/** Steps that only say where to look. */
const PREFLIGHTS: readonly string[] = ['GetCallerIdentity', 'DescribeRegions'];

/** Services that tell which compute there is, with the generation that it is of. */
const GENERATION_OF: Readonly<Partial<Record<CoverageEntry['service'], Generation>>> = {
  ec2: 'instances',
  autoscaling: 'instances',
  ecs: 'tasks',
  'application-autoscaling': 'tasks',
  lambda: 'functions',
};
/** Of those, the ones that tell more of compute that another one lists. */
const BESIDE_LISTS: readonly CoverageEntry['service'][] = ['autoscaling', 'application-autoscaling'];
/** Services that tell more of compute that is there. */
const DETAILS: readonly CoverageEntry['service'][] = ['cloudwatch', 'tag', 'servicequotas', 'compute-optimizer', 'savingsplans'];

const SERVICE_WORDS: Readonly<Partial<Record<CoverageEntry['service'], string>>> = {
  sts: 'all compute',
  ec2: 'EC2',
  autoscaling: 'Auto Scaling',
  ecs: 'ECS',
  lambda: 'Lambda',
  'application-autoscaling': 'Application Auto Scaling',
  tag: 'tags',
  cloudwatch: 'CloudWatch',
  organizations: 'the organization',
};

const placeOf = ({ accountId, region }: { accountId: string; region: string }): string => `${accountId}\n${region}`;

const isDetail = ({ service }: CoverageEntry): boolean => DETAILS.includes(service);
const isPreflight = ({ step }: CoverageEntry): boolean => PREFLIGHTS.includes(step);

/** Whether what a step did not give is missing from what is known of a generation in its place. */
function concerns({ service, step }: CoverageEntry, generation: Generation, held: boolean): boolean {
  if (DETAILS.includes(service)) return held;
  return PREFLIGHTS.includes(step) || (GENERATION_OF[service] ?? generation) === generation;
}

/**
 * How much was seen: EC2, ECS and Lambda in each region of each account are a place each. Those that hold compute or gave no full answer are
 * counted, and those of them that left nothing out: empty regions say nothing of how much is known. All places where none is such a one.
 */
export function placesOf({ coverage, inventory }: Asked): ReportDocument['totals']['places'] {
  const holding = new Set(inventory.flatMap((row) => (row.resources > 0 ? [`${placeOf(row)}\n${row.generation}`] : [])));
  const asked = groupBy(
    coverage.filter(({ optional }) => !optional),
    placeOf,
  );
  const places = [...asked].flatMap(([place, entries]) => {
    const gaps = entries.filter((entry) => !isComplete(entry));
    return GENERATIONS.map((generation) => {
      const held = holding.has(`${place}\n${generation}`);
      return { held, seen: !gaps.some((gap) => concerns(gap, generation, held)) };
    });
  });
  const counted = places.filter(({ held, seen }) => held || !seen);
  const all = counted.length === 0 ? places : counted;
  return { total: all.length, seen: all.filter(({ seen }) => seen).length };
}

/** Generations of which none was found, while a list of them is missing: that there is none is not known. */
export function unseenGenerations({ coverage, inventory }: Asked): Generation[] {
  const found = new Set(inventory.flatMap((row) => (row.resources > 0 ? [row.generation] : [])));
  const gaps = coverage.filter((entry) => !isComplete(entry) && !BESIDE_LISTS.includes(entry.service));
  return GENERATIONS.filter((generation) => !found.has(generation) && gaps.some((gap) => concerns(gap, generation, false)));
}

/**
 * The steps by which is said how much was answered: what is missing of all that was needed, and what was answered of it; but an answer
 * that only says where to look counts where there is no other, and one that tells more of compute only where a step told which there is.
 */
export function countedSteps(coverage: readonly CoverageEntry[]): CoverageEntry[] {
  const needed = coverage.filter(({ optional }) => !optional);
  const told = new Set(
    needed.flatMap((entry) =>
      isDetail(entry) || isPreflight(entry) || !(isComplete(entry) || entry.status === 'partial') ? [] : [placeOf(entry)],
    ),
  );
  const steps = needed.filter((entry) => !isComplete(entry) || !(isPreflight(entry) || (isDetail(entry) && !told.has(placeOf(entry)))));
  return steps.length === 0 ? needed : steps;
}

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

/** `in us-east-1`; `in 17 regions of 3 accounts`. */
function where(gaps: readonly CoverageEntry[], accounts: ReportDocument['accounts']): string {
  const regions = [...new Set(gaps.map(({ region }) => region))].sort(compareText);
  const ids = [...new Set(gaps.map(({ accountId }) => accountId))].sort(compareText);
  const named = regions.map((region) => (region === 'all' ? 'every region' : region));
  const region = regions.length > 2 ? `${fixed(regions.length, 0)} regions` : listed(named);
  if (accounts.length < 2) return `in ${region}`;
  const [first] = ids;
  const name = accounts.find(({ accountId }) => accountId === first)?.name ?? first;
  const all = ids.length === accounts.length ? 'all ' : '';
  return `in ${region} of ${ids.length === 1 ? `account ${name}` : `${all}${fixed(ids.length, 0)} accounts`}`;
}

const LARGEST = 3;

/**
 * The largest gaps in words: `Not seen: ECS in us-east-1 (access denied)`; empty where there is none. What a gap hides is not known, so
 * those come first in whose place most is spent on what is known, then those of most places, then inventory before metrics.
 */
export function notSeenText({ coverage, inventory, accounts }: Asked & Pick<ReportDocument, 'accounts'>): string {
  const needed = coverage.filter(({ optional, step }) => !optional && !PREFLIGHTS.includes(step));
  const answered = new Set(needed.flatMap((entry) => (isComplete(entry) ? [`${placeOf(entry)}\n${entry.service}`] : [])));
  const spent = new Map(
    [...groupBy(inventory, placeOf)].map(([place, rows]) => [place, sumCents(rows.flatMap((row) => row.monthlyUsd ?? []))]),
  );
  const inPart = (entry: CoverageEntry) => entry.status === 'partial' || answered.has(`${placeOf(entry)}\n${entry.service}`);
  const open = coverage.filter((entry) => !isComplete(entry));
  const services = Object.keys(SERVICE_WORDS);
  const gaps = [...groupBy(open, (entry) => `${entry.service}\n${entry.status}\n${inPart(entry)}`).values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    const places = [...new Set(entries.map(placeOf))];
    const service = PREFLIGHTS.includes(first.step) ? 'all compute' : (SERVICE_WORDS[first.service] ?? first.service);
    const reason = first.status === 'partial' ? '' : ` (${STATUS_WORDS[first.status]})`;
    return {
      text: `${inPart(first) ? 'parts of ' : ''}${service} ${where(entries, accounts)}${reason}`,
      spent: places.reduce((sum, place) => sum + (spent.get(place) ?? 0), 0),
      places: places.length,
      order: services.indexOf(first.service),
    };
  });
  if (gaps.length === 0) return '';
  gaps.sort((a, b) => b.spent - a.spent || b.places - a.places || a.order - b.order || compareText(a.text, b.text));
  const more = gaps.length > LARGEST ? ` and ${fixed(gaps.length - LARGEST, 0)} more` : '';
  return `Not seen: ${gaps
    .slice(0, LARGEST)
    .map(({ text }) => text)
    .join(', ')}${more}`;
}
