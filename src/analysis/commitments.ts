import type { AfterCommitments, Commitment, PromisedSaving, Usage, UsagePlace } from '../model/commitments.js';
import { weakerBasis } from '../model/money.js';

/** Order in which AWS applies them: https://docs.aws.amazon.com/savingsplans/latest/userguide/sp-applying.html */
const ORDER: readonly Commitment['type'][] = ['reserved-instance', 'ec2-instance-savings-plan', 'compute-savings-plan'];

const familyOf = (instanceType: string): string => instanceType.split('.')[0] ?? instanceType;

/** Whether a commitment covers use in a place; null where that hangs on instance types, or zones, that are not one. */
export function covers(commitment: Commitment, place: UsagePlace): boolean | null {
  if (place.spot === true) return false;
  const own = commitment.accountId === null || commitment.accountId === place.accountId;
  if (!own && commitment.shared !== true) return false;
  if (commitment.type === 'compute-savings-plan') return true;
  if (place.generation !== 'instances') return false;
  if (commitment.region !== null && commitment.region !== place.region) return false;
  const { instanceType, instanceFamily, platform } = commitment;
  if (platform !== null && place.platform !== null && platform !== place.platform) return false;
  // Accounts name the same zones differently, so of another account's only its region can be told.
  const zone = own && commitment.zone !== undefined && place.zone !== undefined ? place.zone === commitment.zone : true;
  if (!zone && place.zone !== null) return false;
  if (instanceType === null && instanceFamily === null) return true;
  if (place.instanceType === null) return null;
  const fits = instanceType === null ? familyOf(place.instanceType) === instanceFamily : place.instanceType === instanceType;
  return fits && !zone ? null : fits;
}

const keyOf = ({ accountId, region, generation, instanceType, platform, zone, spot }: UsagePlace): string =>
  [accountId, region, generation, instanceType ?? '', platform ?? '', zone ?? '', spot === true ? 'spot' : ''].join('\0');

/** One place while commitments are laid over it. */
interface Cell {
  place: UsagePlace;
  /** Use that no commitment covers so far. */
  uncovered: number;
  /** What is left of the counted savings so far. */
  left: number;
  promised: number;
  takenBy: Commitment[];
}

/** True where work leaves a commitment: all of its use is given up under it, and what follows is paid beside it. */
const leaves = ({ place, move }: PromisedSaving, commitments: readonly Commitment[]): boolean =>
  move !== null && commitments.some((commitment) => covers(commitment, place) === true && covers(commitment, move.to) !== true);

/** Use that a finding gives up in its place, beyond what takes it over there. */
const givenUp = (promised: PromisedSaving, commitments: readonly Commitment[]): number =>
  promised.move !== null && leaves(promised, commitments) ? promised.move.current.usd : promised.savings.usd;

function cellsOf(usage: readonly Usage[], savings: readonly PromisedSaving[], commitments: readonly Commitment[]): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  const cellAt = (place: UsagePlace): Cell => {
    const known = cells.get(keyOf(place));
    if (known !== undefined) return known;
    const cell: Cell = { place, uncovered: 0, left: 0, promised: 0, takenBy: [] };
    cells.set(keyOf(place), cell);
    return cell;
  };
  for (const { place, monthly } of usage) cellAt(place).uncovered += monthly.usd;
  for (const promised of savings) {
    const cell = cellAt(promised.place);
    if (promised.counted) cell.promised += givenUp(promised, commitments);
  }
  for (const cell of cells.values()) cell.left = cell.promised;
  return cells;
}

/** Lays one commitment over the places it covers, which share it by their use. */
function lay(commitment: Commitment, cells: readonly Cell[]): void {
  const within = cells.filter(({ place }) => covers(commitment, place) === true);
  const use = within.reduce((sum, { uncovered }) => sum + uncovered, 0);
  const promised = within.reduce((sum, { left }) => sum + left, 0);
  const open = Math.max(0, use - commitment.covers.usd);
  const kept = promised <= open ? 1 : open / promised;
  for (const cell of within) {
    cell.uncovered *= use > 0 ? open / use : 1;
    if (kept < 1 || open === 0) cell.takenBy.push(commitment);
    cell.left *= kept;
  }
}

/**
 * What is left of each saving while commitments run. A commitment is paid whether it is used or not: use that is given up makes room
 * under it for other use that it covers, and only use beyond it saves anything. With use U, a commitment that covers C and savings S of
 * all counted findings together, min(S, max(0, U - C)) is left, shared in proportion to the savings; then the next commitment meets what
 * is left. Work that moves out of a commitment gives up all of its use there, and is paid at list price where it goes: what is left may
 * then be negative. A saving that is not counted is cut as those of its place are.
 * Use is taken as even over the hours of the month. An id that is not in the result cannot be told: several instance types are
 * behind it, and a commitment covers some of them.
 */
export function savingsAfterCommitments(
  usage: readonly Usage[],
  savings: readonly PromisedSaving[],
  commitments: readonly Commitment[],
): Map<string, AfterCommitments> {
  const cells = cellsOf(usage, savings, commitments);
  const ordered = [...commitments].sort(
    (a, b) =>
      ORDER.indexOf(a.type) - ORDER.indexOf(b.type) ||
      // The narrower first, as a place of one type can be served by nothing narrower later.
      Number(a.instanceType === null) - Number(b.instanceType === null) ||
      (a.id < b.id ? -1 : 1),
  );
  const all = [...cells.values()];
  for (const commitment of ordered) lay(commitment, all);
  const result = new Map<string, AfterCommitments>();
  for (const promised of savings) {
    const { id, place, move } = promised;
    const cell = cells.get(keyOf(place));
    if (cell === undefined || commitments.some((commitment) => covers(commitment, place) === null)) continue;
    const share = cell.promised > 0 ? cell.left / cell.promised : cell.takenBy.length > 0 ? 0 : 1;
    const paidElsewhere = move !== null && leaves(promised, commitments) ? move.projected.usd : 0;
    const basis = cell.takenBy.reduce((weakest, { covers: part }) => weakerBasis(weakest, part.basis), promised.savings.basis);
    result.set(id, {
      savings: { ...promised.savings, usd: givenUp(promised, commitments) * share - paidElsewhere, basis },
      until: latest(cell.takenBy),
      commitments: cell.takenBy.map((commitment) => commitment.id),
    });
  }
  return result;
}

/**
 * The same where accounts may share their commitments, which is the default within an organization
 * (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/ri-turn-off.html); whether they do is not read. Of each saving the lower of
 * both amounts is taken: what is left at least.
 */
export function savingsAfterOwnAndShared(
  usage: readonly Usage[],
  savings: readonly PromisedSaving[],
  commitments: readonly Commitment[],
): Map<string, AfterCommitments> {
  const owned = savingsAfterCommitments(usage, savings, commitments);
  const used = new Set([...usage, ...savings].map(({ place }) => place.accountId));
  // A payer has commitments, and often nothing that uses them.
  const served = (accountId: string | null) => accountId === null || (used.size === 1 && used.has(accountId));
  if (commitments.every(({ accountId }) => served(accountId))) return owned;
  const shared = savingsAfterCommitments(
    usage,
    savings,
    commitments.map((one) => ({ ...one, shared: true })),
  );
  return new Map(
    [...owned].flatMap(([id, alone]): [string, AfterCommitments][] => {
      const together = shared.get(id);
      // Where sharing is what cannot be told of it, nothing is.
      return together === undefined ? [] : [[id, together.savings.usd < alone.savings.usd ? together : alone]];
    }),
  );
}

function latest(commitments: readonly Commitment[]): string | null {
  return (
    commitments
      .flatMap(({ until }) => until ?? [])
      .sort()
      .at(-1) ?? null
  );
}
